// A delivery as operators see it: whose it is, what is posted, and every attempt with what was answered.
import * as z from 'zod/mini';

export const deliveryView = z.object({
  id: z.string(),
  recordingId: z.string(),
  audioID: z.string(),
  audioSource: z.string(),
  url: z.string(),
  status: z.enum(['pending', 'delivered', 'undelivered']),
  createdAt: z.string(),
  /** The form that is posted. */
  body: z.string(),
  /** All that were ever made; `attempts` has the first and the newest of them. */
  attemptCount: z.number(),
  attempts: z.array(
    z.object({
      at: z.string(),
      statusCode: z.nullable(z.number()),
      durationMs: z.nullable(z.number()),
      error: z.nullable(z.string()),
      /** At most 64 KB; in lists the newest attempt's alone, where it is short. */
      response: z.nullable(z.string()),
    }),
  ),
  nextAttemptAt: z.nullable(z.string()),
});
