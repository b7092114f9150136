// A submitter reads its own recording: while it is being worked on, and in each of its ends.
import { expect } from 'vitest';
import { recordingView } from '../../functions/native/recording-view.ts';
import { forwardTest } from '../support/forward-test.ts';
import { callApi, freshAudioId, postWebhook, submit } from '../support/gateway-client.ts';
import { answeredRecording, awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

const fields = [
  ...['id', 'audioID', 'audioSource', 'status', 'state', 'errorCode', 'createdAt', 'updatedAt'],
  ...[
    'durationSeconds',
    'audio',
    'transcription',
    'language',
    'jsonUrl',
    'wavUrl',
    'deliveries',
    'timeline',
    'response',
  ],
];
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

forwardTest(
  'a recording in progress is 200 processing, with nothing where the result will be',
  async ({ stack, source }) => {
    const audioID = await awaitingRecording(stack, source);
    const listed = await readOwn(stack, source, audioID);
    const answer = await callApi(stack, 'GET', `/v1/recordings/${listed?.id}`, { key: source.key });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json ?? {})).toEqual(fields);
    expect(answer.json).toMatchObject({
      audioID,
      audioSource: source.name,
      status: 'processing',
      state: 'SUBMITTED',
      errorCode: null,
      transcription: null,
      jsonUrl: null,
      wavUrl: null,
      deliveries: [],
      response: null,
    });
    expect(answer.json?.createdAt).toMatch(rfc3339);
    expect(answer.json?.updatedAt).toMatch(rfc3339);
    expect(answer.json?.durationSeconds).toBeCloseTo(12, 0);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  },
);

forwardTest(
  'the status URL of a 202 shows in the end the very body that 200 would have had',
  async ({ stack, source }) => {
    const audioID = freshAudioId();
    const accepted = await submit(stack, {
      ...{ audioID, audioSource: source.name, key: source.key },
      headers: { prefer: 'respond-async' },
    });
    expect(accepted.status).toBe(202);
    await untilOwn(stack, source, audioID, ({ status }) => status === 'completed');
    const statusUrl = new URL(String(accepted.json?.status_url));
    expect(statusUrl.origin).toBe(stack.baseUrl);
    const read = await callApi(stack, 'GET', statusUrl.pathname, { key: source.key });
    const replayed = await submit(stack, { audioID, audioSource: source.name, key: source.key });
    expect(replayed.status).toBe(200);
    expect(read.json?.response).toEqual(replayed.json);
    expect(read.json).toMatchObject({ status: 'completed', transcription: expect.stringContaining('12 s') });
  },
);

forwardTest('a completed recording answers with what submit answered', async ({ stack, source }) => {
  const audioID = freshAudioId();
  stack.vendor.plan(audioID, { webhook: { when: 'never' } });
  const submitted = await submit(stack, { audioID, audioSource: source.name, key: source.key });
  const recording = await readOwn(stack, source, audioID);
  expect(submitted.status).toBe(200);
  expect(recording).toMatchObject({ status: 'completed', state: 'COMPLETED', response: submitted.json });
  expect(await (await fetch(String(recording?.jsonUrl))).text()).toBe(submitted.text);
});

forwardTest("a failed recording names our code or the vendor's", async ({ stack, source }) => {
  const lost = freshAudioId();
  await submit(stack, {
    ...{ audioID: lost, audioSource: source.name, key: source.key },
    voicefileURL: stack.recordings.urlOf('none.gsm'),
  });
  expect(await readOwn(stack, source, lost)).toMatchObject({
    status: 'failed',
    state: 'FAILED',
    errorCode: 'DOWNLOAD_FAILED',
    response: null,
  });
  const silent = freshAudioId();
  stack.vendor.plan(silent, { errorCode: 'NO_SPEECH_DETECTED', webhook: { when: 'never' } });
  const refused = await submit(stack, { audioID: silent, audioSource: source.name, key: source.key });
  expect(await readOwn(stack, source, silent)).toMatchObject({
    status: 'failed',
    errorCode: 'NO_SPEECH_DETECTED',
    response: refused.json,
  });
});

forwardTest('the timeline tells every step once, in the order it happened', async ({ stack, source }) => {
  const audioID = await awaitingRecording(stack, source);
  await postWebhook(stack, successBody(audioID));
  const recording = await untilOwn(
    stack,
    source,
    audioID,
    ({ deliveries }) => deliveries[0]?.status === 'delivered',
  );
  expect(recording.timeline.map(({ event }) => event)).toEqual([
    ...['received', 'fetching', 'submitting', 'submitted', 'completed', 'forward-queued'],
  ]);
  const times = recording.timeline.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  for (const at of times) expect(at).toMatch(rfc3339);
  expect(recording.createdAt).toBe(times[0]);
  expect(recording.updatedAt).toBe(times.at(-1));
});

forwardTest('a delivery is shown with its attempts', async ({ stack, source, receiver }) => {
  const audioID = await awaitingRecording(stack, source);
  await postWebhook(stack, successBody(audioID));
  const recording = await readOwn(stack, source, audioID);
  expect(recording?.deliveries).toEqual([
    {
      id: receiver.deliveries()[0]?.headers['webhook-id'],
      recordingId: recording?.id,
      url: `${receiver.url}/astVlogger/analysis_json.php`,
      status: 'delivered',
      attempts: [
        { at: expect.stringMatching(rfc3339), statusCode: 200, durationMs: expect.any(Number), error: null },
      ],
      nextAttemptAt: null,
    },
  ]);
});

forwardTest('the list by audioID holds the one recording, in the same shape', async ({ stack, source }) => {
  const audioID = await answeredRecording(stack, source, `ü/&=#?% ${freshAudioId()}`);
  const answer = await callApi(stack, 'GET', `/v1/recordings?audioID=${encodeURIComponent(audioID)}`, {
    key: source.key,
  });
  expect(answer.status).toBe(200);
  const items = answer.json?.items as { id: string }[];
  expect(answer.json).toEqual({ items: [expect.objectContaining({ audioID })], nextCursor: null });
  const one = await callApi(stack, 'GET', `/v1/recordings/${items[0]?.id}`, { key: source.key });
  expect(one.json).toEqual(items[0]);
  expect(recordingView.safeParse(one.json).success).toBe(true);
  const none = await callApi(stack, 'GET', `/v1/recordings?audioID=${freshAudioId()}`, { key: source.key });
  expect(none.json).toEqual({ items: [], nextCursor: null });
});

forwardTest('X-API-Key serves as well as Bearer, and HEAD as well as GET', async ({ stack, source }) => {
  const audioID = await answeredRecording(stack, source);
  const id = (await readOwn(stack, source, audioID))?.id;
  const url = `${stack.baseUrl}/v1/recordings/${id}`;
  expect((await fetch(url, { headers: { 'x-api-key': source.key } })).status).toBe(200);
  const head = await fetch(url, { method: 'HEAD', headers: { 'x-api-key': source.key } });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

forwardTest(
  'neither the recording nor its list shows where the audio came from or lies',
  async ({ stack, source }) => {
    const audioID = freshAudioId();
    const voicefileURL = `${stack.recordings.urlOf('call-4430.gsm')}?signature=a-pbx-secret`;
    await submit(stack, { audioID, voicefileURL, audioSource: source.name, key: source.key });
    const text = JSON.stringify(await readOwn(stack, source, audioID));
    expect(text).not.toContain('a-pbx-secret');
    expect(text).not.toContain('WAV/');
  },
);

forwardTest('what was sent shows in the record, with a waveform to draw', async ({ stack, source }) => {
  const audioID = await awaitingRecording(stack, source);
  const { audio } = recordingView.parse(await readOwn(stack, source, audioID));
  expect(audio).toMatchObject({
    sourceFormat: 'gsm',
    converted: true,
    sampleRateHz: 8000,
    channels: 1,
    clippingRatio: 0,
    warnings: [],
  });
  // Raw GSM has 33 bytes for each 20 ms, and becomes 320 behind a header of 44.
  const frames = (audio?.sourceBytes ?? 0) / 33;
  expect(audio?.durationSeconds).toBeCloseTo(frames / 50);
  expect(audio?.wavBytes).toBe(frames * 320 + 44);
  expect(audio?.silenceRatio).toBeGreaterThan(0);
  expect(audio?.silenceRatio).toBeLessThan(1);
  const [row = []] = audio?.peaks ?? [];
  expect(row.length).toBeGreaterThan(128);
  expect(Math.max(...row)).toBeGreaterThan(Math.min(...row));
});
