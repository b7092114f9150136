// The sweeper's index: whatever is due, of one kind, oldest first in each shard, and nothing else.
import { expect } from 'vitest';
import { DueIndex } from '../../shared/aws/due-index.ts';
import { RecordingsTable } from '../../shared/aws/recordings-table.ts';
import type { DueItem, DueKind } from '../../shared/use-cases/ports.ts';
import { someDelivery, someRecording, someWebhook } from '../support/domain-items.ts';
import { tablesTest } from '../support/tables-test.ts';

const listed = async (index: DueIndex, kind: DueKind, nowMs: number): Promise<readonly DueItem[]> => {
  const items: DueItem[] = [];
  for await (const page of index.pages(kind, nowMs)) items.push(...page);
  return items;
};

tablesTest(
  'recordings, webhooks and deliveries that are due are listed with what their hint needs, each kind apart',
  async ({ documents, recordingsTable }) => {
    const { recordings, webhooks, deliveries } = new RecordingsTable(documents.client, recordingsTable);
    const recording = someRecording({ source: 'PBXdemo', dueAt: 300 });
    const webhook = someWebhook({ dueAt: 100 });
    const delivery = someDelivery({ source: 'CCDdemo', dueAt: 200 });
    await recordings.create(recording);
    await webhooks.create(webhook);
    await deliveries.create(delivery);
    const index = new DueIndex(documents.client, recordingsTable);
    expect(await listed(index, 'webhook', 300)).toEqual([{ id: webhook.hash, source: '', dueAt: 100 }]);
    expect(await listed(index, 'delivery', 300)).toEqual([
      { id: delivery.id, source: 'CCDdemo', dueAt: 200 },
    ]);
    expect(await listed(index, 'recording', 300)).toEqual([
      { id: recording.id, source: 'PBXdemo', dueAt: 300 },
    ]);
  },
);

tablesTest('what is due later, or never, is not listed', async ({ documents, recordingsTable }) => {
  const { recordings } = new RecordingsTable(documents.client, recordingsTable);
  const index = new DueIndex(documents.client, recordingsTable);
  const recording = someRecording({ dueAt: 1000 });
  await recordings.create(recording);
  expect(await listed(index, 'recording', 999)).toEqual([]);
  expect(await listed(index, 'recording', 1000)).toHaveLength(1);
  const { dueAt: _, ...done } = recording;
  await recordings.save({ ...done, ver: 2 });
  expect(await listed(index, 'recording', Number.MAX_SAFE_INTEGER)).toEqual([]);
  const [row] = await documents.scan(recordingsTable);
  // Sparse: an item that is done costs the index nothing.
  expect(row).not.toHaveProperty('dueShard');
});

tablesTest(
  'all of many are listed, spread over shards, the oldest of each shard first',
  async ({ documents, recordingsTable }) => {
    const { recordings } = new RecordingsTable(documents.client, recordingsTable);
    const all = Array.from({ length: 40 }, (_, index) =>
      someRecording({ dueAt: 1000 + ((index * 17) % 40) }),
    );
    await Promise.all(all.map((recording) => recordings.create(recording)));
    const index = new DueIndex(documents.client, recordingsTable);
    const pages: (readonly DueItem[])[] = [];
    for await (const page of index.pages('recording', 2000)) pages.push(page);
    expect(new Set(pages.flat().map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
    expect(pages.length).toBeGreaterThanOrEqual(4);
    for (const page of pages) {
      const ages = page.map(({ dueAt }) => dueAt);
      expect(ages).toEqual(ages.toSorted((a, b) => a - b));
    }
    expect(await listed(index, 'recording', 1009)).toHaveLength(10);
  },
);

tablesTest(
  'each minute begins with another shard, so that what is never read to its end starves none',
  async ({ documents, recordingsTable }) => {
    for (const shard of [0, 1, 2, 3])
      await documents.put(recordingsTable, { pk: `D#${shard}`, sk: 'D', dueShard: `D#${shard}`, dueAt: 1 });
    const index = new DueIndex(documents.client, recordingsTable);
    const order = async (minute: number) =>
      (await listed(index, 'delivery', minute * 60_000 + 30_000)).map(({ id }) => id).join('');
    expect(await Promise.all([0, 1, 2, 3, 4].map(order))).toEqual(['0123', '1230', '2301', '3012', '0123']);
  },
);

tablesTest('more than one page of a shard is read to its end', async ({ documents, recordingsTable }) => {
  // A query ends at 1 MB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
  const source = 's'.repeat(300_000);
  for (const sk of ['1', '2', '3', '4', '5']) {
    await documents.put(recordingsTable, { pk: 'D#x', sk, dueShard: 'D#0', dueAt: 1, source });
  }
  expect(await listed(new DueIndex(documents.client, recordingsTable), 'delivery', 1)).toHaveLength(5);
});

tablesTest(
  'all that wait for their end are counted with the age of their attempt, whenever they are due, and nothing else is',
  async ({ documents, recordingsTable }) => {
    const { recordings, deliveries } = new RecordingsTable(documents.client, recordingsTable);
    const waiting = Array.from({ length: 12 }, (_, index) =>
      someRecording({ acceptedAt: index, dueAt: index % 2 === 0 ? 1 : Number.MAX_SAFE_INTEGER }),
    );
    await Promise.all(waiting.map((recording) => recordings.create(recording)));
    const { dueAt: _, ...ended } = someRecording({ state: 'COMPLETED' });
    await recordings.create(ended);
    await deliveries.create(someDelivery({ dueAt: 1 }));
    const found: (number | undefined)[] = [];
    for await (const page of new DueIndex(documents.client, recordingsTable).waiting())
      found.push(...page.map(({ acceptedAt }) => acceptedAt));
    expect(found.toSorted((a = 0, b = 0) => a - b)).toEqual(waiting.map(({ acceptedAt }) => acceptedAt));
  },
);
