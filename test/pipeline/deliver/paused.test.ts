// A paused source's deliveries wait: none is posted, none is given up, no target is switched off for it.
import { expect, test } from 'vitest';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeSource } from '../../support/make-source.ts';
import { passWithWork } from '../../support/run-flow.ts';
import { answered } from '../../support/scripted-outside.ts';

const day = 86_400;
const { id } = makeDelivery();
const paused = makeSource({ brake: { isPaused: true, pausedAt: '2026-03-31T12:00:00.000Z' } });

test('a week of it costs no post, no attempt and no write', async () => {
  const ports = portsWith(paused);
  ports.deliveries.put(makeDelivery());
  await deliverResult(ports, id);
  await passWithWork(ports, 7 * day, 600);
  expect(ports.receiver.posts).toEqual([]);
  expect(ports.deliveries.written).toEqual([]);
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'pending', attemptCount: 0 });
});

test('when it is resumed, the sweeper has it posted within 16 minutes, once', async () => {
  const ports = portsWith(paused);
  ports.deliveries.put(makeDelivery());
  await passWithWork(ports, day, 60);
  ports.sources.put(makeSource({ brake: { isPaused: false, resumedAt: '2026-04-01T12:00:00.000Z' } }));
  await passWithWork(ports, 17 * 60, 10);
  expect(ports.receiver.posts).toHaveLength(1);
  expect(ports.deliveries.peek(id)?.status).toBe('delivered');
});

test('a target that failed before the pause has its five days again after it', async () => {
  const resumedAt = '2026-03-31T11:00:00.000Z';
  const failing = { forwardFailingSince: '2026-03-20T12:00:00.000Z' };
  const ports = portsWith(makeSource({ ...failing, brake: { isPaused: false, resumedAt } }));
  ports.receiver.script.usually = () => answered(500);
  ports.deliveries.put(makeDelivery());
  await deliverResult(ports, id);
  expect(ports.sources.peek('default', 'PBXdemo')?.forwardDisabledAt).toBeUndefined();
  await ports.clock.pass(5 * day * 1000);
  await deliverResult(ports, id);
  expect(ports.sources.peek('default', 'PBXdemo')?.forwardDisabledAt).toBeDefined();
});

test('the operator’s brake on the vendor is none on deliveries: what is there is delivered', async () => {
  const ports = portsWith();
  ports.vendorBrake.brake = { isPaused: true };
  ports.deliveries.put(makeDelivery());
  await deliverResult(ports, id);
  expect(ports.deliveries.peek(id)?.status).toBe('delivered');
});

test('a hint that is redriven from the dead-letter queue after the end does nothing', async () => {
  const ports = portsWith();
  for (const status of ['delivered', 'undelivered'] as const) {
    const { dueAt: _, ...over } = makeDelivery({ status });
    ports.deliveries.put(over);
    await deliverResult(ports, id);
  }
  expect([...ports.receiver.posts, ...ports.deliveries.written]).toEqual([]);
});
