// Reads a WAV, whatever its header hides: chunks, then codec, then what is to be done with the samples.
import { type AudioSource, conversionFailed, exactly, type SniffedAudio } from './audio-format.ts';
import { findWavChunks } from './wav-chunks.ts';
import { readWavCodec, type WavFormat } from './wav-codecs.ts';

const extensible = 0xfffe;
/** The tail that every subformat of WAVE_FORMAT_EXTENSIBLE has in common behind its two bytes of format tag. */
const subformatTail = Buffer.from('000000001000800000aa00389b71', 'hex');

/** @throws VoxgateError `CONVERSION_FAILED` with what is wrong or unsupported. */
export async function sniffWav(source: AudioSource): Promise<SniffedAudio> {
  const chunks = await findWavChunks(source);
  const format = readFormat(chunks.format);
  const { name, frames, dataBytes, decoding } = readWavCodec(format, chunks.dataBytes);
  const isClean = chunks.isHonest && isCanonical(chunks.format) && dataBytes === chunks.dataBytes;
  const left = chunks.dataBytes - dataBytes;
  return {
    sourceFormat: `wav/${name}`,
    sampleRateHz: format.sampleRateHz,
    channels: format.channels,
    frames: exactly(frames),
    payload: { offset: chunks.dataOffset, bytes: dataBytes },
    decoding: decoding.kind === 'header' && isClean ? { kind: 'none' } : decoding,
    warnings:
      left === 0
        ? chunks.warnings
        : [...chunks.warnings, `The last ${left} bytes are no whole sample and were left out.`],
  };
}

/** Whether any reader, whichever of the facts it goes by, reads 16-bit PCM of the same shape. */
function isCanonical(chunk: Buffer): boolean {
  const blockBytes = chunk.readUInt16LE(2) * 2;
  return (
    chunk.readUInt16LE(0) === 1 &&
    chunk.readUInt32LE(8) === chunk.readUInt32LE(4) * blockBytes &&
    chunk.readUInt16LE(12) === blockBytes &&
    chunk.readUInt16LE(14) === 16
  );
}

function readFormat(chunk: Buffer): WavFormat {
  if (chunk.length < 16) throw conversionFailed('The WAV file says too little about its format.');
  const tag = chunk.readUInt16LE(0);
  const isExtensible = tag === extensible;
  if (isExtensible && !chunk.subarray(26, 40).equals(subformatTail)) {
    throw conversionFailed('The WAV file uses a codec that is not registered, which cannot be converted.');
  }
  const channels = chunk.readUInt16LE(2);
  if (channels === 0) throw conversionFailed('The WAV file has no channels.');
  const extension =
    isExtensible || chunk.length < 18 ? Buffer.alloc(0) : chunk.subarray(18, 18 + chunk.readUInt16LE(16));
  return {
    formatTag: isExtensible ? chunk.readUInt16LE(24) : tag,
    channels,
    sampleRateHz: chunk.readUInt32LE(4),
    bytesPerSecond: chunk.readUInt32LE(8),
    blockBytes: chunk.readUInt16LE(12),
    bitsPerSample: chunk.readUInt16LE(14),
    samplesPerBlock: extension.length >= 2 ? extension.readUInt16LE(0) : 0,
    extension,
  };
}
