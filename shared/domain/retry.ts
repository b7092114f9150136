// The rules of an operator's retry: what may be tried again, and where the new attempt starts.
import { newAttempt, vendorRestUntil } from './new-attempt.ts';
import { isTerminal, type Recording } from './recording.ts';
import type { Source } from './source.ts';
import { advance } from './transitions.ts';

/** @param isForced the operator said that a completed recording is to be paid for once more */
export const judgeRetry = (
  { state }: Pick<Recording, 'state'>,
  isForced: boolean,
): 'retry' | 'in-flight' | 'completed' => {
  if (!isTerminal(state)) return 'in-flight';
  return state === 'COMPLETED' && !isForced ? 'completed' : 'retry';
};

/** The WAV of the attempt before, where it lies in S3. */
const keptAudio = ({ store, wavKey, audio }: Recording): Pick<Recording, 'wavKey' | 'audio'> | undefined =>
  store && wavKey !== undefined && audio ? { wavKey, audio } : undefined;

export interface RetryTimes {
  readonly nowMs: number;
  /** How long the sweeper leaves the recording to the hint. */
  readonly hintGraceMs: number;
  /** How long a webhook may follow a synchronous answer. */
  readonly webhookGraceMs: number;
}

export interface Retried {
  readonly recording: Recording;
  /** When its hint may be received. */
  readonly hintDelayMs: number;
}

/**
 * The first version of the new attempt. With its WAV kept it goes straight to the vendor, for a PBX's URLs expire; else it
 * is fetched again.
 * @param source as it is now; without it, the recording goes on with what it knew
 * @throws IllegalTransition when the recording has not ended
 */
export const retry = (recording: Recording, source: Source | undefined, times: RetryTimes): Retried => {
  const { nowMs, hintGraceMs, webhookGraceMs } = times;
  const { vendorSource, language, retentionDays } = source ?? recording;
  const fresh = { ...newAttempt(recording, nowMs), vendorSource, language, retentionDays };
  const kept = keptAudio(recording);
  if (!kept) {
    const patch = { ...fresh, dueAt: nowMs + hintGraceMs };
    return { recording: advance(recording, 'retry', nowMs, patch), hintDelayMs: 0 };
  }
  const hintDelayMs = Math.max(0, vendorRestUntil(fresh, webhookGraceMs) - nowMs);
  const formerAttempt = { ...fresh.formerAttempt, isAwaited: recording.failure?.code === 'NO_RESULT' };
  const patch = { ...fresh, ...kept, formerAttempt, dueAt: nowMs + hintDelayMs };
  return { recording: advance(recording, 'resubmit', nowMs, patch), hintDelayMs };
};
