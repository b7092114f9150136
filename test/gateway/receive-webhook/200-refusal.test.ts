// The vendor's webhook with a refusal: the recording has failed, and the customer is told all the same.
import { expect } from 'vitest';
import { forwardTest } from '../../support/forward-test.ts';
import { postWebhook } from '../../support/gateway-client.ts';
import { awaitingRecording, untilOwn } from '../../support/recordings.ts';
import { failureBody } from '../../support/webhook-bodies.ts';

forwardTest(
  "a refusal makes the recording failed with the vendor's code, and is forwarded like a success",
  async ({ stack, source, receiver }) => {
    const audioID = await awaitingRecording(stack, source);
    const { status, json } = await postWebhook(stack, failureBody(audioID));
    expect(status).toBe(200);
    expect(json).toMatchObject({ status: 'success', audioID, forward_status: 200, forward_error: null });
    const recording = await untilOwn(stack, source, audioID, (one) => one.status !== 'processing');
    expect(recording).toMatchObject({
      status: 'failed',
      errorCode: 'NO_SPEECH_DETECTED',
      transcription: null,
      response: failureBody(audioID),
    });
    expect(receiver.deliveries().map(({ form }) => form)).toEqual([
      { id: audioID, json_url: json?.json_url },
    ]);
    const log = await fetch(String(json?.json_url));
    expect(await log.json()).toEqual(failureBody(audioID));
  },
);

forwardTest('a refusal without a code still says that it was one', async ({ stack, source }) => {
  const audioID = await awaitingRecording(stack, source);
  await postWebhook(stack, { success: false, results: [{ audioID, message: 'no' }] });
  const recording = await untilOwn(stack, source, audioID, (one) => one.status !== 'processing');
  expect(recording).toMatchObject({ status: 'failed', errorCode: 'VENDOR_REJECTED' });
});
