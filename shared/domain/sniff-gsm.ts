// Recognises raw GSM 06.10, which has no header: only a nibble in each frame says what it is.
import {
  type AudioSource,
  conversionFailed,
  exactly,
  type SniffedAudio,
  soxDecoding,
} from './audio-format.ts';

/** libgsm's frame: the signature 0xD in four bits, then 260 bits of parameters, for 160 samples at 8 kHz (GSM 06.10, section 1.7). */
const FRAME_BYTES = 33;
const FRAME_SAMPLES = 160;
const SIGNATURE = 0xd;
/** Fewer frames than this (80 ms) and chance bytes would pass for GSM: each passes with a chance of 1 in 16. */
const MIN_FRAMES = 4;
/** A file with this part of its frames intact is GSM that was damaged, not something else. */
const DAMAGED_GSM = 0.9;
const CHUNK_FRAMES = 8192;

/**
 * Gives nothing when the bytes are not GSM.
 * @throws VoxgateError `CONVERSION_FAILED` when they are but a frame is broken: the decoder would stop there and call it success.
 */
export async function sniffGsm(source: AudioSource): Promise<SniffedAudio | undefined> {
  const frames = Math.floor(source.sizeBytes / FRAME_BYTES);
  if (frames < MIN_FRAMES) return undefined;
  const { broken, firstBroken } = await countBrokenFrames(source, frames);
  if (broken > frames * (1 - DAMAGED_GSM)) return undefined;
  if (broken > 0) {
    const seconds = ((firstBroken * FRAME_SAMPLES) / 8000).toFixed(2);
    throw conversionFailed(
      `The GSM recording is damaged: ${broken} of ${frames} frames are broken, the first at ${seconds} s.`,
    );
  }
  const tail = source.sizeBytes - frames * FRAME_BYTES;
  return {
    sourceFormat: 'gsm',
    sampleRateHz: 8000,
    channels: 1,
    frames: exactly(frames * FRAME_SAMPLES),
    payload: { offset: 0, bytes: frames * FRAME_BYTES },
    decoding: soxDecoding(['-t', 'gsm']),
    warnings: tail === 0 ? [] : [`The last ${tail} bytes are no whole GSM frame and were left out.`],
  };
}

async function countBrokenFrames(
  source: AudioSource,
  frames: number,
): Promise<{ broken: number; firstBroken: number }> {
  let broken = 0;
  let firstBroken = 0;
  for (let start = 0; start < frames; start += CHUNK_FRAMES) {
    const count = Math.min(CHUNK_FRAMES, frames - start);
    const chunk = await source.read(start * FRAME_BYTES, count * FRAME_BYTES);
    for (let index = 0; index < count; index += 1) {
      if ((chunk[index * FRAME_BYTES] ?? 0) >> 4 === SIGNATURE) continue;
      if (broken === 0) firstBroken = start + index;
      broken += 1;
    }
    // What is not GSM shows at once; the rest of a large file need not be read to know it.
    if (broken > (start + count) * 0.5 && start + count >= MIN_FRAMES) return { broken: frames, firstBroken };
  }
  return { broken, firstBroken };
}
