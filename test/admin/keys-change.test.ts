// PATCH and DELETE /v1/admin/keys/{id}: a key is renamed, paused, given an end, and revoked for good.
import { expect } from 'vitest';
import { freshSource, makeKey, type TestSource } from '../support/accounts.ts';
import { type Answer, callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';

const patch = (stack: TestStack, id: string, body: unknown): Promise<Answer> =>
  callApi(stack, 'PATCH', `/v1/admin/keys/${id}`, { body });

const statusOf = async (stack: TestStack, source: TestSource, key: string): Promise<number> => {
  const { status } = await submit(stack, {
    ...{ audioSource: source.name, key, audioID: freshAudioId() },
    headers: { prefer: 'respond-async' },
  });
  return status;
};

stackTest('a paused key is refused, and works again when it is active again', async ({ stack }) => {
  const source = await freshSource(stack);
  const { id, key } = await makeKey(stack, { audioSource: source.name });
  const paused = await patch(stack, id, { active: false });
  expect(paused.status).toBe(200);
  expect(paused.json).toMatchObject({ id, active: false });
  expect(await statusOf(stack, source, key)).toBe(403);
  expect((await patch(stack, id, { active: true })).json).toMatchObject({ active: true });
  expect(await statusOf(stack, source, key)).toBe(202);
});

stackTest('an end is set, moved and taken away; what is not named stays', async ({ stack }) => {
  const source = await freshSource(stack);
  const { id, key } = await makeKey(stack, { audioSource: source.name, label: 'before' });
  const ended = await patch(stack, id, { expiresAt: '2020-01-01T00:00:00Z', label: 'after' });
  expect(ended.json).toMatchObject({ expiresAt: '2020-01-01T00:00:00.000Z', label: 'after', active: true });
  expect(await statusOf(stack, source, key)).toBe(403);
  expect((await patch(stack, id, { active: true })).json).toMatchObject({
    expiresAt: '2020-01-01T00:00:00.000Z',
    label: 'after',
  });
  expect((await patch(stack, id, { expiresAt: null })).json).toMatchObject({ expiresAt: null });
  expect(await statusOf(stack, source, key)).toBe(202);
  expect((await patch(stack, id, {})).json).toMatchObject({ label: 'after', expiresAt: null });
});

stackTest('a changed key keeps everything else it was', async ({ stack }) => {
  const source = await freshSource(stack);
  const { id } = await makeKey(stack, { audioSource: source.name, label: 'before' });
  const { json: before } = await callApi(stack, 'GET', `/v1/admin/keys/${id}`);
  const { json: after } = await patch(stack, id, { label: 'after' });
  expect(after).toEqual({ ...before, label: 'after' });
  expect((await callApi(stack, 'GET', `/v1/admin/keys/${id}`)).json).toEqual(after);
});

stackTest('what else one might want to change is 400, and nothing is changed', async ({ stack }) => {
  const source = await freshSource(stack);
  const { id } = await makeKey(stack, { audioSource: source.name, label: 'before' });
  for (const body of [
    { key: 'a-new-key-for-the-old' },
    { scopes: ['admin'] },
    { audioSource: 'PBXdemo' },
    { id: 'key_x' },
    { active: 'false' },
    { label: null },
    { expiresAt: 0 },
  ]) {
    const answer = await patch(stack, id, { label: 'changed', ...body });
    expect([body, answer.status]).toEqual([body, 400]);
  }
  expect((await callApi(stack, 'GET', `/v1/admin/keys/${id}`)).json).toMatchObject({ label: 'before' });
});

stackTest('a revoked key is gone: 204, then 403 for its holder and 404 for the admin', async ({ stack }) => {
  const source = await freshSource(stack);
  const { id, key } = await makeKey(stack, { audioSource: source.name });
  expect(await statusOf(stack, source, key)).toBe(202);
  const revoked = await callApi(stack, 'DELETE', `/v1/admin/keys/${id}`);
  expect([revoked.status, revoked.text]).toEqual([204, '']);
  expect(await statusOf(stack, source, key)).toBe(403);
  for (const method of ['GET', 'DELETE']) {
    const answer = await callApi(stack, method, `/v1/admin/keys/${id}`);
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ error: { code: 'NOT_FOUND' } });
  }
  expect((await patch(stack, id, { active: true })).status).toBe(404);
  expect(await statusOf(stack, source, key)).toBe(403);
});

stackTest('a key that is revoked while it is being changed stays revoked', async ({ stack }) => {
  const source = await freshSource(stack);
  for (let round = 0; round < 10; round += 1) {
    const { id, key } = await makeKey(stack, { audioSource: source.name });
    const changes = Array.from({ length: 4 }, (_, index) => patch(stack, id, { label: `change ${index}` }));
    await Promise.all([...changes, callApi(stack, 'DELETE', `/v1/admin/keys/${id}`)]);
    expect((await callApi(stack, 'GET', `/v1/admin/keys/${id}`)).status).toBe(404);
    expect(await statusOf(stack, source, key)).toBe(403);
  }
});

stackTest(
  'two changes at once both hold: a new label does not wake a key that is being paused',
  async ({ stack }) => {
    const source = await freshSource(stack);
    for (let round = 0; round < 10; round += 1) {
      const { id } = await makeKey(stack, { audioSource: source.name });
      await Promise.all([patch(stack, id, { label: 'renamed' }), patch(stack, id, { active: false })]);
      const { json } = await callApi(stack, 'GET', `/v1/admin/keys/${id}`);
      expect(json).toMatchObject({ label: 'renamed', active: false });
    }
  },
);

stackTest('ids that are none are 404', async ({ stack }) => {
  for (const id of ['x', `key_${'a'.repeat(24)}`, 'key_', '%00', 'a'.repeat(3000), '..%5c']) {
    for (const method of ['GET', 'DELETE'] as const) {
      const { status } = await callApi(stack, method, `/v1/admin/keys/${id}`);
      expect([id.slice(0, 40), status]).toEqual([id.slice(0, 40), 404]);
    }
  }
});
