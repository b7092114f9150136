// What a new attempt of an ended recording begins with: whoever asks for it, caller or operator.
import { mayBeEnriched } from './match-result.ts';
import type { Recording } from './recording.ts';
import { clockSkewMs } from './webhook-timing.ts';

/** All that the attempt before left behind is cleared; id, nonce, deliveries, webhooks and timeline stay. */
export const newAttempt = (recording: Recording, nowMs: number) => ({
  attempt: recording.attempt + 1,
  acceptedAt: nowMs,
  wavKey: undefined,
  jsonLogName: undefined,
  callbackToken: undefined,
  audio: undefined,
  fetchTries: 0,
  vendorCalls: 0,
  vendorFailures: 0,
  ambiguousCalls: 0,
  firstVendorCallAt: undefined,
  holds: 0,
  failure: undefined,
  outcome: undefined,
  endedAt: undefined,
  formerAttempt: {
    wasUploaded: recording.vendorCalls > 0,
    ...(mayBeEnriched(recording) && { answeredAt: recording.endedAt }),
    isAwaited: false,
  },
});

/** What was received before an attempt is told by its time from what follows. */
const restMs = 2 * clockSkewMs;

/**
 * Epoch milliseconds before which the vendor is not called in this attempt: a webhook about the one before would be taken for
 * its result.
 * @param graceMs how long a webhook may follow a synchronous answer
 */
export const vendorRestUntil = (
  { formerAttempt, acceptedAt = 0 }: Pick<Recording, 'formerAttempt' | 'acceptedAt'>,
  graceMs: number,
): number => {
  if (!formerAttempt?.wasUploaded) return 0;
  const { answeredAt } = formerAttempt;
  return Math.max(acceptedAt + restMs, answeredAt === undefined ? 0 : answeredAt + graceMs);
};
