// How a hand-made hostile file is written down: its name, its bytes, and what must become of it.
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import type { ConversionBench } from './conversion-bench.ts';
import type { Seed } from './seeds.ts';

export interface Kit {
  readonly bench: ConversionBench;
  /** A good recording of that format. @throws Error when there is none of that name */
  good(name: string): Seed;
}

export type Fate =
  | { readonly frames: number; readonly more: { readonly format?: string; readonly warning?: RegExp } }
  | { readonly code: 'CONVERSION_FAILED' | 'DOWNLOAD_FAILED'; readonly words: RegExp };

export interface HandMade {
  readonly name: string;
  readonly make: Buffer | ((kit: Kit) => Buffer | Promise<Buffer>);
  readonly fate: Fate;
  /** @default an hour */
  readonly maxDurationSeconds?: number;
}

/** @param frames of each channel, exactly. */
export const converts = (frames: number, more: { format?: string; warning?: RegExp } = {}): Fate => ({
  frames,
  more,
});

export const refused = (words: RegExp): Fate => ({ code: 'CONVERSION_FAILED', words });

export const noDownload = (words: RegExp): Fate => ({ code: 'DOWNLOAD_FAILED', words });

/** One second of 16-bit mono at 8 kHz: 8,000 frames. */
export const second = toPcm16(speechLike(1, 8000));

/** The same bytes with one number in them changed. */
export function withNumber(
  bytes: Buffer,
  offset: number,
  width: number,
  value: number,
  order = 'LE',
): Buffer {
  const changed = Buffer.from(bytes);
  if (order === 'LE') changed.writeUIntLE(value, offset, width);
  else changed.writeUIntBE(value, offset, width);
  return changed;
}
