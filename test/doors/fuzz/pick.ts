// Choices that a seed repeats.
import type { Randomness } from '../../../shared/domain/randomness.ts';

export const pick = <Item>(random: Randomness, items: readonly Item[]): Item =>
  items[Math.floor(random.fraction() * items.length)] as Item;

/** @param share 0 never, 1 always */
export const happens = (random: Randomness, share: number): boolean => random.fraction() < share;
