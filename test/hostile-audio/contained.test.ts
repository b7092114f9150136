// A sox gone wild harms its own recording and nothing else: it ends with a reason, leaves nothing, and the next one works.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Recording } from '../../shared/domain/recording.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { wavFile } from '../support/audio-wav.ts';
import { processesIn } from './left-running.ts';
import { plainSamples } from './plain-samples.ts';
import { readStrictWav } from './strict-wav.ts';
import { type StageSettings, TranscodeStage } from './transcode-stage.ts';

/** Bytes are samples, and no conversion goes without sox. */
const mulaw = (bytes: number) => wavFile(Buffer.alloc(bytes, 0x55), { formatTag: 7, bitsPerSample: 8 });
/** More than any pipe takes in at once. */
const long = mulaw(2_000_000);
const short = mulaw(8000);
const loud = wavFile(toPcm16(speechLike(1, 8000)));

let stage: TranscodeStage;
beforeEach(async () => {
  stage = await TranscodeStage.open({
    '/long': long,
    '/short': short,
    '/pcm': loud,
    '/text': Buffer.from('gone'),
  });
});
afterEach(() => stage.close());

/** A layer whose sox is this shell script. */
async function wildSox(script: string): Promise<string> {
  const directory = stage.bench.path();
  await mkdir(join(directory, 'lib'), { recursive: true });
  await writeFile(join(directory, 'lib/ld.so'), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, 'lib/ld.so'), 0o755);
  return directory;
}

function expectFailed(recording: Recording, reason: RegExp): void {
  expect(recording).toMatchObject({
    state: 'FAILED',
    failure: { code: 'CONVERSION_FAILED', message: expect.stringMatching(reason) },
  });
  expect(recording.timeline.at(-1)).toMatchObject({ event: 'failed', detail: 'CONVERSION_FAILED' });
}

function expectConverted(recording: Recording, source: Buffer): void {
  expect(recording).toMatchObject({ state: 'SUBMITTED', audio: { sourceFormat: 'wav/mulaw' } });
  const { samples } = readStrictWav(stage.uploads.get(recording.audioId) ?? Buffer.alloc(0));
  expect(samples.equals(plainSamples.mulaw(source.subarray(44)))).toBe(true);
}

/** Nothing runs, nothing lies about, and the next recording is converted as if nothing had been. */
async function expectContained(): Promise<void> {
  expect(await processesIn(stage.bench.directory)).toEqual([]);
  expect(await stage.left()).toEqual([]);
  expect(stage.uploads.size).toBe(0);
  expect(await stage.kept()).toEqual([]);
  expectConverted(await stage.transcode('/short'), short);
  expect(await stage.left()).toEqual([]);
}

const hangs = 'exec /bin/sleep 1000';

test.each<[string, string, RegExp, StageSettings]>([
  ['hangs', hangs, /took longer than 0.5 seconds/, { conversionTimeoutSeconds: 0.5 }],
  [
    'reads a little, then hangs',
    `head -c 9 >read; ${hangs}`,
    /took longer/,
    { conversionTimeoutSeconds: 0.5 },
  ],
  ['reads all, then hangs', `cat >/dev/null; ${hangs}`, /took longer/, { conversionTimeoutSeconds: 2 }],
  ['hangs without an output', `exec >&-; ${hangs}`, /took longer/, { conversionTimeoutSeconds: 0.5 }],
  [
    'does not let itself be asked to stop',
    `trap '' TERM INT HUP; while :; do :; done`,
    /took longer/,
    { conversionTimeoutSeconds: 0.5 },
  ],
  ['ends without reading', 'exit 0', /holds no audio/, {}],
  ['ends when it has read a little', 'head -c 100000 >/dev/null', /holds no audio/, {}],
  ['writes for ever', 'exec cat /dev/zero', /longer than the limit of 300 seconds/, { maxAudioSeconds: 300 }],
  [
    'complains for ever',
    `while :; do echo "sox WARN wav: no"; done >&2`,
    /took longer/,
    { conversionTimeoutSeconds: 1 },
  ],
  ['dies of what it read', 'cat >/dev/null; kill -SEGV $$', /could not be decoded/, {}],
])('a sox that %s', async (_, script, reason, settings) => {
  expectFailed(await stage.transcode('/long', { soxDirectory: await wildSox(script), ...settings }), reason);
  await expectContained();
});

test('a sox that is killed from outside', async () => {
  const soxDirectory = await wildSox(`cat >/dev/null; ${hangs}`);
  const transcoded = stage.transcode('/long', { soxDirectory });
  const [pid = 0] = await vi.waitUntil(
    async () => {
      const pids = await processesIn(soxDirectory);
      return pids.length > 0 && pids;
    },
    { timeout: 20_000 },
  );
  process.kill(pid, 'SIGKILL');
  expectFailed(await transcoded, /interrupted/);
  // Killed by its parent's own hand, the shell may have left its child behind: that one is ours to end.
  for (const orphan of await processesIn(soxDirectory)) process.kill(orphan, 'SIGKILL');
  await expectContained();
});

test('of many at once each has its own end, and its own directory that is gone afterwards', async () => {
  const [hanging, flooding] = [await wildSox(hangs), await wildSox('exec cat /dev/zero')];
  const [hung, flooded, text, ...good] = await Promise.all([
    stage.transcode('/long', { soxDirectory: hanging, conversionTimeoutSeconds: 1 }),
    stage.transcode('/long', { soxDirectory: flooding, maxAudioSeconds: 300 }),
    stage.transcode('/text'),
    ...['/long', '/short', '/short', '/long'].map((path) => stage.transcode(path)),
  ]);
  expectFailed(hung, /took longer/);
  expectFailed(flooded, /longer than the limit/);
  expectFailed(text, /is a text/);
  for (const recording of good)
    expectConverted(recording, recording.audioId.startsWith('long') ? long : short);
  expect(await stage.left()).toEqual([]);
  expect(await processesIn(stage.bench.directory)).toEqual([]);
});
