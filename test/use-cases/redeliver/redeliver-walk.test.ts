// Redelivering by filter over the table itself: the list that is walked is the one that each redelivery changes.
import { expect } from 'vitest';
import { redeliverMany } from '../../../functions/admin/manage-deliveries/redeliver-many.ts';
import { RecordingLists } from '../../../shared/aws/recording-lists.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeSource } from '../../support/make-source.ts';
import { tablesTest } from '../../support/tables-test.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

tablesTest(
  'call after call each one is redelivered once, until none is left in that status',
  async ({ documents, recordingsTable }) => {
    const ports = portsWith(makeSource(), makeSource({ name: 'CCDdemo' }));
    const { deliveries } = new RecordingsTable(documents.client, recordingsTable);
    const lists = new RecordingLists(documents.client, recordingsTable);
    const made = Array.from({ length: 130 }, (_, index) => {
      const { dueAt: _due, ...ended } = makeDelivery({
        id: `dlv_${String(index).padStart(3, '0')}`,
        source: index % 3 === 0 ? 'CCDdemo' : 'PBXdemo',
        // Two of each moment: the id decides which comes first.
        createdAt: new Date(testStartMs + Math.floor(index / 2)).toISOString(),
        ...{ status: 'undelivered', attemptCount: 10 },
      });
      return ended;
    });
    await Promise.all(made.map((delivery) => deliveries.create(delivery)));
    const input = { account: 'default', status: 'undelivered', source: 'PBXdemo' } as const;
    const hinted: string[] = [];
    const hints = {
      delivery: async ({ id }: { readonly id: string }) => {
        hinted.push(id);
      },
    };
    const deps = { ...ports, deliveries, lists, hints };
    const calls: number[] = [];
    let after: string | undefined;
    do {
      // No time left: each call does one page of the list.
      const answer = await redeliverMany(deps, { ...input, after, remainingMs: () => 0 });
      calls.push(answer.redelivered);
      expect(answer.skipped).toBe(0);
      after = answer.next;
    } while (after !== undefined);
    expect(calls).toHaveLength(3);
    const meant = made.filter(({ source }) => source === 'PBXdemo').map(({ id }) => id);
    expect(hinted.toSorted()).toEqual(meant);
    const count = (status: string) =>
      lists.count('delivery', { account: 'default', listing: { by: 'status', status } });
    expect([await count('pending'), await count('undelivered')]).toEqual([
      meant.length,
      made.length - meant.length,
    ]);
  },
);
