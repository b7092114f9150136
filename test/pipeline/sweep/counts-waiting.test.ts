// Every fifth minute it is known how many recordings wait for their end, and how long the oldest has.
import { expect, test } from 'vitest';
import { type LookOverDeps, lookOverWaiting } from '../../../functions/pipeline/sweep/look-over-waiting.ts';
import { portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

const lookSeconds = 10;
const look = (ports: ReturnType<typeof portsWith>, changes: Partial<LookOverDeps> = {}) =>
  lookOverWaiting({ ...ports, lookSeconds, ...changes });

test('one that waits is counted whatever it is due for, with the age of its attempt', async () => {
  const ports = portsWith();
  await submitDemo(ports);
  await drainHints(ports);
  // Acknowledged: nothing is due for a day.
  await ports.clock.pass(3_600_000);
  await look(ports);
  expect(ports.recorded).toEqual([
    ['RecordingsWaiting', 1],
    ['OldestWaitingSeconds', 3600],
  ]);
});

test('one that has ended is not, and nobody waiting is said aloud', async () => {
  const ports = portsWith();
  await submitDemo(ports);
  await drainHints(ports);
  await receive(ports, { results: [{ audioID: '4430', success: true, transcription: 'hello' }] });
  await ports.clock.pass(3_600_000);
  await look(ports);
  expect(ports.recorded).toEqual([
    ['RecordingsWaiting', 0],
    ['OldestWaitingSeconds', 0],
  ]);
});

test('a new attempt is as old as itself, not as its recording', async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  await drainHints(ports);
  await passWithWork(ports, 25 * 3600, 300);
  expect(stored(ports, recording).state).toBe('FAILED');
  await submitDemo(ports);
  await ports.clock.pass(300_000);
  await look(ports);
  expect(ports.recorded).toEqual([
    ['RecordingsWaiting', 1],
    ['OldestWaitingSeconds', 300],
  ]);
});

test('one from before this was known is counted, at no age', async () => {
  const ports = portsWith();
  ports.recordings.put(makeRecording('STORED', { dueAt: testStartMs, acceptedAt: undefined }));
  await look(ports);
  expect(ports.recorded).toEqual([
    ['RecordingsWaiting', 1],
    ['OldestWaitingSeconds', 0],
  ]);
});

test('it looks every fifth minute, and in no other', async () => {
  const ports = portsWith();
  for (let minute = 0; minute < 15; minute += 1) {
    await look(ports);
    await ports.clock.pass(60_000);
  }
  expect(ports.recorded.filter(([name]) => name === 'RecordingsWaiting')).toHaveLength(3);
});

test('a backlog too long for one look is counted as far as it was seen', async () => {
  const ports = portsWith();
  const endless: LookOverDeps['due'] = {
    async *waiting() {
      for (;;) {
        await ports.clock.pass(1000);
        yield [{ acceptedAt: testStartMs - 120_000 }, { acceptedAt: testStartMs }];
      }
    },
  };
  await look(ports, { due: endless });
  expect(ports.recorded).toEqual([
    ['RecordingsWaiting', 20],
    ['OldestWaitingSeconds', 120],
  ]);
});

test('what goes wrong is logged, and stops no sweep', async () => {
  const ports = portsWith();
  const broken: LookOverDeps['due'] = {
    // biome-ignore lint/correctness/useYield: it fails before the first page
    async *waiting() {
      throw new Error('the index is throttled');
    },
  };
  await look(ports, { due: broken });
  expect(ports.recorded).toEqual([]);
  expect(ports.logLines).toMatchObject([{ level: 'error', message: 'waiting recordings not counted' }]);
});
