// When to try again: growing pauses with jitter, so that a vendor that comes back is not met by everybody at once.
import type { Randomness } from './randomness.ts';

const hour = 3600;
const minuteMs = 60_000;

const jittered = (seconds: number, jitter: number, random: Randomness): number =>
  Math.round(seconds * (1 - jitter + 2 * jitter * random.fraction()) * 1000);

/** The pause after the `count`th failure (≥ 1); the last one repeats. */
const pauseAfter = (count: number, pausesSeconds: readonly number[]): number =>
  pausesSeconds[Math.min(count, pausesSeconds.length) - 1] ?? 0;

/**
 * Milliseconds until the next upload after `failures` in a row (≥ 1). A vendor's own Retry-After is a floor, of an
 * hour at most: whether to give up is decided at an upload, so none may be put off without end.
 */
export const vendorPauseMs = (
  failures: number,
  random: Randomness,
  pausesSeconds: readonly number[],
  retryAfterSeconds = 0,
): number =>
  Math.max(
    jittered(pauseAfter(failures, pausesSeconds), 0.1, random),
    Math.min(retryAfterSeconds, hour) * 1000,
  );

/** Milliseconds until fetching is tried again after something of ours failed `tries` times (≥ 1). */
export const fetchPauseMs = (tries: number, random: Randomness, pausesSeconds: readonly number[]): number =>
  jittered(pauseAfter(tries, pausesSeconds), 0.1, random);

/** A rejected token needs a person: retried slowly. */
export const rejectedTokenPauseMs = (random: Randomness, pauseSeconds: number): number =>
  jittered(pauseSeconds, 0.1, random);

/** Milliseconds until a recording that was held looks again whether its turn has come: 2 s, 4 s, 8 s … */
export const holdPauseMs = (holds: number, random: Randomness, maxSeconds: number): number =>
  jittered(Math.min(2 ** Math.min(holds, 20), maxSeconds), 0.25, random);

const firstHintMinutes: readonly number[] = [0, 1, 2, 4, 8];
const hintEveryMinutes = 16;

/**
 * Whether the sweeper, who comes each minute, sends a hint for what is due: in minutes 0, 1, 2, 4, 8, then in each 16th.
 * A queue that is long gets few repeats of what it holds, and a lost hint is sent again soon. Minutes are the wall
 * clock's: a run that is some seconds late or early skips none.
 */
export const isTimeForHint = (dueAt: number, nowMs: number): boolean => {
  const minutes = Math.floor(nowMs / minuteMs) - Math.floor(dueAt / minuteMs);
  return minutes % hintEveryMinutes === 0 || firstHintMinutes.includes(minutes);
};

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
