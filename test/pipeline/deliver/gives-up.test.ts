// A delivery that ends undelivered says why, stays in the ledger, and can be replayed.
import { expect, test } from 'vitest';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeSource } from '../../support/make-source.ts';
import { passWithWork } from '../../support/run-flow.ts';
import { answered } from '../../support/scripted-outside.ts';

const { id } = makeDelivery();

test('after the tenth failed attempt it is undelivered, and nothing more is due', async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery());
  ports.receiver.script.usually = () => answered(500, 'oops');
  await deliverResult(ports, id);
  await passWithWork(ports, 6 * 24 * 3600, 60);
  const row = ports.deliveries.peek(id);
  expect(row).toMatchObject({ status: 'undelivered', attemptCount: 10 });
  expect(row?.attempts).toHaveLength(10);
  expect(row?.dueAt).toBeUndefined();
  expect(ports.receiver.posts).toHaveLength(10);
});

test('a source without a forward URL any more: undelivered, with the reason', async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery({ url: '' }));
  await deliverResult(ports, id);
  expect(ports.receiver.posts).toEqual([]);
  expect(ports.deliveries.peek(id)).toMatchObject({
    status: 'undelivered',
    attempts: [{ error: 'the source has no forward URL any more' }],
  });
});

test('a source that was deleted: undelivered, with the reason', async () => {
  const ports = portsWith();
  ports.sources.remove(makeSource());
  ports.deliveries.put(makeDelivery());
  await deliverResult(ports, id);
  expect(ports.receiver.posts).toEqual([]);
  expect(ports.deliveries.peek(id)).toMatchObject({
    status: 'undelivered',
    attempts: [{ error: expect.any(String) }],
  });
});

test('what was undelivered is delivered when it is made due again, its history kept', async () => {
  const ports = portsWith();
  const earlier = { at: '2026-03-28T12:00:00.000Z', statusCode: 500, error: 'the receiver answered 500' };
  ports.deliveries.put(makeDelivery({ status: 'pending', attempts: [earlier], attemptCount: 10 }));
  await deliverResult(ports, id);
  const row = ports.deliveries.peek(id);
  expect(row).toMatchObject({ status: 'delivered', attemptCount: 11 });
  expect(row?.attempts[0]).toEqual(earlier);
});
