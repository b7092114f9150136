// POST /v1/admin/keys/{id}/rotate: a new key for the same, and time to change over.
import { expect, test } from 'vitest';
import { rotateKey } from '../../functions/admin/manage-keys/rotate-key.ts';
import { type ApiKey, newApiKey } from '../../shared/domain/api-key.ts';
import { freshSource, makeKey } from '../support/accounts.ts';
import { callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';

stackTest(
  'both keys work for a day, and the new one is for the same source and scopes',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const former = await makeKey(stack, { audioSource: source.name, label: 'PBX', scopes: ['submit'] });
    const { status, json } = await callApi(stack, 'POST', `/v1/admin/keys/${former.id}/rotate`);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      audioSource: source.name,
      label: 'PBX',
      scopes: ['submit'],
      expiresAt: null,
    });
    for (const key of [former.key, String(json?.key)]) {
      const headers = { prefer: 'respond-async' };
      const answer = await submit(stack, { audioSource: source.name, key, audioID: freshAudioId(), headers });
      expect(answer.status).toBe(202);
    }
    const shown = await callApi(stack, 'GET', `/v1/admin/keys/${former.id}`);
    const endsInSeconds = (Date.parse(String(shown.json?.expiresAt)) - Date.now()) / 1000;
    expect(endsInSeconds).toBeGreaterThan(86_400 - 60);
    expect(endsInSeconds).toBeLessThanOrEqual(86_400);
  },
);

stackTest('without overlap the former key ends at once', async ({ stack }) => {
  const source = await freshSource(stack);
  const { id, key } = await makeKey(stack, { audioSource: source.name });
  const rotated = await callApi(stack, 'POST', `/v1/admin/keys/${id}/rotate`, {
    body: { overlapSeconds: 0 },
  });
  expect(rotated.status).toBe(201);
  expect((await submit(stack, { audioSource: source.name, key })).status).toBe(403);
  const again = await callApi(stack, 'POST', `/v1/admin/keys/${id}/rotate`);
  expect(again.status).toBe(409);
});

stackTest('an unknown key is 404, an overlap that is no number of seconds 400', async ({ stack }) => {
  expect((await callApi(stack, 'POST', '/v1/admin/keys/key_nobody/rotate')).status).toBe(404);
  const { id } = await makeKey(stack, { scopes: ['admin'] });
  for (const overlapSeconds of [-1, 1.5, 31 * 86_400, '60']) {
    const answer = await callApi(stack, 'POST', `/v1/admin/keys/${id}/rotate`, { body: { overlapSeconds } });
    expect(answer.status).toBe(400);
  }
});

test('an end that was set before is not put off, and the new key comes before the former ends', async () => {
  const purpose = { account: 'default', label: '', scopes: ['submit' as const], source: 'PBXdemo' };
  const former = newApiKey('former-key', { ...purpose, expiresAt: '1970-01-01T01:00:00.000Z' }, 0);
  const steps: unknown[] = [];
  const accounts = {
    getKey: async () => former,
    createKey: async (key: ApiKey) => {
      steps.push(['create', key.expiresAt]);
      return true;
    },
    changeKey: async (id: string, changes: { readonly expiresAt?: string | null | undefined }) => {
      steps.push(['end', id, changes.expiresAt]);
      return former;
    },
    deleteKey: async () => {},
    getSource: async () => undefined,
  };
  const deps = { accounts, clock: { now: () => 0 }, random: seededRandomness(1) };
  await rotateKey(deps, 'default', { id: former.id });
  expect(steps).toEqual([
    ['create', '1970-01-01T01:00:00.000Z'],
    ['end', former.id, '1970-01-01T01:00:00.000Z'],
  ]);
});
