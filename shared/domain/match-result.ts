// Whose result is it? The vendor carries only audioID, and two sources may share one.
import { gunzipSync } from 'node:zlib';
import { isTerminal, type Recording } from './recording.ts';
import { readVendorBody, type VendorResult } from './vendor-body.ts';

/** Uploads of this attempt, or of the one before it with the same audio, may bring a result. */
const isAtVendor = ({ vendorCalls, formerAttempt }: Recording): boolean =>
  vendorCalls > 0 || formerAttempt?.isAwaited === true;

/** It was uploaded, and no result is known: one that comes now is its own, even after we gave up waiting. */
export const awaitsResult = (recording: Recording): boolean =>
  isTerminal(recording.state)
    ? recording.failure?.code === 'NO_RESULT'
    : isAtVendor(recording) && recording.state !== 'RECEIVED' && recording.state !== 'FETCHING';

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
  /** Nothing awaits it: kept as evidence beside the recordings it could be about, mostly just one. */
  | { readonly kind: 'evidence'; readonly recordings: readonly Recording[] }
  | { readonly kind: 'several'; readonly recordings: readonly Recording[] };

const only = (candidates: readonly Recording[]): Recording | undefined =>
  candidates.length === 1 ? candidates[0] : undefined;

/** Seconds, or the share of the whole, by which a vendor's idea of a duration may differ from ours. */
const durationTolerance = { seconds: 2, share: 0.01 };
/** Seconds by which one recording must fit better than another to be the one that was heard. */
const tellingDifferenceSeconds = 0.5;

/** Shorter ones ("Hello.") two recordings may well share. */
const tellingTranscriptionLength = 20;

/** Seconds between the vendor's duration and ours; 0 when one of them is not known, infinite when they contradict. */
const durationGap = (result: VendorResult, recording: Recording): number => {
  const ours = recording.audio?.durationSeconds;
  if (ours === undefined || result.durationSeconds === undefined) return 0;
  const gap = Math.abs(result.durationSeconds - ours);
  return gap > Math.max(durationTolerance.seconds, ours * durationTolerance.share)
    ? Number.POSITIVE_INFINITY
    : gap;
};

/** A long one stands in the body alone. */
const transcriptionOf = ({ audioId, outcome }: Recording): string | undefined => {
  if (outcome?.transcription !== undefined || !outcome?.bodyGzip) return outcome?.transcription;
  const { results = [] } = readVendorBody(gunzipSync(outcome.bodyGzip).toString('utf8')) ?? {};
  return results.find((candidate) => candidate.audioId === audioId)?.transcription;
};

/** It has said the very same before: this is its own result once more, late. */
const saidTheSame = (result: VendorResult, recording: Recording): boolean =>
  (result.transcription?.length ?? 0) >= tellingTranscriptionLength &&
  transcriptionOf(recording) === result.transcription;

/** Where several recordings share the audioID, what the result says of the audio rules some of them out. */
const plausible = (result: VendorResult, named: readonly Recording[]): readonly Recording[] => {
  const least = Math.min(...named.map((recording) => durationGap(result, recording)));
  const candidates = Number.isFinite(least)
    ? named.filter((recording) => durationGap(result, recording) <= least + tellingDifferenceSeconds)
    : named;
  const same = candidates.filter((recording) => saidTheSame(result, recording));
  return same.length === 1 ? same : candidates;
};

/** @param known every recording with the result's audioID */
export const matchResult = (result: VendorResult, known: readonly Recording[]): Match => {
  const named = known.filter(
    (recording) =>
      result.source === undefined || [recording.vendorSource, recording.source].includes(result.source),
  );
  if (named.length === 0) return { kind: 'unknown' };
  const candidates = named.length > 1 ? plausible(result, named) : named;
  const waiting = candidates.filter(awaitsResult);
  const live = waiting.filter((recording) => !isTerminal(recording.state));
  const enrichable = candidates.filter(mayBeEnriched);
  const match = only([...waiting, ...enrichable]) ?? only(live) ?? (live.length ? undefined : only(waiting));
  if (match) return { kind: 'one', recording: match };
  const recordings = [...waiting, ...enrichable];
  return recordings.length > 0
    ? { kind: 'several', recordings }
    : { kind: 'evidence', recordings: candidates };
};
