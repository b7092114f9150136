// Seeded chance: the same seed replays the same run, exactly.
import type { Randomness } from '../../shared/domain/randomness.ts';

/** Mulberry32, by Tommy Ettinger, public domain: small, fast, good enough to shuffle events. */
export class SeededRandom implements Randomness {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  token(length: number): string {
    let token = '';
    while (token.length < length)
      token += Math.floor(this.fraction() * 36 ** 4)
        .toString(36)
        .padStart(4, '0');
    return token.slice(0, length);
  }

  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}
