// The heart: one recording is one item, which is its state machine, its outbox and its retry timer at once.
import * as z from 'zod/mini';

export const recordingStates = [
  'RECEIVED',
  'FETCHING',
  'STORED',
  'SUBMITTING',
  'SUBMITTED',
  'COMPLETED',
  'FAILED',
] as const;

/** One step in a recording's life, as the timeline shows it. `at` is RFC 3339 UTC. */
export const timelineEventSchema = z.object({
  at: z.string(),
  event: z.string(),
  attempt: z.number(),
  detail: z.optional(z.string()),
});

/** Items written before a field was known lack it: those are optional. */
export const audioFactsSchema = z.object({
  sourceFormat: z.string(),
  sourceBytes: z.optional(z.number()),
  converted: z.boolean(),
  sampleRateHz: z.number(),
  channels: z.number(),
  frames: z.number(),
  durationSeconds: z.number(),
  wavBytes: z.number(),
  sourceSha256: z.string(),
  wavSha256: z.string(),
  /** These three: see `AudioProfile`. */
  silenceRatio: z.optional(z.number()),
  clippingRatio: z.optional(z.number()),
  peaks: z.optional(z.array(z.instanceof(Uint8Array))),
  warnings: z.array(z.string()),
});
export type AudioFacts = z.output<typeof audioFactsSchema>;

/** What the vendor said in the end. `via` tells whether it came as the answer to our upload or by webhook. */
export const outcomeSchema = z.object({
  via: z.enum(['answer', 'webhook']),
  succeeded: z.boolean(),
  /** The vendor's body, byte for byte, gzipped; absent when too large for the item: then only S3 has it. */
  bodyGzip: z.optional(z.instanceof(Uint8Array)),
  transcription: z.optional(z.string()),
  language: z.optional(z.string()),
  durationSeconds: z.optional(z.number()),
  errorCode: z.optional(z.string()),
  /** The JSON log that holds the body: its file name under json_logs/. */
  jsonLogName: z.string(),
  /** The webhook that brought its analysis after a synchronous answer; nothing later is forwarded. */
  enrichmentLogName: z.optional(z.string()),
});
export type Outcome = z.output<typeof outcomeSchema>;

/** A delivery the recording owes its source: written with the result, put into the ledger afterwards. */
export const owedDeliverySchema = z.object({
  id: z.string(),
  revision: z.number(),
  jsonLogName: z.string(),
  /** It stands in the ledger; from then on the ledger's item has its own timer. */
  isAnnounced: z.boolean(),
});
export type OwedDelivery = z.output<typeof owedDeliverySchema>;

/** An attempt that was followed by another. */
export const formerAttemptSchema = z.object({
  /** The vendor has, or may have, its audio: a webhook about it may be on its way. */
  wasUploaded: z.boolean(),
  /** When it ended by a synchronous answer, which a webhook may follow for a while; epoch milliseconds. */
  answeredAt: z.optional(z.number()),
  /** It was given up for want of a result, and this attempt has the same audio: what comes late is still a result. */
  isAwaited: z.boolean(),
});

export const recordingSchema = z.object({
  id: z.string(),
  account: z.string(),
  source: z.string(),
  audioId: z.string(),
  state: z.enum(recordingStates),
  /** Goes up by one with each write; every write names the version it read. */
  ver: z.number(),
  /** When the sweeper must send a new hint, in epoch milliseconds; absent when nothing is owed. */
  dueAt: z.optional(z.number()),
  attempt: z.number(),
  /** When this attempt began, in epoch milliseconds. Items written before it was known lack it. */
  acceptedAt: z.optional(z.number()),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Random, made with the item: ids of deliveries contain it, so a deleted and re-made recording has new ones. */
  nonce: z.string(),
  /** May carry a PBX's signature in its query: never logged, never shown. */
  voicefileUrl: z.string(),
  vendorSource: z.string(),
  language: z.optional(z.string()),
  metadata: z.record(z.string(), z.string()),
  /** `false`: audio is not kept after the vendor has it (the transcribe dialect). */
  store: z.boolean(),
  /** S3 keys, chosen once per attempt before anything is written under them. */
  wavKey: z.optional(z.string()),
  jsonLogName: z.optional(z.string()),
  /** Proves that a webhook is about this recording, where the vendor takes a callback URL. */
  callbackToken: z.optional(z.string()),
  audio: z.optional(audioFactsSchema),
  /** Claims of FETCHING in this attempt: a file that kills the function must not do so for ever. */
  fetchTries: z.number(),
  /** Uploads begun in this attempt, and how many of the last ones in a row failed. */
  vendorCalls: z.number(),
  vendorFailures: z.number(),
  /** Uploads whose end is unknown: the body was sent, no answer came. */
  ambiguousCalls: z.number(),
  firstVendorCallAt: z.optional(z.number()),
  /** How often it had to wait because another recording awaits a result under the same audioID. */
  holds: z.number(),
  failure: z.optional(z.object({ code: z.string(), message: z.string() })),
  outcome: z.optional(outcomeSchema),
  endedAt: z.optional(z.number()),
  /** The source's, as last looked at; without it the recording is kept for ever. */
  retentionDays: z.optional(z.number()),
  /** Its deletion was begun then, in epoch milliseconds. */
  withdrawnAt: z.optional(z.number()),
  /** S3 keys that earlier attempts left: they go when the recording goes. */
  formerObjects: z.optional(z.array(z.string())),
  /** Hashes of the webhooks that ended or enriched it, in any attempt: what they remember of it goes when it goes. */
  webhookHashes: z.optional(z.array(z.string())),
  /** What of the attempt before still matters to this one. */
  formerAttempt: z.optional(formerAttemptSchema),
  deliveries: z.array(owedDeliverySchema),
  timeline: z.array(timelineEventSchema),
});
export type Recording = z.output<typeof recordingSchema>;
export type RecordingState = Recording['state'];

export const isTerminal = (state: RecordingState): boolean => state === 'COMPLETED' || state === 'FAILED';

/** What callers are shown instead of the state. */
export const publicStatus = (state: RecordingState): 'processing' | 'completed' | 'failed' =>
  state === 'COMPLETED' ? 'completed' : state === 'FAILED' ? 'failed' : 'processing';
