// Chance that repeats itself: the same seed makes the same run.
import type { Randomness } from '../../shared/domain/randomness.ts';

const characters = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Mulberry32: https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
export const seededRandomness = (seed: number): Randomness => {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const character = () => characters.charAt(Math.floor(fraction() * characters.length));
  return { fraction, token: (length) => Array.from({ length }, character).join('') };
};

/** Always the same fraction: 0.5 is no jitter, 0 and just under 1 are its ends. */
export const fixedRandomness = (value: number): Randomness => ({
  ...seededRandomness(1),
  fraction: () => value,
});
