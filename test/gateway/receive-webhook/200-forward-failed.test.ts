// The customer's server is not well: the vendor reads 200 and what went wrong, and the delivery goes on without it.
import { expect } from 'vitest';
import { freshSource, putSource } from '../../support/accounts.ts';
import { forwardTest, impatientTest } from '../../support/forward-test.ts';
import { postWebhook } from '../../support/gateway-client.ts';
import { awaitingRecording, untilOwn } from '../../support/recordings.ts';
import { successBody } from '../../support/webhook-bodies.ts';

impatientTest(
  "a receiver's 500 is reported, and the second attempt carries the same webhook-id and the same form",
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 500, body: { oops: true }, times: 1 });
    const audioID = await awaitingRecording(stack, source);
    const { status, json } = await postWebhook(stack, successBody(audioID));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      status: 'success',
      forward_status: 500,
      forward_response: '{"oops":true}',
      forward_error: 'the receiver answered 500',
    });
    const [first, second] = await receiver.waitFor(2);
    expect(first?.headers['webhook-id']).toMatch(/^dlv_/);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.rawBody).toBe(first?.rawBody);
    const recording = await untilOwn(stack, source, audioID, ({ deliveries }) =>
      deliveries.some((one) => one.status === 'delivered'),
    );
    expect(recording.deliveries[0]?.attempts.map(({ statusCode }) => statusCode)).toEqual([500, 200]);
  },
);

forwardTest(
  'by default the second attempt comes five seconds after the first',
  async ({ stack, source, receiver }) => {
    receiver.plan({ status: 503, times: 1 });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    const [first, second] = await receiver.waitFor(2, 15_000);
    const pauseMs = Date.parse(second?.at ?? '') - Date.parse(first?.at ?? '');
    expect(pauseMs).toBeGreaterThanOrEqual(4900);
    expect(pauseMs).toBeLessThan(9000);
  },
);

impatientTest(
  'a receiver that answers too late for the vendor is reported as going on, and still gets its result',
  async ({ stack, source, receiver }) => {
    receiver.plan({ delayMs: 1500 });
    const audioID = await awaitingRecording(stack, source);
    const { status, json } = await postWebhook(stack, successBody(audioID));
    expect(status).toBe(200);
    expect(json).toMatchObject({ forward_status: null, forward_response: null });
    expect(json?.forward_error).toMatch(/no answer yet/i);
    const recording = await untilOwn(stack, source, audioID, ({ deliveries }) =>
      deliveries.some((one) => one.status === 'delivered'),
    );
    expect(recording.deliveries[0]?.attempts).toHaveLength(1);
    expect(receiver.deliveries()).toHaveLength(1);
  },
);

impatientTest(
  'a receiver that nobody answers for is reported without a status',
  async ({ stack, receiver }) => {
    const source = await freshSource(stack, { forwardUrl: 'http://127.0.0.1:9/closed' });
    const audioID = await awaitingRecording(stack, source);
    const { status, json } = await postWebhook(stack, successBody(audioID));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      forward_url: 'http://127.0.0.1:9/closed',
      forward_status: null,
      forward_response: null,
      forward_error: expect.stringMatching(/./),
    });
    expect(receiver.deliveries()).toEqual([]);
    expect(await untilOwn(stack, source, audioID, () => true)).toMatchObject({ status: 'completed' });
  },
);

impatientTest('an answer over 4 KB is reported whole, up to 64 KB', async ({ stack, source, receiver }) => {
  const answer = 'ä'.repeat(20_000);
  receiver.plan({ body: answer });
  const audioID = await awaitingRecording(stack, source);
  const { json } = await postWebhook(stack, successBody(audioID));
  expect(json).toMatchObject({ forward_status: 200, forward_response: answer, forward_error: null });
  receiver.plan({ body: 'x'.repeat(100_000) });
  const second = await awaitingRecording(stack, source);
  const { json: cut } = await postWebhook(stack, successBody(second));
  expect(cut).toMatchObject({ forward_status: 200, forward_response: 'x'.repeat(64 * 1024) });
});

impatientTest('a target that is not allowed is never called', async ({ stack, source }) => {
  await putSource(stack, source.name, { forwardUrl: 'http://169.254.169.254/latest/meta-data' });
  const audioID = await awaitingRecording(stack, source);
  const { status, json } = await postWebhook(stack, successBody(audioID));
  expect(status).toBe(200);
  expect(json).toMatchObject({ forward_status: null, forward_error: expect.stringMatching(/./) });
});
