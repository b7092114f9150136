// The recordings table's adapter: every write a compare-and-set, every read what was written.
import { describe, expect } from 'vitest';
import { RecordingsTable } from '../../shared/aws/recordings-table.ts';
import { recordingId } from '../../shared/domain/recording-id.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import { someDelivery, someRecording, someSource, someWebhook } from '../support/domain-items.ts';
import { audioFacts } from '../support/make-recording.ts';
import { tablesTest } from '../support/tables-test.ts';

const nowMs = Date.parse('2026-03-31T12:00:00.000Z');

describe('recordings', () => {
  tablesTest(
    'what was created is read back as it was, and is not there before',
    async ({ documents, recordingsTable }) => {
      const { recordings } = new RecordingsTable(documents.client, recordingsTable);
      const recording = someRecording({
        audioId: '😀 ü/#',
        outcome: {
          via: 'webhook',
          succeeded: true,
          bodyGzip: new Uint8Array([1, 2, 255, 0]),
          jsonLogName: 'x',
        },
        metadata: { agent: 'seven' },
        audio: audioFacts,
      });
      expect(await recordings.get(recording.id)).toBeUndefined();
      expect(await recordings.create(recording)).toBe(true);
      expect(await recordings.get(recording.id)).toEqual(recording);
    },
  );

  tablesTest(
    'of many who create the same recording at once, one does',
    async ({ documents, recordingsTable }) => {
      const { recordings } = new RecordingsTable(documents.client, recordingsTable);
      const recording = someRecording();
      const created = await Promise.all(
        Array.from({ length: 8 }, (_, index) => recordings.create({ ...recording, nonce: `nonce-${index}` })),
      );
      expect(created.filter(Boolean)).toHaveLength(1);
      const winner = created.indexOf(true);
      expect(await recordings.get(recording.id)).toMatchObject({ nonce: `nonce-${winner}` });
    },
  );

  tablesTest(
    'of many who save the next version at once, one does and the others learn of it',
    async ({ documents, recordingsTable }) => {
      const { recordings } = new RecordingsTable(documents.client, recordingsTable);
      const recording = someRecording();
      await recordings.create(recording);
      const saves = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => recordings.save({ ...recording, ver: 2, holds: index })),
      );
      expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const save of saves)
        if (save.status === 'rejected') expect(save.reason).toBeInstanceOf(VersionConflict);
      const winner = saves.findIndex(({ status }) => status === 'fulfilled');
      expect(await recordings.get(recording.id)).toMatchObject({ ver: 2, holds: winner });
    },
  );

  tablesTest(
    'neither an old version, nor a skipped one, nor one that was deleted is saved',
    async ({ documents, recordingsTable }) => {
      const { recordings } = new RecordingsTable(documents.client, recordingsTable);
      const recording = someRecording();
      await recordings.create(recording);
      for (const ver of [1, 3, 0]) {
        await expect(recordings.save({ ...recording, ver })).rejects.toThrow(VersionConflict);
      }
      await expect(recordings.save({ ...someRecording(), ver: 2 })).rejects.toThrow(VersionConflict);
      expect(await recordings.get(recording.id)).toEqual(recording);
    },
  );

  tablesTest('a field that is taken away is gone', async ({ documents, recordingsTable }) => {
    const { recordings } = new RecordingsTable(documents.client, recordingsTable);
    const recording = someRecording({ failure: { code: 'NO_RESULT', message: 'none' } });
    await recordings.create(recording);
    const { failure: _, dueAt: __, ...rest } = recording;
    await recordings.save({ ...rest, ver: 2 });
    expect(await recordings.get(recording.id)).toEqual({ ...rest, ver: 2 });
  });

  tablesTest(
    'an id that is none is not there, and a row that broke is an error',
    async ({ documents, recordingsTable }) => {
      const { recordings } = new RecordingsTable(documents.client, recordingsTable);
      for (const id of ['', 'rec_', 'x'.repeat(5000)]) expect(await recordings.get(id)).toBeUndefined();
      const recording = someRecording();
      await recordings.create(recording);
      const [row] = await documents.scan(recordingsTable);
      await documents.put(recordingsTable, { ...row, state: 'LOST' });
      await expect(recordings.get(recording.id)).rejects.toThrow();
    },
  );

  tablesTest(
    "all sources' recordings of an audioID are listed, and nothing else of its partition",
    async ({ documents, recordingsTable }) => {
      const { recordings, audioIdLock } = new RecordingsTable(documents.client, recordingsTable);
      const all = ['A', 'B', 'C'].map((source) => someRecording({ audioId: '4430', source }));
      for (const recording of [...all, someRecording({ audioId: '4431' })])
        await recordings.create(recording);
      await audioIdLock.acquire(all[0] ?? someRecording());
      const listed = await recordings.listByAudioId('4430');
      expect(listed.map(({ source }) => source).sort()).toEqual(['A', 'B', 'C']);
      expect(await recordings.listByAudioId('443')).toEqual([]);
    },
  );
});

describe('submissions', () => {
  const pointer = { account: 'default', source: 'PBXdemo', key: 'idem-1', fingerprint: 'f1' };

  tablesTest(
    'an Idempotency-Key stands for what it was first used for, per source',
    async ({ documents, recordingsTable }) => {
      const { submissions } = new RecordingsTable(documents.client, recordingsTable);
      const claim = (changes: Partial<typeof pointer>) =>
        submissions.claimIdempotencyKey({ ...pointer, ...changes }, nowMs);
      expect(await claim({})).toBe(true);
      expect(await claim({})).toBe(true);
      expect(await claim({ fingerprint: 'f2' })).toBe(false);
      expect(await claim({ fingerprint: 'f2', source: 'CCDdemo' })).toBe(true);
      expect(await claim({ fingerprint: 'f2', key: 'idem-2' })).toBe(true);
      const rows = await documents.scan(recordingsTable);
      const monthAheadSeconds = nowMs / 1000 + 30 * 86_400;
      for (const row of rows) expect(row.expiresAtSeconds).toBe(monthAheadSeconds);
      // What a caller chose as a key may say something of the call.
      for (const row of rows) expect(row.pk).toMatch(/^I#[0-9a-f]{64}$/);
    },
  );

  tablesTest(
    'submissions are counted per source and minute, none lost and none twice',
    async ({ documents, recordingsTable }) => {
      const { submissions } = new RecordingsTable(documents.client, recordingsTable);
      const count = (source: string, ms: number) => submissions.countInMinute('default', source, ms);
      const counts = await Promise.all(Array.from({ length: 10 }, () => count('PBXdemo', nowMs)));
      expect([...counts].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(await count('PBXdemo', nowMs + 59_999)).toBe(11);
      expect(await count('PBXdemo', nowMs + 60_000)).toBe(1);
      expect(await count('CCDdemo', nowMs)).toBe(1);
      const rows = await documents.scan(recordingsTable);
      // Counters are litter afterwards: DynamoDB removes what has an end.
      for (const row of rows) expect(Number(row.expiresAtSeconds)).toBeGreaterThan(nowMs / 1000);
    },
  );
});

describe('webhooks and deliveries', () => {
  tablesTest(
    'are created once, read as they were, and saved one version after the other',
    async ({ documents, recordingsTable }) => {
      const { webhooks, deliveries } = new RecordingsTable(documents.client, recordingsTable);
      const intent = someWebhook({ bodyGzip: new Uint8Array([31, 139]), dueAt: 5 });
      expect(await webhooks.create(intent)).toBe(true);
      expect(await webhooks.create(intent)).toBe(false);
      expect(await webhooks.get(intent.hash)).toEqual(intent);
      const settled = [{ audioId: 'a', jsonLogName: 'x', verdict: 'unknown' as const }];
      await webhooks.save({ ...intent, ver: 2, results: settled });
      await expect(webhooks.save({ ...intent, ver: 2 })).rejects.toThrow(VersionConflict);
      expect(await webhooks.get(intent.hash)).toMatchObject({ ver: 2, results: settled });

      const delivery = someDelivery({ attempts: [{ at: 'now', statusCode: 500, error: 'no' }] });
      expect(await deliveries.create(delivery)).toBe(true);
      expect(await deliveries.create(delivery)).toBe(false);
      await deliveries.save({ ...delivery, ver: 2, status: 'delivered' });
      await expect(deliveries.save({ ...delivery, ver: 2 })).rejects.toThrow(VersionConflict);
      expect(await deliveries.get(delivery.id)).toMatchObject({ ver: 2, status: 'delivered' });
      expect(await deliveries.get('dlv_none')).toBeUndefined();
    },
  );

  tablesTest(
    'kinds never meet: one name in every kind is as many items',
    async ({ documents, recordingsTable }) => {
      const { recordings, webhooks, deliveries, submissions } = new RecordingsTable(
        documents.client,
        recordingsTable,
      );
      const name = recordingId('default', 'PBXdemo', '4430').slice(4);
      await recordings.create(someRecording({ audioId: '4430' }));
      await webhooks.create(someWebhook({ hash: name }));
      await deliveries.create(someDelivery({ id: name }));
      const { account, name: source } = someSource();
      await submissions.claimIdempotencyKey({ account, source, key: name, fingerprint: 'f' }, nowMs);
      expect(await documents.scan(recordingsTable)).toHaveLength(4);
    },
  );
});
