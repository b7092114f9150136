// What is known of one frame of GSM 06.10: how it shows, and what is played in its place when it is lost.

/** libgsm's frame: the signature 0xD in four bits, then 260 bits of parameters, for 160 samples at 8 kHz (GSM 06.10, section 1.7). */
export const gsmFrameBytes = 33;
export const gsmFrameSamples = 160;
const gsmSignature = 0xd;

/** The nibble is all there is: of damage that spares it nothing can be known. */
export function isGsmSigned(bytes: Buffer, at: number): boolean {
  return (bytes[at] ?? 0) >> 4 === gsmSignature;
}

/** How many of `count` frames in a row from `at` on bear the signature; what lies beyond the end does not. */
export function countGsmSigned(bytes: Buffer, at: number, count: number): number {
  let signed = 0;
  for (let index = 0; index < count; index += 1) {
    if (isGsmSigned(bytes, at + index * gsmFrameBytes)) signed += 1;
  }
  return signed;
}

/** GSM 06.11, table 1. */
export const gsmSilence = Buffer.from(`daa7aaa51a${'502038e46db91b'.repeat(4)}`, 'hex');

/** Loudness falls by so much with each frame that is lost in a row, from 63 at most: after 320 ms nothing is heard. */
const mutingStep = 4;
const firstSubframe = 5;
const subframeBytes = 7;

/**
 * As GSM 06.11 has a receiver do it, section 6 (https://www.3gpp.org/dynareport/46011.htm): the last sound frame again, then ever
 * softer, then silence. But for its random grid positions: the same bytes must always give the same samples.
 * @param before the last sound frame. @default silence
 * @param lostBefore how many frames in a row were lost already.
 */
export function bridgeGsmFrame(before: Buffer | undefined, lostBefore: number): Buffer {
  if (!before || (lostBefore > 0 && loudestBlock(before) <= mutingStep * (lostBefore - 1))) return gsmSilence;
  const frame = Buffer.from(before);
  for (const at of subframes)
    writeBlock(frame, at, Math.max(0, readBlock(frame, at) - mutingStep * lostBefore));
  return frame;
}

const subframes = [0, 1, 2, 3].map((index) => firstSubframe + index * subframeBytes);

function loudestBlock(frame: Buffer): number {
  return Math.max(...subframes.map((at) => readBlock(frame, at)));
}

/** Block amplitude (Xmaxc): six bits behind the lag's seven, the gain's two and the grid position's two. */
function readBlock(frame: Buffer, at: number): number {
  return (((frame[at + 1] ?? 0) & 31) << 1) | ((frame[at + 2] ?? 0) >> 7);
}

function writeBlock(frame: Buffer, at: number, block: number): void {
  frame[at + 1] = ((frame[at + 1] ?? 0) & ~31) | (block >> 1);
  frame[at + 2] = ((frame[at + 2] ?? 0) & 127) | ((block & 1) << 7);
}
