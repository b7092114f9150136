// Signatures as Standard Webhooks says, computed here a second time from the specification's own words.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSigningSecret, signWebhook } from '../../shared/domain/sign-webhook.ts';

const secretOf = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString('base64')}`;
const expected = (bytes: Uint8Array, content: string) =>
  `v1,${createHmac('sha256', bytes).update(content, 'utf8').digest('base64')}`;
const keyBytes = fc.uint8Array({ minLength: 24, maxLength: 64 });

test("the specification's example verifies", () => {
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
  const body = '{"test": 2432232314}';
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampSeconds: 1_614_265_330, body };
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(signWebhook(message, [secret])).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('the signature is HMAC-SHA256 over id, timestamp and body, with the decoded secret', () => {
  fc.assert(
    fc.property(keyBytes, fc.string(), fc.nat(), fc.string({ unit: 'grapheme' }), (key, id, time, body) => {
      const signature = signWebhook({ id, timestampSeconds: time, body }, [secretOf(key)]);
      expect(signature).toBe(expected(key, `${id}.${time}.${body}`));
    }),
  );
});

test('during a rotation both secrets sign, newest first, separated by a space', () => {
  fc.assert(
    fc.property(keyBytes, keyBytes, (newest, oldest) => {
      const message = { id: 'dlv_1', timestampSeconds: 1, body: 'id=1' };
      const signature = signWebhook(message, [secretOf(newest), secretOf(oldest)]);
      expect(signature.split(' ')).toEqual([
        expected(newest, 'dlv_1.1.id=1'),
        expected(oldest, 'dlv_1.1.id=1'),
      ]);
    }),
  );
});

test('24 to 64 bytes behind whsec_ are a secret, and nothing else is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(isSigningSecret(secretOf(bytes))).toBe(bytes.length >= 24 && bytes.length <= 64);
    }),
  );
});

test.each([
  [23, false],
  [24, true],
  [64, true],
  [65, false],
])('%i bytes are a secret: %s', (length, isSecret) => {
  expect(isSigningSecret(secretOf(new Uint8Array(length)))).toBe(isSecret);
});

const good = secretOf(new Uint8Array(32).fill(7));
test.each([
  good.slice(6),
  good.toUpperCase(),
  'whsec_',
  `${good} `,
  `${good}\n`,
  good.replace('B', '*'),
  'whsec_not base64 at all, but long enough to be a key',
])('%j is no secret', (secret) => {
  expect(isSigningSecret(secret)).toBe(false);
});
