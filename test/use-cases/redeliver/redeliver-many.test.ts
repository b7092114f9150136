// Redelivering by filter: all that are meant, each once, in calls that end in time and go on where the one before stopped.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type RedeliverManyInput,
  redeliverMany,
} from '../../../functions/admin/manage-deliveries/redeliver-many.ts';
import { listKeys, listRange } from '../../../shared/aws/list-index.ts';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Listed, ListRequest } from '../../../shared/domain/listing.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeSource } from '../../support/make-source.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

/** The index as it is written with each item; what it names is read as it stands. */
const memoryLists = (ports: MemoryPorts) => ({
  deliveries: async (request: ListRequest): Promise<Listed<Delivery>> => {
    const { partition, from, to } = listRange('D#', request);
    const rows = ports.deliveries
      .all()
      .map((delivery) => ({ delivery, ...listKeys('D#', delivery) }))
      .filter(({ statusPk, listedAt }) => statusPk === partition && listedAt >= from && listedAt <= to)
      .filter(({ listedAt }) => listedAt !== request.after)
      .sort((one, other) => (one.listedAt < other.listedAt ? 1 : -1));
    const page = rows.slice(0, request.limit);
    return {
      items: page.map(({ delivery }) => delivery),
      next: rows.length > page.length ? page.at(-1)?.listedAt : undefined,
    };
  },
});

const sourceNames = ['PBXdemo', 'CCDdemo'];

/** Made a second apart, in this order. */
const setUp = (deliveries: readonly Partial<Delivery>[]) => {
  const ports = portsWith(...sourceNames.map((name) => makeSource({ name })));
  for (const [index, changes] of deliveries.entries()) {
    const createdAt = new Date(testStartMs - 86_400_000 + index * 1000).toISOString();
    ports.deliveries.put(makeDelivery({ id: `dlv_${index}`, createdAt, attemptCount: 10, ...changes }));
  }
  return ports;
};

const undelivered = (count: number, changes: Partial<Delivery> = {}): Partial<Delivery>[] =>
  Array.from({ length: count }, () => ({ status: 'undelivered', ...changes }));

const call = (ports: MemoryPorts, changes: Partial<RedeliverManyInput> = {}, lists = memoryLists(ports)) =>
  redeliverMany(
    { ...ports, lists },
    { account: 'default', status: 'undelivered', remainingMs: () => 29_000, ...changes },
  );

const pendingIds = (ports: MemoryPorts): readonly string[] =>
  ports.deliveries.all().flatMap(({ id, status }) => (status === 'pending' ? [id] : []));

test('all of that status are due and hinted at, others untouched', async () => {
  const ports = setUp([...undelivered(3), { status: 'delivered' }]);
  expect(await call(ports)).toEqual({ redelivered: 3, skipped: 0, next: undefined });
  expect(pendingIds(ports)).toEqual(['dlv_0', 'dlv_1', 'dlv_2']);
  expect(ports.hints.waiting().map(({ id }) => id)).toHaveLength(3);
  expect(ports.deliveries.peek('dlv_3')).toMatchObject({ status: 'delivered', ver: 1 });
});

test('of that source alone, and none is counted that was not meant', async () => {
  const ports = setUp([...undelivered(2), ...undelivered(3, { source: 'CCDdemo' })]);
  expect(await call(ports, { source: 'CCDdemo' })).toMatchObject({ redelivered: 3, skipped: 0 });
  expect(pendingIds(ports)).toEqual(['dlv_2', 'dlv_3', 'dlv_4']);
});

test('a source that is not there is refused: it must not look like nothing left to do', async () => {
  await expect(call(setUp([]), { source: 'PBXdmeo' })).rejects.toMatchObject({
    code: 'INVALID_AUDIO_SOURCE',
  });
});

test('of that time alone, both ends included', async () => {
  const ports = setUp(undelivered(5));
  const [from, to] = ['dlv_1', 'dlv_3'].map((id) => ports.deliveries.peek(id)?.createdAt);
  expect(await call(ports, { from, to })).toMatchObject({ redelivered: 3 });
  expect(pendingIds(ports)).toEqual(['dlv_1', 'dlv_2', 'dlv_3']);
});

test("another account's are none of its business", async () => {
  const ports = setUp(undelivered(2, { account: 'other' }));
  expect(await call(ports)).toEqual({ redelivered: 0, skipped: 0, next: undefined });
});

describe('left alone and counted as skipped', () => {
  test('what is being posted, switched off, or without a source', async () => {
    const ports = setUp([
      { status: 'pending', claimedUntil: testStartMs + 1 },
      { status: 'pending', source: 'CCDdemo' },
      { status: 'pending', source: 'Gone' },
      { status: 'pending' },
    ]);
    ports.sources.put(makeSource({ name: 'CCDdemo', forwardDisabledAt: '2026-03-30T12:00:00.000Z' }));
    expect(await call(ports, { status: 'pending' })).toMatchObject({ redelivered: 1, skipped: 3 });
    expect(ports.deliveries.written.map(({ id }) => id)).toEqual(['dlv_3']);
  });

  test('what is no longer what the index said', async () => {
    const ports = setUp([...undelivered(1), { status: 'delivered' }, { status: 'pending' }]);
    const stale = { deliveries: async () => ({ items: ports.deliveries.all() }) };
    expect(await call(ports, {}, stale)).toMatchObject({ redelivered: 1, skipped: 2 });
    expect(ports.deliveries.written.map(({ id }) => id)).toEqual(['dlv_0']);
  });

  test('what went in between', async () => {
    const ports = setUp(undelivered(2));
    const items = ports.deliveries.all();
    ports.deliveries.remove('dlv_0');
    const stale = { deliveries: async () => ({ items }) };
    expect(await call(ports, {}, stale)).toMatchObject({ redelivered: 1, skipped: 1 });
  });
});

test('what fails on our side is no skip', async () => {
  const ports = setUp(undelivered(2));
  const deliveries = {
    get: (id: string) => ports.deliveries.get(id),
    save: async () => {
      throw new Error('throttled');
    },
  };
  const deps = { ...ports, deliveries, lists: memoryLists(ports) };
  const input = { account: 'default', status: 'undelivered', remainingMs: () => 29_000 } as const;
  await expect(redeliverMany(deps, input)).rejects.toThrow('throttled');
});

describe('one call ends', () => {
  test('after 500, and the next goes on with the rest', async () => {
    const ports = setUp(undelivered(501));
    const first = await call(ports);
    expect(first).toMatchObject({ redelivered: 500, next: expect.any(String) });
    expect(pendingIds(ports)).not.toContain('dlv_0');
    expect(await call(ports, { after: first.next })).toEqual({ redelivered: 1, skipped: 0, next: undefined });
  });

  test('before its time is up, but never without having done something', async () => {
    const ports = setUp(undelivered(120));
    const remainingMs = () => 29_000 - (ports.clock.now() - testStartMs);
    const lists = memoryLists(ports);
    const slow = {
      deliveries: async (request: ListRequest) => {
        await ports.clock.pass(25_000);
        return lists.deliveries(request);
      },
    };
    const first = await call(ports, { remainingMs }, slow);
    expect(first).toMatchObject({ redelivered: 50, next: expect.any(String) });
    const second = await call(ports, { remainingMs, after: first.next }, slow);
    expect(second).toMatchObject({ redelivered: 50, next: expect.any(String) });
  });

  test('with no more than eight under way at a time', async () => {
    const ports = setUp(undelivered(60));
    let underWay = 0;
    let most = 0;
    const deliveries = {
      get: (id: string) => ports.deliveries.get(id),
      save: async (delivery: Delivery) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        await ports.deliveries.save(delivery);
        underWay -= 1;
      },
    };
    const deps = { ...ports, deliveries, lists: memoryLists(ports) };
    await redeliverMany(deps, { account: 'default', status: 'undelivered', remainingMs: () => 29_000 });
    expect(most).toBe(8);
    expect(pendingIds(ports)).toHaveLength(60);
  });
});

test('call after call, each that is meant is redelivered once, whether it leaves the list that is walked or stays', async () => {
  const status = fc.constantFrom('pending', 'delivered', 'undelivered');
  const row = fc.record({ status, source: fc.constantFrom(...sourceNames) });
  const rows = fc.array(row, { maxLength: 260 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      status,
      fc.option(fc.constantFrom(...sourceNames)),
      async (made, wanted, source) => {
        const ports = setUp(made);
        const meant = ports.deliveries
          .all()
          .filter((one) => one.status === wanted && (source === null || one.source === source))
          .map(({ id }) => id);
        // No time left: each call does one page.
        const input = { status: wanted, source: source ?? undefined, remainingMs: () => 0 };
        let after: string | undefined;
        let count = 0;
        do {
          const answer = await call(ports, { ...input, after });
          count += answer.redelivered;
          expect(answer.skipped).toBe(0);
          after = answer.next;
        } while (after !== undefined);
        expect(count).toBe(meant.length);
        expect(ports.deliveries.written.map(({ id }) => id).sort()).toEqual([...meant].sort());
      },
    ),
    { numRuns: 40 },
  );
});
