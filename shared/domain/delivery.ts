// The delivery ledger: one item per delivery, with every attempt.
import * as z from 'zod/mini';

export const attemptSchema = z.object({
  at: z.string(),
  statusCode: z.optional(z.number()),
  durationMs: z.optional(z.number()),
  error: z.optional(z.string()),
  /** The receiver's answer, at most 64 KB; over 4 KB it lies in S3 under this key. */
  responseText: z.optional(z.string()),
  responseKey: z.optional(z.string()),
});
export type DeliveryAttempt = z.output<typeof attemptSchema>;

export const deliverySchema = z.object({
  id: z.string(),
  recordingId: z.string(),
  account: z.string(),
  source: z.string(),
  audioId: z.string(),
  url: z.string(),
  jsonUrl: z.string(),
  status: z.enum(['pending', 'delivered', 'undelivered']),
  ver: z.number(),
  dueAt: z.optional(z.number()),
  /** Epoch milliseconds until which the one who posts it may be at work. */
  claimedUntil: z.optional(z.number()),
  createdAt: z.string(),
  attempts: z.array(attemptSchema),
  /** Attempts ever made; `attempts` keeps the first and the newest. */
  attemptCount: z.number(),
  /** Of them, those made before an operator had it posted anew: its pauses begin again. */
  formerAttempts: z.optional(z.number()),
  /** When that was: forwarding to its source was switched on then. */
  redeliveredAt: z.optional(z.string()),
  /** An operator tries a source's target: posted once, about no recording, in no list. */
  isTest: z.optional(z.boolean()),
  /** When the table forgets it, in epoch seconds: a test's. */
  expiresAtSeconds: z.optional(z.number()),
});
export type Delivery = z.output<typeof deliverySchema>;

/** The same for one recording, attempt and revision, whoever makes it: receivers recognise repeats by it. */
export const deliveryId = (
  recording: { readonly id: string; readonly nonce: string; readonly attempt: number },
  revision: number,
): string => `dlv_${recording.id.slice(4)}_${recording.nonce}_${recording.attempt}_${revision}`;

/** What is posted. Receivers decode it; a signature covers these very bytes. */
export const deliveryForm = ({ audioId, jsonUrl }: Pick<Delivery, 'audioId' | 'jsonUrl'>): string =>
  new URLSearchParams({ id: audioId, json_url: jsonUrl }).toString();

/** What tests of targets are about, and the JSON log they name: it lies in no bucket, and no recording's can have its name. */
export const testAudioId = 'voxgate-test';
export const testJsonLogName = `voice_20000101_000000_${'0'.repeat(26)}.json`;

/** Where the answer to an attempt (≥ 1) lies when it is long: the same key, whoever makes that attempt. */
export const forwardAnswerKey = (id: string, attempt: number): string =>
  `forward_answers/${id}_${attempt}.txt`;

/** Answers of up to 4 KB each keep an item far from DynamoDB's 400 KB. */
const keptAttempts = 40;
export const inlineResponseBytes = 4096;

/** The first attempt stays, and the newest ones. */
export const withAttempt = (delivery: Delivery, attempt: DeliveryAttempt): DeliveryAttempt[] => {
  const [first, ...later] = [...delivery.attempts, attempt];
  return first ? [first, ...later.slice(1 - keptAttempts)] : [];
};
