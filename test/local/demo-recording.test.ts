// The recordings that a newcomer's first call submits: two voices, the same every time, in the formats PBXs write.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDemoRecordings } from '../../infra/local/outside/demo-recording.ts';
import {
  callSampleRate,
  callVoices,
  synthesiseCall,
} from '../../infra/local/outside/speech/synthesise-call.ts';
import { type Hearing, VoiceActivity } from '../../infra/local/outside/speech/voice-activity.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
import { WavReader } from '../../infra/local/outside/speech/wav-reader.ts';
import { buildSoxLayer } from '../../layers/sox/build-sox-layer.ts';

let directory: string;
let soxDirectory: string;
let names: readonly string[];

beforeAll(async () => {
  const layer = await buildSoxLayer({ arch: process.arch === 'arm64' ? 'arm64' : 'x86_64' });
  soxDirectory = join(layer.directory, 'sox');
  directory = await mkdtemp(join(tmpdir(), 'voxgate-demo-'));
  names = await writeDemoRecordings({ directory, soxDirectory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function hear(wav: Buffer): Hearing {
  const voice = new VoiceActivity();
  const reader = new WavReader(voice);
  reader.write(wav);
  return voice.end(reader.end());
}

const hearCall = (samples: Int16Array) => hear(encodeWav(samples, callSampleRate));

/** The strongest repetition between 70 and 320 Hz in a stretch of samples, by autocorrelation over 40 ms. */
function pitchHz(samples: Int16Array, atSeconds: number): number {
  const start = Math.round(atSeconds * callSampleRate);
  const likeness = (lag: number) => {
    let sum = 0;
    for (let at = start; at < start + 320; at += 1) sum += (samples[at] ?? 0) * (samples[at + lag] ?? 0);
    return sum;
  };
  const lags = Array.from({ length: 90 }, (_, index) => index + 25);
  return callSampleRate / lags.reduce((best, lag) => (likeness(lag) > likeness(best) ? lag : best));
}

/** The median over a segment's middle is one voice's, whatever the odd consonant says. */
function segmentPitchHz(samples: Int16Array, startSeconds: number, endSeconds: number): number {
  const pitches = Array.from({ length: 41 }, (_, index) =>
    pitchHz(samples, startSeconds + ((endSeconds - startSeconds - 0.06) * index) / 40),
  ).sort((left, right) => left - right);
  return pitches[20] ?? 0;
}

test('a call is the same for the same seed, and another for another', () => {
  const call = synthesiseCall({ seconds: 6, seed: 1 });
  expect(synthesiseCall({ seconds: 6, seed: 1 })).toEqual(call);
  expect(synthesiseCall({ seconds: 6, seed: 2 })).not.toEqual(call);
  expect(call).toHaveLength(48_000);
});

test.for([1, 2, 3, 4430, 4431, 4432])(
  'in call %i two voices take turns, told apart by their pitch',
  (seed) => {
    const samples = synthesiseCall({ seconds: 12, seed });
    const { segments } = hearCall(samples);
    expect(segments.length).toBeGreaterThanOrEqual(4);
    segments.forEach(({ startSeconds, endSeconds }, turn) => {
      const expected = callVoices[turn % 2 === 0 ? 0 : 1].pitchHz;
      const pitch = segmentPitchHz(samples, startSeconds, endSeconds);
      expect(Math.abs(pitch / expected - 1), `turn ${turn}: ${pitch} Hz, not ${expected}`).toBeLessThan(0.2);
    });
  },
);

test('both voices are heard within five seconds', () => {
  for (let seed = 0; seed < 20; seed += 1) {
    expect(hearCall(synthesiseCall({ seconds: 5, seed })).segments.length).toBeGreaterThanOrEqual(2);
  }
});

test('a call is loud, never clips, and falls silent between the turns', () => {
  const samples = synthesiseCall({ seconds: 12, seed: 4430 });
  const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  expect(peak).toBeGreaterThan(0.4 * 32_768);
  expect(peak).toBeLessThan(0.6 * 32_768);
  const { segments, durationSeconds } = hearCall(samples);
  const voicedSeconds = segments.reduce(
    (sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds,
    0,
  );
  expect(voicedSeconds / durationSeconds).toBeGreaterThan(0.4);
  expect(voicedSeconds / durationSeconds).toBeLessThan(0.9);
});

test('the recordings are written in their formats, and nothing else is left behind', async () => {
  const expected = [
    'call-4430.gsm',
    'call-4430.wav',
    'call-4431-wav49.wav',
    'call-4432-ulaw.wav',
    'silence.gsm',
  ];
  expect(names).toEqual(expected);
  expect((await readdir(directory)).sort()).toEqual(expected);
  const formatTag = async (name: string) => (await readFile(join(directory, name))).readUInt16LE(20);
  expect(await formatTag('call-4430.wav')).toBe(1);
  expect(await formatTag('call-4431-wav49.wav')).toBe(0x31);
  expect(await formatTag('call-4432-ulaw.wav')).toBe(7);
  for (const [name, frames] of [
    ['call-4430.gsm', 600],
    ['silence.gsm', 200],
  ] as const) {
    const gsm = await readFile(join(directory, name));
    expect(gsm).toHaveLength(frames * 33);
    for (let at = 0; at < gsm.length; at += 33) expect((gsm[at] ?? 0) >> 4).toBe(0xd);
  }
});

test.for([
  ['call-4430.gsm', 'gsm', { seconds: 12, seed: 4430 }],
  ['call-4431-wav49.wav', 'wav', { seconds: 9, seed: 4431 }],
  ['call-4432-ulaw.wav', 'wav', { seconds: 7, seed: 4432 }],
] as const)('%s, decoded again, has the turns of the call it was made from', async ([name, type, call]) => {
  const decoded = hear(await decode(name, type));
  const original = hearCall(synthesiseCall(call));
  expect(decoded.segments).toHaveLength(original.segments.length);
  decoded.segments.forEach(({ startSeconds, endSeconds }, turn) => {
    expect(Math.abs(startSeconds - (original.segments[turn]?.startSeconds ?? 0))).toBeLessThan(0.1);
    expect(Math.abs(endSeconds - (original.segments[turn]?.endSeconds ?? 0))).toBeLessThan(0.1);
  });
});

test('silence.gsm holds nothing that could be taken for speech', async () => {
  const heard = hear(await decode('silence.gsm', 'gsm'));
  expect(heard).toMatchObject({ durationSeconds: 4, segments: [] });
});

test('writing them again gives the same bytes', async () => {
  const read = () => Promise.all(names.map((name) => readFile(join(directory, name))));
  const before = await read();
  await writeDemoRecordings({ directory, soxDirectory });
  expect(await read()).toEqual(before);
});

async function decode(name: string, type: string): Promise<Buffer> {
  const scratch = await mkdtemp(join(tmpdir(), 'voxgate-decoded-'));
  try {
    const out = join(scratch, 'out.wav');
    const to = ['-t', 'wav', '-e', 'signed-integer', '-b', '16', out];
    const args = ['--library-path', 'lib', 'bin/sox', '-D', '-t', type, join(directory, name), ...to];
    await promisify(execFile)(join(soxDirectory, 'lib/ld.so'), args, { cwd: soxDirectory, env: {} });
    return await readFile(out);
  } finally {
    await rm(scratch, { recursive: true });
  }
}
