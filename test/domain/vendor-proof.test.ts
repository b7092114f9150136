// A webhook is the vendor's own when it proves so, and not by a single bit less.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isProvenVendor,
  isSameSecret,
  parseWebhookAuth,
  type WebhookAuth,
} from '../../shared/domain/vendor-proof.ts';

const secret = 'correct horse battery staple';
const body = new TextEncoder().encode('{"success":true,"results":[{"audioID":"4430"}]}');
const hmac = (bytes: Uint8Array, key = secret) => createHmac('sha256', key).update(bytes).digest('hex');

const proves = (
  auth: WebhookAuth,
  evidence: { headers?: Record<string, string | undefined>; queryToken?: string; body?: Uint8Array },
) => isProvenVendor(auth, { body, headers: {}, queryToken: undefined, ...evidence }, secret);

const byToken = { kind: 'token' } as const;
const byHeader = { kind: 'header', header: 'x-secret' } as const;
const byHmac = { kind: 'hmac', header: 'x-signature' } as const;

describe('settings', () => {
  test.each([
    ['none', { kind: 'none' }],
    ['token', byToken],
    ['header:x-secret', byHeader],
    ['hmac:x-signature', byHmac],
  ])('%s is read', (text, auth) => {
    expect(parseWebhookAuth(text)).toEqual(auth);
  });

  test.each([
    '',
    'None',
    'token:',
    'token:x',
    'none:x',
    'header',
    'header:',
    'header:X-Secret',
    'header:x secret',
    'header:x-secret:more',
    'hmac',
    'hmac:',
    `hmac:${'x'.repeat(65)}`,
    'basic',
    ' token',
  ])('%j is refused, with the value and the fix', (text) => {
    expect(() => parseWebhookAuth(text)).toThrow(
      `webhookAuth is "${text}": use none, token, header:x-name or hmac:x-name`,
    );
  });
});

describe('token', () => {
  test('proves when it is the secret', () => {
    expect(proves(byToken, { queryToken: secret })).toBe(true);
  });

  test('of any other kind proves nothing', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        fc.pre(token !== secret);
        expect(proves(byToken, { queryToken: token })).toBe(false);
      }),
    );
    expect(proves(byToken, {})).toBe(false);
    expect(proves(byToken, { headers: { 'x-secret': secret } })).toBe(false);
  });
});

describe('shared header', () => {
  test('proves when it is the secret', () => {
    expect(proves(byHeader, { headers: { 'x-secret': secret } })).toBe(true);
  });

  test('missing, empty, shortened or in another header proves nothing', () => {
    for (const headers of [
      {},
      { 'x-secret': '' },
      { 'x-secret': secret.slice(0, -1) },
      { 'x-secret': `${secret} ` },
      { 'x-other': secret },
    ]) {
      expect(proves(byHeader, { headers })).toBe(false);
    }
  });
});

describe('HMAC', () => {
  test.each([
    ['in hex', hmac(body)],
    ['with its name before it', `sha256=${hmac(body)}`],
    ['in capitals', hmac(body).toUpperCase()],
  ])('%s proves', (_, signature) => {
    expect(proves(byHmac, { headers: { 'x-signature': signature } })).toBe(true);
  });

  test('whatever the body and the secret', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), (bytes, key) => {
        const evidence = { body: bytes, headers: { 'x-signature': hmac(bytes, key) }, queryToken: undefined };
        expect(isProvenVendor(byHmac, evidence, key)).toBe(true);
        expect(isProvenVendor(byHmac, evidence, `${key}x`)).toBe(false);
      }),
    );
  });

  test('one flipped bit of the body proves nothing', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(7), (at, bit) => {
        const forged = body.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        expect(proves(byHmac, { body: forged, headers: { 'x-signature': hmac(body) } })).toBe(false);
      }),
    );
  });

  test('one flipped bit of the signature proves nothing', () => {
    const signature = Buffer.from(hmac(body), 'hex');
    fc.assert(
      fc.property(fc.nat(31), fc.nat(7), (at, bit) => {
        const forged = signature.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        const headers = { 'x-signature': Buffer.from(forged).toString('hex') };
        expect(proves(byHmac, { headers })).toBe(false);
      }),
    );
  });

  test.each([undefined, '', 'sha256=', 'sha1=abc', hmac(body).slice(2)])('%j proves nothing', (signature) => {
    expect(proves(byHmac, { headers: { 'x-signature': signature } })).toBe(false);
  });
});

test('what was not presented is not the same as anything, not even as nothing', () => {
  expect(isSameSecret(undefined, '')).toBe(false);
  expect(isSameSecret('', 'x')).toBe(false);
  expect(isSameSecret('x', 'x')).toBe(true);
});
