// A recording as the native API shows it, and the admin API with it: the shape.
import * as z from 'zod/mini';

const attempt = z.object({
  at: z.string(),
  statusCode: z.nullable(z.number()),
  durationMs: z.nullable(z.number()),
  error: z.nullable(z.string()),
});

const delivery = z.object({
  id: z.string(),
  recordingId: z.string(),
  url: z.string(),
  status: z.enum(['pending', 'delivered', 'undelivered']),
  attempts: z.array(attempt),
  nextAttemptAt: z.nullable(z.string()),
});

/** What was sent, and what became of it; what older records lack is null. */
export const audioView = z.object({
  sourceFormat: z.string(),
  sourceBytes: z.nullable(z.number()),
  sourceSha256: z.string(),
  converted: z.boolean(),
  sampleRateHz: z.number(),
  channels: z.number(),
  durationSeconds: z.number(),
  wavBytes: z.number(),
  wavSha256: z.string(),
  /** Share of the windows of 20 ms that are silent, and of the samples at full scale, 0 to 1. */
  silenceRatio: z.nullable(z.number()),
  clippingRatio: z.nullable(z.number()),
  /** The waveform, to draw: per channel (two at most) the peaks of up to 256 even stretches, 0 to 255. */
  peaks: z.nullable(z.array(z.array(z.number()))),
  warnings: z.array(z.string()),
});

export const recordingView = z.object({
  id: z.string(),
  audioID: z.string(),
  audioSource: z.string(),
  status: z.enum(['processing', 'completed', 'failed']),
  state: z.string(),
  errorCode: z.nullable(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  durationSeconds: z.nullable(z.number()),
  /** Null until it has been fetched. */
  audio: z.nullable(audioView),
  transcription: z.nullable(z.string()),
  language: z.nullable(z.string()),
  jsonUrl: z.nullable(z.string()),
  wavUrl: z.nullable(z.string()),
  deliveries: z.array(delivery),
  timeline: z.array(
    z.object({ at: z.string(), event: z.string(), attempt: z.number(), detail: z.optional(z.string()) }),
  ),
  /** The body that 200 would have had; null until there is one. */
  response: z.unknown(),
});
