// A body that came before: the vendor's repeat, or another recording's result in the same words? A refusal has few words.
import { awaitsResult } from './match-result.ts';
import type { Recording } from './recording.ts';
import type { WebhookIntent } from './webhook-intent.ts';

/** Clocks of two functions differ by less. */
const clockSkewMs = 1000;

const isRetriedByOperator = ({ timeline, attempt }: Recording): boolean =>
  timeline.some((entry) => entry.event === 'retried' && entry.attempt === attempt);

/**
 * It awaits a result and was uploaded after the body came first, so the first coming cannot have been about it. Of the very
 * recording that got it then, tried again with the same audio, that is enough; of any other only once repeats are over,
 * for a repeat must never end a recording that it is not about.
 * @param repeatMs how long after the first coming a body is taken for a repeat
 */
export const isAwaitedAnew = (
  first: Pick<WebhookIntent, 'receivedAt' | 'results'>,
  recording: Recording,
  nowMs: number,
  repeatMs: number,
): boolean => {
  if (!awaitsResult(recording)) return false;
  const cameAt = Date.parse(first.receivedAt);
  const uploadedAfterMs = (recording.firstVendorCallAt ?? 0) - cameAt;
  const wasApplied = first.results?.some(({ recordingId }) => recordingId === recording.id) === true;
  if (wasApplied && isRetriedByOperator(recording) && uploadedAfterMs > clockSkewMs) return true;
  return nowMs - cameAt >= repeatMs && uploadedAfterMs > -clockSkewMs;
};
