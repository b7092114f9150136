// The operator's brakes, through the admin API: what is paused is accepted and kept, and goes on when it is let go.
import { describe, expect } from 'vitest';
import { freshSource, putSource } from '../support/accounts.ts';
import { callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { readOwn, untilOwn } from '../support/recordings.ts';

const pauseSource = (stack: TestStack, name: string, paused: unknown) =>
  callApi(stack, 'PATCH', `/v1/admin/sources/${name}`, { body: { paused } });
const pauseVendor = (stack: TestStack, paused: unknown) =>
  callApi(stack, 'PUT', '/v1/admin/vendor', { body: { paused } });

describe('a source', () => {
  stackTest('is paused and resumed without a word about the rest of it', async ({ stack }) => {
    const source = await freshSource(stack, { forwardHeaders: { 'X-Auth': 'secret' }, retentionDays: 30 });
    const path = `/v1/admin/sources/${source.name}`;
    const { json: before } = await callApi(stack, 'GET', path);
    expect(before).toMatchObject({ paused: false, pausedAt: null });
    const paused = await pauseSource(stack, source.name, true);
    expect(paused.status).toBe(200);
    expect(paused.json).toEqual({ ...before, paused: true, pausedAt: expect.any(String) });
    expect((await pauseSource(stack, source.name, true)).json).toEqual(paused.json);
    expect((await pauseSource(stack, source.name, false)).json).toEqual(before);
  });

  stackTest('stays paused when it is replaced, unless that says otherwise', async ({ stack }) => {
    const { name } = await freshSource(stack, { paused: true });
    expect((await putSource(stack, name, { vendorSource: 'ccd' })).json).toMatchObject({ paused: true });
    expect((await putSource(stack, name, { paused: false })).json).toMatchObject({ paused: false });
  });

  stackTest(
    'that is paused accepts recordings at once, keeps them, and goes on when resumed',
    async ({ stack }) => {
      const source = await freshSource(stack, { paused: true });
      const audioID = freshAudioId();
      const { status, json } = await submit(stack, { audioID, audioSource: source.name, key: source.key });
      expect([status, json?.status]).toEqual([202, 'processing']);
      await untilOwn(stack, source, audioID, ({ state }) => state === 'STORED');
      expect(stack.vendor.requests(audioID)).toEqual([]);
      await pauseSource(stack, source.name, false);
      await untilOwn(stack, source, audioID, ({ status }) => status === 'completed', 60_000);
      expect(stack.vendor.requests(audioID)).toHaveLength(1);
    },
  );

  stackTest('that is not there cannot be paused, and other words are refused', async ({ stack }) => {
    expect((await pauseSource(stack, 'nobody', true)).status).toBe(404);
    const { name } = await freshSource(stack);
    for (const body of [{}, { paused: 'yes' }, { paused: true, active: false }]) {
      const answer = await callApi(stack, 'PATCH', `/v1/admin/sources/${name}`, { body });
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });
});

describe('the vendor', () => {
  stackTest('is paused and resumed for all, and says since when', async ({ stack }) => {
    expect((await pauseVendor(stack, 'yes')).status).toBe(400);
    try {
      const paused = await pauseVendor(stack, true);
      expect([paused.status, paused.json]).toEqual([
        200,
        expect.objectContaining({ paused: true, pausedAt: expect.any(String) }),
      ]);
      expect((await callApi(stack, 'GET', '/v1/admin/vendor')).json).toEqual(paused.json);
      expect((await pauseVendor(stack, true)).json).toEqual(paused.json);
    } finally {
      const resumed = await pauseVendor(stack, false);
      expect(resumed.json).toEqual({ paused: false, pausedAt: null, resumedAt: expect.any(String) });
    }
  });
});

stackTest('a recording whose source is not paused is none of its business', async ({ stack }) => {
  const source = await freshSource(stack);
  const audioID = freshAudioId();
  const { status } = await submit(stack, { audioID, audioSource: source.name, key: source.key });
  expect(status).toBe(200);
  expect(await readOwn(stack, source, audioID)).toMatchObject({ status: 'completed' });
});
