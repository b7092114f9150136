// A function killed at its work is an everyday thing on AWS: nothing is lost by it, and the stack lives on.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshSource, type TestSource } from '../support/accounts.ts';
import { freshAudioId, postWebhook, submit } from '../support/gateway-client.ts';
import { startTestStack, type TestStack } from '../support/local-stack.ts';
import { awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { type SlowRecordings, startSlowRecordings } from '../support/slow-recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

let stack: TestStack;
let source: TestSource;
let pbx: SlowRecordings;

beforeAll(async () => {
  stack = await startTestStack({
    tuning: { LEASE_SECONDS: '2', VENDOR_TIMEOUT_SECONDS: '2', AMBIGUOUS_WAIT_SECONDS: '1' },
  });
  source = await freshSource(stack, { forwardUrl: `${stack.receiver.url}/results` });
  pbx = await startSlowRecordings(join(stack.dataDirectory, 'recordings', 'call-4430.gsm'));
});

afterAll(async () => {
  await pbx.close();
  await stack.close();
});

/** Until something outside of the stack is so; the stack is not asked. */
const until = async (condition: () => boolean): Promise<void> => {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const health = async () => (await fetch(`${stack.baseUrl}/health`)).status;

test('killed while it downloads: the lease runs out, and the recording completes', async () => {
  const audioID = freshAudioId();
  const name = randomUUID();
  const answered = submit(stack, {
    ...{ audioID, audioSource: source.name, key: source.key, voicefileURL: pbx.urlOf(name) },
  });
  await pbx.asked(name);
  expect(stack.engine.killWorker('TranscodeFunction')).toBe(true);
  expect(await health()).toBe(200);
  const { status, json } = await answered;
  expect(status).toBe(200);
  expect(json).toMatchObject({ success: true, results: [{ audioID }] });
  const recording = await readOwn(stack, source, audioID);
  expect(recording?.timeline.filter(({ event }) => event === 'fetching')).toHaveLength(2);
  expect(stack.vendor.requests(audioID)).toHaveLength(1);
});

test('killed while it uploads: after a wait for a webhook the recording is uploaded once more, and completes', async () => {
  const audioID = freshAudioId();
  stack.vendor.plan(audioID, { latencyMs: 60_000, webhook: { when: 'never' }, times: 1 });
  const answered = submit(stack, { audioID, audioSource: source.name, key: source.key });
  await until(() => stack.vendor.requests(audioID)[0]?.audio !== undefined);
  expect(stack.engine.killWorker('TranscodeFunction')).toBe(true);
  expect(await health()).toBe(200);
  const { status, json } = await answered;
  expect(status).toBe(200);
  expect(json).toMatchObject({ results: [{ audioID }] });
  expect(stack.vendor.requests(audioID)).toHaveLength(2);
});

test('killed while its caller waits: the caller is told of an error, and the recording completes all the same', async () => {
  const audioID = freshAudioId();
  stack.vendor.plan(audioID, { latencyMs: 1000, webhook: { when: 'never' } });
  const answered = submit(stack, { audioID, audioSource: source.name, key: source.key });
  await until(() => stack.vendor.requests(audioID).length === 1);
  expect(stack.engine.killWorker('SubmitRecordingFunction')).toBe(true);
  expect((await answered).status).toBe(500);
  await untilOwn(stack, source, audioID, ({ status }) => status === 'completed');
  const repeated = await submit(stack, { audioID, audioSource: source.name, key: source.key });
  expect(repeated.status).toBe(200);
  expect(stack.vendor.requests(audioID)).toHaveLength(1);
});

test('killed while it waits for the forward: the vendor repeats its webhook, and the customer hears of it once', async () => {
  const audioID = await awaitingRecording(stack, source);
  stack.receiver.plan({ delayMs: 1000, times: 1 });
  const answered = postWebhook(stack, successBody(audioID));
  await stack.receiver.waitFor(({ form }) => form.id === audioID);
  expect(stack.engine.killWorker('ReceiveWebhookFunction')).toBe(true);
  expect((await answered).status).toBe(500);
  const repeated = await postWebhook(stack, successBody(audioID));
  expect(repeated.json).toMatchObject({ audioID, forward_status: 200 });
  expect(stack.receiver.deliveries().filter(({ form }) => form.id === audioID)).toHaveLength(1);
});

test('a stack whose every worker was killed answers the next request', async () => {
  for (const { function: name } of stack.engine.workers()) stack.engine.killWorker(name);
  expect(await health()).toBe(200);
  const audioID = freshAudioId();
  const { status } = await submit(stack, { audioID, audioSource: source.name, key: source.key });
  expect(status).toBe(200);
});
