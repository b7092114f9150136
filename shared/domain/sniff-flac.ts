// Reads FLAC's STREAMINFO, which must come first and counts the samples (RFC 9639, section 8.2).
import {
  type AudioSource,
  anyFrames,
  conversionFailed,
  exactly,
  type SniffedAudio,
  soxDecoding,
} from './audio-format.ts';

const STREAMINFO_BYTES = 34;

/** @throws VoxgateError `CONVERSION_FAILED` when STREAMINFO is missing. */
export async function sniffFlac(source: AudioSource): Promise<SniffedAudio> {
  const head = await source.read(0, 8 + STREAMINFO_BYTES);
  const isStreamInfo = head.length === 8 + STREAMINFO_BYTES && ((head[4] ?? 0) & 0x7f) === 0;
  if (!isStreamInfo) throw conversionFailed('The FLAC file does not start with its stream information.');
  // 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of total samples.
  const facts = head.readBigUInt64BE(8 + 10);
  const frames = Number(facts & 0xfffffffffn);
  return {
    sourceFormat: 'flac',
    sampleRateHz: Number(facts >> 44n),
    channels: Number((facts >> 41n) & 7n) + 1,
    frames: frames === 0 ? anyFrames : exactly(frames),
    payload: { offset: 0, bytes: source.sizeBytes },
    decoding: soxDecoding(['-t', 'flac']),
    warnings: [],
  };
}
