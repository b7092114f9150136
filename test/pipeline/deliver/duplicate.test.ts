// Hints for a delivery may repeat: one that is claimed, delivered or not due is not posted.
import { expect, test } from 'vitest';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { answered } from '../../support/scripted-outside.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

const { id } = makeDelivery();

const setUp = (changes = {}) => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery(changes));
  return ports;
};

test('five hints one after the other are one post', async () => {
  const ports = setUp();
  for (let round = 0; round < 5; round += 1) await deliverResult(ports, id);
  expect(ports.receiver.posts).toHaveLength(1);
});

test('five hints at the same time are one post', async () => {
  const ports = setUp();
  await Promise.all(Array.from({ length: 5 }, () => deliverResult(ports, id)));
  expect(ports.receiver.posts).toHaveLength(1);
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'delivered', attemptCount: 1 });
});

test('a hint during the post does nothing', async () => {
  const ports = setUp();
  ports.receiver.script.next(async () => {
    await deliverResult(ports, id);
    return answered(200);
  });
  await deliverResult(ports, id);
  expect(ports.receiver.posts).toHaveLength(1);
});

test.each([
  ['delivered', { status: 'delivered' }],
  ['undelivered', { status: 'undelivered' }],
  ['not due yet', { dueAt: testStartMs + 1 }],
])('one that is %s is not posted', async (_, changes) => {
  const ports = setUp(changes);
  await deliverResult(ports, id);
  expect(ports.receiver.posts).toEqual([]);
  expect(ports.deliveries.written).toEqual([]);
});

test('one that is not there is nothing to do', async () => {
  const ports = portsWith();
  await deliverResult(ports, 'dlv_unknown');
  expect(ports.receiver.posts).toEqual([]);
});

test('an attempt that outlives its claim does not overwrite the one that took over', async () => {
  const ports = setUp();
  ports.receiver.script.next(async () => {
    await ports.clock.pass(ports.claimSeconds * 1000);
    await deliverResult(ports, id);
    return answered(500);
  });
  await deliverResult(ports, id).catch(() => undefined);
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'delivered', attemptCount: 1 });
});
