// Reads FLAC's STREAMINFO, which must come first and counts the samples (RFC 9639, section 8.2).
import {
  type AudioSource,
  anyFrames,
  conversionFailed,
  exactly,
  type SniffedAudio,
  soxDecoding,
} from './audio-format.ts';

const streaminfoBytes = 34;
/** The lowest 36 bits of its facts: samples of each channel, 0 where the encoder did not know. */
const totalMask = 0xfffffffffn;

/** @throws VoxgateError `CONVERSION_FAILED` when STREAMINFO is missing. */
export async function sniffFlac(source: AudioSource): Promise<SniffedAudio> {
  const head = await source.read(0, 8 + streaminfoBytes);
  const isStreamInfo = head.length === 8 + streaminfoBytes && ((head[4] ?? 0) & 0x7f) === 0;
  if (!isStreamInfo) throw conversionFailed('The FLAC file does not start with its stream information.');
  // 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of total samples.
  const facts = head.readBigUInt64BE(8 + 10);
  const frames = Number(facts & totalMask);
  // sox would stop at the total and call it success; it is to decode whatever is there, and the count is ours.
  const header = Buffer.from(head.subarray(0, 8 + 10 + 8));
  header.writeBigUInt64BE(facts & ~totalMask, 8 + 10);
  return {
    sourceFormat: 'flac',
    sampleRateHz: Number(facts >> 44n),
    channels: Number((facts >> 41n) & 7n) + 1,
    frames: frames === 0 ? anyFrames : exactly(frames),
    payload: { offset: header.length, bytes: source.sizeBytes - header.length },
    decoding: soxDecoding(['-t', 'flac'], header),
    warnings: [],
  };
}
