// POST /v1/admin/keys/{id}/rotate: a new key for the same, and time to change over.
import { expect, test } from 'vitest';
import { rotateKey } from '../../functions/admin/manage-keys/rotate-key.ts';
import { type ApiKey, endOf, newApiKey } from '../../shared/domain/api-key.ts';
import { freshSource, makeKey } from '../support/accounts.ts';
import { callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { makeSource } from '../support/make-source.ts';
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

test('the new key has the end that was set for the former, and is there before that ends', async () => {
  const purpose = { account: 'default', label: '', scopes: ['submit' as const], source: 'PBXdemo' };
  const former = newApiKey('former-key', { ...purpose, expiresAt: '1970-01-01T01:00:00.000Z' }, 0);
  const steps: unknown[] = [];
  const accounts = {
    getKey: async () => former,
    createKey: async (key: ApiKey) => {
      steps.push(['create', key.expiresAt]);
      return true;
    },
    changeKey: async () => former,
    retireKey: async (id: string, at: string) => {
      steps.push(['end', id, at]);
    },
    deleteKey: async () => {},
    getSource: async () => makeSource(),
  };
  const deps = { accounts, clock: { now: () => 0 }, random: seededRandomness(1) };
  await rotateKey(deps, 'default', { id: former.id });
  expect(steps).toEqual([
    ['create', '1970-01-01T01:00:00.000Z'],
    ['end', former.id, '1970-01-02T00:00:00.000Z'],
  ]);
});

test('a key ends by its own end or by its rotation, whichever comes first', () => {
  const key = newApiKey('k', { account: 'default', label: '', scopes: ['submit'] }, 0);
  const [early, late] = ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
  expect(endOf(key)).toBeUndefined();
  expect(endOf({ ...key, expiresAt: late, retiresAt: early })).toBe(early);
  expect(endOf({ ...key, expiresAt: early, retiresAt: late })).toBe(early);
});

stackTest(
  'rotated again because an answer was lost, the new key lasts, and the former ends as first said',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const { id } = await makeKey(stack, { audioSource: source.name });
    const rotate = (overlapSeconds: number) =>
      callApi(stack, 'POST', `/v1/admin/keys/${id}/rotate`, { body: { overlapSeconds } });
    await rotate(600);
    const end = (await callApi(stack, 'GET', `/v1/admin/keys/${id}`)).json?.expiresAt;
    const again = await rotate(86_400);
    expect([again.status, again.json?.expiresAt]).toEqual([201, null]);
    expect((await callApi(stack, 'GET', `/v1/admin/keys/${id}`)).json?.expiresAt).toBe(end);
    const lasting = await callApi(stack, 'PATCH', `/v1/admin/keys/${id}`, { body: { expiresAt: null } });
    expect(lasting.json?.expiresAt).toBeNull();
  },
);

stackTest('an admin key that somebody made up in a hurry is not imported', async ({ stack }) => {
  const short = await callApi(stack, 'POST', '/v1/admin/keys', {
    body: { key: 'password', scopes: ['admin'] },
  });
  expect(short.status).toBe(400);
});
