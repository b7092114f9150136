// What goes for good: items by their version, objects by their keys, and how what waits for it is found.
import { expect } from 'vitest';
import { DueIndex } from '../../shared/aws/due-index.ts';
import { RecordingsTable } from '../../shared/aws/recordings-table.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import type { DueKind } from '../../shared/use-cases/ports.ts';
import { someDelivery, someRecording } from '../support/domain-items.ts';
import { tablesTest } from '../support/tables-test.ts';

const ended = (changes: Partial<Recording> = {}): Recording =>
  someRecording({ state: 'COMPLETED', endedAt: 1000, dueAt: 2000, ...changes });

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
    expect(await belongings.list(recording.id)).toEqual([]);
    await belongings.add(recording.id, ['json_logs/a', 'json_logs/b']);
    await belongings.add(recording.id, ['json_logs/b', 'json_logs/c']);
    expect([...(await belongings.list(recording.id))].sort()).toEqual([
      'json_logs/a',
      'json_logs/b',
      'json_logs/c',
    ]);
    expect(await belongings.list(other.id)).toEqual([]);
    // It is no recording, and is never taken for one.
    expect((await recordings.listByAudioId('4430')).map(({ id }) => id).sort()).toEqual(
      [recording.id, other.id].sort(),
    );
    expect(await recordings.get(recording.id)).toMatchObject({ ver: 1 });
    const listed = ['json_logs/c', 'json_logs/a', 'json_logs/b'];
    await removals.belongings(recording.id, listed);
    await removals.belongings(recording.id, listed);
    expect(await belongings.list(recording.id)).toEqual([]);
  },
);

tablesTest(
  'what was noted after the list was read is not forgotten with it',
  async ({ documents, recordingsTable }) => {
    const { belongings, removals } = new RecordingsTable(documents.client, recordingsTable);
    const { id } = ended();
    await belongings.add(id, ['json_logs/a']);
    const listed = await belongings.list(id);
    await belongings.add(id, ['json_logs/late']);
    await expect(removals.belongings(id, listed)).rejects.toThrow(VersionConflict);
    expect([...(await belongings.list(id))].sort()).toEqual(['json_logs/a', 'json_logs/late']);
  },
);

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
