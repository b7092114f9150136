// A hint for a new recording: fetched, kept, uploaded, and answered or acknowledged.
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { processRecording } from '../../../functions/pipeline/transcode/process-recording.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { eventsOf, portsWith, stored, submitDemo } from '../../support/arrange-flow.ts';
import { audioFacts, demoUrl, makeRecording } from '../../support/make-recording.ts';
import { makeSource } from '../../support/make-source.ts';
import { drainHints } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

const setUp = async (...sources: readonly Source[]) => {
  const ports = portsWith(...sources);
  const { recording } = await submitDemo(ports);
  return { ports, recording };
};

test('a vendor that acknowledges leaves the recording waiting for its result', async () => {
  const { ports, recording } = await setUp();
  await drainHints(ports);
  const row = stored(ports, recording);
  expect(row).toMatchObject({ state: 'SUBMITTED', audio: audioFacts, vendorCalls: 1, fetchTries: 1 });
  expect(row.dueAt).toBe(testStartMs + 24 * 3600 * 1000);
  expect(eventsOf(row)).toEqual(['received', 'fetching', 'submitting', 'submitted']);
});

test('the vendor gets audioID, its own name of the source, language and the WAV at hand', async () => {
  const { ports } = await setUp(makeSource({ language: 'th' }));
  await drainHints(ports);
  expect(ports.vendor.uploads).toMatchObject([{ audioId: '4430', vendorSource: 'pbx', language: 'th' }]);
  expect(ports.vendor.uploads[0]).not.toHaveProperty('callbackUrl');
  expect(ports.audio.readBack).toEqual([]);
  expect(ports.audio.open).toBe(0);
});

test('the WAV is fetched from the given URL and kept under a key that was stored before', async () => {
  const { ports, recording } = await setUp();
  let keyBefore: string | undefined;
  ports.audio.script.next(() => {
    keyBefore = stored(ports, recording).wavKey;
    return audioFacts;
  });
  await drainHints(ports);
  expect(ports.audio.script.asked).toEqual([{ voicefileUrl: demoUrl, wavKey: keyBefore }]);
  expect(keyBefore).toMatch(/^WAV\/4430_20260331_120000_rec_/);
});

test('the intent is written before the vendor is called', async () => {
  const { ports, recording } = await setUp();
  let during = recording;
  ports.vendor.script.next(() => {
    during = stored(ports, recording);
    return { kind: 'acknowledged' };
  });
  await drainHints(ports);
  expect(during).toMatchObject({ state: 'SUBMITTING', vendorCalls: 1, firstVendorCallAt: testStartMs });
  expect(during.jsonLogName).toMatch(/^voice_20260331_120000_/);
  expect(during.dueAt).toBe(testStartMs + 150_000);
});

describe('a synchronous answer', () => {
  test('completes the recording with the very body, and keeps it as a JSON log', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.nextAnswers({ body: successBody('4430') });
    await drainHints(ports);
    const row = stored(ports, recording);
    expect(row).toMatchObject({ state: 'COMPLETED', outcome: { via: 'answer', succeeded: true } });
    expect(row.dueAt).toBeUndefined();
    const body = JSON.stringify(successBody('4430'));
    expect(gunzipSync(row.outcome?.bodyGzip ?? '').toString()).toBe(body);
    expect(ports.jsonLogs.peek(row.outcome?.jsonLogName ?? '')).toBe(body);
  });

  test('is not forwarded: what is forwarded is the webhook’s result', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.nextAnswers({ body: successBody('4430') });
    await drainHints(ports);
    expect(stored(ports, recording).deliveries).toEqual([]);
    expect(ports.receiver.posts).toEqual([]);
  });

  test('is forwarded where the source says "always"', async () => {
    const { ports, recording } = await setUp(makeSource({ forward: 'always' }));
    ports.vendor.nextAnswers({ body: successBody('4430') });
    await drainHints(ports);
    const { deliveries, outcome } = stored(ports, recording);
    expect(deliveries).toMatchObject([{ revision: 1, isAnnounced: true }]);
    expect(ports.receiver.posts.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      {
        id: '4430',
        json_url: `https://voxgate.example/voiceTranscription/json_logs/${outcome?.jsonLogName}`,
      },
    ]);
  });

  test('that refuses makes the recording failed, with the vendor’s code and body', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.nextAnswers({ body: failureBody('4430') });
    await drainHints(ports);
    const row = stored(ports, recording);
    expect(row).toMatchObject({ state: 'FAILED', failure: { code: 'NO_SPEECH_DETECTED' } });
    expect(gunzipSync(row.outcome?.bodyGzip ?? '').toString()).toBe(JSON.stringify(failureBody('4430')));
  });

  test('that refuses with a 4xx is an answer too', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.nextAnswers({ status: 422, body: { success: false, error_code: 'BAD_AUDIO' } });
    await drainHints(ports);
    expect(stored(ports, recording)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'BAD_AUDIO' },
      outcome: { succeeded: false },
    });
  });

  test('forgets the failures before it', async () => {
    const { ports, recording } = await setUp();
    ports.recordings.put(makeRecording('STORED', { ver: 9, vendorFailures: 2, dueAt: testStartMs }));
    ports.vendor.nextAnswers({ body: successBody('4430') });
    await processRecording(ports, recording.id);
    expect(stored(ports, recording)).toMatchObject({ state: 'COMPLETED', vendorFailures: 0 });
  });
});

describe('a vendor that takes a callback URL', () => {
  test('gets one with a token of this recording, that was stored before', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.takesCallbackUrl = true;
    await drainHints(ports);
    const { callbackToken } = stored(ports, recording);
    expect(callbackToken).toMatch(/^[0-9a-z]{32}$/);
    expect(ports.vendor.uploads[0]?.callbackUrl).toBe(
      `https://voxgate.example/voiceTranscription/voiceTranscriptionWebhook.php?recording=${recording.id}&token=${callbackToken}`,
    );
  });

  test('gets the same one with the second upload', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.takesCallbackUrl = true;
    ports.vendor.script.next({ kind: 'unreachable', reason: 'the vendor answered 503' });
    await drainHints(ports);
    await ports.clock.pass(2000);
    await processRecording(ports, recording.id);
    const [first, second] = ports.vendor.uploads;
    expect(second?.callbackUrl).toBe(first?.callbackUrl);
  });
});

test('no log line carries the URL, the transcript or a token', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.takesCallbackUrl = true;
  ports.vendor.nextAnswers({ body: successBody('4430') });
  await drainHints(ports);
  const lines = JSON.stringify(ports.logLines);
  expect(lines).toContain(recording.id);
  for (const secret of [demoUrl, 'Hello', stored(ports, recording).callbackToken ?? 'none']) {
    expect(lines).not.toContain(secret);
  }
});
