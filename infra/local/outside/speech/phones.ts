// The sounds that the speech made here is strung together from.
import type { Random } from './seeded-random.ts';

/** Centre frequencies of the first three resonances of the mouth, in Hz. */
export type Formants = readonly [number, number, number];

export interface Phone {
  readonly seconds: number;
  readonly formants: Formants;
  /** Loudness of the vocal folds, 0 to 1. */
  readonly voicing: number;
  /** Loudness of air rushing through a narrow place, 0 to 1. */
  readonly noise: number;
}

/** Averages of men's voices from Peterson and Barney, "Control methods used in a study of the vowels", 1952. */
const vowels: readonly Formants[] = [
  [270, 2290, 3010],
  [390, 1990, 2550],
  [530, 1840, 2480],
  [660, 1720, 2410],
  [730, 1090, 2440],
  [570, 840, 2410],
  [300, 870, 2240],
  [640, 1190, 2390],
];

const nasal: Formants = [250, 1200, 2200];
const burst: Formants = [400, 1600, 2600];

/** Syllables of consonant and vowel, about a fifth of a second each, and a breath's time to fade out. */
export function babble(random: Random, syllables: number): Phone[] {
  const spoken = Array.from({ length: syllables }, () => {
    const formants = pick(vowels, random);
    const vowel: Phone = { seconds: between(0.1, 0.19, random), formants, voicing: 1, noise: 0 };
    return [...consonant(formants, random), vowel];
  });
  return [...spoken.flat(), { seconds: 0.05, formants: nasal, voicing: 0, noise: 0 }];
}

function consonant(next: Formants, random: Random): Phone[] {
  const kind = random();
  if (kind < 0.3) {
    return [{ seconds: between(0.06, 0.1, random), formants: next, voicing: 0, noise: 0.35 }];
  }
  if (kind < 0.6) {
    return [
      { seconds: 0.04, formants: burst, voicing: 0, noise: 0 },
      { seconds: 0.012, formants: burst, voicing: 0, noise: 0.8 },
    ];
  }
  if (kind < 0.85) {
    return [{ seconds: between(0.05, 0.08, random), formants: nasal, voicing: 0.45, noise: 0 }];
  }
  return [];
}

export function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random();
}

function pick(from: readonly Formants[], random: Random): Formants {
  return from[Math.floor(random() * from.length)] ?? nasal;
}
