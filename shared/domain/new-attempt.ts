// What a new attempt of an ended recording begins with: whoever asks for it, caller or operator.
import type { Recording } from './recording.ts';

/** All that the attempt before left behind is cleared; id, nonce, deliveries and timeline stay. */
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
});
