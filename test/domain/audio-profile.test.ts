// What the record says about a recording's sound follows from the samples alone, however they came in.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AudioProfiler, type AudioShape, fullScale, silenceRms } from '../../shared/domain/audio-profile.ts';
import { audioFactsSchema } from '../../shared/domain/recording.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { audioFacts } from '../support/make-recording.ts';
import { naiveProfile } from '../support/naive-profile.ts';

const mono: AudioShape = { channels: 1, sampleRateHz: 8000 };

/** Cut at these places, each piece in memory of its own and at an even address or an odd one. */
function profileInPieces(samples: Buffer, shape: AudioShape, cuts: readonly number[] = []) {
  const profiler = new AudioProfiler(shape);
  const places = [0, ...cuts.map((cut) => cut % (samples.length + 1)), samples.length].sort((a, b) => a - b);
  for (const [index, from] of places.slice(0, -1).entries()) {
    const piece = samples.subarray(from, places[index + 1]);
    const memory = new Uint8Array(piece.length + 1);
    memory.set(piece, index % 2);
    profiler.add(memory.subarray(index % 2, (index % 2) + piece.length));
  }
  return profiler.profile();
}

const pcm = (values: Iterable<number>): Buffer => Buffer.from(Int16Array.from(values).buffer);
const constant = (value: number, count: number): Buffer => pcm(new Int16Array(count).fill(value));

/** Loud, quiet and full samples in runs, so that windows differ; 8 channels at most. */
const recordings = fc
  .record({
    channels: fc.integer({ min: 1, max: 8 }),
    sampleRateHz: fc.constantFrom(4000, 8000, 11_025, 44_100),
    runs: fc.array(
      fc.record({
        sample: fc.oneof(
          fc.integer({ min: -400, max: 400 }),
          fc.integer({ min: -32_768, max: 32_767 }),
          fc.constantFrom(32_767, -32_768, fullScale, fullScale - 1, -fullScale),
        ),
        frames: fc.integer({ min: 1, max: 600 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ channels, sampleRateHz, runs }) => ({
    shape: { channels, sampleRateHz },
    samples: pcm(
      runs.flatMap(({ sample, frames }) =>
        // Channels differ, and samples within a run too, by sign.
        Array.from({ length: frames * channels }, (_, at) =>
          at % 3 === 0 ? sample : Math.trunc(sample / ((at % channels) + 2)),
        ),
      ),
    ),
  }));

const byteCuts = fc.array(fc.nat(80_000), { maxLength: 12 });

describe('the profile', () => {
  test('is that of the definition, in whatever pieces the bytes come', () => {
    fc.assert(
      fc.property(recordings, byteCuts, ({ samples, shape }, cuts) => {
        expect(profileInPieces(samples, shape, cuts)).toEqual(naiveProfile(samples, shape));
      }),
    );
  });

  test('is the same for single bytes as for the whole', () => {
    const samples = toPcm16(speechLike(0.2, 8000), speechLike(0.2, 8000, 2), speechLike(0.2, 8000, 3));
    const shape = { channels: 3, sampleRateHz: 8000 };
    const everywhere = Array.from(samples.keys());
    expect(profileInPieces(samples, shape, everywhere)).toEqual(naiveProfile(samples, shape));
  });

  test('of an hour keeps its size', () => {
    const profiler = new AudioProfiler(mono);
    const second = toPcm16(speechLike(1, 8000));
    for (let seconds = 0; seconds < 3600; seconds += 1) profiler.add(second);
    const [row] = profiler.profile().peaks;
    expect(row?.length).toBe(Math.ceil((3600 * 8000) / 2 ** 17));
    expect(row?.length).toBeLessThanOrEqual(256);
  });

  test('of whole frames ignores the piece of one at the end', () => {
    const samples = toPcm16(speechLike(0.1, 8000), speechLike(0.1, 8000, 2));
    const shape = { channels: 2, sampleRateHz: 8000 };
    const cutShort = Buffer.concat([samples, Buffer.from([255, 127, 255])]);
    expect(profileInPieces(cutShort, shape)).toEqual(profileInPieces(samples, shape));
  });
});

describe('silence', () => {
  test('of nothing but zeros is 1, at any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 8 }), (frames, channels) => {
        const profile = profileInPieces(constant(0, frames * channels), { channels, sampleRateHz: 8000 });
        expect(profile).toMatchObject({ silenceRatio: 1, clippingRatio: 0 });
        expect(profile.peaks.every((row) => row.every((peak) => peak === 0))).toBe(true);
      }),
    );
  });

  test('ends just at the threshold', () => {
    expect(profileInPieces(constant(silenceRms - 1, 1600), mono).silenceRatio).toBe(1);
    expect(profileInPieces(constant(silenceRms, 1600), mono).silenceRatio).toBe(0);
  });

  test('is counted in windows of 20 ms: half a second of tone in two is three quarters', () => {
    const tone = pcm(Array.from({ length: 4000 }, (_, at) => 8000 * Math.sin(at)));
    const call = Buffer.concat([constant(0, 8000), tone, constant(3, 4000)]);
    expect(profileInPieces(call, mono).silenceRatio).toBe(0.75);
  });

  test('needs every channel silent: one that speaks is enough', () => {
    const samples = pcm(Array.from({ length: 3200 }, (_, at) => (at % 2 === 0 ? 0 : 8000)));
    expect(profileInPieces(samples, { channels: 2, sampleRateHz: 8000 }).silenceRatio).toBe(0);
  });
});

describe('clipping', () => {
  test.each([
    ['PCM', 32_767, -32_768],
    ['GSM, whose decoder leaves the last three bits empty', 32_760, -32_768],
    ['A-law', 32_256, -32_256],
    ['µ-law', 32_124, -32_124],
  ])('of a square wave at full scale is 1: %s', (_, high, low) => {
    const square = pcm(Array.from({ length: 8000 }, (_value, at) => (at % 40 < 20 ? high : low)));
    const profile = profileInPieces(square, mono);
    expect(profile).toMatchObject({ silenceRatio: 0, clippingRatio: 1 });
    expect(profile.peaks[0]?.every((peak) => peak >= 250)).toBe(true);
  });

  test('of a loud call that stays below it is 0', () => {
    expect(profileInPieces(constant(fullScale - 1, 8000), mono).clippingRatio).toBe(0);
  });
});

describe('the record', () => {
  test('keeps the profile, bytes as bytes', () => {
    const facts = { ...audioFacts, ...profileInPieces(toPcm16(speechLike(1, 8000)), mono), sourceBytes: 1 };
    expect(audioFactsSchema.parse(facts)).toEqual(facts);
  });

  test('that was written before there were profiles can still be read', () => {
    const { sourceBytes, silenceRatio, clippingRatio, peaks, ...old } = audioFacts;
    expect(audioFactsSchema.parse(old)).toEqual(old);
  });
});
