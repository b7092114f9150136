// What a customer's server can rely on: who sent it, which delivery it is, and that nobody changed it on the way.
import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { Delivery } from '../../infra/local/outside/receiver/delivery.ts';
import { putSource } from '../support/accounts.ts';
import { forwardTest, forwardUrlOf, impatientTest } from '../support/forward-test.ts';
import { postWebhook } from '../support/gateway-client.ts';
import { awaitingRecording } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

const secretOf = (text: string): string => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`;

/** As the specification tells a receiver to verify: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const isSignedWith = (secret: string, { headers, rawBody }: Delivery): boolean => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${rawBody}`;
  const expected = createHmac('sha256', key).update(signed).digest('base64');
  return (headers['webhook-signature'] ?? '').split(' ').includes(`v1,${expected}`);
};

const only = (deliveries: readonly Delivery[]): Delivery => {
  const [delivery, ...more] = deliveries;
  if (!delivery || more.length > 0) throw new Error(`${deliveries.length} deliveries`);
  return delivery;
};

forwardTest(
  'a source with a secret gets deliveries that verify, and only with that secret',
  async ({ stack, source, receiver }) => {
    const signingSecret = secretOf('the right one');
    await putSource(stack, source.name, { forwardUrl: forwardUrlOf(receiver), signingSecret });
    await postWebhook(stack, successBody(await awaitingRecording(stack, source)));
    const delivery = only(receiver.deliveries());
    expect(isSignedWith(signingSecret, delivery)).toBe(true);
    expect(isSignedWith(secretOf('a wrong one'), delivery)).toBe(false);
    expect(isSignedWith(signingSecret, { ...delivery, rawBody: `${delivery.rawBody}&x=1` })).toBe(false);
    const ageSeconds = Date.now() / 1000 - Number(delivery.headers['webhook-timestamp']);
    expect(Math.abs(ageSeconds)).toBeLessThan(60);
  },
);

forwardTest(
  'while a secret is changed, deliveries verify with the old one and with the new one',
  async ({ stack, source, receiver }) => {
    const [older, newer] = [secretOf('older'), secretOf('newer')];
    const forwardUrl = forwardUrlOf(receiver);
    for (const signingSecret of [older, newer])
      await putSource(stack, source.name, { forwardUrl, signingSecret });
    await postWebhook(stack, successBody(await awaitingRecording(stack, source)));
    const delivery = only(receiver.deliveries());
    expect(delivery.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(isSignedWith(older, delivery)).toBe(true);
    expect(isSignedWith(newer, delivery)).toBe(true);
  },
);

forwardTest(
  'without a secret a delivery has its id and no signature',
  async ({ stack, source, receiver }) => {
    await postWebhook(stack, successBody(await awaitingRecording(stack, source)));
    const { headers } = only(receiver.deliveries());
    expect(headers['webhook-id']).toMatch(/^dlv_/);
    expect(headers).not.toHaveProperty('webhook-signature');
    expect(headers).not.toHaveProperty('webhook-timestamp');
  },
);

impatientTest(
  'every attempt is signed afresh under one and the same id',
  async ({ stack, source, receiver }) => {
    const signingSecret = secretOf('attempts');
    await putSource(stack, source.name, { forwardUrl: forwardUrlOf(receiver), signingSecret });
    receiver.plan({ status: 500, times: 2 });
    await postWebhook(stack, successBody(await awaitingRecording(stack, source)));
    const attempts = await receiver.waitFor(3);
    expect(new Set(attempts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const attempt of attempts) expect(isSignedWith(signingSecret, attempt)).toBe(true);
    const stamps = attempts.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(stamps[2]).toBeGreaterThan(stamps[0] ?? 0);
  },
);

forwardTest("the source's own headers go with each delivery", async ({ stack, source, receiver }) => {
  await putSource(stack, source.name, {
    forwardUrl: forwardUrlOf(receiver),
    forwardHeaders: { Authorization: 'Basic c2VjcmV0OnBhc3N3b3Jk', 'X-Tenant': 'seven' },
  });
  await postWebhook(stack, successBody(await awaitingRecording(stack, source)));
  expect(only(receiver.deliveries()).headers).toMatchObject({
    authorization: 'Basic c2VjcmV0OnBhc3N3b3Jk',
    'x-tenant': 'seven',
  });
});
