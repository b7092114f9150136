// The hash of a WAV is taken while it is written, before its length is certain: it must be that of the file all the same.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WavSink } from '../../shared/outside/wav-sink.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { readPcmWav } from '../support/audio-wav.ts';
import { naiveProfile } from '../support/naive-profile.ts';

const shape = { channels: 1, sampleRateHz: 8000 };
const samples = toPcm16(speechLike(1, 8000));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxgate-sink-'));
});
afterAll(() => rm(directory, { recursive: true }));

test.each([
  ['as long as expected', samples.length],
  ['shorter than expected', samples.length + 2],
  ['longer than expected', samples.length - 2],
  ['of a length that nobody knew', undefined],
])('a WAV %s comes with its own hash and profile', async (_, expectedDataBytes) => {
  const path = join(directory, `${expectedDataBytes}.wav`);
  const tooLong = () => new Error('too long');
  const sink = await WavSink.open({ path, ...shape, maxDataBytes: 1e6, tooLong, expectedDataBytes });
  for (let at = 0; at < samples.length; at += 999) await sink.append(samples.subarray(at, at + 999));
  const { sha256, profile } = await sink.finish();
  await sink.close();
  const file = await readFile(path);
  expect(readPcmWav(file)).toEqual({ ...shape, samples });
  expect(sha256).toBe(createHash('sha256').update(file).digest('hex'));
  expect(profile).toEqual(naiveProfile(samples, shape));
});
