// DELETE /v1/admin/sources/{name}: the source goes, its keys with it, and its recordings stay.
import { expect } from 'vitest';
import { freshSource, makeKey, putSource } from '../support/accounts.ts';
import { callApi, submit } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { answeredRecording, readOwn } from '../support/recordings.ts';

stackTest(
  'a removed source takes no more, and one made anew under its name lets no former key in',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const other = await freshSource(stack);
    const path = `/v1/admin/sources/${source.name}`;
    expect((await callApi(stack, 'DELETE', path)).status).toBe(204);
    expect((await callApi(stack, 'GET', path)).status).toBe(404);
    expect((await callApi(stack, 'DELETE', path)).status).toBe(404);
    const tooLong = `/v1/admin/sources/${'x'.repeat(3000)}`;
    expect((await callApi(stack, 'DELETE', tooLong)).status).toBe(404);
    expect((await submit(stack, { audioSource: source.name, key: source.key })).status).toBe(400);
    await putSource(stack, source.name);
    expect((await submit(stack, { audioSource: source.name, key: source.key })).status).toBe(403);
    const { key } = await makeKey(stack, { audioSource: source.name });
    const headers = { prefer: 'respond-async' };
    expect((await submit(stack, { audioSource: source.name, key, headers })).status).toBe(202);
    expect((await submit(stack, { audioSource: other.name, key: other.key, headers })).status).toBe(202);
  },
);

stackTest('its recordings are still there for the operator', async ({ stack }) => {
  const source = await freshSource(stack);
  const audioID = await answeredRecording(stack, source);
  const id = (await readOwn(stack, source, audioID))?.id;
  await callApi(stack, 'DELETE', `/v1/admin/sources/${source.name}`);
  const { status, json } = await callApi(stack, 'GET', `/v1/admin/recordings/${id}`);
  expect([status, json?.audioID, json?.status]).toEqual([200, audioID, 'completed']);
});
