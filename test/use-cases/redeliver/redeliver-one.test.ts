// An operator's click on one delivery: what it does, and what it refuses, with what to do.
import { describe, expect, test } from 'vitest';
import { redeliver } from '../../../functions/admin/manage-deliveries/redeliver.ts';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeSource, withoutForwardUrl } from '../../support/make-source.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { drainHints } from '../../support/run-flow.ts';
import { answered } from '../../support/scripted-outside.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

const { id } = makeDelivery();
const click = (ports: MemoryPorts, changes: Partial<Parameters<typeof redeliver>[1]> = {}) =>
  redeliver(ports, { account: 'default', id, ...changes });

const ended = (changes: Partial<Delivery> = {}): Delivery => {
  const { dueAt: _, ...delivery } = makeDelivery({ status: 'undelivered', attemptCount: 10, ...changes });
  return delivery;
};

const setUp = (delivery = ended(), source: Source = makeSource()) => {
  const ports = portsWith(source);
  ports.deliveries.put(delivery);
  return ports;
};

test.each(['delivered', 'undelivered'] as const)('one that was %s is due, and hinted at', async (status) => {
  const ports = setUp(ended({ status }));
  const answer = await click(ports);
  expect(answer).toMatchObject({ id, status: 'pending', dueAt: testStartMs, formerAttempts: 10 });
  expect(ports.deliveries.peek(id)).toEqual(answer);
  expect(ports.hints.waiting()).toMatchObject([{ kind: 'delivery', id, source: 'PBXdemo', at: testStartMs }]);
});

test('one that waits for its next attempt has it now', async () => {
  const ports = setUp(makeDelivery({ attemptCount: 4, dueAt: testStartMs + 7_200_000 }));
  expect(await click(ports)).toMatchObject({ status: 'pending', dueAt: testStartMs, attemptCount: 4 });
  await drainHints(ports);
  expect(ports.receiver.posts).toHaveLength(1);
});

test('a hint that cannot be sent is logged, and no failure', async () => {
  const ports = setUp();
  const hints = {
    delivery: async () => {
      throw new Error('no queue');
    },
  };
  await redeliver({ ...ports, hints }, { account: 'default', id });
  expect(ports.deliveries.peek(id)?.dueAt).toBe(testStartMs);
  expect(ports.logLines).toMatchObject([{ level: 'warn', message: 'hint not sent' }]);
});

describe('404, as if it did not exist', () => {
  const notFound = { code: 'NOT_FOUND', status: 404, message: 'No such delivery' };

  test.each([
    ['an unknown one', ended(), { id: 'dlv_unknown' }],
    ["another account's", ended(), { account: 'other' }],
    ['a test of a target', ended({ isTest: true }), {}],
  ])('%s', async (_, delivery, changes) => {
    const ports = setUp(delivery);
    await expect(click(ports, changes)).rejects.toMatchObject(notFound);
    expect(ports.deliveries.written).toEqual([]);
  });
});

describe('409 that says what to do', () => {
  const off = makeSource({ forwardDisabledAt: '2026-03-30T12:00:00.000Z' });
  const claimed = makeDelivery({ claimedUntil: testStartMs + 1, dueAt: testStartMs + 1 });

  test.each([
    ['while it is being posted', claimed, makeSource(), 'is being posted right now'],
    ['when its source has no target', ended(), withoutForwardUrl(makeSource()), 'has no forwardUrl'],
    ['when its target is switched off', ended(), off, 'switched off since 2026-03-30T12:00:00.000Z'],
    ['when its source is gone', ended({ source: 'Gone' }), makeSource(), 'Gone is gone'],
  ])('%s', async (_, delivery, source, words) => {
    const ports = setUp(delivery, source);
    await expect(click(ports)).rejects.toMatchObject({
      ...{ code: 'IDEMPOTENCY_CONFLICT', status: 409 },
      message: expect.stringContaining(words),
    });
    expect([...ports.deliveries.written, ...ports.hints.waiting()]).toEqual([]);
  });

  test('during the very post, and no longer after it', async () => {
    const ports = setUp(makeDelivery());
    let during: unknown;
    ports.receiver.script.next(async () => {
      during = await click(ports).catch((error: unknown) => error);
      return answered(500);
    });
    await deliverResult(ports, id);
    expect(during).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect((await click(ports)).dueAt).toBe(testStartMs);
  });
});

describe('clicks at once', () => {
  test('are one post', async () => {
    const ports = setUp();
    await Promise.all([click(ports), click(ports), click(ports)]);
    await drainHints(ports);
    expect(ports.receiver.posts).toHaveLength(1);
  });

  test('as the queue posts it: whoever is first has it, and nothing is overwritten', async () => {
    const ports = setUp(makeDelivery());
    await Promise.allSettled([
      click(ports),
      deliverResult(ports, id),
      click(ports),
      deliverResult(ports, id),
    ]);
    await drainHints(ports);
    const { length: posts } = ports.receiver.posts;
    expect(ports.deliveries.peek(id)).toMatchObject({ status: 'delivered', attemptCount: posts });
  });
});
