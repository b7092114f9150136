// The proof of signatures, a tenth of it; and that a signature or a proof with a hole is told.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { proveVendor } from '../../functions/gateway/receive-webhook/prove-vendor.ts';
import { signWebhook } from '../../shared/domain/sign-webhook.ts';
import { isProvenVendor } from '../../shared/domain/vendor-proof.ts';
import type { Row } from '../bench/row.ts';
import { proveSignatures } from './signatures/prove-signatures.ts';

const run = { seed: 1, smaller: 10, say: () => {} };
const notMet = (rows: readonly Row[]) =>
  rows.filter(({ target }) => target?.isMet === false).map(({ what }) => what);

const [vectors, rotation, flips] = [/^published signatures/, /^messages signed during/, /^signed messages/];

test('signatures equal the published ones, and no flipped bit passes', async () => {
  const rows = await proveSignatures(run);
  expect(notMet(rows)).toEqual([]);
  expect(rows.filter(({ target }) => target)).toHaveLength(7);
});

const macOf = (secret: string, content: string) =>
  createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(content)
    .digest('base64');

test.each<[string, typeof signWebhook, readonly RegExp[]]>([
  [
    'leaves the id out',
    (message, secrets) =>
      secrets.map((secret) => `v1,${macOf(secret, `${message.timestampSeconds}.${message.body}`)}`).join(' '),
    [vectors, rotation, flips],
  ],
  ['forgets the old secret', (message, secrets) => signWebhook(message, secrets.slice(0, 1)), [rotation]],
  [
    'signs with a secret that everybody has, too',
    (message, secrets) => signWebhook(message, [...secrets, 'whsec_']),
    [vectors, flips],
  ],
])('a signer that %s is told', async (_what, sign, rows) => {
  const failed = notMet(await proveSignatures(run, { sign }));
  expect(failed).toHaveLength(rows.length);
  for (const [index, row] of rows.entries()) expect(failed[index]).toMatch(row);
});

test.each<[string, typeof isProvenVendor, readonly string[]]>([
  ['believes everybody', () => true, ['token', 'header', 'hmac']],
  ['believes nobody', () => false, ['token', 'header', 'hmac']],
  [
    'never looks at the body',
    (auth, evidence, secret) =>
      auth.kind === 'hmac'
        ? evidence.headers[auth.header] !== undefined
        : isProvenVendor(auth, evidence, secret),
    ['hmac'],
  ],
  [
    'compares the first half of a token',
    (auth, evidence, secret) =>
      auth.kind === 'token'
        ? evidence.queryToken?.slice(0, 8) === secret.slice(0, 8)
        : isProvenVendor(auth, evidence, secret),
    ['token'],
  ],
])('a check of vendors that %s is told', async (_what, prove, kinds) => {
  const failed = notMet(await proveSignatures(run, { prove }));
  expect(failed.map((what) => /proven by (\w+)/.exec(what)?.[1])).toEqual(kinds);
});

test.each<[string, typeof proveVendor]>([
  ['lets everybody in', async () => ({ recordingId: 'rec_1', nonce: 'n', attempt: 1 })],
  ['lets nobody in', async () => undefined],
  [
    'leaves the last character of a token out',
    (deps, request) => {
      const cut = (token: string | null | undefined) => token?.slice(0, -1) ?? '';
      const query = new URLSearchParams(request.query);
      query.set('token', cut(query.get('token')));
      const get = async (id: string) => {
        const recording = await deps.recordings.get(id);
        return recording && { ...recording, callbackToken: cut(recording.callbackToken) };
      };
      return proveVendor({ ...deps, recordings: { get } }, { ...request, query });
    },
  ],
])('a check of callback URLs that %s is told', async (_what, proveCallback) => {
  expect(notMet(await proveSignatures(run, { proveCallback }))).toEqual([
    expect.stringContaining('proven by callback URL'),
  ]);
});
