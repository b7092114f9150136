// Webhooks at every moment of a recording's life: before our own write, after a mere acknowledgement, after the end.
import { expect, test } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import { forwardTest } from '../../support/forward-test.ts';
import { freshAudioId, postWebhook, submit } from '../../support/gateway-client.ts';
import { startTestStack } from '../../support/local-stack.ts';
import { answeredRecording, awaitingRecording, readOwn, untilOwn } from '../../support/recordings.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

forwardTest(
  "a webhook that beats the upload's own answer completes the recording, and is forwarded once",
  async ({ stack, source, receiver }) => {
    const audioID = freshAudioId();
    stack.vendor.plan(audioID, { webhook: { when: 'before-answer' } });
    const { status, json } = await submit(stack, { audioID, audioSource: source.name, key: source.key });
    expect(status).toBe(200);
    expect(json).toMatchObject({ success: true, results: [{ audioID, duration: expect.any(Number) }] });
    await stack.vendor.idle();
    expect(stack.vendor.requests(audioID)).toHaveLength(1);
    expect(stack.vendor.requests(audioID)[0]?.webhooks.map((one) => one.status)).toEqual([200]);
    expect(receiver.deliveries()).toHaveLength(1);
    expect(await readOwn(stack, source, audioID)).toMatchObject({ state: 'COMPLETED' });
  },
);

forwardTest(
  'a webhook that beats an acknowledgement completes the recording',
  async ({ stack, source, receiver }) => {
    const audioID = freshAudioId();
    stack.vendor.plan(audioID, { answer: 'ack', webhook: { when: 'before-answer' } });
    const { status, json } = await submit(stack, { audioID, audioSource: source.name, key: source.key });
    expect(status).toBe(200);
    expect(json).toMatchObject({ success: true, results: [{ audioID }] });
    await stack.vendor.idle();
    expect(await readOwn(stack, source, audioID)).toMatchObject({ state: 'COMPLETED' });
    expect(receiver.deliveries()).toHaveLength(1);
  },
);

forwardTest(
  "after a mere acknowledgement the waiting caller gets the webhook's body, untouched",
  async ({ stack, source, receiver }) => {
    const audioID = freshAudioId();
    stack.vendor.plan(audioID, { answer: 'ack', webhook: { when: 'after' } });
    const { status, text } = await submit(stack, { audioID, audioSource: source.name, key: source.key });
    expect(status).toBe(200);
    await stack.vendor.idle();
    expect(text).toBe(stack.vendor.requests(audioID)[0]?.webhooks[0]?.sent);
    await receiver.waitFor(({ form }) => form.id === audioID);
    expect(receiver.deliveries()).toHaveLength(1);
  },
);

forwardTest(
  'analysis after a synchronous transcript enriches the recording and is forwarded once; its answer stays the first',
  async ({ stack, source, receiver }) => {
    const audioID = await answeredRecording(stack, source);
    const before = await readOwn(stack, source, audioID);
    expect(receiver.deliveries()).toEqual([]);
    const analysis = successBody(audioID, { transcription: before?.transcription });
    const { json } = await postWebhook(stack, analysis);
    expect(json).toMatchObject({ audioID, forward_status: 200, forward_error: null });
    expect(receiver.deliveries().map(({ form }) => form)).toEqual([
      { id: audioID, json_url: json?.json_url },
    ]);
    const after = await readOwn(stack, source, audioID);
    expect(after).toMatchObject({
      state: 'COMPLETED',
      durationSeconds: 42.3,
      transcription: before?.transcription,
      response: before?.response,
      jsonUrl: json?.json_url,
    });
    expect(after?.timeline.map(({ event }) => event)).toContain('enriched');
  },
);

forwardTest(
  'a webhook that differs from the one before is evidence: saved, and neither forwarded nor believed',
  async ({ stack, source, receiver }) => {
    const awaiting = await awaitingRecording(stack, source);
    const answered = await answeredRecording(stack, source);
    for (const audioID of [awaiting, answered]) {
      await postWebhook(stack, successBody(audioID));
      const settled = await readOwn(stack, source, audioID);
      receiver.reset();
      for (const body of [successBody(audioID, { transcription: 'something else' }), failureBody(audioID)]) {
        const { status, json } = await postWebhook(stack, body);
        expect(status).toBe(200);
        expect(json).toMatchObject({
          audioID,
          audioSource: source.name,
          forward_url: null,
          forward_status: null,
        });
        expect(await (await fetch(String(json?.json_url))).json()).toEqual(body);
      }
      expect(receiver.deliveries()).toEqual([]);
      expect(await readOwn(stack, source, audioID)).toEqual(settled);
    }
  },
);

test('a result that comes after we gave up waiting for it still completes the recording', async () => {
  const stack = await startTestStack({ tuning: { RESULT_WAIT_SECONDS: '1' } });
  try {
    const source = await freshSource(stack, { forwardUrl: `${stack.receiver.url}/late` });
    const audioID = await awaitingRecording(stack, source);
    const failed = await untilOwn(stack, source, audioID, ({ status }) => status === 'failed');
    expect(failed).toMatchObject({ errorCode: 'NO_RESULT' });
    const { json } = await postWebhook(stack, successBody(audioID));
    expect(json).toMatchObject({ forward_status: 200 });
    expect(await readOwn(stack, source, audioID)).toMatchObject({
      status: 'completed',
      errorCode: null,
      transcription: 'Hello, how can I help you today...',
    });
  } finally {
    await stack.close();
  }
});

forwardTest(
  'a webhook for a recording that the vendor has not been given yet is kept and not believed',
  async ({ stack, source, receiver }) => {
    const audioID = freshAudioId();
    await submit(stack, {
      audioID,
      audioSource: source.name,
      key: source.key,
      voicefileURL: stack.recordings.urlOf('no-such-recording.gsm'),
    });
    expect(await readOwn(stack, source, audioID)).toMatchObject({ errorCode: 'DOWNLOAD_FAILED' });
    const { status, json } = await postWebhook(stack, successBody(audioID));
    expect(status).toBe(200);
    expect(json).toMatchObject({ audioID, forward_url: null });
    expect(receiver.deliveries()).toEqual([]);
    expect(await readOwn(stack, source, audioID)).toMatchObject({ errorCode: 'DOWNLOAD_FAILED' });
  },
);
