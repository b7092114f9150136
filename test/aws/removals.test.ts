// What goes for good: items by their version, objects by their keys, and how what waits for it is found.
import { describe, expect } from 'vitest';
import { DueIndex } from '../../shared/aws/due-index.ts';
import { RecordingsTable } from '../../shared/aws/recordings-table.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import type { DueKind, Noted } from '../../shared/use-cases/ports.ts';
import { someDelivery, someRecording } from '../support/domain-items.ts';
import { tablesTest } from '../support/tables-test.ts';

const ended = (changes: Partial<Recording> = {}): Recording =>
  someRecording({ state: 'COMPLETED', endedAt: 1000, dueAt: 2000, ...changes });

const noted = (objectKeys: readonly string[] = [], webhookHashes: readonly string[] = []): Noted => ({
  objectKeys,
  webhookHashes,
});
/** Sets have no order. */
const sorted = ({ objectKeys, webhookHashes }: Noted): Noted =>
  noted([...objectKeys].sort(), [...webhookHashes].sort());

tablesTest(
  'a recording that has ended is found as such, and the pipeline does not see it',
  async ({ documents, recordingsTable }) => {
    const { recordings } = new RecordingsTable(documents.client, recordingsTable);
    const index = new DueIndex(documents.client, recordingsTable);
    const listed = async (kind: DueKind, nowMs: number) => {
      const ids: string[] = [];
      for await (const page of index.pages(kind, nowMs)) ids.push(...page.map(({ id }) => id));
      return ids;
    };
    const recording = ended();
    await recordings.create(recording);
    expect(await listed('expiry', 1999)).toEqual([]);
    expect(await listed('expiry', 2000)).toEqual([recording.id]);
    expect(await listed('recording', 2000)).toEqual([]);
    const waiting = [];
    for await (const page of index.waiting()) waiting.push(...page);
    expect(waiting).toEqual([]);
    // What it still owes is the pipeline's.
    const owed = { id: 'dlv_1', revision: 1, jsonLogName: 'x', isAnnounced: false };
    await recordings.save({ ...recording, ver: 2, deliveries: [owed] });
    expect([await listed('expiry', 2000), await listed('recording', 2000)]).toEqual([[], [recording.id]]);
  },
);

tablesTest(
  'a recording is removed in the version that was judged, and in no other',
  async ({ documents, recordingsTable }) => {
    const { recordings, removals } = new RecordingsTable(documents.client, recordingsTable);
    const recording = ended();
    await recordings.create(recording);
    await recordings.save({ ...recording, ver: 2 });
    await expect(removals.recording(recording)).rejects.toThrow(VersionConflict);
    expect(await recordings.get(recording.id)).toBeDefined();
    await removals.recording({ ...recording, ver: 2 });
    expect(await recordings.get(recording.id)).toBeUndefined();
    await removals.recording({ ...recording, ver: 2 });
  },
);

tablesTest(
  'what belongs to a recording is noted once, beside it, and goes with it',
  async ({ documents, recordingsTable }) => {
    const { recordings, belongings, removals, audioIdLock } = new RecordingsTable(
      documents.client,
      recordingsTable,
    );
    const recording = ended({ audioId: '4430' });
    const other = ended({ audioId: '4430', source: 'CCDdemo' });
    await recordings.create(recording);
    await recordings.create(other);
    await audioIdLock.acquire(recording);
    expect(await belongings.list(recording.id)).toEqual(noted());
    await belongings.add(recording.id, noted(['json_logs/a', 'json_logs/b'], ['h1']));
    await belongings.add(recording.id, noted(['json_logs/b', 'json_logs/c']));
    await belongings.add(recording.id, noted([], ['h2']));
    const all = noted(['json_logs/a', 'json_logs/b', 'json_logs/c'], ['h1', 'h2']);
    expect(sorted(await belongings.list(recording.id))).toEqual(all);
    expect(await belongings.list(other.id)).toEqual(noted());
    // It is no recording, and is never taken for one.
    expect((await recordings.listByAudioId('4430')).map(({ id }) => id).sort()).toEqual(
      [recording.id, other.id].sort(),
    );
    expect(await recordings.get(recording.id)).toMatchObject({ ver: 1 });
    const listed = noted(['json_logs/c', 'json_logs/a', 'json_logs/b'], ['h2', 'h1']);
    await removals.belongings(recording.id, listed);
    await removals.belongings(recording.id, listed);
    expect(await belongings.list(recording.id)).toEqual(noted());
  },
);

tablesTest(
  'what was noted after the list was read is not forgotten with it',
  async ({ documents, recordingsTable }) => {
    const { belongings, removals } = new RecordingsTable(documents.client, recordingsTable);
    const { id } = ended();
    const lists = [noted(['json_logs/a']), noted([], ['h1']), noted(['json_logs/a'], ['h1'])];
    const late = [noted(['json_logs/late']), noted([], ['late'])];
    for (const first of lists) {
      for (const then of late) {
        await belongings.add(id, first);
        const listed = await belongings.list(id);
        await belongings.add(id, then);
        await expect(removals.belongings(id, listed)).rejects.toThrow(VersionConflict);
        const both = await belongings.list(id);
        expect(sorted(both)).toEqual(
          sorted(
            noted([...first.objectKeys, ...then.objectKeys], [...first.webhookHashes, ...then.webhookHashes]),
          ),
        );
        await removals.belongings(id, both);
      }
    }
  },
);

tablesTest(
  'what was noted before webhooks were is read, and goes as it was listed',
  async ({ documents, recordingsTable }) => {
    const { belongings, removals } = new RecordingsTable(documents.client, recordingsTable);
    const { id } = ended();
    await belongings.add(id, noted(['json_logs/a']));
    const [row] = await documents.scan(recordingsTable);
    expect(row).not.toHaveProperty('webhookHashes');
    expect(await belongings.list(id)).toEqual(noted(['json_logs/a']));
    await removals.belongings(id, noted(['json_logs/a']));
    expect(await documents.scan(recordingsTable)).toEqual([]);
  },
);

tablesTest(
  'beside whom a webhook is noted is found by the audioID, whether the recordings are there or not',
  async ({ documents, recordingsTable }) => {
    const { recordings, belongings, audioIdLock } = new RecordingsTable(documents.client, recordingsTable);
    const [first, second, third] = ['A', 'B', 'C'].map((source) => ended({ audioId: '4430', source }));
    if (!first || !second || !third) throw new Error('three recordings are needed');
    await recordings.create(first);
    await audioIdLock.acquire(first);
    for (const { id } of [first, second]) await belongings.add(id, noted([], ['h1']));
    await belongings.add(third.id, noted(['json_logs/a'], ['h2']));
    await belongings.add(ended({ audioId: '4431' }).id, noted([], ['h1']));
    expect([...(await belongings.noting('4430', 'h1'))].sort()).toEqual([first.id, second.id].sort());
    expect(await belongings.noting('4430', 'h3')).toEqual([]);
  },
);

describe('the lock of an audioID', () => {
  tablesTest('goes while the recording that goes holds it', async ({ documents, recordingsTable }) => {
    const { recordings, audioIdLock, removals } = new RecordingsTable(documents.client, recordingsTable);
    const recording = ended({ audioId: '4430' });
    await recordings.create(recording);
    await audioIdLock.acquire(recording);
    await removals.lock(recording);
    await removals.lock(recording);
    expect(await documents.scan(recordingsTable)).toHaveLength(1);
    const rival = ended({ audioId: '4430', source: 'CCDdemo' });
    expect(await audioIdLock.acquire(rival)).toBeUndefined();
    // It is the other's now.
    await removals.lock(recording);
    expect(await audioIdLock.acquire(recording)).toMatchObject({ recordingId: rival.id });
  });

  tablesTest(
    'stays while a new attempt of the recording may hold it',
    async ({ documents, recordingsTable }) => {
      const { recordings, audioIdLock, removals } = new RecordingsTable(documents.client, recordingsTable);
      const recording = ended({ audioId: '4430' });
      await recordings.create(recording);
      await recordings.save({ ...recording, ver: 2, attempt: 2 });
      await audioIdLock.acquire(recording);
      await expect(removals.lock(recording)).rejects.toThrow(VersionConflict);
      const rival = ended({ audioId: '4430', source: 'CCDdemo' });
      expect(await audioIdLock.acquire(rival)).toMatchObject({ recordingId: recording.id });
    },
  );

  tablesTest(
    'that was taken away and is back cannot be taken over by who read it before',
    async ({ documents, recordingsTable }) => {
      const { recordings, audioIdLock, removals } = new RecordingsTable(documents.client, recordingsTable);
      const recording = ended({ audioId: '4430' });
      const rival = ended({ audioId: '4430', source: 'CCDdemo' });
      await recordings.create(recording);
      await audioIdLock.acquire(recording);
      const seen = await audioIdLock.acquire(rival);
      await removals.lock(recording);
      await audioIdLock.acquire({ ...recording, updatedAt: '2026-03-31T12:00:01.000Z' });
      expect(seen && (await audioIdLock.takeOver(rival, seen))).toBe(false);
    },
  );
});

tablesTest(
  'a delivery is removed, and removing it again is no error',
  async ({ documents, recordingsTable }) => {
    const { deliveries, removals } = new RecordingsTable(documents.client, recordingsTable);
    const delivery = someDelivery();
    await deliveries.create(delivery);
    await removals.delivery(delivery.id);
    await removals.delivery(delivery.id);
    expect(await deliveries.get(delivery.id)).toBeUndefined();
  },
);
