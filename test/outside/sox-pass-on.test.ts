// A WAV that is 16-bit PCM already reaches the vendor with its samples untouched.
import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertRecording } from '../../shared/outside/convert-recording.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { AudioBench } from '../support/audio-sox.ts';
import {
  extensibleBody,
  formatBody,
  readPcmWav,
  riffChunk,
  riffFile,
  wavFile,
} from '../support/audio-wav.ts';
import { naiveProfile } from '../support/naive-profile.ts';

const samples = toPcm16(speechLike(2, 44_100), speechLike(2, 44_100, 2));
const facts = { channels: 2, sampleRateHz: 44_100 };

let bench: AudioBench;
beforeAll(async () => {
  bench = await AudioBench.open();
});
afterAll(() => bench.close());

/** Without a sox: these must not need one. */
const convert = (sourcePath: string, wavPath: string) =>
  convertRecording({ sourcePath, wavPath, soxDirectory: bench.path('no-sox') });

test('a flawless file is passed on whole, further chunks included', async () => {
  const file = riffFile([
    riffChunk('fmt ', formatBody(facts)),
    riffChunk('LIST', Buffer.from('INFO')),
    riffChunk('data', samples),
    riffChunk('id3 ', Buffer.alloc(11)),
  ]);
  const [source, wav] = [await bench.write(file), bench.path()];
  const result = await convert(source, wav);
  await rm(source);
  expect((await readFile(wav)).equals(file)).toBe(true);
  expect(result).toMatchObject({
    sourceFormat: 'wav/pcm16',
    converted: false,
    frames: 88_200,
    durationSeconds: 2,
    sourceBytes: file.length,
    wavBytes: file.length,
    sourceSha256: createHash('sha256').update(file).digest('hex'),
    wavSha256: result.sourceSha256,
    ...naiveProfile(samples, facts),
    warnings: [],
  });
});

test('a large file has the same profile though it is read in several pieces', async () => {
  const long = toPcm16(speechLike(20, 44_100), speechLike(20, 44_100, 2));
  const file = riffFile([
    riffChunk('LIST', Buffer.alloc(1001)),
    riffChunk('fmt ', formatBody(facts)),
    riffChunk('data', long),
    riffChunk('id3 ', Buffer.alloc(3_000_000, 0x7f)),
  ]);
  const result = await convert(await bench.write(file), bench.path());
  expect(result).toMatchObject({ converted: false, wavBytes: file.length, ...naiveProfile(long, facts) });
});

test.each([
  [
    'an unfinished header',
    riffFile([riffChunk('fmt ', formatBody(facts)), riffChunk('data', samples, 0)], 0),
  ],
  [
    'a header from a pipe',
    riffFile([riffChunk('fmt ', formatBody(facts)), riffChunk('data', samples, 0xffffffff)], 0xffffffff),
  ],
  [
    'a header that claims too much',
    riffFile([riffChunk('fmt ', formatBody(facts)), riffChunk('data', samples, 9_999_999)]),
  ],
  [
    'the long kind of format chunk',
    riffFile([riffChunk('fmt ', extensibleBody(facts)), riffChunk('data', samples)]),
  ],
])('%s is replaced, and the samples are the same', async (_, file) => {
  const wav = bench.path();
  const result = await convert(await bench.write(file), wav);
  expect(readPcmWav(await readFile(wav))).toEqual({ ...facts, samples });
  expect(result).toMatchObject({
    sourceFormat: 'wav/pcm16',
    converted: false,
    frames: 88_200,
    sourceBytes: file.length,
    wavBytes: samples.length + 44,
    sourceSha256: createHash('sha256').update(file).digest('hex'),
    wavSha256: createHash('sha256')
      .update(await readFile(wav))
      .digest('hex'),
    ...naiveProfile(samples, facts),
  });
});

test('a file that was there before is replaced, and not written through', async () => {
  const [before, wav] = [await bench.write('before'), bench.path()];
  await convert(await bench.write(wavFile(samples, facts)), wav);
  await convert(await bench.write(wavFile(samples.subarray(0, 400), facts)), wav);
  expect((await stat(wav)).size).toBe(444);
  expect(await readFile(before, 'utf8')).toBe('before');
});
