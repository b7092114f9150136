// Deleting: objects before items, its own item last. Whatever dies in between, the next run ends it.
import { describe, expect, test } from 'vitest';
import { sweepDue } from '../../functions/pipeline/sweep/sweep-due.ts';
import { objectKeys } from '../../shared/domain/recording-objects.ts';
import { IllegalTransition } from '../../shared/domain/transitions.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import { deleteRecording } from '../../shared/use-cases/delete-recording.ts';
import { portsWith, stored } from '../support/arrange-flow.ts';
import { failingPorts } from '../support/failing-ports.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { makeRecording } from '../support/make-recording.ts';
import type { MemoryPorts } from '../support/memory-ports.ts';
import { testStartMs } from '../support/virtual-clock.ts';

/** Its retention would end in a month: it is deleted by hand. */
const ended = makeRecording('COMPLETED', {
  retentionDays: 30,
  dueAt: testStartMs + 30 * 86_400_000,
  formerObjects: ['WAV/earlier.wav'],
  deliveries: [{ id: makeDelivery().id, revision: 1, jsonLogName: 'log.json', isAnnounced: true }],
});
const late = `voice_20260331_120000_${'l'.repeat(26)}.json`;

const setUp = async () => {
  const ports = portsWith();
  ports.recordings.put(ended);
  ports.deliveries.put(makeDelivery({ status: 'delivered', attemptCount: 1 }));
  await ports.belongings.add(ended.id, [`json_logs/${late}`]);
  for (const key of objectKeys(ended)) {
    if (key.startsWith('WAV/')) await ports.wavs.put(key, 'RIFF');
    else await ports.jsonLogs.put(key.slice('json_logs/'.length), '{}');
  }
  await ports.jsonLogs.put(late, '{}');
  await ports.answers.put(`forward_answers/${makeDelivery().id}_1.txt`, 'a long answer');
  return ports;
};

const left = async (ports: MemoryPorts) => [
  ...ports.recordings.all(),
  ...ports.deliveries.all(),
  ...ports.jsonLogs.keys(),
  ...ports.answers.keys(),
  ...ports.wavs.keys(),
  ...(await ports.belongings.list(ended.id)),
];

const names = [
  'recordings',
  'deliveries',
  'belongings',
  'removals',
  'audioObjects',
  'resultObjects',
] as const;

test('nothing of it is left', async () => {
  const ports = await setUp();
  expect(await left(ports)).toHaveLength(10);
  await deleteRecording(ports, ended);
  expect(await left(ports)).toEqual([]);
});

test('objects go before the items that know of them, and its own item goes last', async () => {
  const { ports, calls } = failingPorts(await setUp(), names, 0, 'before');
  await deleteRecording(ports, ended);
  expect(calls).toEqual([
    'recordings.save',
    'deliveries.get',
    'audioObjects.remove',
    'resultObjects.remove',
    'removals.delivery',
    'belongings.list',
    'resultObjects.remove',
    'removals.belongings',
    'removals.recording',
    'belongings.list',
  ]);
});

describe.each(['before', 'after'] as const)('a crash %s', (when) => {
  test.each(Array.from({ length: 10 }, (_, index) => index + 1))(
    'effect %i is mended by the sweeper',
    async (failAt) => {
      const memory = await setUp();
      const { ports } = failingPorts(memory, names, failAt, when);
      await expect(deleteRecording(ports, ended)).rejects.toThrow();
      if (failAt === 1 && when === 'before') {
        // Nothing was begun, and nothing is changed.
        expect(stored(memory, ended)).toEqual(ended);
        expect(await left(memory)).toHaveLength(10);
        return;
      }
      await sweepDue(memory);
      expect(await left(memory)).toEqual([]);
    },
  );
});

test('while it is being deleted the item names nothing that may be gone already', async () => {
  const memory = await setUp();
  const { ports } = failingPorts(memory, names, 5, 'after');
  await expect(deleteRecording(ports, ended)).rejects.toThrow();
  const row = stored(memory, ended);
  expect([row.wavKey, row.audio, row.jsonLogName, row.outcome]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(row.timeline.at(-1)?.event).toBe('deleting');
});

const later = `voice_20260331_120000_${'m'.repeat(26)}.json`;

test.each([
  ['belongings.list', 'removals.belongings'],
  ['removals.belongings', 'removals.recording'],
] as const)('a log that a late webhook notes between %s and %s goes too', async (_, before) => {
  const memory = await setUp();
  const { recording, belongings } = memory.removals;
  const arrive = async () => {
    await memory.jsonLogs.put(later, '{}');
    await memory.belongings.add(ended.id, [`json_logs/${later}`]);
  };
  let hasArrived = false;
  const arriveOnce = async () => {
    if (!hasArrived) await arrive();
    hasArrived = true;
  };
  const removals: typeof memory.removals = {
    ...memory.removals,
    belongings: async (id, listed) => {
      if (before === 'removals.belongings') await arriveOnce();
      return belongings(id, listed);
    },
    recording: async (row) => {
      if (before === 'removals.recording') await arriveOnce();
      return recording(row);
    },
  };
  await deleteRecording({ ...memory, removals }, ended).catch(async (error: unknown) => {
    expect(error).toBeInstanceOf(VersionConflict);
    expect(await memory.belongings.list(ended.id)).toHaveLength(2);
  });
  await sweepDue(memory);
  expect(hasArrived).toBe(true);
  expect(await left(memory)).toEqual([]);
});

test('one that has not ended is not deleted', async () => {
  const ports = portsWith();
  const live = makeRecording('SUBMITTED');
  ports.recordings.put(live);
  await expect(deleteRecording(ports, live)).rejects.toThrow(IllegalTransition);
  expect(stored(ports, live).state).toBe('SUBMITTED');
});

test('a delivery it still owes is owed no more', async () => {
  const ports = portsWith();
  const owing = { ...ended, deliveries: ended.deliveries.map((one) => ({ ...one, isAnnounced: false })) };
  ports.recordings.put(owing);
  await deleteRecording(ports, owing);
  await sweepDue(ports);
  expect([...ports.deliveries.all(), ...ports.recordings.all(), ...ports.hints.waiting()]).toEqual([]);
});
