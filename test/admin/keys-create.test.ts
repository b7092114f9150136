// POST /v1/admin/keys: a key is made or imported, shown once, and works at once.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { isWellFormedKey } from '../../shared/domain/api-key.ts';
import { freshSource, makeKey } from '../support/accounts.ts';
import { type Answer, callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';

const create = (stack: TestStack, body: unknown): Promise<Answer> =>
  callApi(stack, 'POST', '/v1/admin/keys', { body });

/** What a usable key answers to a submission whose URL cannot work: anything but 401 and 403. */
const submitsWith = async (stack: TestStack, audioSource: string, key: string): Promise<number> => {
  const { status } = await submit(stack, {
    ...{ audioSource, key, audioID: freshAudioId() },
    headers: { prefer: 'respond-async' },
  });
  return status;
};

stackTest('201 carries exactly the fields of a key, and the key itself this one time', async ({ stack }) => {
  const expiresAt = '2099-12-31T23:59:59.000Z';
  const answer = await create(stack, { audioSource: 'PBXdemo', label: 'Büro Süd', expiresAt });
  expect(answer.status).toBe(201);
  const { key, ...view } = answer.json ?? {};
  expect(key).toMatch(/^vxg_[0-9a-z]{32}[a-z2-7]{6}$/);
  expect(view).toEqual({
    id: expect.stringMatching(/^key_[a-z2-7]{24}$/),
    prefix: String(key).slice(0, 8),
    audioSource: 'PBXdemo',
    label: 'Büro Süd',
    scopes: ['submit', 'read'],
    active: true,
    createdAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
    expiresAt,
    lastUsedAt: null,
  });
  expect(answer.headers.get('cache-control')).toBe('no-store');

  const read = await callApi(stack, 'GET', `/v1/admin/keys/${view.id}`);
  expect(read.status).toBe(200);
  expect(read.json).toEqual(view);
  const list = await callApi(stack, 'GET', '/v1/admin/keys?limit=100');
  expect(list.text).not.toContain(String(key));
  expect(list.text).toContain(String(view.id));
});

stackTest(
  'a new key submits at once, notes its use, and is refused for another source',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const { id, key } = await makeKey(stack, { audioSource: source.name, label: 'x' });
    expect(isWellFormedKey(key)).toBe(true);
    expect(await submitsWith(stack, source.name, key)).toBe(202);
    const { json } = await callApi(stack, 'GET', `/v1/admin/keys/${id}`);
    expect(Date.now() - Date.parse(String(json?.lastUsedAt))).toBeLessThan(60_000);
    expect(await submitsWith(stack, 'PBXdemo', key)).toBe(403);
  },
);

stackTest('no two keys are alike', async ({ stack }) => {
  const made = await Promise.all(Array.from({ length: 5 }, () => makeKey(stack, { audioSource: 'PBXdemo' })));
  expect(new Set(made.map(({ key }) => key)).size).toBe(5);
  expect(new Set(made.map(({ id }) => id)).size).toBe(5);
});

stackTest('an existing key is imported as it is, so that its callers change nothing', async ({ stack }) => {
  const source = await freshSource(stack);
  const key = `legacy/${randomUUID()}!`;
  expect(await submitsWith(stack, source.name, key)).toBe(403);
  const answer = await create(stack, { audioSource: source.name, key, label: 'from the old system' });
  expect(answer.status).toBe(201);
  expect(answer.json).toMatchObject({ key, prefix: 'leg…' });
  expect(await submitsWith(stack, source.name, key)).toBe(202);
});

stackTest('a key that is on file already is 409, for whatever source', async ({ stack }) => {
  const source = await freshSource(stack);
  for (const audioSource of [source.name, 'PBXdemo']) {
    const answer = await create(stack, { audioSource, key: source.key });
    expect(answer.status).toBe(409);
    expect(answer.text).not.toContain(source.key);
  }
  expect(await submitsWith(stack, source.name, source.key)).toBe(202);
});

stackTest('an admin key belongs to no source, every other key to one that exists', async ({ stack }) => {
  const admin = await create(stack, { scopes: ['admin'], label: 'second admin' });
  expect(admin.status).toBe(201);
  expect(admin.json).toMatchObject({ audioSource: null, scopes: ['admin'] });
  expect((await callApi(stack, 'GET', '/v1/admin/keys', { key: String(admin.json?.key) })).status).toBe(200);
  expect(await submitsWith(stack, 'PBXdemo', String(admin.json?.key))).toBe(403);

  const refusals = [
    [{ scopes: ['admin'], audioSource: 'PBXdemo' }, 'INVALID_PARAMETER'],
    [{}, 'MISSING_PARAMETER'],
    [{ scopes: ['submit'] }, 'MISSING_PARAMETER'],
    [{ audioSource: 'nowhere' }, 'INVALID_AUDIO_SOURCE'],
    [{ audioSource: '' }, 'INVALID_AUDIO_SOURCE'],
    [{ audioSource: 'x'.repeat(5000) }, 'INVALID_AUDIO_SOURCE'],
  ] as const;
  for (const [body, code] of refusals) {
    const answer = await create(stack, body);
    expect([JSON.stringify(body).slice(0, 80), answer.status]).toEqual([
      JSON.stringify(body).slice(0, 80),
      400,
    ]);
    expect(answer.json).toMatchObject({ error: { code } });
  }
});

stackTest('a scope that is named twice is had once', async ({ stack }) => {
  const { json } = await create(stack, { audioSource: 'PBXdemo', scopes: ['submit', 'submit'] });
  expect(json?.scopes).toEqual(['submit']);
});

stackTest('a key that has expired, or will have, is refused from that moment on', async ({ stack }) => {
  const source = await freshSource(stack);
  const past = await makeKey(stack, { audioSource: source.name, expiresAt: '2001-01-01T00:00:00Z' });
  expect(await submitsWith(stack, source.name, past.key)).toBe(403);
  const offset = await makeKey(stack, { audioSource: source.name, expiresAt: '2099-01-01T00:00:00+02:00' });
  expect(await submitsWith(stack, source.name, offset.key)).toBe(202);
  const { json } = await callApi(stack, 'GET', `/v1/admin/keys/${offset.id}`);
  expect(json?.expiresAt).toBe('2098-12-31T22:00:00.000Z');
});

stackTest('what a key may not be is 400 and named', async ({ stack }) => {
  const good = { audioSource: 'PBXdemo' };
  const refusals: readonly (readonly [unknown, string])[] = [
    [{ ...good, colour: 'red' }, 'colour'],
    [{ ...good, scopes: [] }, 'scopes'],
    [{ ...good, scopes: ['root'] }, 'scopes'],
    [{ ...good, scopes: 'submit' }, 'scopes'],
    [{ ...good, label: 7 }, 'label'],
    [{ ...good, label: 'x'.repeat(201) }, 'label'],
    [{ ...good, expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ ...good, expiresAt: '2026-02-30T00:00:00Z' }, 'expiresAt'],
    [{ ...good, expiresAt: '9999-12-31T23:59:59-05:00' }, 'expiresAt'],
    [{ ...good, key: 'short' }, 'key'],
    [{ ...good, key: 'with a space in it' }, 'key'],
    [{ ...good, key: `vxg_${'a'.repeat(32)}aaaaaa` }, 'checksum'],
    [[good], ''],
    ['text', ''],
    [null, ''],
  ];
  for (const [body, named] of refusals) {
    const answer = await create(stack, body);
    expect([body, answer.status]).toEqual([body, 400]);
    expect(answer.json).toMatchObject({ error: { code: 'INVALID_PARAMETER' } });
    expect(JSON.stringify(answer.json)).toContain(named);
  }
});

stackTest('bodies that are no JSON, no UTF-8, or say a thing twice are 400', async ({ stack }) => {
  const bodies: readonly (string | Buffer)[] = [
    '',
    '{',
    'audioSource=PBXdemo',
    '{"audioSource":"PBXdemo","label":"a","label":"b"}',
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  ];
  for (const body of bodies) {
    const response = await fetch(`${stack.baseUrl}/v1/admin/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.keys.adminKey}`, 'content-type': 'application/octet-stream' },
      body,
    });
    expect([String(body), response.status]).toEqual([String(body), 400]);
    expect(await response.json()).toMatchObject({ error: { code: 'INVALID_PARAMETER' } });
  }
});
