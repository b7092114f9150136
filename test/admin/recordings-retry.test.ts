// POST /v1/admin/recordings/{id}/retry: an operator has an ended recording tried again.
import { expect } from 'vitest';
import { recordingView } from '../../functions/native/recording-view.ts';
import type { TestSource } from '../support/accounts.ts';
import { type Answer, callApi, postWebhook } from '../support/gateway-client.ts';
import { answer } from '../support/hostile-server.ts';
import type { TestStack } from '../support/local-stack.ts';
import { awaitingRecording, type RecordingView, readOwn, untilOwn } from '../support/recordings.ts';
import { expectTranscript, goodFields, submitForm } from '../support/submit-door.ts';
import { submitTest } from '../support/submit-test.ts';
import { failureBody } from '../support/webhook-bodies.ts';

const retry = (stack: TestStack, id: string | undefined, body?: unknown): Promise<Answer> =>
  callApi(stack, 'POST', `/v1/admin/recordings/${id}/retry`, { body });

const eventsOf = ({ timeline }: RecordingView, attempt: number) =>
  timeline.filter((step) => step.attempt === attempt).map(({ event }) => event);

/** The demo call, as a PBX serves it. */
const callBytes = async (stack: TestStack): Promise<Buffer> =>
  Buffer.from(await (await fetch(stack.recordings.urlOf('call-4430.gsm'))).arrayBuffer());

const expectConflict = (refused: Answer, message: RegExp) => {
  expect(refused.status, refused.text).toBe(409);
  expect(refused.json).toEqual({
    error: {
      code: 'IDEMPOTENCY_CONFLICT',
      message: expect.stringMatching(message),
      requestId: refused.headers.get('x-request-id'),
    },
  });
};

const untilAttempt = (stack: TestStack, source: TestSource, audioID: string, attempt: number) =>
  untilOwn(
    stack,
    source,
    audioID,
    ({ status, timeline }) => status !== 'processing' && timeline.at(-1)?.attempt === attempt,
  );

submitTest(
  'a download that failed is fetched again once the PBX is mended, as the same recording',
  async ({ stack, source, pbx }) => {
    const fields = { ...goodFields(stack, source), voicefileURL: pbx.url('/call.gsm?sig=1') };
    expect((await submitForm(stack, source, fields)).status).toBe(502);
    const failed = await readOwn(stack, source, fields.audioID);
    expect(failed).toMatchObject({ status: 'failed', errorCode: 'DOWNLOAD_FAILED' });
    pbx.serve('/call.gsm', answer(200, {}, await callBytes(stack)));

    const accepted = await retry(stack, failed?.id);
    expect(accepted.status, accepted.text).toBe(202);
    expect(accepted.headers.get('cache-control')).toBe('no-store');
    expect(recordingView.parse(accepted.json)).toMatchObject({
      ...{ id: failed?.id, audioID: fields.audioID, audioSource: source.name, createdAt: failed?.createdAt },
      ...{ status: 'processing', state: 'RECEIVED', errorCode: null, audio: null, response: null },
    });
    expect(Object.keys(accepted.json ?? {})).toEqual(Object.keys(failed ?? {}));
    expect(accepted.text).not.toContain('sig=1');

    const completed = await untilAttempt(stack, source, fields.audioID, 2);
    expect(completed).toMatchObject({ id: failed?.id, status: 'completed' });
    expect(completed.timeline.slice(0, failed?.timeline.length)).toEqual(failed?.timeline);
    expect(eventsOf(completed, 2).slice(0, 4)).toEqual(['retried', 'fetching', 'submitting', 'completed']);
    expectTranscript(await submitForm(stack, source, fields), fields.audioID, /12 s/);
    expect(stack.vendor.requests(fields.audioID)).toHaveLength(1);
  },
);

submitTest(
  "what the vendor refused goes to it again from the WAV that is kept, though the PBX's URL has expired",
  async ({ stack, source, pbx }) => {
    const voicefileURL = pbx.serve('/call.gsm', answer(200, {}, await callBytes(stack)));
    const fields = { ...goodFields(stack, source), voicefileURL };
    const silent = { errorCode: 'NO_SPEECH_DETECTED', webhook: { when: 'never' } } as const;
    stack.vendor.plan(fields.audioID, { ...silent, times: 1 });
    expect((await submitForm(stack, source, fields)).json).toMatchObject({ success: false });
    const failed = await readOwn(stack, source, fields.audioID);
    expect(failed).toMatchObject({ status: 'failed', errorCode: 'NO_SPEECH_DETECTED' });
    expect(pbx.requests).toHaveLength(1);
    pbx.serve('/call.gsm', answer(404, {}, 'expired'));

    const accepted = await retry(stack, failed?.id, {});
    expect(accepted.status, accepted.text).toBe(202);
    expect(accepted.json).toMatchObject({
      ...{ id: failed?.id, status: 'processing', state: 'STORED', errorCode: null },
      audio: failed?.audio,
    });
    const completed = await untilAttempt(stack, source, fields.audioID, 2);
    expect(completed).toMatchObject({ status: 'completed', transcription: expect.stringContaining('12 s') });
    expect(completed.audio).toEqual(failed?.audio);
    expect(eventsOf(completed, 2).slice(0, 3)).toEqual(['retried', 'submitting', 'completed']);
    expect(pbx.requests).toHaveLength(1);
    expect(stack.vendor.requests(fields.audioID)).toHaveLength(2);
    // What was said of the first attempt is still there to read.
    const log = await fetch(String(failed?.jsonUrl));
    expect(await log.json()).toMatchObject({ error_code: 'NO_SPEECH_DETECTED' });
    expect(completed.jsonUrl).not.toBe(failed?.jsonUrl);
  },
);

submitTest('what is in flight is 409, and a second click is one too', async ({ stack, source }) => {
  const audioID = await awaitingRecording(stack, source);
  const waiting = await readOwn(stack, source, audioID);
  expectConflict(await retry(stack, waiting?.id), /being processed/);
  expectConflict(await retry(stack, waiting?.id, { force: true }), /being processed/);
  expect(await readOwn(stack, source, audioID)).toEqual(waiting);

  await postWebhook(stack, failureBody(audioID));
  await untilOwn(stack, source, audioID, ({ status }) => status === 'failed');
  const clicks = await Promise.all([1, 2, 3].map(() => retry(stack, waiting?.id)));
  expect(clicks.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  const again = await untilOwn(
    stack,
    source,
    audioID,
    ({ state, timeline }) => state === 'SUBMITTED' && timeline.at(-1)?.attempt === 2,
  );
  expect(eventsOf(again, 2)).toEqual(['retried', 'submitting', 'submitted']);
  expect(stack.vendor.requests(audioID)).toHaveLength(2);
});

submitTest(
  'what is completed is 409 and not billed again, unless the body says so',
  async ({ stack, source }) => {
    const fields = goodFields(stack, source);
    stack.vendor.plan(fields.audioID, { webhook: { when: 'never' } });
    expectTranscript(await submitForm(stack, source, fields), fields.audioID);
    const completed = await readOwn(stack, source, fields.audioID);
    for (const body of [undefined, {}, { force: false }]) {
      expectConflict(await retry(stack, completed?.id, body), /completed.*billed again.*"force": true/);
    }
    expect(await readOwn(stack, source, fields.audioID)).toEqual(completed);
    expect(stack.vendor.requests(fields.audioID)).toHaveLength(1);

    expect((await retry(stack, completed?.id, { force: true })).status).toBe(202);
    const again = await untilAttempt(stack, source, fields.audioID, 2);
    expect(again).toMatchObject({ status: 'completed', id: completed?.id });
    expect(stack.vendor.requests(fields.audioID)).toHaveLength(2);
  },
);
