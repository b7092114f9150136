// When to try again: growing pauses with jitter, so that a vendor that comes back is not met by everybody at once.
import type { Randomness } from './randomness.ts';

const minute = 60;
const hour = 60 * minute;

/** Seconds before upload 2, 3, 4 …: the first ones while a caller still waits, the last one repeats. */
const vendorPausesSeconds = [1, 2, 10, 30, minute, 2 * minute, 5 * minute, 10 * minute];

const jittered = (seconds: number, jitter: number, random: Randomness): number =>
  Math.round(seconds * (1 - jitter + 2 * jitter * random.fraction()) * 1000);

/**
 * Milliseconds until the next upload after `failures` in a row (≥ 1). A vendor's own Retry-After is a floor, of an
 * hour at most: whether to give up is decided at an upload, so none may be put off without end.
 */
export const vendorPauseMs = (failures: number, random: Randomness, retryAfterSeconds = 0): number => {
  const pause = vendorPausesSeconds[Math.min(failures, vendorPausesSeconds.length) - 1] ?? 1;
  return Math.max(jittered(pause, 0.1, random), Math.min(retryAfterSeconds, hour) * 1000);
};

const fetchPausesSeconds = [10, minute, 5 * minute, 30 * minute, hour];

/** Milliseconds until fetching is tried again after something of ours failed `tries` times (≥ 1). */
export const fetchPauseMs = (tries: number, random: Randomness): number =>
  jittered(fetchPausesSeconds[Math.min(tries, fetchPausesSeconds.length) - 1] ?? hour, 0.1, random);

/** A rejected token needs a person: retried slowly. */
export const rejectedTokenPauseMs = (random: Randomness): number => jittered(5 * minute, 0.1, random);

/** Milliseconds until a recording that was held looks again whether its turn has come. */
export const holdPauseMs = (holds: number, random: Randomness): number =>
  jittered(Math.min(2 ** Math.min(holds, 5), 30), 0.25, random);

/**
 * Milliseconds until the delivery attempt after `attempts` failed ones (≥ 1), or `undefined` when that was the last.
 * The second attempt comes after exactly 5 s; the others carry 20 % jitter.
 */
export const deliveryPauseMs = (
  attempts: number,
  random: Randomness,
  pausesSeconds: readonly number[],
  retryAfterSeconds = 0,
): number | undefined => {
  const pause = pausesSeconds[attempts - 1];
  if (pause === undefined) return undefined;
  const ms = attempts === 1 ? pause * 1000 : jittered(pause, 0.2, random);
  return Math.max(ms, Math.min(retryAfterSeconds, 24 * hour) * 1000);
};
