// What we read from a recording is what others read from it: ITU's tables, and Debian's own decoders where they are installed.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertRecording } from '../../shared/outside/convert-recording.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { AudioBench } from '../support/audio-sox.ts';
import { readPcmWav, wavFile } from '../support/audio-wav.ts';
import { expandAlaw, expandMulaw } from '../support/expand-g711.ts';
import { decoders, opusEncoder, runOracle } from '../support/oracles.ts';

let bench: AudioBench;
beforeAll(async () => {
  bench = await AudioBench.open();
});
afterAll(() => bench.close());

const rates = [8000, 11_025, 16_000, 44_100] as const;
const shapes = rates.flatMap((rate) => [1, 2].map((channels) => ({ rate, channels })));

const original = (rate: number, channels: number): Buffer =>
  toPcm16(...Array.from({ length: channels }, (_, channel) => speechLike(1.5, rate, channel + 1)));

const wavOf = (rate: number, channels: number): Buffer =>
  wavFile(original(rate, channels), { channels, sampleRateHz: rate });

const samplesOf = async (recording: Buffer): Promise<Buffer> => {
  const sourcePath = await bench.write(recording);
  const wavPath = bench.path();
  await convertRecording({ sourcePath, wavPath, soxDirectory: bench.soxDirectory });
  return readPcmWav(await readFile(wavPath)).samples;
};

describe('sample by sample', () => {
  test.each(shapes)('16-bit PCM at $rate Hz, $channels channel(s), is what was recorded', async (shape) => {
    expect(await samplesOf(wavOf(shape.rate, shape.channels))).toEqual(original(shape.rate, shape.channels));
  });

  test.each(shapes)(
    'µ-law and A-law at $rate Hz, $channels channel(s), by the tables of G.711',
    async (shape) => {
      const { rate, channels } = shape;
      const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7) % 256));
      const g711 = (formatTag: number) =>
        wavFile(bytes, { formatTag, bitsPerSample: 8, channels, sampleRateHz: rate });
      expect(await samplesOf(g711(7))).toEqual(expandMulaw(bytes));
      expect(await samplesOf(g711(6))).toEqual(expandAlaw(bytes));
    },
  );

  test.each(shapes)('FLAC at $rate Hz, $channels channel(s)', async ({ rate, channels }) => {
    const flac = await bench.encode(wavOf(rate, channels), ['-t', 'flac']);
    const samples = await samplesOf(flac);
    expect(samples).toEqual(original(rate, channels));
    const theirs = await runOracle(decoders.flac, flac);
    if (theirs) expect(samples).toEqual(theirs);
  });

  test('GSM 06.10, raw and in WAV, as libgsm’s own program decodes it', async () => {
    const gsm = await bench.encode(wavOf(8000, 1), ['-t', 'gsm']);
    const wav49 = await bench.encode(wavOf(8000, 1), ['-t', 'wav', '-e', 'gsm-full-rate']);
    const theirs = await runOracle(decoders.gsm, gsm);
    const samples = await samplesOf(gsm);
    if (theirs) expect(samples).toEqual(theirs);
    // The same frames in another packing, two to a block; the last block may be half a one.
    const inWav = await samplesOf(wav49);
    expect(inWav.subarray(0, samples.length)).toEqual(samples.subarray(0, inWav.length));
  });
});

/** Root mean square of the difference as a share of that of the signal. */
const distance = (ours: Buffer, theirs: Buffer): number => {
  const length = Math.min(ours.length, theirs.length);
  let difference = 0;
  let signal = 0;
  for (let at = 0; at + 1 < length; at += 2) {
    difference += (ours.readInt16LE(at) - theirs.readInt16LE(at)) ** 2;
    signal += theirs.readInt16LE(at) ** 2;
  }
  return Math.sqrt(difference / signal);
};

describe('within a tolerance, for decoders calculate in ways of their own', () => {
  test.each([
    { format: 'vorbis', to: ['-t', 'vorbis'], rate: 16_000, channels: 2, tolerance: 0.001 },
    { format: 'vorbis', to: ['-t', 'vorbis'], rate: 8000, channels: 1, tolerance: 0.001 },
    { format: 'mp3', to: ['-t', 'mp3'], rate: 16_000, channels: 1, tolerance: 0.001 },
    { format: 'mp3', to: ['-t', 'mp3'], rate: 44_100, channels: 2, tolerance: 0.001 },
  ] as const)(
    '$format at $rate Hz, $channels channel(s)',
    async ({ format, to, rate, channels, tolerance }) => {
      const recording = await bench.encode(wavOf(rate, channels), to);
      const samples = await samplesOf(recording);
      const theirs = await runOracle(decoders[format], recording);
      if (!theirs) return;
      expect(distance(samples, theirs)).toBeLessThan(tolerance);
      // A frame more or less at an end is a matter of taste.
      expect(Math.abs(samples.length - theirs.length)).toBeLessThanOrEqual(2 * 1152 * 2 * channels);
    },
  );

  test('Opus, which ours gives at 16 kHz by another resampler than theirs', async () => {
    const recording = await runOracle(opusEncoder, wavOf(16_000, 1));
    const theirs = recording && (await runOracle(decoders.opus, recording));
    if (!recording || !theirs) return;
    expect(distance(await samplesOf(recording), theirs)).toBeLessThan(0.02);
  });
});
