// 202: the caller does not wait for ever, and can fetch what it would have got.
import { expect } from 'vitest';
import {
  expectAccepted,
  expectTranscript,
  goodFields,
  submitForm,
  untilEnded,
} from '../../support/submit-door.ts';
import { submitTest, tight, tightTest } from '../../support/submit-test.ts';

const secondsOf = async <Value>(work: Promise<Value>): Promise<[Value, number]> => {
  const startedAt = performance.now();
  const value = await work;
  return [value, (performance.now() - startedAt) / 1000];
};

submitTest.concurrent(
  'a vendor that needs 40 s: 202 within 27 s, and the status URL ends with what 200 would have said',
  async ({ stack, source }) => {
    const fields = goodFields(stack, source);
    stack.vendor.plan(fields.audioID, { latencyMs: 40_000 });
    const [answer, seconds] = await secondsOf(submitForm(stack, source, fields));
    const statusUrl = expectAccepted(answer, stack, fields.audioID);
    // Nothing was shortened here: the default is 25 s.
    expect(seconds).toBeGreaterThan(24.9);
    expect(seconds).toBeLessThan(27);
    const recording = await untilEnded(statusUrl, source);
    expect(recording.status).toBe('completed');
    const replay = await submitForm(stack, source, fields);
    expectTranscript(replay, fields.audioID);
    expect(recording.response).toEqual(replay.json);
    expect(stack.vendor.requests(fields.audioID)).toHaveLength(1);
  },
);

submitTest.concurrent('Prefer: respond-async does not wait', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  stack.vendor.plan(fields.audioID, { latencyMs: 12_000 });
  const [answer, seconds] = await secondsOf(
    submitForm(stack, source, fields, { Prefer: 'respond-async, handling=lenient' }),
  );
  const statusUrl = expectAccepted(answer, stack, fields.audioID);
  expect(seconds).toBeLessThan(10);
  const while_ = await fetch(statusUrl, { headers: { 'x-api-key': source.key } });
  expect(await while_.json()).toMatchObject({
    audioID: fields.audioID,
    status: 'processing',
    response: null,
  });
  expect(await untilEnded(statusUrl, source)).toMatchObject({
    status: 'completed',
    response: { success: true },
  });
});

submitTest.concurrent.for(['wait=1', 'respond-async, wait=1', 'WAIT = "1"'])(
  'Prefer: %s waits one second and no longer',
  async (prefer, { stack, source }) => {
    const fields = goodFields(stack, source);
    stack.vendor.plan(fields.audioID, { latencyMs: 12_000 });
    const [answer, seconds] = await secondsOf(submitForm(stack, source, fields, { Prefer: prefer }));
    expectAccepted(answer, stack, fields.audioID);
    expect(seconds).toBeGreaterThan(0.99);
    // Long before the outcome: how long a busy machine takes to start a function is another matter.
    expect(seconds).toBeLessThan(10);
  },
);

submitTest.concurrent('a wait that outlasts the vendor gets the 200', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  stack.vendor.plan(fields.audioID, { latencyMs: 1500 });
  expectTranscript(await submitForm(stack, source, fields, { Prefer: 'wait=20' }), fields.audioID);
});

submitTest.concurrent(
  'an acknowledgement is waited for until the webhook brings the result',
  async ({ stack, source }) => {
    const fields = goodFields(stack, source);
    stack.vendor.plan(fields.audioID, { answer: 'ack', webhook: { delayMs: 800 } });
    const answer = await submitForm(stack, source, fields);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toMatchObject({ success: true, results: [{ audioID: fields.audioID }] });
  },
);

tightTest.concurrent(
  'SUBMIT_WAIT_SECONDS is how long a caller waits who says nothing',
  async ({ stack, source }) => {
    const fields = goodFields(stack, source);
    stack.vendor.plan(fields.audioID, { latencyMs: 12_000 });
    const [answer, seconds] = await secondsOf(submitForm(stack, source, fields));
    const statusUrl = expectAccepted(answer, stack, fields.audioID);
    expect(seconds).toBeGreaterThan(Number(tight.SUBMIT_WAIT_SECONDS) - 0.01);
    expect(seconds).toBeLessThan(10);
    expect(await untilEnded(statusUrl, source)).toMatchObject({ status: 'completed' });
  },
);
