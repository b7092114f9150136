// The sweeper's index: whatever is due, of every kind, oldest first, and nothing else.
import { expect } from 'vitest';
import { DueIndex } from '../../shared/aws/due-index.ts';
import { RecordingsTable } from '../../shared/aws/recordings-table.ts';
import { someDelivery, someRecording, someWebhook } from '../support/domain-items.ts';
import { tablesTest } from '../support/tables-test.ts';

tablesTest(
  'recordings, webhooks and deliveries that are due are listed with what their hint needs',
  async ({ documents, recordingsTable }) => {
    const { recordings, webhooks, deliveries } = new RecordingsTable(documents.client, recordingsTable);
    const recording = someRecording({ source: 'PBXdemo', dueAt: 300 });
    const webhook = someWebhook({ dueAt: 100 });
    const delivery = someDelivery({ source: 'CCDdemo', dueAt: 200 });
    await recordings.create(recording);
    await webhooks.create(webhook);
    await deliveries.create(delivery);
    const due = await new DueIndex(documents.client, recordingsTable).list(300, 10);
    expect(due).toEqual([
      { kind: 'webhook', hash: webhook.hash },
      { kind: 'delivery', id: delivery.id, source: 'CCDdemo' },
      { kind: 'recording', id: recording.id, source: 'PBXdemo' },
    ]);
  },
);

tablesTest('what is due later, or never, is not listed', async ({ documents, recordingsTable }) => {
  const { recordings } = new RecordingsTable(documents.client, recordingsTable);
  const index = new DueIndex(documents.client, recordingsTable);
  const recording = someRecording({ dueAt: 1000 });
  await recordings.create(recording);
  expect(await index.list(999, 10)).toEqual([]);
  expect(await index.list(1000, 10)).toHaveLength(1);
  const { dueAt: _, ...done } = recording;
  await recordings.save({ ...done, ver: 2 });
  expect(await index.list(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  const [row] = await documents.scan(recordingsTable);
  // Sparse: an item that is done costs the index nothing.
  expect(row).not.toHaveProperty('dueShard');
});

tablesTest(
  'of many the oldest come first, over all shards, and no more than asked for',
  async ({ documents, recordingsTable }) => {
    const { recordings } = new RecordingsTable(documents.client, recordingsTable);
    const all = Array.from({ length: 40 }, (_, index) =>
      someRecording({ dueAt: 1000 + ((index * 17) % 40) }),
    );
    await Promise.all(all.map((recording) => recordings.create(recording)));
    const index = new DueIndex(documents.client, recordingsTable);
    const byAge = [...all].sort((a, b) => Number(a.dueAt) - Number(b.dueAt)).map(({ id }) => id);
    const idsOf = async (nowMs: number, limit: number) =>
      (await index.list(nowMs, limit)).map((one) => ('id' in one ? one.id : one.hash));
    expect(await idsOf(2000, 100)).toEqual(byAge);
    expect(await idsOf(2000, 7)).toEqual(byAge.slice(0, 7));
    expect(await idsOf(1009, 100)).toEqual(byAge.slice(0, 10));
    const shards = new Set((await documents.scan(recordingsTable)).map(({ dueShard }) => dueShard));
    expect(shards.size).toBe(4);
  },
);

tablesTest(
  'an item of unknown kind is not passed over in silence',
  async ({ documents, recordingsTable }) => {
    await documents.put(recordingsTable, { pk: 'X#1', sk: 'X', dueShard: 'DUE#0', dueAt: 1 });
    await expect(new DueIndex(documents.client, recordingsTable).list(10, 10)).rejects.toThrow(
      /unknown kind/,
    );
  },
);
