// Raw GSM for tests, and what may happen to it on its way.
import { seededNoise } from './audio-signal.ts';

/** Frames with the right signature and chance for the rest: the decoder makes noise of them, and as much as of speech. */
export function gsmFrames(count: number, seed = count): Buffer {
  const noise = seededNoise(seed);
  const bytes = Buffer.from(Array.from({ length: count * 33 }, () => noise() * 256));
  for (let at = 0; at < bytes.length; at += 33) bytes[at] = 0xd0 | ((bytes[at] ?? 0) & 15);
  return bytes;
}

/** The same, but nothing else in it looks like a signature: where a tear is found does not depend on chance. */
export function plainGsmFrames(count: number, seed = count): Buffer {
  return Buffer.from(
    gsmFrames(count, seed).map((byte, at) => (at % 33 > 0 && byte >> 4 === 0xd ? byte ^ 0x80 : byte)),
  );
}

/** With the first byte of these frames changed, so that it says nothing of GSM. */
export function withBroken(gsm: Buffer, frames: readonly number[]): Buffer {
  const bytes = Buffer.from(gsm);
  for (const frame of frames) bytes[frame * 33] = 0x20;
  return bytes;
}

export function withoutBytes(gsm: Buffer, at: number, count: number): Buffer {
  return Buffer.concat([gsm.subarray(0, at), gsm.subarray(at + count)]);
}

export function withBytes(gsm: Buffer, at: number, inserted: Buffer): Buffer {
  return Buffer.concat([gsm.subarray(0, at), inserted, gsm.subarray(at)]);
}

export function frameAt(gsm: Buffer, frame: number): Buffer {
  return gsm.subarray(frame * 33, frame * 33 + 33);
}
