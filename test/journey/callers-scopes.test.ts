// Every route for callers × every scope: who may, and who is refused.
import { expect } from 'vitest';
import { freshSource, makeKey } from '../support/accounts.ts';
import { callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { readOwn } from '../support/recordings.ts';

const asked = { prefer: 'respond-async' };

stackTest.for([
  { scopes: ['submit'], mayBe: 202 },
  { scopes: ['read'], mayBe: 403 },
  { scopes: ['submit', 'read'], mayBe: 202 },
  { scopes: ['admin'], mayBe: 403 },
] as const)('submitting with $scopes is $mayBe', async ({ scopes, mayBe }, { stack }) => {
  const source = await freshSource(stack);
  const audioSource = scopes[0] === 'admin' ? {} : { audioSource: source.name };
  const { key } = await makeKey(stack, { ...audioSource, scopes });
  const { status } = await submit(stack, { audioSource: source.name, key, headers: asked });
  expect(status).toBe(mayBe);
});

stackTest.for([
  { scopes: ['submit'], byId: 200, byAudioId: 200 },
  { scopes: ['read'], byId: 200, byAudioId: 200 },
  // An admin key belongs to no source: it reads by id.
  { scopes: ['admin'], byId: 200, byAudioId: 400 },
] as const)(
  'reading with $scopes is $byId by id, $byAudioId by audioID',
  async ({ scopes, byId, byAudioId }, { stack }) => {
    const source = await freshSource(stack);
    const audioID = freshAudioId();
    await submit(stack, { audioID, audioSource: source.name, key: source.key, headers: asked });
    const id = (await readOwn(stack, source, audioID))?.id;
    const audioSource = scopes[0] === 'admin' ? {} : { audioSource: source.name };
    const { key } = await makeKey(stack, { ...audioSource, scopes });
    expect((await callApi(stack, 'GET', `/v1/recordings/${id}`, { key })).status).toBe(byId);
    expect((await callApi(stack, 'GET', `/v1/recordings?audioID=${audioID}`, { key })).status).toBe(
      byAudioId,
    );
    const stranger = await makeKey(stack, { audioSource: 'PBXdemo', scopes: ['submit', 'read'] });
    expect((await callApi(stack, 'GET', `/v1/recordings/${id}`, { key: stranger.key })).status).toBe(404);
    const none = await callApi(stack, 'GET', `/v1/recordings?audioID=${audioID}`, { key: stranger.key });
    expect(none.json?.items).toEqual([]);
  },
);
