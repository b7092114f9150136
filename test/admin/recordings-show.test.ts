// GET /v1/admin/recordings/{id}: all that happened to one recording, and its audio to listen to.
import { expect } from 'vitest';
import { adminRecordingView } from '../../functions/admin/manage-recordings/contract.ts';
import { forwardTest } from '../support/forward-test.ts';
import { callApi, freshAudioId, postWebhook, submit, untilRecording } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

forwardTest(
  'the timeline has every step from the POST to the last delivery attempt',
  async ({ stack, source }) => {
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    const delivered = ({ deliveries }: { deliveries: readonly { status: string }[] }) =>
      deliveries[0]?.status === 'delivered';
    const { id } = await untilOwn(stack, source, audioID, delivered);
    const { status, json } = await callApi(stack, 'GET', `/v1/admin/recordings/${id}`);
    expect(status).toBe(200);
    const view = adminRecordingView.parse(json);
    expect(view.timeline.map(({ event }) => event)).toEqual([
      ...['received', 'fetching', 'submitting', 'submitted', 'completed'],
      ...['forward-queued', 'delivered'],
    ]);
    expect(view.timeline.at(-1)).toMatchObject({
      attempt: 1,
      detail: expect.stringMatching(/^HTTP 200, \d+ ms$/),
    });
    const [delivery] = view.deliveries;
    expect(delivery).toMatchObject({
      audioID,
      audioSource: source.name,
      status: 'delivered',
      attemptCount: 1,
    });
    expect(Object.fromEntries(new URLSearchParams(delivery?.body))).toEqual({
      id: audioID,
      json_url: view.jsonUrl,
    });
    expect(delivery?.attempts).toMatchObject([{ statusCode: 200, error: null }]);
    expect(delivery?.attempts[0]?.response).toContain('"status"');
  },
);

stackTest('the audio can be played from any point, for a while, by who has the link', async ({ stack }) => {
  const audioID = freshAudioId();
  await submit(stack, { audioID });
  const { id } = await untilRecording(stack, audioID, ({ status }) => status === 'completed');
  const { json } = await callApi(stack, 'GET', `/v1/admin/recordings/${id}`);
  const { wavUrl, audio } = adminRecordingView.parse(json);
  expect(new URL(wavUrl ?? '').searchParams.get('X-Amz-Expires')).toBe('900');
  const whole = await fetch(wavUrl ?? '');
  expect((await whole.arrayBuffer()).byteLength).toBe(audio?.wavBytes);
  const part = await fetch(wavUrl ?? '', { headers: { range: 'bytes=100-199' } });
  expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 100]);
});

stackTest("the caller's URL is shown without its query, which may be a signature", async ({ stack }) => {
  const audioID = freshAudioId();
  const url = stack.recordings.urlOf('call-4430.gsm');
  await submit(stack, { audioID, voicefileURL: `${url}?X-Signature=geheim` });
  const { id } = await untilRecording(stack, audioID, ({ status }) => status === 'completed');
  const { json, text } = await callApi(stack, 'GET', `/v1/admin/recordings/${id}`);
  expect(json?.voicefileUrl).toBe(url);
  expect(text).not.toContain('geheim');
});

forwardTest('one that failed says why, and has no audio where none was kept', async ({ stack, source }) => {
  const audioID = freshAudioId();
  const voicefileURL = stack.recordings.urlOf('no-such-file.gsm');
  await submit(stack, { audioID, voicefileURL, audioSource: source.name, key: source.key });
  const id = (await readOwn(stack, source, audioID))?.id;
  const { json } = await callApi(stack, 'GET', `/v1/admin/recordings/${id}`);
  expect(json).toMatchObject({ status: 'failed', errorCode: 'DOWNLOAD_FAILED', wavUrl: null, audio: null });
});

stackTest('an unknown one is 404', async ({ stack }) => {
  for (const id of ['rec_nobody', `rec_${'a'.repeat(52)}`, '%2e%2e']) {
    expect((await callApi(stack, 'GET', `/v1/admin/recordings/${id}`)).status).toBe(404);
  }
});
