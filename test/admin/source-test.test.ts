// POST /v1/admin/sources/{name}/test: the target is tried with a sample, and nothing else comes of it.
import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { isJsonLogName } from '../../shared/domain/json-log-name.ts';
import { freshSource, putSource } from '../support/accounts.ts';
import { forwardTest, forwardUrlOf, impatientTest } from '../support/forward-test.ts';
import { callApi, postWebhook } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';
import { awaitingRecording } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

const tryTarget = (stack: TestStack, name: string) =>
  callApi(stack, 'POST', `/v1/admin/sources/${name}/test`);
const readSource = async (stack: TestStack, name: string) =>
  (await callApi(stack, 'GET', `/v1/admin/sources/${name}`)).json;

forwardTest(
  'the answer tells what was posted and what the target said',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 202, body: 'taken' });
    const { status, json } = await tryTarget(stack, source.name);
    const [delivery, ...more] = receiver.deliveries();
    expect([status, more]).toEqual([200, []]);
    expect(json).toEqual({
      url: forwardUrlOf(receiver),
      isAccepted: true,
      request: {
        headers: {
          'content-type': delivery?.headers['content-type'],
          'webhook-id': delivery?.headers['webhook-id'],
        },
        body: delivery?.rawBody,
      },
      ...{ statusCode: 202, durationMs: expect.any(Number), error: null, response: 'taken' },
    });
  },
);

forwardTest(
  'its json_url gives what a result gives, to who follows it',
  async ({ stack, source, receiver }) => {
    await tryTarget(stack, source.name);
    const form = new URLSearchParams(receiver.deliveries()[0]?.rawBody);
    const url = form.get('json_url') ?? '';
    expect(isJsonLogName(url.split('/').at(-1) ?? '')).toBe(true);
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^application\/json/),
    ]);
    expect(await response.json()).toEqual({
      success: true,
      message: expect.stringContaining('test'),
      results: [
        {
          audioID: form.get('id'),
          transcription: expect.any(String),
          language: 'en',
          duration: expect.any(Number),
        },
      ],
    });
  },
);

forwardTest(
  'it is signed and carries the headers of a real one, and none of their values is told',
  async ({ stack, source, receiver }) => {
    const key = Buffer.alloc(32, 7);
    const signingSecret = `whsec_${key.toString('base64')}`;
    const forwardHeaders = { 'X-Auth': 'pass-word' };
    await putSource(stack, source.name, {
      forwardUrl: forwardUrlOf(receiver),
      signingSecret,
      forwardHeaders,
    });
    const { json, text } = await tryTarget(stack, source.name);
    const [delivery] = receiver.deliveries();
    const headers = delivery?.headers ?? {};
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${delivery?.rawBody}`;
    const signature = createHmac('sha256', key).update(content).digest('base64');
    expect(headers).toMatchObject({ 'x-auth': 'pass-word', 'webhook-signature': `v1,${signature}` });
    expect(json).toMatchObject({
      request: { headers: { 'X-Auth': '…', 'webhook-timestamp': '…', 'webhook-signature': '…' } },
    });
    expect(text).not.toMatch(/pass-word|v1,/);
  },
);

impatientTest(
  'a target that fails, is gone or breaks off is reported, tried once, and none the worse for it',
  async ({ stack, source, receiver }) => {
    const before = await readSource(stack, source.name);
    const cases = [
      [{ status: 500, body: 'oops' }, { statusCode: 500, response: 'oops' }, /500/],
      [{ status: 410 }, { statusCode: 410 }, /410/],
      [{ drop: 'before-answer' }, { statusCode: null, response: null }, /./],
    ] as const;
    for (const [plan, fields, words] of cases) {
      receiver.plan(plan);
      const { status, json } = await tryTarget(stack, source.name);
      expect([status, json]).toEqual([
        200,
        expect.objectContaining({ isAccepted: false, ...fields, error: expect.stringMatching(words) }),
      ]);
    }
    expect(receiver.deliveries()).toHaveLength(cases.length);
    expect(await readSource(stack, source.name)).toEqual(before);
  },
);

forwardTest(
  'a target that is switched off is tried all the same, and stays so',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 410, times: 1 });
    await postWebhook(stack, successBody(await awaitingRecording(stack, source)));
    const off = await readSource(stack, source.name);
    expect(off?.forwardDisabledAt).not.toBeNull();
    expect((await tryTarget(stack, source.name)).json).toMatchObject({ isAccepted: true, statusCode: 200 });
    expect(await readSource(stack, source.name)).toEqual(off);
  },
);

stackTest('without a target and while paused it is 409 that says so', async ({ stack }) => {
  const { name } = await freshSource(stack);
  const bare = await tryTarget(stack, name);
  expect([bare.status, bare.json?.error]).toEqual([
    409,
    expect.objectContaining({ message: expect.stringContaining('no forwardUrl') }),
  ]);
  await putSource(stack, name, { forwardUrl: stack.receiver.url, paused: true });
  const paused = await tryTarget(stack, name);
  expect([paused.status, paused.json?.error]).toEqual([
    409,
    expect.objectContaining({ message: expect.stringContaining('paused') }),
  ]);
});

stackTest('of a source that is not there it is 404', async ({ stack }) => {
  expect((await tryTarget(stack, 'nobody')).status).toBe(404);
});
