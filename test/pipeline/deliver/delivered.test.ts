// A due delivery → one POST to the customer's own server, and its attempt in the ledger.
import { describe, expect, test } from 'vitest';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeSource } from '../../support/make-source.ts';
import { answered } from '../../support/scripted-outside.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

const delivery = makeDelivery();

const setUp = (source = makeSource(), changes = {}) => {
  const ports = portsWith(source);
  ports.deliveries.put(makeDelivery(changes));
  return ports;
};

test('the seed’s form goes to the forward URL, equal after decoding', async () => {
  const ports = setUp();
  await deliverResult(ports, delivery.id);
  const [post, ...more] = ports.receiver.posts;
  expect(more).toEqual([]);
  expect(post?.url).toBe('http://10.0.10.162/astVlogger/analysis_json.php');
  expect([...new URLSearchParams(post?.body)]).toEqual([
    ['id', '4430'],
    ['json_url', delivery.jsonUrl],
  ]);
});

test.each(['a b&c=d', 'สวัสดี', '👍', '100%', 'x+y', '../..'])(
  'audioID %j arrives as it was submitted',
  async (audioId) => {
    const ports = setUp(makeSource(), { audioId });
    await deliverResult(ports, delivery.id);
    expect(new URLSearchParams(ports.receiver.posts[0]?.body).get('id')).toBe(audioId);
  },
);

test.each([200, 201, 202, 204, 299])(
  'status %i is delivered, and nothing more is due',
  async (statusCode) => {
    const ports = setUp();
    ports.receiver.script.next(answered(statusCode, '{"status":true}'));
    await deliverResult(ports, delivery.id);
    const row = ports.deliveries.peek(delivery.id);
    expect(row).toMatchObject({
      status: 'delivered',
      attemptCount: 1,
      attempts: [
        {
          ...{ at: new Date(testStartMs).toISOString(), statusCode, durationMs: 12 },
          responseText: '{"status":true}',
        },
      ],
    });
    expect(row?.attempts[0]).not.toHaveProperty('error');
    expect(row?.dueAt).toBeUndefined();
    expect(ports.hints.waiting()).toEqual([]);
  },
);

test('the headers an admin set go along, and webhook-id beats one of the same name', async () => {
  const forwardHeaders = { authorization: 'Bearer x', 'webhook-id': 'forged' };
  const ports = setUp(makeSource({ forwardHeaders }));
  await deliverResult(ports, delivery.id);
  expect(ports.receiver.posts[0]?.headers).toEqual({ authorization: 'Bearer x', 'webhook-id': delivery.id });
});

test('it is claimed before the post, for longer than an attempt can take', async () => {
  const ports = setUp();
  let during = ports.deliveries.peek(delivery.id);
  ports.receiver.script.next(() => {
    during = ports.deliveries.peek(delivery.id);
    return answered(200);
  });
  await deliverResult(ports, delivery.id);
  expect(during).toMatchObject({ ver: 2, status: 'pending', dueAt: testStartMs + 40_000 });
});

describe('what the receiver answered', () => {
  test('up to 4 KB stays in the ledger', async () => {
    const ports = setUp();
    ports.receiver.script.next(answered(200, 'ü'.repeat(2048)));
    await deliverResult(ports, delivery.id);
    expect(ports.deliveries.peek(delivery.id)?.attempts[0]?.responseText).toHaveLength(2048);
    expect(ports.answers.keys()).toEqual([]);
  });

  test('over 4 KB lies in the bucket, a key for each attempt', async () => {
    const ports = setUp();
    const long = 'ü'.repeat(2049);
    ports.receiver.script.next(answered(500, long), answered(200, long));
    await deliverResult(ports, delivery.id);
    await ports.clock.pass(5000);
    await deliverResult(ports, delivery.id);
    const attempts = ports.deliveries.peek(delivery.id)?.attempts ?? [];
    const keys = attempts.map(({ responseKey = '' }) => responseKey);
    expect(new Set(keys).size).toBe(2);
    expect(keys.map((key) => ports.answers.peek(key))).toEqual([long, long]);
    expect(attempts.every(({ responseText }) => responseText === undefined)).toBe(true);
  });
});
