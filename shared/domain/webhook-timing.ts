// What the time of a webhook says about which upload it can be about.
import { awaitsResult } from './match-result.ts';
import type { Recording } from './recording.ts';
import type { WebhookIntent } from './webhook-intent.ts';

/** Clocks of two functions differ by less. */
export const clockSkewMs = 1000;

/** It was written down before this attempt was uploaded, and settled late: it is about the attempt before. */
export const isOfEarlierAttempt = (
  { receivedAt }: Pick<WebhookIntent, 'receivedAt'>,
  { attempt, firstVendorCallAt = 0 }: Pick<Recording, 'attempt' | 'firstVendorCallAt'>,
): boolean => attempt > 1 && Date.parse(receivedAt) + clockSkewMs < firstVendorCallAt;

/**
 * A body that came before: the vendor's repeat, or another upload's result in the same words? A refusal has few words. Somebody
 * awaits a result, was uploaded after the body came first, and repeats are over: a repeat must never end an upload that it is not
 * about, of the very same recording neither.
 * @param repeatMs how long after the first coming a body is taken for a repeat
 */
export const isAwaitedAnew = (
  first: Pick<WebhookIntent, 'receivedAt'>,
  recording: Recording,
  nowMs: number,
  repeatMs: number,
): boolean => {
  const cameAt = Date.parse(first.receivedAt);
  const isLaterUpload = (recording.firstVendorCallAt ?? 0) > cameAt - clockSkewMs;
  return awaitsResult(recording) && isLaterUpload && nowMs - cameAt >= repeatMs;
};
