// Whose result is it? The vendor carries only audioID, and two sources may share one.
import { isTerminal, type Recording } from './recording.ts';
import type { VendorResult } from './vendor-body.ts';

/** It was uploaded, and no result is known: one that comes now is its own, even after we gave up waiting. */
export const awaitsResult = (recording: Recording): boolean =>
  isTerminal(recording.state)
    ? recording.failure?.code === 'NO_RESULT'
    : recording.vendorCalls > 0 && recording.state !== 'RECEIVED' && recording.state !== 'FETCHING';

/** Its result came as the answer to the upload; the webhook's analysis may still follow, once. */
export const mayBeEnriched = (recording: Recording): boolean =>
  isTerminal(recording.state) &&
  recording.outcome?.via === 'answer' &&
  recording.outcome.enrichmentLogName === undefined;

/**
 * A result of the one who holds the audioID could still come in, so no other recording may be uploaded under it.
 * @param graceMs how long a webhook may follow a synchronous answer
 */
export const blocksAudioId = (holder: Recording, nowMs: number, graceMs: number): boolean =>
  !isTerminal(holder.state) || (mayBeEnriched(holder) && (holder.endedAt ?? 0) + graceMs > nowMs);

export type Match =
  | { readonly kind: 'one'; readonly recording: Recording }
  | { readonly kind: 'unknown' }
  /** Nothing awaits it: kept as evidence, beside the one recording it names if it is just one. */
  | { readonly kind: 'evidence'; readonly recording?: Recording }
  | { readonly kind: 'several' };

const only = (candidates: readonly Recording[]): Recording | undefined =>
  candidates.length === 1 ? candidates[0] : undefined;

/** @param known every recording with the result's audioID */
export const matchResult = (result: VendorResult, known: readonly Recording[]): Match => {
  const named = known.filter(
    (recording) =>
      result.source === undefined || [recording.vendorSource, recording.source].includes(result.source),
  );
  if (named.length === 0) return { kind: 'unknown' };
  const waiting = named.filter(awaitsResult);
  const live = waiting.filter((recording) => !isTerminal(recording.state));
  const enrichable = named.filter(mayBeEnriched);
  const sayingTheSame = enrichable.filter(
    (recording) => result.succeeded && recording.outcome?.transcription === result.transcription,
  );
  const match =
    only([...waiting, ...enrichable]) ??
    only(sayingTheSame) ??
    only(live) ??
    (live.length ? undefined : only(waiting));
  if (match) return { kind: 'one', recording: match };
  if (waiting.length + enrichable.length > 0) return { kind: 'several' };
  const recording = only(named);
  return { kind: 'evidence', ...(recording && { recording }) };
};
