// A disk that is full, a real one of half a megabyte: the recording ends with its reason or waits, and nothing stays behind.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { wavFile } from '../support/audio-wav.ts';
import { processesIn } from './left-running.ts';
import { TranscodeStage } from './transcode-stage.ts';

const run = promisify(execFile);
const mulaw = (bytes: number) => wavFile(Buffer.alloc(bytes, 0x55), { formatTag: 7, bitsPerSample: 8 });
const pcm = wavFile(Buffer.alloc(300_000, 1));

let disk: string;
let isMounted = false;
let stage: TranscodeStage;
beforeEach(async (context) => {
  disk = await mkdtemp(join(tmpdir(), 'voxgate-disk-'));
  isMounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk]).then(
    () => true,
    () => false,
  );
  if (!isMounted) {
    process.stderr.write('NOT PROVEN: a full disk. Mounting a small one needs root.\n');
    context.skip('mounting a small disk needs root');
  }
  const recordings = {
    '/small': mulaw(8000),
    '/grows': mulaw(200_000),
    '/large': mulaw(700_000),
    '/pcm': pcm,
  };
  stage = await TranscodeStage.open(recordings, disk);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  if (isMounted) {
    await stage.close();
    await run('umount', [disk]);
  }
  await rm(disk, { recursive: true, force: true });
});

async function expectContained(): Promise<void> {
  expect(await stage.left()).toEqual([]);
  expect(await processesIn(stage.bench.directory)).toEqual([]);
  expect(await stage.transcode('/small')).toMatchObject({ state: 'SUBMITTED', audio: { frames: 8000 } });
  expect(await stage.left()).toEqual([]);
}

test('that fills up while sox writes ends the recording with that reason', async () => {
  expect(await stage.transcode('/grows')).toMatchObject({
    state: 'FAILED',
    failure: { code: 'CONVERSION_FAILED', message: 'The conversion ran out of disk space.' },
  });
  expect(await stage.kept()).toEqual([]);
  await expectContained();
});

test('that fills up while samples are copied without sox ends it alike', async () => {
  const broken = Buffer.from(pcm);
  broken.writeUInt32LE(0, 40);
  const source = await TranscodeStage.open({ '/broken': broken }, disk);
  const recording = await source.transcode('/broken');
  await source.close().catch(() => undefined);
  expect(recording).toMatchObject({ failure: { message: 'The conversion ran out of disk space.' } });
});

test('that fills up during the download makes the recording wait, and it is converted when there is room', async () => {
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(520_000));
  const waiting = await stage.transcode('/small');
  expect(waiting).toMatchObject({ state: 'FETCHING', fetchTries: 1 });
  expect(waiting.timeline.at(-1)).toMatchObject({ event: 'interrupted' });
  expect(await stage.left()).toEqual(['ballast']);
  await rm(ballast);
  await stage.ports.clock.pass(3_600_000);
  expect(await stage.takeStep(waiting)).toMatchObject({ state: 'SUBMITTED', audio: { frames: 8000 } });
  expect(await stage.left()).toEqual([]);
});

test('that a download does not fit on leaves nothing on it', async () => {
  expect(await stage.transcode('/large')).toMatchObject({ state: 'FETCHING', fetchTries: 1 });
  await expectContained();
});

test('that is too full for a second copy is none for a WAV that needs no change: it is linked', async () => {
  expect(await stage.transcode('/pcm')).toMatchObject({ state: 'SUBMITTED', audio: { converted: false } });
  await expectContained();
});
