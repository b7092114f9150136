// A vendor's webhook, written down before it is acted on: keyed by its body's hash, so that a repeat is known by it.
import * as z from 'zod/mini';

export const settledResultSchema = z.object({
  audioId: z.string(),
  jsonLogName: z.string(),
  /**
   * What became of this result. `conflict`: several recordings could be meant, so none was touched. `deleted`: its recording
   * is gone, and so is all that stood here of it: names and audioID are empty.
   */
  verdict: z.enum(['applied', 'evidence', 'unknown', 'conflict', 'deleted']),
  recordingId: z.optional(z.string()),
  source: z.optional(z.string()),
  deliveryId: z.optional(z.string()),
});
export type SettledResult = z.output<typeof settledResultSchema>;

export const webhookIntentSchema = z.object({
  /** SHA-256 of the body, and of recording, nonce and attempt where they are known or it was awaited anew; hex. */
  hash: z.string(),
  ver: z.number(),
  /** Until it is settled, and until it is sure that what was noted of it has an owner. */
  dueAt: z.optional(z.number()),
  receivedAt: z.string(),
  tries: z.number(),
  /** An empty name, here and below: the log was deleted with a recording. */
  jsonLogName: z.string(),
  /** One for each of several results; empty when there is one. */
  resultLogNames: z.array(z.string()),
  /** Set when it came to the callback URL of one recording and proved it by its token. */
  recordingId: z.optional(z.string()),
  /** The body itself, gzipped; absent once it is settled and stands in S3. */
  bodyGzip: z.optional(z.instanceof(Uint8Array)),
  /** Where a body lies that is too large for the item. */
  bodyKey: z.optional(z.string()),
  /** When the table forgets it, in epoch seconds: set when it is settled. */
  expiresAtSeconds: z.optional(z.number()),
  /** Set when all that this webhook asked for is done. */
  results: z.optional(z.array(settledResultSchema)),
});
export type WebhookIntent = z.output<typeof webhookIntentSchema>;
