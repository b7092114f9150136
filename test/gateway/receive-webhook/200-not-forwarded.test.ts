// Webhooks that reach no customer: kept all the same, and the answer says why nothing was forwarded.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import { freshAudioId, postWebhook } from '../../support/gateway-client.ts';
import { stackTest } from '../../support/local-stack.ts';
import { awaitingRecording, untilOwn } from '../../support/recordings.ts';
import { successBody } from '../../support/webhook-bodies.ts';

stackTest('results without an audioID are saved, and answered without one', async ({ stack }) => {
  const bodies = [
    { success: true, results: [{ transcription: randomUUID() }] },
    { success: true, results: [], batch: randomUUID() },
    { success: true, batch: randomUUID() },
    { success: true, results: randomUUID() },
    [randomUUID()],
    { results: [null, 7, 'text', { audioID: '' }, { audioID: null }], batch: randomUUID() },
  ];
  for (const body of bodies) {
    const answer = await postWebhook(stack, body);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      status: 'success',
      message: 'Saved, but no audioID found in results[]',
      filename: expect.stringMatching(/^voice_/),
      json_url: `${stack.baseUrl}/voiceTranscription/json_logs/${answer.json?.filename}`,
    });
    const log = await fetch(String(answer.json?.json_url));
    expect(await log.json()).toEqual(body);
  }
});

stackTest('an audioID that nobody submitted is saved and not forwarded', async ({ stack }) => {
  const audioID = freshAudioId();
  const before = stack.receiver.deliveries().length;
  const answer = await postWebhook(stack, successBody(audioID));
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    status: 'success',
    message: 'Saved, but no DB record found for audioID (not forwarded)',
    audioID,
    filename: expect.stringMatching(/^voice_/),
    json_url: `${stack.baseUrl}/voiceTranscription/json_logs/${answer.json?.filename}`,
  });
  expect((await fetch(String(answer.json?.json_url))).status).toBe(200);
  expect(stack.receiver.deliveries()).toHaveLength(before);
});

stackTest(
  'a source without a forward URL gets its result, and the forward fields are null',
  async ({ stack }) => {
    const source = await freshSource(stack);
    const audioID = await awaitingRecording(stack, source);
    const { json } = await postWebhook(stack, successBody(audioID));
    expect(json).toEqual({
      status: 'success',
      audioID,
      audioSource: source.name,
      filename: expect.stringMatching(/^voice_/),
      json_url: expect.stringContaining('/json_logs/'),
      forward_url: null,
      forward_status: null,
      forward_response: null,
      forward_error: null,
    });
    const recording = await untilOwn(stack, source, audioID, ({ status }) => status !== 'processing');
    expect(recording).toMatchObject({ status: 'completed', deliveries: [] });
  },
);

stackTest('hostile audioIDs are names and nothing else', async ({ stack }) => {
  for (const audioID of [
    '../../etc/passwd',
    '__proto__',
    "'; DROP TABLE recordings",
    'a'.repeat(5000),
    '\u202Etxt',
    '😀#R#',
  ]) {
    const { status, json } = await postWebhook(stack, successBody(audioID, { nonce: randomUUID() }));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      message: 'Saved, but no DB record found for audioID (not forwarded)',
      // Longer than any that is ever submitted, it is cut.
      audioID: audioID.slice(0, 201),
      filename: expect.stringMatching(/^voice_\d{8}_\d{6}_[0-9a-z]{26}\.json$/),
    });
  }
});
