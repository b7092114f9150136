// 502: the vendor cannot be reached while the caller waits; the work goes on all the same.
import { describe, expect } from 'vitest';
import type { TestSource } from '../../support/accounts.ts';
import {
  expectAccepted,
  expectRefusal,
  expectTranscript,
  goodFields,
  submitForm,
  untilEnded,
} from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const unreachable = {
  status: 502,
  code: 'VENDOR_UNREACHABLE',
  message: /^Failed to reach/,
  extraKeys: ['status_url'],
};

/** Reads a status URL until the recording's timeline tells of the event. */
const untilEvent = (statusUrl: string, { key }: TestSource, event: string): Promise<void> =>
  expect
    .poll(
      async () => {
        const answer = await fetch(statusUrl, { headers: { 'x-api-key': key } });
        const { timeline } = (await answer.json()) as { timeline: { event: string }[] };
        return timeline.map((entry) => entry.event);
      },
      { interval: 20, timeout: 20_000 },
    )
    .toContain(event);

describe.concurrent('a vendor that is down', () => {
  submitTest(
    'after the third failure in a row, and a repeat joins the same work',
    async ({ stack, source }) => {
      const fields = goodFields(stack, source);
      stack.vendor.plan(fields.audioID, { status: 503 });
      const startedAt = performance.now();
      const answer = await submitForm(stack, source, fields);
      expectRefusal(answer, unreachable);
      // Long before the wait would have ended.
      expect(performance.now() - startedAt).toBeLessThan(15_000);
      expect(stack.vendor.requests(fields.audioID)).toHaveLength(3);
      const repeat = await submitForm(stack, source, fields, { prefer: 'wait=1' });
      expectRefusal(repeat, unreachable);
      expect(repeat.json?.status_url).toBe(answer.json?.status_url);
      expect(stack.vendor.requests(fields.audioID)).toHaveLength(3);
      stack.vendor.plan(fields.audioID, {});
    },
  );

  submitTest(
    'at the end of the wait, and the status URL ends with the transcript',
    async ({ stack, source }) => {
      const fields = goodFields(stack, source);
      stack.vendor.plan(fields.audioID, { status: 500 });
      const accepted = await submitForm(stack, source, fields, { prefer: 'respond-async' });
      await untilEvent(expectAccepted(accepted, stack, fields.audioID), source, 'vendor-unreachable');
      const answer = await submitForm(stack, source, fields, { prefer: 'wait=1' });
      expectRefusal(answer, unreachable);
      expect(answer.json?.status_url).toBe(accepted.json?.status_url);
      stack.vendor.plan(fields.audioID, {});
      const recording = await untilEnded(String(answer.json?.status_url), source);
      expect(recording).toMatchObject({
        status: 'completed',
        response: { success: true, results: [{ audioID: fields.audioID }] },
      });
    },
  );

  submitTest(
    'a connection that is reset before the body was sent counts as a failure',
    async ({ stack, source }) => {
      const fields = goodFields(stack, source);
      stack.vendor.plan(fields.audioID, { drop: 'before-body', times: 1 });
      expectTranscript(await submitForm(stack, source, fields), fields.audioID);
    },
  );

  submitTest('a vendor that only loses its answer was reached: 202, not 502', async ({ stack, source }) => {
    const fields = goodFields(stack, source);
    stack.vendor.plan(fields.audioID, { drop: 'after-body', webhook: { when: 'never' }, times: 1 });
    const accepted = await submitForm(stack, source, fields, { prefer: 'respond-async' });
    const statusUrl = expectAccepted(accepted, stack, fields.audioID);
    await untilEvent(statusUrl, source, 'vendor-answer-lost');
    const joined = await submitForm(stack, source, fields, { prefer: 'wait=0' });
    expectAccepted(joined, stack, fields.audioID);
    const recording = await untilEnded(statusUrl, source);
    expect(recording).toMatchObject({ status: 'completed' });
  });
});
