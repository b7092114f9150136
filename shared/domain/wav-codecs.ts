// Second half of reading a WAV: from the codec its header names to how its samples are counted and decoded.
// Tags from RFC 2361; block layouts from Microsoft's "Multimedia Standards Update" 3.0 (IMA and MS ADPCM, GSM 6.10).
import { conversionFailed, type Decoding, soxDecoding } from './audio-format.ts';
import { type WavShape, wavHeader } from './wav-header.ts';

export interface WavFormat extends WavShape {
  readonly formatTag: number;
  readonly bytesPerSecond: number;
  readonly blockBytes: number;
  readonly bitsPerSample: number;
  /** Samples of each channel in a block, 0 where the codec does not say. */
  readonly samplesPerBlock: number;
  readonly extension: Buffer;
}

/** What a codec makes of so many bytes. */
export interface WavDecoding {
  readonly name: string;
  readonly frames: number;
  /** Of the bytes on offer, those that make whole frames. */
  readonly dataBytes: number;
  readonly decoding: Decoding;
}

type ReadCodec = (format: WavFormat, dataBytes: number) => WavDecoding;

const codecs: Readonly<Record<number, ReadCodec>> = {
  1: (format, dataBytes) => {
    const bits = containerBits(format, [8, 16, 24, 32]);
    const pcm = plain(
      `pcm${bits}`,
      bits === 8 ? 'unsigned-integer' : 'signed-integer',
      bits,
      format,
      dataBytes,
    );
    return bits === 16 ? { ...pcm, decoding: { kind: 'header' } } : pcm;
  },
  2: (format, dataBytes) => adpcm('ms-adpcm', format, dataBytes, { headBytes: 7, headSamples: 2 }),
  3: (format, dataBytes) => {
    const bits = containerBits(format, [32, 64]);
    return plain(`float${bits}`, 'floating-point', bits, format, dataBytes);
  },
  6: (format, dataBytes) => plain('alaw', 'a-law', 8, format, dataBytes),
  7: (format, dataBytes) => plain('mulaw', 'mu-law', 8, format, dataBytes),
  17: (format, dataBytes) => adpcm('ima-adpcm', format, dataBytes, { headBytes: 4, headSamples: 1 }),
  49: gsm610,
};

const refusedCodecs: Readonly<Record<number, string>> = {
  34: 'TrueSpeech',
  64: 'G.721 ADPCM',
  66: 'G.723.1',
  69: 'G.726 ADPCM',
  80: 'MPEG audio',
  85: 'MP3',
  100: 'G.726 ADPCM',
  101: 'G.722 ADPCM',
  131: 'G.729',
  307: 'G.729',
  353: 'Windows Media Audio',
};

/** @throws VoxgateError `CONVERSION_FAILED` when the codec is unknown or its facts contradict each other. */
export function readWavCodec(format: WavFormat, dataBytes: number): WavDecoding {
  const read = codecs[format.formatTag];
  if (read) return read(format, dataBytes);
  const name = refusedCodecs[format.formatTag] ?? `of number 0x${format.formatTag.toString(16)}`;
  throw conversionFailed(`The WAV file uses the codec ${name}, which cannot be converted.`);
}

/** Samples of a fixed size each. sox gets them as raw data: then nothing but these facts decides how they are read. */
function plain(
  name: string,
  encoding: string,
  bits: number,
  { channels, sampleRateHz }: WavShape,
  available: number,
): WavDecoding {
  const frameBytes = channels * (bits / 8);
  const frames = frameBytes > 0 ? Math.floor(available / frameBytes) : 0;
  const parameters = [
    '-t',
    'raw',
    '-r',
    `${sampleRateHz}`,
    '-c',
    `${channels}`,
    '-e',
    encoding,
    '-b',
    `${bits}`,
    '-L',
  ];
  return { name, frames, dataBytes: frames * frameBytes, decoding: soxDecoding(parameters) };
}

/**
 * Samples may be narrower than the bytes that hold them; they are then left-justified, and the container decides. Some recorders
 * write any block size: where the bytes of a second bear out the bits alone, it is not believed.
 */
function containerBits(format: WavFormat, known: readonly number[]): number {
  const { blockBytes, bytesPerSecond, channels, sampleRateHz, bitsPerSample } = format;
  const fromBlock = (blockBytes / channels) * 8;
  const fromBits = Math.ceil(bitsPerSample / 8) * 8;
  const isBlockFalse = fromBits > 0 && bytesPerSecond === (sampleRateHz * channels * fromBits) / 8;
  const isBlockTrue = known.includes(fromBlock) && fromBlock >= fromBits && !isBlockFalse;
  const bits = isBlockTrue ? fromBlock : fromBits;
  if (known.includes(bits)) return bits;
  throw conversionFailed(
    `The WAV file has ${bitsPerSample} bits a sample; ${known.join(', ')} are supported.`,
  );
}

/** Each block starts with a head for each channel, which holds the first samples; the rest are four bits each. */
function adpcm(
  name: string,
  format: WavFormat,
  available: number,
  { headBytes, headSamples }: { headBytes: number; headSamples: number },
): WavDecoding {
  const { channels, blockBytes } = format;
  const samplesIn = (bytes: number): number =>
    bytes < headBytes * channels
      ? 0
      : headSamples + Math.floor(((bytes - headBytes * channels) * 2) / channels / step) * step;
  // IMA interleaves channels in groups of eight samples, MS ADPCM sample by sample.
  const step = name === 'ima-adpcm' ? 8 : 1;
  const perBlock = format.samplesPerBlock;
  if (perBlock < 1 || perBlock > samplesIn(blockBytes)) {
    throw conversionFailed(`The WAV file claims ${perBlock} samples in a block of ${blockBytes} bytes.`);
  }
  const blocks = Math.floor(available / blockBytes);
  const frames = blocks * perBlock + Math.min(samplesIn(available - blocks * blockBytes), perBlock);
  return { name, frames, dataBytes: available, decoding: inBlocks(format, available) };
}

/** Two frames of GSM 06.10 packed into 65 bytes: "wav49". */
function gsm610(format: WavFormat, available: number): WavDecoding {
  if (format.channels !== 1) {
    throw conversionFailed(`The WAV file has ${format.channels} channels of GSM, which has only one.`);
  }
  const blocks = Math.floor(available / 65);
  const decoding = inBlocks(
    { ...format, blockBytes: 65, extension: Buffer.from([320 % 256, 320 >> 8]) },
    blocks * 65,
  );
  return { name: 'gsm610', frames: blocks * 320, dataBytes: blocks * 65, decoding };
}

function inBlocks(format: WavFormat, dataBytes: number): Decoding {
  const perBlock = Math.max(1, format.samplesPerBlock);
  // Nobody reads it, and a lying rate must not make it too large to be written; the limits refuse that rate afterwards.
  const bytesPerSecond = Math.min(
    0xffffffff,
    Math.floor((format.sampleRateHz * format.blockBytes) / perBlock),
  );
  return soxDecoding(['-t', 'wav'], wavHeader({ ...format, bytesPerSecond }, dataBytes));
}
