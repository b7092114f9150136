// A failed attempt: kept in the ledger, and the next one at its time, the second after 5 s.
import { describe, expect, test } from 'vitest';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeSource } from '../../support/make-source.ts';
import { passWithWork } from '../../support/run-flow.ts';
import { answered } from '../../support/scripted-outside.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

const { id } = makeDelivery();

const setUp = (source = makeSource()) => {
  const ports = portsWith(source);
  ports.deliveries.put(makeDelivery());
  return ports;
};

describe('an attempt failed', () => {
  test.each([
    [
      'a refused connection',
      { kind: 'failed', error: 'connection refused', durationMs: 3 },
      'connection refused',
    ],
    ['500', answered(500, 'oops'), 'the receiver answered 500'],
    ['404', answered(404), 'the receiver answered 404'],
    ['a redirect', answered(302), 'the receiver answered 302'],
    ['not modified', answered(304), 'the receiver answered 304'],
  ] as const)('by %s', async (_, reply, error) => {
    const ports = setUp();
    ports.receiver.script.next(reply);
    await deliverResult(ports, id);
    expect(ports.deliveries.peek(id)).toMatchObject({
      status: 'pending',
      attemptCount: 1,
      dueAt: testStartMs + 5000,
      attempts: [{ error, durationMs: reply.durationMs }],
    });
  });
});

test('a hint for the second attempt is sent, and it comes after 5 s', async () => {
  const ports = setUp();
  ports.receiver.script.next(answered(500));
  await deliverResult(ports, id);
  await passWithWork(ports, 4);
  expect(ports.receiver.posts).toHaveLength(1);
  await passWithWork(ports, 1);
  expect(ports.receiver.posts).toHaveLength(2);
  expect(ports.deliveries.peek(id)).toMatchObject({ status: 'delivered', attemptCount: 2 });
});

test('ten attempts over about three days: 0 s, 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h', async () => {
  const ports = setUp();
  const at: number[] = [];
  ports.receiver.script.usually = () => {
    at.push((ports.clock.now() - testStartMs) / 1000);
    return answered(503);
  };
  await deliverResult(ports, id);
  await passWithWork(ports, 5 * 24 * 3600, 5);
  const pauses = at.slice(1).map((second, index) => second - (at[index] ?? 0));
  const middles = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
  expect(pauses).toHaveLength(middles.length);
  for (const [index, middle] of middles.entries()) {
    const jitter = index === 0 ? 0 : 0.2;
    expect(pauses[index]).toBeGreaterThanOrEqual(middle * (1 - jitter));
    // What lies further than a queue can wait comes with the sweeper, a minute late at most.
    expect(pauses[index]).toBeLessThanOrEqual(middle * (1 + jitter) + (middle > 700 ? 65 : 5));
  }
  expect((at.at(-1) ?? 0) / 86_400).toBeGreaterThan(2.4);
});

describe('Retry-After', () => {
  test('is obeyed when it is longer than our pause', async () => {
    const ports = setUp();
    ports.receiver.script.next(answered(429, '', 90));
    await deliverResult(ports, id);
    expect(ports.deliveries.peek(id)?.dueAt).toBe(testStartMs + 90_000);
    await passWithWork(ports, 89);
    expect(ports.receiver.posts).toHaveLength(1);
    await passWithWork(ports, 2);
    expect(ports.receiver.posts).toHaveLength(2);
  });

  test('shorter than our pause changes nothing', async () => {
    const ports = setUp();
    ports.receiver.script.next(answered(429, '', 1));
    await deliverResult(ports, id);
    expect(ports.deliveries.peek(id)?.dueAt).toBe(testStartMs + 5000);
  });

  test('of a year is a day', async () => {
    const ports = setUp();
    ports.receiver.script.next(answered(503, '', 365 * 86_400));
    await deliverResult(ports, id);
    expect(ports.deliveries.peek(id)?.dueAt).toBe(testStartMs + 86_400_000);
  });
});

describe('a function killed during the attempt', () => {
  test('leaves it claimed; then the sweeper has it posted again, under the same id', async () => {
    const ports = setUp();
    const begun = ports.receiver.script.hang();
    void deliverResult(ports, id);
    await begun;
    await passWithWork(ports, 30);
    expect(ports.receiver.posts).toHaveLength(1);
    await passWithWork(ports, 60);
    const [first, second] = ports.receiver.posts;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(ports.deliveries.peek(id)?.status).toBe('delivered');
  });
});

test('each attempt carries the one webhook-id of its delivery, and the same body', async () => {
  const ports = setUp();
  ports.receiver.script.next(answered(500), answered(500));
  await deliverResult(ports, id);
  await passWithWork(ports, 600, 5);
  expect(ports.receiver.posts).toHaveLength(3);
  expect(new Set(ports.receiver.posts.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
  expect(new Set(ports.receiver.posts.map(({ body }) => body)).size).toBe(1);
});

describe('a secret that cannot be opened', () => {
  const sealedElsewhere = makeSource({ signingSecrets: [{ sealed: 'of another deployment' }] });

  test('is a failed attempt that the ledger shows: nothing goes out unsigned', async () => {
    const ports = setUp(sealedElsewhere);
    await deliverResult(ports, id).catch(() => undefined);
    expect(ports.receiver.posts).toEqual([]);
    expect(ports.deliveries.peek(id)).toMatchObject({
      status: 'pending',
      attemptCount: 1,
      dueAt: testStartMs + 5000,
      attempts: [{ error: 'the delivery could not be signed' }],
    });
  });

  test('ends after the last attempt, and is no fault of the target', async () => {
    const ports = setUp(sealedElsewhere);
    await deliverResult(ports, id).catch(() => undefined);
    await passWithWork(ports, 5 * 24 * 3600, 60);
    expect(ports.deliveries.peek(id)).toMatchObject({ status: 'undelivered', attemptCount: 10 });
    const source = ports.sources.peek('default', 'PBXdemo');
    expect(source?.forwardFailingSince).toBeUndefined();
    expect(source?.forwardDisabledAt).toBeUndefined();
  });

  test('fails its function, so that it is logged', async () => {
    const ports = setUp(sealedElsewhere);
    await expect(deliverResult(ports, id)).rejects.toThrow('sealed by somebody else');
  });
});
