// One good recording of each accepted format, with what is known of it without any decoder: what the mutations start from.
import { opusFile, sealOggPages } from '../support/audio-ogg.ts';
import { seededNoise, speechLike, toPcm16 } from '../support/audio-signal.ts';
import type { AudioBench } from '../support/audio-sox.ts';
import { wavFile } from '../support/audio-wav.ts';
import { plainSamples, type ToPcm16 } from './plain-samples.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
  /** Where its samples lie. */
  readonly audio: { readonly start: number; readonly end: number };
  /** Offsets at which the format keeps lengths, rates and other facts that a decoder believes. */
  readonly fields: readonly number[];
  readonly channels: number;
  /** Samples of each channel that so many bytes hold, where any bytes at all are audio: at least and at most. */
  readonly framesIn?: (bytes: number) => readonly [number, number];
  readonly toPcm16?: ToPcm16;
}

/** What is known of a format beside its name and its words for sox. */
interface Knowledge {
  readonly voice: Buffer;
  readonly encoding: readonly string[];
  readonly fields: (bytes: Buffer, start: number) => readonly number[];
  readonly start: (bytes: Buffer) => number;
  readonly framesIn?: (bytes: Buffer) => (audioBytes: number) => readonly [number, number];
  readonly toPcm16?: ToPcm16;
}

const mono = wavFile(toPcm16(speechLike(0.6, 8000)));
const stereo = wavFile(toPcm16(speechLike(0.3, 16_000), speechLike(0.3, 16_000, 2)), {
  channels: 2,
  sampleRateHz: 16_000,
});
/** Long enough for several pages, and for frames enough that a decoder's start and end do not count. */
const longMono = wavFile(toPcm16(speechLike(2, 8000)));
const longStereo = wavFile(toPcm16(speechLike(1.5, 16_000), speechLike(1.5, 16_000, 2)), {
  channels: 2,
  sampleRateHz: 16_000,
});
const channelsOf = (wav: Buffer): number => wav.readUInt16LE(22);

const inFrames = (frameBytes: number) => () => (audioBytes: number) => {
  const frames = Math.floor(audioBytes / frameBytes);
  return [frames, frames] as const;
};

/** Whole blocks count for certain; a piece of one holds less than a block. */
const inBlocks = (headBytes: number, headSamples: number) => (wav: Buffer) => (audioBytes: number) => {
  const blockBytes = wav.readUInt16LE(32);
  const channels = channelsOf(wav);
  const perBlock = headSamples + ((blockBytes - headBytes * channels) * 2) / channels;
  const blocks = Math.floor(audioBytes / blockBytes);
  const hasPiece = audioBytes % blockBytes > 0;
  return [blocks * perBlock, (blocks + (hasPiece ? 1 : 0)) * perBlock] as const;
};

const every = (from: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index * step);

const found = (bytes: Buffer, magic: string | Buffer, count: number): number[] => {
  const at: number[] = [];
  for (let next = bytes.indexOf(magic); next >= 0 && at.length < count; next = bytes.indexOf(magic, next + 1))
    at.push(next);
  return at;
};

const wavFields = (_: Buffer, start: number) => [
  4,
  16,
  20,
  22,
  24,
  28,
  32,
  34,
  36,
  38,
  start - 4,
  start - 12,
];
const oggFields = (bytes: Buffer) =>
  found(bytes, 'OggS', 4).flatMap((at) =>
    [5, 6, 10, 14, 18, 22, 26, 27, 28, 29, 36, 38, 40, 44].map((in_) => at + in_),
  );
const firstAudioPage = (bytes: Buffer): number =>
  found(bytes, 'OggS', 100).find((at) => bytes.readBigInt64LE(at + 6) > 0n) ?? bytes.length;
const mp3Fields = (bytes: Buffer) =>
  found(bytes, bytes.subarray(0, 2), 6).flatMap((at) => [at, at + 1, at + 2, at + 4, at + 6]);

const wav = (voice: Buffer, encoding: readonly string[], more: Partial<Knowledge> = {}): Knowledge => ({
  voice,
  encoding: ['-t', 'wav', ...encoding],
  fields: wavFields,
  start: (bytes) => bytes.indexOf('data') + 8,
  ...more,
});
const signed = (bits: number) => ['-e', 'signed-integer', '-b', `${bits}`];

const formats: Readonly<Record<string, Knowledge>> = {
  'wav/pcm8': wav(stereo, ['-b', '8'], { framesIn: inFrames(2), toPcm16: plainSamples.unsigned8 }),
  'wav/pcm16': wav(mono, signed(16), { framesIn: inFrames(2), toPcm16: plainSamples.little16 }),
  'wav/pcm24': wav(stereo, signed(24), { framesIn: inFrames(6), toPcm16: plainSamples.little24 }),
  'wav/pcm32': wav(mono, signed(32), { framesIn: inFrames(4), toPcm16: plainSamples.little32 }),
  'wav/float32': wav(mono, ['-e', 'floating-point', '-b', '32'], { framesIn: inFrames(4) }),
  'wav/float64': wav(stereo, ['-e', 'floating-point', '-b', '64'], { framesIn: inFrames(16) }),
  'wav/alaw': wav(stereo, ['-e', 'a-law'], { framesIn: inFrames(2), toPcm16: plainSamples.alaw }),
  'wav/mulaw': wav(mono, ['-e', 'mu-law'], { framesIn: inFrames(1), toPcm16: plainSamples.mulaw }),
  'wav/gsm610': wav(mono, ['-e', 'gsm-full-rate'], {
    framesIn: () => (audioBytes) => {
      const frames = Math.floor(audioBytes / 65) * 320;
      return [frames, frames];
    },
  }),
  'wav/ima-adpcm': wav(stereo, ['-e', 'ima-adpcm'], { framesIn: inBlocks(4, 1) }),
  'wav/ms-adpcm': wav(mono, ['-e', 'ms-adpcm'], { framesIn: inBlocks(7, 2) }),
  'au/mulaw': {
    ...{ voice: mono, encoding: ['-t', 'au', '-e', 'mu-law'], fields: () => [4, 8, 12, 16, 20] },
    ...{ start: (bytes) => bytes.readUInt32BE(4), framesIn: inFrames(1), toPcm16: plainSamples.mulaw },
  },
  'au/pcm16': {
    ...{ voice: stereo, encoding: ['-t', 'au', ...signed(16)], fields: () => [4, 8, 12, 16, 20] },
    ...{ start: (bytes) => bytes.readUInt32BE(4), framesIn: inFrames(4), toPcm16: plainSamples.big16 },
  },
  gsm: { voice: mono, encoding: ['-t', 'gsm'], fields: () => every(0, 33, 30), start: () => 0 },
  'amr-nb': { voice: mono, encoding: ['-t', 'amr-nb'], fields: () => every(6, 13, 30), start: () => 6 },
  flac: {
    ...{ voice: stereo, encoding: ['-t', 'flac'], start: (bytes) => bytes.indexOf('\xff\xf8', 42, 'latin1') },
    fields: (_, start) => [4, 5, 6, 8, 10, 12, 15, 18, 20, 21, 22, 24, 42, 43, 46, 50, ...every(start, 1, 8)],
  },
  mp3: { voice: longMono, encoding: ['-t', 'mp3'], fields: mp3Fields, start: () => 0 },
  'ogg/vorbis': {
    ...{ voice: longStereo, encoding: ['-t', 'vorbis'], fields: oggFields, start: firstAudioPage },
  },
};

/** The layer's sox does not write Opus; any bytes are a packet of it, and decode as noise. */
function opusSeed(): Seed {
  const noise = seededNoise(5);
  const packet = () =>
    Buffer.from([0x08, ...Array.from({ length: 30 + Math.floor(noise() * 40) }, () => noise() * 256)]);
  const bytes = opusFile(Array.from({ length: 60 }, packet));
  const start = bytes.indexOf('OpusTags') + 16;
  return {
    name: 'ogg/opus',
    ...{ bytes, audio: { start, end: bytes.length }, fields: oggFields(bytes), channels: 1 },
  };
}

/** A WAV has chunks, or a byte of padding, behind its samples. */
const samplesAt = (name: string, bytes: Buffer, start: number): Seed['audio'] => ({
  start,
  end: name.startsWith('wav/') ? start + bytes.readUInt32LE(start - 4) : bytes.length,
});

/** The same bytes on every run, so that a number replays one file. */
export async function makeSeeds(bench: AudioBench): Promise<Seed[]> {
  const encoded = await Promise.all(
    Object.entries(formats).map(async ([name, { voice, encoding, fields, start, framesIn, toPcm16 }]) => {
      const bytes = await bench.encode(voice, encoding);
      // sox gives every Ogg stream a number by the clock.
      if (name.startsWith('ogg/')) sealOggPages(bytes, 1);
      const audio = samplesAt(name, bytes, start(bytes));
      return {
        ...{ name, bytes, audio, channels: channelsOf(voice) },
        fields: fields(bytes, audio.start),
        ...(framesIn && { framesIn: framesIn(bytes) }),
        ...(toPcm16 && { toPcm16 }),
      };
    }),
  );
  return [...encoded, opusSeed()];
}

/** In the order in which numbers take their turns. */
export const seedNames: readonly string[] = [...Object.keys(formats), 'ogg/opus'];
