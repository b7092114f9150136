// Signed as Standard Webhooks says, where the source has a secret; verified here as a receiver would.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deliverResult } from '../../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeSource } from '../../support/make-source.ts';
import { passWithWork } from '../../support/run-flow.ts';
import { answered } from '../../support/scripted-outside.ts';

const { id } = makeDelivery();
const keys = { newest: Buffer.alloc(32, 1), older: Buffer.alloc(24, 2) };
const sealed = (key: Buffer) => `sealed:${Buffer.from(`whsec_${key.toString('base64')}`).toString('base64')}`;

const setUp = (signingSecrets: { sealed: string; validUntil?: string }[]) => {
  const ports = portsWith(makeSource({ signingSecrets }));
  ports.deliveries.put(makeDelivery());
  return ports;
};

type Post = ReturnType<typeof setUp>['receiver']['posts'][number];

/** The keys that verify the post, in the order of its signatures. */
const signersOf = ({ headers, body }: Post): (string | undefined)[] =>
  (headers['webhook-signature'] ?? '').split(' ').map((signature) => {
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const isBy = (key: Buffer) =>
      signature === `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
    return Object.entries(keys).find(([, key]) => isBy(key))?.[0];
  });

test('the receiver can verify the post with its secret', async () => {
  const ports = setUp([{ sealed: sealed(keys.newest) }]);
  await deliverResult(ports, id);
  const [post] = ports.receiver.posts;
  expect(post && signersOf(post)).toEqual(['newest']);
  expect(post?.headers['webhook-id']).toBe(id);
  expect(post?.headers['webhook-timestamp']).toBe('1774958400');
});

describe('during a rotation', () => {
  const both = [
    { sealed: sealed(keys.newest) },
    { sealed: sealed(keys.older), validUntil: '2026-03-31T12:00:03.000Z' },
  ];

  test('either secret verifies', async () => {
    const ports = setUp(both);
    await deliverResult(ports, id);
    expect(ports.receiver.posts.map(signersOf)).toEqual([['newest', 'older']]);
  });

  test('the older one signs until its end and no longer', async () => {
    const ports = setUp(both);
    ports.receiver.script.next(answered(500));
    await deliverResult(ports, id);
    await passWithWork(ports, 6);
    expect(ports.receiver.posts.map(signersOf)).toEqual([['newest', 'older'], ['newest']]);
  });
});

test('each attempt has the same id, its own timestamp and a signature over it', async () => {
  const ports = setUp([{ sealed: sealed(keys.newest) }]);
  ports.receiver.script.next(answered(500));
  await deliverResult(ports, id);
  await passWithWork(ports, 6);
  const [first, second] = ports.receiver.posts;
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(Number(second?.headers['webhook-timestamp'])).toBe(Number(first?.headers['webhook-timestamp']) + 5);
  expect(ports.receiver.posts.map(signersOf)).toEqual([['newest'], ['newest']]);
});

test('without a secret there is an id, and neither timestamp nor signature', async () => {
  const ports = setUp([]);
  await deliverResult(ports, id);
  expect(ports.receiver.posts[0]?.headers).toEqual({ 'webhook-id': id });
});

test('the secret stands in no row and no log line in clear', async () => {
  const ports = setUp([{ sealed: sealed(keys.newest) }]);
  await deliverResult(ports, id);
  const kept = JSON.stringify([
    ports.deliveries.all(),
    ports.logLines,
    ports.sources.peek('default', 'PBXdemo'),
  ]);
  expect(kept).not.toContain(keys.newest.toString('base64'));
});
