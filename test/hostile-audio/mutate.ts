// One number → one hostile file: a good recording, changed in one of ten ways. The same number gives the same file.
import { sealOggPages } from '../support/audio-ogg.ts';
import { seededNoise } from '../support/audio-signal.ts';
import type { Seed } from './seeds.ts';

export interface MutatedFile {
  readonly number: number;
  readonly seed: Seed;
  /** What was done to it, for whoever has to find out why. */
  readonly change: string;
  readonly bytes: Buffer;
}

/** Chance within one file. */
class Dice {
  readonly #noise: () => number;

  constructor(number: number) {
    this.#noise = seededNoise(number);
  }

  /** A whole number, `limit` itself excluded. */
  below(limit: number): number {
    return Math.floor(this.#noise() * Math.max(1, limit));
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }

  /** Headers are where the trouble is: half of all places lie there. */
  place({ bytes, audio }: Seed): number {
    return this.below(this.below(2) === 0 ? Math.min(bytes.length, audio.start + 64) : bytes.length);
  }
}

type Mutation = (seed: Seed, dice: Dice, world: MutationWorld) => Buffer;

export interface MutationWorld {
  readonly seeds: readonly Seed[];
  /** A file that no conversion may create: commands that would are written into the recordings. */
  readonly canary: string;
}

const inserted = (bytes: Buffer, at: number, what: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);

const commands = (canary: string): readonly string[] => [
  `|touch ${canary}`,
  `\n|touch ${canary}\n`,
  `"|touch ${canary}"`,
  `$(touch ${canary})`,
  `\`touch ${canary}\``,
  `'; touch ${canary}; '`,
  `#EXTM3U\n|touch ${canary}\n`,
  `[playlist]\nFile1=|touch ${canary}\n`,
];

function writeNumber(bytes: Buffer, at: number, dice: Dice): void {
  const width = Math.min(dice.pick([1, 2, 3, 4] as const), bytes.length - at);
  if (width < 1) return;
  const most = 2 ** (8 * width) - 1;
  const value = dice.pick([0, 1, 2, 3, most, most - 1, (most + 1) / 2, (most - 1) / 2, dice.below(most)]);
  if (dice.below(2) === 0) bytes.writeUIntLE(value, at, width);
  else bytes.writeUIntBE(value, at, width);
}

const mutations: Readonly<Record<string, Mutation>> = {
  'samples changed': ({ bytes, audio }, dice) => {
    const changed = Buffer.from(bytes);
    for (let count = 1 + dice.below(64); count > 0; count -= 1)
      changed[audio.start + dice.below(audio.end - audio.start)] = dice.below(256);
    return changed;
  },
  'bits flipped': (seed, dice) => {
    const changed = Buffer.from(seed.bytes);
    for (let count = 1 + dice.below(12); count > 0; count -= 1) {
      const at = dice.place(seed);
      changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8));
    }
    return changed;
  },
  'fields lie': ({ bytes, fields }, dice) => {
    const changed = Buffer.from(bytes);
    for (let count = 1 + dice.below(3); count > 0; count -= 1) writeNumber(changed, dice.pick(fields), dice);
    return changed;
  },
  'fields swapped': ({ bytes, fields }, dice) => {
    const changed = Buffer.from(bytes);
    const [one, other, width] = [dice.pick(fields), dice.pick(fields), dice.pick([1, 2, 4])];
    bytes.copy(changed, one, other, other + width);
    bytes.copy(changed, other, one, one + width);
    return changed;
  },
  'broken off': (seed, dice) => Buffer.from(seed.bytes.subarray(0, dice.place(seed))),
  'bytes inserted': (seed, dice) => {
    const count = 1 + dice.below(200);
    const what = dice.pick([dice.bytes(count), Buffer.alloc(count), Buffer.alloc(count, 0xff)]);
    return inserted(seed.bytes, dice.place(seed), what);
  },
  'command inserted': (seed, dice, { canary }) => {
    const what = Buffer.from(dice.pick(commands(canary)));
    const at = dice.place(seed);
    if (dice.below(2) === 0) return inserted(seed.bytes, at, what);
    const changed = Buffer.from(seed.bytes);
    what.copy(changed, at);
    return changed;
  },
  'block doubled': (seed, dice) => {
    const at = dice.place(seed);
    return inserted(seed.bytes, at, seed.bytes.subarray(at, at + 1 + dice.below(1000)));
  },
  'block removed': (seed, dice) => {
    const at = dice.place(seed);
    return Buffer.concat([seed.bytes.subarray(0, at), seed.bytes.subarray(at + 1 + dice.below(1000))]);
  },
  spliced: (seed, dice, { seeds }) => {
    const other = dice.pick(seeds);
    return Buffer.concat([seed.bytes.subarray(0, dice.place(seed)), other.bytes.subarray(dice.place(other))]);
  },
};
const changes = Object.keys(mutations);

/** @param number from 0 on; formats take turns, then kinds of change. */
export function mutatedFile(number: number, world: MutationWorld): MutatedFile {
  const seed = world.seeds[number % world.seeds.length] as Seed;
  const change = changes[Math.floor(number / world.seeds.length) % changes.length] as string;
  const dice = new Dice(number);
  const bytes = mutations[change]?.(seed, dice, world) ?? seed.bytes;
  // Behind a wrong checksum a decoder of Ogg sees nothing of the harm, so half the pages get a true one.
  if (seed.name.startsWith('ogg/') && dice.below(2) === 0) sealOggPages(bytes);
  return { number, seed, change, bytes };
}
