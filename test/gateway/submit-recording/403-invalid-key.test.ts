// 403: a key that does not open this source, and no word about why.
import { expect } from 'vitest';
import { freshSource, makeKey, type TestSource } from '../../support/accounts.ts';
import { callApi } from '../../support/gateway-client.ts';
import type { TestStack } from '../../support/local-stack.ts';
import { expectRefusal, expectTranscript, goodFields, submitForm } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const invalid = {
  status: 403,
  code: 'INVALID_API_KEY',
  message: /^The API key is invalid or inactive for this audioSource$/,
};

type MakeBadKey = (stack: TestStack, source: TestSource) => Promise<string>;

const withPatch =
  (patch: object): MakeBadKey =>
  async (stack, source) => {
    const { id, key } = await makeKey(stack, { audioSource: source.name });
    await callApi(stack, 'PATCH', `/v1/admin/keys/${id}`, { body: patch });
    return key;
  };

const badKeys: readonly [string, MakeBadKey][] = [
  ['unknown', async () => 'never-issued-by-anyone'],
  ['of nonsense bytes', async () => '\u00e9\u00ff \u00a0'],
  ['very long', async () => 'k'.repeat(7000)],
  ['with a wrong checksum', async (_stack, { key }) => `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`],
  ['in upper case', async (_stack, { key }) => key.toUpperCase()],
  ['sent twice', async (_stack, { key }) => `${key},${key}`],
  ['of another source', async (stack) => (await freshSource(stack)).key],
  ['of an admin', async (stack) => stack.keys.adminKey],
  ['disabled', withPatch({ active: false })],
  ['expired', withPatch({ expiresAt: '2020-01-01T00:00:00.000Z' })],
  [
    'revoked',
    async (stack, source) => {
      const { id, key } = await makeKey(stack, { audioSource: source.name });
      await callApi(stack, 'DELETE', `/v1/admin/keys/${id}`);
      return key;
    },
  ],
  [
    'that may only read',
    async (stack, source) => (await makeKey(stack, { audioSource: source.name, scopes: ['read'] })).key,
  ],
];

submitTest.for(badKeys)('a key %s', async ([, make], { stack, source }) => {
  const key = await make(stack, source);
  const answer = await submitForm(stack, { ...source, key }, goodFields(stack, source));
  expectRefusal(answer, invalid);
  expect(answer.text).not.toContain(key);
});

submitTest('an imported key opens its source as a made one does', async ({ stack, source }) => {
  const key = `customer-${crypto.randomUUID()}`;
  await makeKey(stack, { audioSource: source.name, key });
  const fields = goodFields(stack, source);
  expectTranscript(await submitForm(stack, { ...source, key }, fields), fields.audioID);
});
