// What sox calls success is not believed: a recording is converted whole, or not at all, with a reason.
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ConvertRecordingInput, convertRecording } from '../../shared/outside/convert-recording.ts';
import { withBroken } from '../support/audio-gsm.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { AudioBench } from '../support/audio-sox.ts';
import { wavFile } from '../support/audio-wav.ts';

const mono = wavFile(toPcm16(speechLike(4, 8000)));
/** Needs sox: 8,000 frames of µ-law. */
const mulaw = wavFile(Buffer.alloc(8000, 0x55), { formatTag: 7, bitsPerSample: 8 });

let bench: AudioBench;
beforeEach(async () => {
  bench = await AudioBench.open();
});
afterEach(() => bench.close());

async function convert(recording: Buffer, more: Partial<ConvertRecordingInput> = {}) {
  return convertRecording({
    sourcePath: await bench.write(recording, 'source'),
    wavPath: bench.path('wav'),
    soxDirectory: bench.soxDirectory,
    ...more,
  });
}

/** A stand-in for the layer whose sox does what the shell script says. */
async function fakeSox(script: string): Promise<string> {
  const directory = bench.path('sox');
  await mkdir(join(directory, 'lib'), { recursive: true });
  await writeFile(join(directory, 'lib/ld.so'), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, 'lib/ld.so'), 0o755);
  return directory;
}

const leftBehind = async () =>
  (await readdir(bench.directory)).filter((name) => name !== 'source' && name !== 'sox');

describe('a damaged recording fails, and leaves nothing behind', () => {
  test('a FLAC that was broken off', async () => {
    const flac = await bench.encode(mono, ['-t', 'flac']);
    await expect(convert(flac.subarray(0, flac.length / 2))).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
    });
    expect(await leftBehind()).toHaveLength(2);
  });

  test('a GSM recording with more than a quarter of its frames broken', async () => {
    const gsm = await bench.encode(mono, ['-t', 'gsm']);
    const broken = Array.from({ length: 51 }, (_, index) => index * 3);
    await expect(convert(withBroken(gsm, broken))).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      message:
        'The GSM recording is too damaged: only 149 of 200 frames are sound; at least 32, and three quarters, must be.',
    });
    expect(await leftBehind()).toHaveLength(2);
  });

  test('a web page, an empty file', async () => {
    await expect(convert(Buffer.from('<html>'))).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    await expect(convert(Buffer.alloc(0))).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(await leftBehind()).toEqual([]);
  });

  test('Ogg and MP3 that hold nothing behind a good start', async () => {
    const vorbis = await bench.encode(mono, ['-t', 'vorbis']);
    await expect(convert(vorbis.subarray(0, 60))).rejects.toMatchObject({ code: 'CONVERSION_FAILED' });
    const mp3 = Buffer.concat(
      Array.from({ length: 50 }, () => Buffer.from([0xff, 0xfb, 0x90, 0, ...Buffer.alloc(413, 0xaa)])),
    );
    await expect(convert(mp3)).rejects.toMatchObject({ code: 'CONVERSION_FAILED' });
  });
});

describe("sox's own verdict is held against the count of samples", () => {
  test.each([
    ['exit 0 without a sample', 'cat >/dev/null', /holds no audio/, 'never'],
    ['exit 0 with too few', 'cat >/dev/null; head -c 15998 /dev/zero', /only 7999 of 8000 samples/, 'never'],
    [
      'exit 0 with too many',
      'cat >/dev/null; head -c 16002 /dev/zero',
      /8001 samples were decoded where 8000/,
      'never',
    ],
    [
      'exit 0 but FAIL',
      'cat >/dev/null; echo "sox FAIL wav: no" >&2; head -c 16000 /dev/zero',
      /could not be decoded as wav\/mulaw/,
      'never',
    ],
    [
      'exit 2 with all samples',
      'cat >/dev/null; head -c 16000 /dev/zero; exit 2',
      /could not be decoded/,
      'never',
    ],
    ['a crash', 'cat >/dev/null; head -c 16000 /dev/zero; kill -SEGV $$', /could not be decoded/, 'never'],
    ['a kill by somebody else', 'head -c 16000 /dev/zero; kill -9 $$', /interrupted/, 'later'],
  ])('%s is failure', async (_, script, message, retry) => {
    const soxDirectory = await fakeSox(script);
    await expect(convert(mulaw, { soxDirectory })).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      message: expect.stringMatching(message),
      retry,
    });
    expect(await leftBehind()).toEqual([]);
  });

  test('exactly the right number is success: the stand-in itself is not what fails', async () => {
    const soxDirectory = await fakeSox('cat >/dev/null; head -c 16000 /dev/zero');
    expect(await convert(mulaw, { soxDirectory })).toMatchObject({ frames: 8000 });
  });

  test('what sox says is for the log, not for the caller', async () => {
    const soxDirectory = await fakeSox('echo "sox FAIL secret" >&2; exit 1');
    const failure = await convert(mulaw, { soxDirectory }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: expect.not.stringContaining('secret'),
      cause: new Error('sox ended with 1: sox FAIL secret'),
    });
  });
});

describe('sox is held on a short rope', () => {
  const isGone = (pid: number) => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  const pidOf = async (soxDirectory: string) => Number(await readFile(join(soxDirectory, 'pid'), 'utf8'));
  const endless = 'echo $$ >pid.new; mv pid.new pid; exec /bin/sleep 1000';

  test('past the time limit it is killed', async () => {
    const soxDirectory = await fakeSox(endless);
    await expect(convert(mulaw, { soxDirectory, limits: { timeoutSeconds: 0.5 } })).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      message: 'The conversion took longer than 0.5 seconds.',
    });
    expect(isGone(await pidOf(soxDirectory))).toBe(true);
    expect(await leftBehind()).toEqual([]);
  });

  test("with the caller's signal it is killed, and the signal's reason comes out", async () => {
    const soxDirectory = await fakeSox(endless);
    const deadline = new AbortController();
    const conversion = convert(mulaw, { soxDirectory, signal: deadline.signal });
    const pid = await vi.waitUntil(() => pidOf(soxDirectory).catch(() => undefined), { timeout: 20_000 });
    deadline.abort(new Error('no time left'));
    await expect(conversion).rejects.toThrow('no time left');
    expect(isGone(pid)).toBe(true);
    expect(await leftBehind()).toEqual([]);
  });

  test('output without end is cut off at the limit of length', async () => {
    const soxDirectory = await fakeSox('echo $$ >pid; exec cat /dev/zero');
    await expect(convert(mulaw, { soxDirectory, limits: { maxDurationSeconds: 60 } })).rejects.toThrow(
      /longer than the limit of 60 seconds/,
    );
    expect(isGone(await pidOf(soxDirectory))).toBe(true);
    expect(await leftBehind()).toEqual([]);
  });

  test('output without end is cut off at the limit of size', async () => {
    const soxDirectory = await fakeSox('exec cat /dev/zero');
    await expect(convert(mulaw, { soxDirectory, limits: { maxWavBytes: 100_000 } })).rejects.toThrow(
      /larger than the limit of 100000 bytes/,
    );
  });

  test('it gets no file name, no shell and nothing of our environment', async () => {
    vi.stubEnv('VOXGATE_TEST_SECRET', 'secret');
    const soxDirectory = await fakeSox(
      'cat >/dev/null; echo "$@" >arguments; /usr/bin/env >environment; head -c 16000 /dev/zero',
    );
    await convert(mulaw, { soxDirectory });
    vi.unstubAllEnvs();
    const given = await readFile(join(soxDirectory, 'arguments'), 'utf8');
    expect(given).toContain('-t raw -r 8000 -c 1 -e mu-law -b 8 -L - -t raw');
    expect(given.replace('bin/sox', '')).not.toContain('/');
    expect(await readFile(join(soxDirectory, 'environment'), 'utf8')).not.toMatch(/secret|HOME|NODE/);
  });
});

describe('trouble of our own is not blamed on the recording for ever', () => {
  test('a missing layer', async () => {
    await expect(convert(mulaw, { soxDirectory: bench.path('nowhere') })).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      retry: 'later',
    });
    expect(await leftBehind()).toEqual([]);
  });

  test('a full disk', async () => {
    await symlink('/dev/full', bench.path('wav'));
    await expect(convert(mulaw)).rejects.toMatchObject({
      message: 'The conversion ran out of disk space.',
      retry: 'later',
    });
    expect(await leftBehind()).toEqual([]);
  });
});
