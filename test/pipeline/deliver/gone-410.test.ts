// A target that answers 410 is switched off at once, and the source says since when.
import { expect, test } from 'vitest';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { answered } from '../../support/scripted-outside.ts';

const { id } = makeDelivery();

const setUp = async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery());
  ports.receiver.script.next(answered(410, 'gone'));
  await deliverResult(ports, id);
  return ports;
};

test('the source says since when and why', async () => {
  const ports = await setUp();
  expect(ports.sources.peek('default', 'PBXdemo')).toMatchObject({
    forwardDisabledAt: '2026-03-31T12:00:00.000Z',
    forwardDisabledReason: 'the target answered 410 Gone',
  });
});

test('this delivery is over: undelivered, with its attempt', async () => {
  const ports = await setUp();
  const row = ports.deliveries.peek(id);
  expect(row).toMatchObject({ status: 'undelivered', attempts: [{ statusCode: 410, responseText: 'gone' }] });
  expect(row?.dueAt).toBeUndefined();
  expect(ports.hints.waiting()).toEqual([]);
});

test('the next delivery is not posted, and says why', async () => {
  const ports = await setUp();
  ports.deliveries.put(makeDelivery({ id: 'dlv_next' }));
  await deliverResult(ports, 'dlv_next');
  expect(ports.receiver.posts).toHaveLength(1);
  expect(ports.deliveries.peek('dlv_next')).toMatchObject({
    status: 'undelivered',
    attempts: [
      {
        error: 'forwarding is switched off since 2026-03-31T12:00:00.000Z: the target answered 410 Gone',
      },
    ],
  });
});

test('another status of the 4xx kind does not switch it off', async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery());
  ports.receiver.script.next(answered(404));
  await deliverResult(ports, id);
  expect(ports.sources.peek('default', 'PBXdemo')?.forwardDisabledAt).toBeUndefined();
});

test('a former target’s 410 ends its delivery and leaves the present target on', async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery({ url: 'http://10.0.10.99/former' }));
  ports.receiver.script.next(answered(410));
  await deliverResult(ports, id);
  expect(ports.deliveries.peek(id)?.status).toBe('undelivered');
  expect(ports.sources.peek('default', 'PBXdemo')?.forwardDisabledAt).toBeUndefined();
});
