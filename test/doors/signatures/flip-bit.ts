// One bit of a text or of bytes, turned over: the smallest forgery there is.
import type { Randomness } from '../../../shared/domain/randomness.ts';

export const flipBit = (bytes: Uint8Array, random: Randomness): Buffer => {
  const bit = Math.floor(random.fraction() * bytes.length * 8);
  return Buffer.from(bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
};

/** Of a text in ASCII: stays a text, one byte a character. */
export const flipTextBit = (text: string, random: Randomness): string =>
  flipBit(Buffer.from(text, 'latin1'), random).toString('latin1');
