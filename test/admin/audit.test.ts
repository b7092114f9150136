// GET /v1/admin/audit: who changed what, and what came of it; and nothing that was sent in confidence.
import { expect, test } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import type { FunctionContract } from '../../shared/contract.ts';
import { auditFields } from '../../shared/domain/audit-entry.ts';
import { freshSource, freshSourceName, makeKey, putSource } from '../support/accounts.ts';
import { callApi } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';

interface Entry {
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly actor: { readonly keyId: string; readonly via: string };
}

const entriesOf = async (stack: TestStack, keyId: string): Promise<readonly Entry[]> => {
  const { json } = await callApi(stack, 'GET', '/v1/admin/audit?limit=100');
  return ((json?.items ?? []) as Entry[]).filter(({ actor }) => actor.keyId === keyId);
};

const contracts: readonly FunctionContract[] = catalog;
const adminRoutes = contracts
  .filter(({ auth }) => auth === 'admin-key')
  .flatMap(({ trigger }) => (trigger.kind === 'http-group' ? trigger.routes : []));

test.each(adminRoutes)(
  '$path: each method that changes something has its name in the audit',
  ({ methods, changes }) => {
    expect(Object.keys(changes ?? {}).toSorted()).toEqual(
      methods.filter((method) => method !== 'GET').toSorted(),
    );
  },
);

stackTest(
  'each change has its entry, newest first: who, what, about what, and what came of it',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const { id: actor, key } = await makeKey(stack, { scopes: ['admin'] });
    const made = await callApi(stack, 'POST', '/v1/admin/keys', {
      key,
      body: { audioSource: source.name, label: 'x' },
    });
    await callApi(stack, 'PATCH', `/v1/admin/keys/${made.json?.id}`, { key, body: { active: false } });
    await callApi(stack, 'GET', '/v1/admin/keys', { key });
    await callApi(stack, 'PATCH', '/v1/admin/keys/key_nobody', { key, body: { active: false } });
    await callApi(stack, 'PATCH', `/v1/admin/sources/${source.name}`, { key, body: { paused: true } });
    const entries = await entriesOf(stack, actor);
    expect(entries.map(({ action, target, outcome }) => [action, target, outcome])).toEqual([
      ['source.pause', source.name, 'done'],
      ['key.change', 'key_nobody', 'NOT_FOUND'],
      ['key.change', made.json?.id, 'done'],
      ['key.create', made.json?.id, 'done'],
    ]);
    expect(entries.map(({ fields }) => fields)).toEqual([
      { paused: 'true' },
      { active: 'false' },
      { active: 'false' },
      { audioSource: source.name, label: 'x' },
    ]);
  },
);

stackTest('what was sent in confidence is not in it: a key, a secret, a header', async ({ stack }) => {
  const { id: actor, key } = await makeKey(stack, { scopes: ['admin'] });
  const name = freshSourceName();
  await putSource(stack, name);
  const imported = `imported-${freshSourceName()}`;
  await callApi(stack, 'POST', '/v1/admin/keys', { key, body: { audioSource: name, key: imported } });
  const signingSecret = `whsec_${Buffer.from('a secret of two dozen bytes').toString('base64')}`;
  const body = { vendorSource: 'pbx', signingSecret, forwardHeaders: { 'x-auth': 'hunter2hunter2' } };
  await callApi(stack, 'PUT', `/v1/admin/sources/${name}`, { key, body });
  const { text } = await callApi(stack, 'GET', '/v1/admin/audit?limit=100');
  expect(await entriesOf(stack, actor)).toHaveLength(2);
  for (const secret of [imported, signingSecret, 'hunter2', key]) expect(text).not.toContain(secret);
});

test('of a body yes, no, numbers and harmless texts are kept', () => {
  const body = {
    paused: true,
    retentionDays: 30,
    language: null,
    label: 'text',
    key: 'secret',
    scopes: ['admin'],
  };
  expect(auditFields(body)).toEqual({
    ...{ paused: 'true', retentionDays: '30', language: 'null' },
    ...{ label: 'text', key: '…', scopes: 'admin' },
  });
  const names = JSON.parse('{"constructor":1,"__proto__":2,"":3,"paused":true}');
  expect(auditFields(names)).toEqual({ paused: 'true' });
  for (const other of [undefined, null, [1], 'text', 7]) expect(auditFields(other)).toEqual({});
});
