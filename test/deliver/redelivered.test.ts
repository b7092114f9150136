// The deliver function and what an operator had posted anew: the same id, a fresh row of attempts, the target's health as ever.
import { describe, expect, test } from 'vitest';
import { redeliver } from '../../functions/admin/manage-deliveries/redeliver.ts';
import { deliverResult } from '../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../support/arrange-flow.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { makeSource } from '../support/make-source.ts';
import type { MemoryPorts } from '../support/memory-ports.ts';
import { drainHints, passWithWork } from '../support/run-flow.ts';
import { answered } from '../support/scripted-outside.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const { id } = makeDelivery();
const day = 86_400;
const sourceOf = (ports: MemoryPorts) => ports.sources.peek('default', 'PBXdemo');
const again = (ports: MemoryPorts) => redeliver(ports, { account: 'default', id });

/** Given up after ten attempts, the target still on. */
const givenUp = async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery());
  ports.receiver.script.usually = () => answered(500);
  await deliverResult(ports, id);
  await passWithWork(ports, 4 * day, 60);
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'undelivered', attemptCount: 10 });
  return ports;
};

test('who posts it holds a claim that ends when it is finished', async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery());
  let during = ports.deliveries.peek(id);
  ports.receiver.script.next(() => {
    during = ports.deliveries.peek(id);
    return answered(500);
  });
  await deliverResult(ports, id);
  expect(during).toMatchObject({ dueAt: testStartMs + 40_000, claimedUntil: testStartMs + 40_000 });
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'pending', dueAt: testStartMs + 5000 });
  expect(ports.deliveries.peek(id)).not.toHaveProperty('claimedUntil');
});

test('it is posted at once, with the id that receivers know it by', async () => {
  const ports = await givenUp();
  ports.receiver.script.usually = () => answered(200);
  await again(ports);
  await drainHints(ports);
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'delivered', attemptCount: 11 });
  expect(new Set(ports.receiver.posts.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
});

test('its pauses begin again: 5 s after the first failure, and ten attempts in all', async () => {
  const ports = await givenUp();
  await ports.clock.pass(3 * day * 1000);
  // A row of failures of its own, so that only the attempts end it.
  ports.sources.put(makeSource());
  await again(ports);
  await drainHints(ports);
  expect(ports.deliveries.peek(id)).toMatchObject({
    ...{ status: 'pending', attemptCount: 11 },
    dueAt: ports.clock.now() + 5000,
  });
  await passWithWork(ports, 4 * day, 60);
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'undelivered', attemptCount: 20 });
});

test('a hint that got lost is made up by the sweeper', async () => {
  const ports = await givenUp();
  ports.receiver.script.usually = () => answered(200);
  await again(ports);
  ports.hints.lose();
  await passWithWork(ports, 120);
  expect(ports.deliveries.peek(id)?.status).toBe('delivered');
});

test('of a paused source it stays due, and is posted when that goes on', async () => {
  const ports = await givenUp();
  ports.receiver.script.usually = () => answered(200);
  ports.sources.put(makeSource({ brake: { isPaused: true } }));
  await again(ports);
  await passWithWork(ports, 3600, 60);
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'pending', attemptCount: 10 });
  ports.sources.put(makeSource());
  await passWithWork(ports, 17 * 60, 60);
  expect(ports.deliveries.peek(id)?.status).toBe('delivered');
});

describe("the target's health", () => {
  test('a 410 switches it off at once, and ends this delivery', async () => {
    const ports = await givenUp();
    ports.receiver.script.next(answered(410));
    await again(ports);
    await drainHints(ports);
    expect(ports.deliveries.peek(id)).toMatchObject({ status: 'undelivered', attemptCount: 11 });
    expect(sourceOf(ports)?.forwardDisabledReason).toBe('the target answered 410 Gone');
  });

  test('five days of failures count on, from before', async () => {
    const ports = await givenUp();
    await ports.clock.pass(2 * day * 1000);
    await again(ports);
    await drainHints(ports);
    expect(sourceOf(ports)?.forwardDisabledReason).toBe('the target failed for too long');
  });

  test('a success ends the row of failures', async () => {
    const ports = await givenUp();
    expect(sourceOf(ports)?.forwardFailingSince).toBeDefined();
    ports.receiver.script.usually = () => answered(200);
    await again(ports);
    await drainHints(ports);
    expect(sourceOf(ports)?.forwardFailingSince).toBeUndefined();
  });
});

describe('a function that still believes that the source is switched off', () => {
  const failingSince = new Date(testStartMs - 6 * day * 1000).toISOString();
  const off = makeSource({
    forwardFailingSince: failingSince,
    forwardDisabledAt: new Date(testStartMs - 1000).toISOString(),
    forwardDisabledReason: 'the target failed for too long',
  });

  /** It read the source a moment ago; then an operator wrote it, and had two deliveries posted anew. */
  const believing = async () => {
    const ports = portsWith(off);
    ports.sources.cacheSeconds = 30;
    ports.deliveries.put(makeDelivery({ id: 'dlv_other' }));
    await deliverResult(ports, 'dlv_other');
    expect(ports.deliveries.peek('dlv_other')?.status).toBe('undelivered');
    ports.sources.put(makeSource());
    const { dueAt: _, ...ended } = makeDelivery({ status: 'undelivered', attemptCount: 10 });
    ports.deliveries.put(ended);
    const sources = {
      get: async (account: string, name: string) => ports.sources.peek(account, name),
    };
    await redeliver({ ...ports, sources }, { account: 'default', id });
    return ports;
  };

  test('posts it all the same: who redelivered it found the source on', async () => {
    const ports = await believing();
    await drainHints(ports);
    expect(ports.receiver.posts).toHaveLength(1);
    expect(ports.deliveries.peek(id)?.status).toBe('delivered');
  });

  test('does not switch it off for failures from before', async () => {
    const ports = await believing();
    ports.receiver.script.next(answered(503));
    await drainHints(ports);
    expect(ports.deliveries.peek(id)).toMatchObject({ status: 'pending', attemptCount: 11 });
    expect(sourceOf(ports)?.forwardDisabledAt).toBeUndefined();
  });
});
