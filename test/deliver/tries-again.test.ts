// A delivery that failed: tried again as long as it may help, switched off where it cannot, and never in silence.
import { expect, test } from 'vitest';
import { freshSource, putSource } from '../support/accounts.ts';
import { forwardTest, forwardUrlOf, impatientTest } from '../support/forward-test.ts';
import { callApi, postWebhook } from '../support/gateway-client.ts';
import { startTestStack } from '../support/local-stack.ts';
import { awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

impatientTest(
  'when every attempt has failed the delivery is undelivered, with all attempts on record',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 500 });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    const { deliveries, status } = await untilOwn(stack, source, audioID, (recording) =>
      recording.deliveries.some((one) => one.status !== 'pending'),
    );
    expect(status).toBe('completed');
    expect(deliveries[0]).toMatchObject({ status: 'undelivered', nextAttemptAt: null });
    expect(deliveries[0]?.attempts.map(({ statusCode }) => statusCode)).toEqual([500, 500, 500, 500]);
    expect(receiver.deliveries()).toHaveLength(4);
  },
);

forwardTest(
  'between attempts the delivery is pending and says when it goes on',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 503, retryAfterSeconds: 3600 });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    const delivery = (await readOwn(stack, source, audioID))?.deliveries[0];
    expect(delivery).toMatchObject({ status: 'pending' });
    // Retry-After is honoured: an hour instead of five seconds.
    const minutes = (Date.parse(delivery?.nextAttemptAt ?? '') - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(58);
    expect(minutes).toBeLessThan(62);
  },
);

impatientTest('a redirect is a failure and is not followed', async ({ stack, source, receiver }) => {
  receiver.plan({ status: 302, headers: { location: `${receiver.url}/elsewhere` }, times: 1 });
  const audioID = await awaitingRecording(stack, source);
  const { json } = await postWebhook(stack, successBody(audioID));
  expect(json).toMatchObject({ forward_status: 302, forward_error: expect.stringContaining('302') });
  const attempts = await receiver.waitFor(2);
  expect(attempts.map(({ path }) => path)).toEqual(Array(2).fill('/astVlogger/analysis_json.php'));
});

impatientTest(
  'a connection that breaks off before the answer is tried again',
  async ({ stack, source, receiver }) => {
    receiver.plan({ drop: 'before-answer', times: 1 });
    const audioID = await awaitingRecording(stack, source);
    const { json } = await postWebhook(stack, successBody(audioID));
    expect(json).toMatchObject({ forward_status: null, forward_error: expect.stringMatching(/./) });
    await untilOwn(stack, source, audioID, ({ deliveries }) => deliveries[0]?.status === 'delivered');
    const ids = receiver.deliveries().map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([ids[0], ids[0]]);
  },
);

impatientTest(
  'a 200 whose body breaks off was a 200: nothing is sent twice',
  async ({ stack, source, receiver }) => {
    receiver.plan({ drop: 'mid-answer', times: 1 });
    const audioID = await awaitingRecording(stack, source);
    const { json } = await postWebhook(stack, successBody(audioID));
    expect(json).toMatchObject({ forward_status: 200, forward_error: null });
    expect((await readOwn(stack, source, audioID))?.deliveries[0]).toMatchObject({ status: 'delivered' });
  },
);

impatientTest(
  'a target that is gone (410) is switched off, says since when, and is called again once an admin saves it',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 410, times: 1 });
    const gone = await awaitingRecording(stack, source);
    const { json } = await postWebhook(stack, successBody(gone));
    expect(json).toMatchObject({ forward_status: 410 });
    expect((await readOwn(stack, source, gone))?.deliveries[0]).toMatchObject({ status: 'undelivered' });
    const { json: off } = await callApi(stack, 'GET', `/v1/admin/sources/${source.name}`);
    expect(Date.now() - Date.parse(String(off?.forwardDisabledAt))).toBeLessThan(60_000);
    expect(off?.forwardDisabledReason).toContain('410');

    const meanwhile = await awaitingRecording(stack, source);
    const refused = await postWebhook(stack, successBody(meanwhile));
    expect(refused.json).toMatchObject({
      forward_status: null,
      forward_error: expect.stringContaining('switched off'),
    });
    expect(await readOwn(stack, source, meanwhile)).toMatchObject({ status: 'completed' });
    expect(receiver.deliveries()).toHaveLength(1);

    await putSource(stack, source.name, { forwardUrl: forwardUrlOf(receiver) });
    const { json: on } = await callApi(stack, 'GET', `/v1/admin/sources/${source.name}`);
    expect(on).toMatchObject({ forwardDisabledAt: null, forwardDisabledReason: null });
    const again = await postWebhook(stack, successBody(await awaitingRecording(stack, source)));
    expect(again.json).toMatchObject({ forward_status: 200 });
  },
);

impatientTest(
  "a former target's 410 does not switch off the present one",
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 500, times: 1 });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    receiver.plan({ status: 410, times: 1 });
    await putSource(stack, source.name, { forwardUrl: `${receiver.url}/the-new-one` });
    await untilOwn(stack, source, audioID, ({ deliveries }) => deliveries[0]?.status === 'undelivered');
    const { json } = await callApi(stack, 'GET', `/v1/admin/sources/${source.name}`);
    expect(json).toMatchObject({ forwardDisabledAt: null });
    const next = await postWebhook(stack, successBody(await awaitingRecording(stack, source)));
    expect(next.json).toMatchObject({ forward_url: `${receiver.url}/the-new-one`, forward_status: 200 });
  },
);

test('a target that fails without a break for as long as it may is switched off', async () => {
  const stack = await startTestStack({
    tuning: { FORWARD_PAUSES_SECONDS: '1,1,1,1,1,1', FORWARD_DISABLE_AFTER_SECONDS: '1.5' },
  });
  try {
    stack.receiver.plan({ status: 500 });
    const source = await freshSource(stack, { forwardUrl: stack.receiver.url });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    const recording = await untilOwn(
      stack,
      source,
      audioID,
      ({ deliveries }) => deliveries[0]?.status === 'undelivered',
    );
    expect(recording.deliveries[0]?.attempts.length).toBeLessThan(7);
    const { json } = await callApi(stack, 'GET', `/v1/admin/sources/${source.name}`);
    expect(json?.forwardDisabledReason).toMatch(/too long/);
  } finally {
    await stack.close();
  }
});
