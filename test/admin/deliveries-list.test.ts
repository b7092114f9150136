// GET /v1/admin/deliveries and /{id}: what was posted, what waits, what was given up, with every attempt and its answer.
import { expect } from 'vitest';
import { freshSource, putSource } from '../support/accounts.ts';
import { forwardTest, forwardUrlOf, impatientTest } from '../support/forward-test.ts';
import { callApi, postWebhook } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { awaitingRecording, readOwn } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

const path = '/v1/admin/deliveries';

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly nextCursor: string | null;
}

const list = async (stack: TestStack, query: Readonly<Record<string, string>>): Promise<Page> => {
  const { status, text, json } = await callApi(stack, 'GET', `${path}?${new URLSearchParams(query)}`);
  expect([status, text]).toEqual([200, expect.any(String)]);
  return json as unknown as Page;
};

forwardTest(
  'a delivery is shown with its recording, what was posted, and what was answered',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 201, body: 'thank you' });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    const recording = await readOwn(stack, source, audioID);
    const id = recording?.deliveries[0]?.id;
    const { status, json, headers } = await callApi(stack, 'GET', `${path}/${id}`);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(json).toEqual({
      ...{ id, recordingId: recording?.id, audioID, audioSource: source.name },
      ...{ url: forwardUrlOf(receiver), status: 'delivered', createdAt: expect.any(String) },
      body: receiver.deliveries()[0]?.rawBody,
      attemptCount: 1,
      attempts: [
        {
          ...{ at: expect.any(String), statusCode: 201, durationMs: expect.any(Number) },
          ...{ error: null, response: 'thank you' },
        },
      ],
      nextAttemptAt: null,
    });
    expect((await list(stack, { audioSource: source.name })).items).toEqual([json]);
  },
);

forwardTest(
  'a long answer is shown with its delivery, and not in lists',
  async ({ stack, source, receiver }) => {
    const long = 'x'.repeat(5000);
    receiver.plan({ body: long });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    const [line] = (await list(stack, { audioSource: source.name })).items;
    expect(line).toMatchObject({ attempts: [{ statusCode: 200, response: null }] });
    const { json } = await callApi(stack, 'GET', `${path}/${line?.id}`);
    expect(json).toMatchObject({ attempts: [{ statusCode: 200, response: long }] });
  },
);

impatientTest(
  'by status each is where it stands now, and a pending one says when it goes on',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 503, retryAfterSeconds: 3600 });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    const idsOf = async (status: string) =>
      (await list(stack, { status, limit: '100' })).items.flatMap(({ id, audioID: of }) =>
        of === audioID ? [id] : [],
      );
    const [id] = await idsOf('pending');
    expect(id).toEqual(expect.stringMatching(/^dlv_/));
    const { json } = await callApi(stack, 'GET', `${path}/${id}`);
    const minutes = (Date.parse(String(json?.nextAttemptAt)) - Date.now()) / 60_000;
    expect(Math.abs(minutes - 60)).toBeLessThan(2);
    receiver.plan({});
    await callApi(stack, 'POST', `${path}/${id}/redeliver`);
    await receiver.waitFor(2);
    await expect.poll(() => idsOf('delivered'), { timeout: 20_000 }).toEqual([id]);
    expect([await idsOf('pending'), await idsOf('undelivered')]).toEqual([[], []]);
  },
);

forwardTest('a source’s are walked page by page, newest first', async ({ stack, source }) => {
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    made.push(audioID);
  }
  const walked: unknown[] = [];
  let query: Record<string, string> = { audioSource: source.name, limit: '2' };
  for (;;) {
    const { items, nextCursor } = await list(stack, query);
    walked.push(...items.map(({ audioID }) => audioID));
    if (nextCursor === null) break;
    query = { ...query, cursor: nextCursor };
  }
  expect(walked).toEqual(made.toReversed());
  const [, , third] = (await list(stack, { audioSource: source.name })).items;
  const at = String(third?.createdAt);
  const { items } = await list(stack, { audioSource: source.name, from: at, to: at });
  expect(items.map(({ id }) => id)).toEqual([third?.id]);
});

stackTest('a test of a target is in no list, and not to be shown', async ({ stack }) => {
  const { name } = await freshSource(stack);
  await putSource(stack, name, { forwardUrl: stack.receiver.url });
  const { json } = await callApi(stack, 'POST', `/v1/admin/sources/${name}/test`);
  expect((await list(stack, { audioSource: name })).items).toEqual([]);
  const { request } = json as { request: { headers: Record<string, string> } };
  const id = request.headers['webhook-id'];
  expect(id).toMatch(/^dlv_test_/);
  expect((await callApi(stack, 'GET', `${path}/${id}`)).status).toBe(404);
  expect((await callApi(stack, 'POST', `${path}/${id}/redeliver`)).status).toBe(404);
});

stackTest('what is not there is 404, what is not understood 400', async ({ stack }) => {
  const none = await callApi(stack, 'GET', `${path}/dlv_none`);
  expect([none.status, none.json]).toEqual([
    404,
    {
      error: { code: 'NOT_FOUND', message: 'No such delivery', requestId: none.headers.get('x-request-id') },
    },
  ]);
  for (const query of [
    'status=lost',
    'limit=0',
    'cursor=x',
    'from=yesterday',
    'from=9999-12-31T23:59:59-05:00',
    'state=pending',
    'status=pending&audioSource=x',
  ]) {
    const { status, json } = await callApi(stack, 'GET', `${path}?${query}`);
    expect([query, status, json?.error]).toEqual([
      query,
      400,
      expect.objectContaining({ code: 'INVALID_PARAMETER' }),
    ]);
  }
  expect((await callApi(stack, 'GET', `${path}/dlv_none?deep=1`)).status).toBe(400);
});
