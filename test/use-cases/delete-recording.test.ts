// Deleting: who points to it, objects, items, its own item last. Whatever dies in between, the next run ends it.
import { describe, expect, test } from 'vitest';
import { sweepDue } from '../../functions/pipeline/sweep/sweep-due.ts';
import { IllegalTransition } from '../../shared/domain/transitions.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import { deleteRecording } from '../../shared/use-cases/delete-recording.ts';
import { ended, itsEvidence, itsResult, late, left, setUp } from '../support/arrange-deletion.ts';
import { portsWith, stored } from '../support/arrange-flow.ts';
import { failingPorts } from '../support/failing-ports.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { makeRecording } from '../support/make-recording.ts';

/** Calls of one deletion. */
const effects = 16;

const names = [
  'recordings',
  'deliveries',
  'webhooks',
  'belongings',
  'removals',
  'audioObjects',
  'resultObjects',
] as const;

test('nothing of it is left but the hashes of its webhooks, and it says what went', async () => {
  const ports = await setUp();
  expect(left(ports)).toHaveLength(13);
  expect(await deleteRecording(ports, ended)).toEqual({
    // The WAV of this attempt and of the one before.
    audioObjects: 2,
    // Its result, what its delivery points to, and what came late; of its answers none is in the ledger's item.
    resultObjects: 3,
    deliveries: 1,
    webhooks: 2,
  });
  expect(left(ports)).toEqual([]);
  expect(ports.webhooks.all().map(({ hash }) => hash)).toEqual([itsResult.hash, itsEvidence.hash]);
});

test('names under which nothing was ever written are not told as removed', async () => {
  const ports = portsWith();
  const failed = makeRecording('FAILED');
  ports.recordings.put(failed);
  const nothing = { audioObjects: 0, resultObjects: 0, deliveries: 0, webhooks: 0 };
  expect(await deleteRecording(ports, failed)).toEqual(nothing);
});

test("receivers' long answers are told as removed when the ledger knows them", async () => {
  const ports = await setUp();
  const attempt = { at: '', statusCode: 200, responseKey: `forward_answers/${makeDelivery().id}_1.txt` };
  ports.deliveries.put(makeDelivery({ status: 'delivered', attemptCount: 1, attempts: [attempt] }));
  expect(await deleteRecording(ports, ended)).toMatchObject({ resultObjects: 4 });
});

test('who points to an object goes before it, objects go before the items that know of them, and its own item goes last', async () => {
  const { ports, calls } = failingPorts(await setUp(), names, 0, 'before');
  await deleteRecording(ports, ended);
  expect(calls).toEqual([
    'recordings.save',
    'belongings.list',
    ...['webhooks.get', 'webhooks.get'],
    ...['webhooks.get', 'webhooks.save', 'webhooks.get', 'webhooks.save'],
    'deliveries.get',
    'audioObjects.remove',
    'resultObjects.remove',
    'removals.delivery',
    'removals.belongings',
    'removals.lock',
    'removals.recording',
    'belongings.list',
  ]);
  expect(calls).toHaveLength(effects);
});

describe.each(['before', 'after'] as const)('a crash %s', (when) => {
  test.each(Array.from({ length: effects }, (_, index) => index + 1))(
    'effect %i is mended by the sweeper',
    async (failAt) => {
      const memory = await setUp();
      const { ports } = failingPorts(memory, names, failAt, when);
      await expect(deleteRecording(ports, ended)).rejects.toThrow();
      if (failAt === 1 && when === 'before') {
        // Nothing was begun, and nothing is changed.
        expect(stored(memory, ended)).toEqual(ended);
        expect(left(memory)).toHaveLength(13);
        return;
      }
      await sweepDue(memory);
      expect(left(memory)).toEqual([]);
    },
  );
});

test('while it is being deleted the item names nothing that may be gone already', async () => {
  const memory = await setUp();
  const { ports } = failingPorts(memory, names, 11, 'after');
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
    const noted = { objectKeys: [`json_logs/${later}`], webhookHashes: [] };
    await memory.belongings.add(ended.id, noted);
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
    expect(memory.belongings.peek(ended.id).objectKeys).toHaveLength(2);
  });
  await sweepDue(memory);
  expect(hasArrived).toBe(true);
  expect(left(memory)).toEqual([]);
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

describe('a webhook about it that is not settled yet', () => {
  const { results: _, ...unsettled } = itsEvidence;

  test('makes the deletion wait, before anything but the withdrawal is done', async () => {
    const memory = await setUp();
    memory.webhooks.put(unsettled);
    const before = left(memory).length;
    const { ports, calls } = failingPorts(memory, names, 0, 'before');
    await expect(deleteRecording(ports, ended)).rejects.toThrow(VersionConflict);
    expect(calls).toEqual(['recordings.save', 'belongings.list', 'webhooks.get', 'webhooks.get']);
    expect(left(memory)).toHaveLength(before);
    memory.webhooks.put(itsEvidence);
    await sweepDue(memory);
    expect(left(memory)).toEqual([]);
  });
});

test("another recording's log goes with that one, whatever was noted beside this one", async () => {
  const ports = await setUp();
  const other = { audioId: ended.audioId, recordingId: 'rec_other', source: 'CCDdemo' };
  // When its function died, it could have been about both; when it was settled, only the other one awaited it.
  const settled = { ...other, jsonLogName: late, verdict: 'applied' as const };
  ports.webhooks.put({ ...itsEvidence, results: [settled] });
  await deleteRecording(ports, ended);
  expect(ports.jsonLogs.keys()).toEqual([late]);
  expect(ports.webhooks.peek(itsEvidence.hash)?.results).toEqual([settled]);
});

test('a lock that another recording has taken over meanwhile stays', async () => {
  const ports = await setUp();
  const rival = makeRecording('SUBMITTED', { source: 'CCDdemo', vendorSource: 'ccd' });
  const holder = await ports.audioIdLock.acquire(rival);
  if (holder) await ports.audioIdLock.takeOver(rival, holder);
  await deleteRecording(ports, ended);
  expect(ports.audioIdLock.holderOf(ended.audioId)).toBe(rival.id);
});

test('while a delivery is being posted the deletion waits: its answer is still to come', async () => {
  const ports = await setUp();
  const delivery = makeDelivery({ status: 'pending', attemptCount: 1, ver: 2 });
  ports.deliveries.put({ ...delivery, claimedUntil: ports.clock.now() + 40_000 });
  await expect(deleteRecording(ports, ended)).rejects.toThrow(VersionConflict);
  expect(ports.deliveries.all()).toHaveLength(1);
  expect(stored(ports, ended).withdrawnAt).toBeDefined();
  await ports.clock.pass(41_000);
  await sweepDue(ports);
  expect(left(ports)).toEqual([]);
});
