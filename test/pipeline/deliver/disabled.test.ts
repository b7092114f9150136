// A target that fails for five days without a break is switched off; a single success breaks the row.
import { describe, expect, test } from 'vitest';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { passWithWork } from '../../support/run-flow.ts';
import { answered } from '../../support/scripted-outside.ts';

const day = 86_400;
const sourceOf = (ports: MemoryPorts) => ports.sources.peek('default', 'PBXdemo');

/** A new delivery, and its first attempt. */
const deliver = async (ports: MemoryPorts, id: string) => {
  ports.deliveries.put(makeDelivery({ id, dueAt: ports.clock.now() }));
  await deliverResult(ports, id);
};

test('the first failure of a row is noted, and later ones leave it', async () => {
  const ports = portsWith();
  ports.receiver.script.usually = () => answered(500);
  await deliver(ports, 'dlv_1');
  await ports.clock.pass(day * 1000);
  await deliver(ports, 'dlv_2');
  expect(sourceOf(ports)?.forwardFailingSince).toBe('2026-03-31T12:00:00.000Z');
});

test('five days of failures switch it off, not a moment earlier', async () => {
  const ports = portsWith();
  ports.receiver.script.usually = () => answered(500);
  await deliver(ports, 'dlv_1');
  await ports.clock.pass(5 * day * 1000 - 1);
  await deliver(ports, 'dlv_2');
  expect(sourceOf(ports)?.forwardDisabledAt).toBeUndefined();
  await ports.clock.pass(1);
  await deliver(ports, 'dlv_3');
  expect(sourceOf(ports)).toMatchObject({
    forwardDisabledAt: '2026-04-05T12:00:00.000Z',
    forwardDisabledReason: 'the target failed for too long',
  });
  expect(ports.deliveries.peek('dlv_3')?.status).toBe('undelivered');
});

test('what is still pending then is not posted, and says since when', async () => {
  const ports = portsWith();
  ports.receiver.script.usually = () => answered(500);
  for (let count = 0; count < 6; count += 1) {
    await deliver(ports, `dlv_${count}`);
    await passWithWork(ports, day, 600);
  }
  expect(sourceOf(ports)?.forwardDisabledAt).toBeDefined();
  const posts = ports.receiver.posts.length;
  await passWithWork(ports, 4 * day, 60);
  expect(ports.receiver.posts).toHaveLength(posts);
  const rows = ports.deliveries.all();
  expect(rows.map(({ status }) => status)).toEqual(rows.map(() => 'undelivered'));
  expect(ports.deliveries.peek('dlv_4')?.attempts.at(-1)?.error).toContain(
    'forwarding is switched off since 2026-04-05',
  );
});

describe('a success breaks the row', () => {
  test('and five days count anew from the next failure', async () => {
    const ports = portsWith();
    ports.receiver.script.next(answered(500), answered(200), answered(500));
    await deliver(ports, 'dlv_1');
    await ports.clock.pass(4 * day * 1000);
    await deliver(ports, 'dlv_2');
    expect(sourceOf(ports)?.forwardFailingSince).toBeUndefined();
    await ports.clock.pass(2 * day * 1000);
    await deliver(ports, 'dlv_3');
    expect(sourceOf(ports)).toMatchObject({ forwardFailingSince: '2026-04-06T12:00:00.000Z' });
    expect(sourceOf(ports)?.forwardDisabledAt).toBeUndefined();
  });

  test('though the function believes what it read of the source half a minute ago', async () => {
    const ports = portsWith();
    ports.sources.cacheSeconds = 30;
    ports.receiver.script.next(answered(500), answered(200));
    await deliver(ports, 'dlv_1');
    await passWithWork(ports, 10);
    expect(ports.deliveries.peek('dlv_1')?.status).toBe('delivered');
    expect(sourceOf(ports)?.forwardFailingSince).toBeUndefined();
    await ports.clock.pass(6 * day * 1000);
    ports.receiver.script.next(answered(500));
    await deliver(ports, 'dlv_2');
    expect(sourceOf(ports)?.forwardDisabledAt).toBeUndefined();
  });
});

test('the failures of a former target do not count for the present one', async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery({ id: 'dlv_old', url: 'http://10.0.10.99/former' }));
  ports.receiver.script.usually = () => answered(500);
  await deliverResult(ports, 'dlv_old');
  expect(sourceOf(ports)?.forwardFailingSince).toBeUndefined();
});
