// A webhook for a recording that awaits it: saved, applied, and its delivery in the ledger.
import { describe, expect, test } from 'vitest';
import { portsWith, receive, stored } from '../../support/arrange-flow.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { makeSource, withoutForwardUrl } from '../../support/make-source.ts';
import { drainHints } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

const recording = makeRecording('SUBMITTED');

const setUp = (...sources: Parameters<typeof makeSource>[0][]) => {
  const ports = portsWith(...sources.map((changes) => makeSource(changes)));
  ports.recordings.put(recording);
  return ports;
};

test('the body is kept byte for byte under an unguessable name', async () => {
  const ports = setUp();
  const body = ` ${JSON.stringify(successBody('4430'))}\n`;
  const intent = await receive(ports, body);
  expect(intent.jsonLogName).toMatch(/^voice_20260331_120000_[0-9a-z]{26}\.json$/);
  expect(ports.jsonLogs.peek(intent.jsonLogName)).toBe(body);
});

test('the recording is completed and its delivery stands in the ledger, with a hint', async () => {
  const ports = setUp();
  const intent = await receive(ports, successBody('4430'));
  const row = stored(ports, recording);
  const [delivery] = ports.deliveries.all();
  expect(row).toMatchObject({ state: 'COMPLETED', deliveries: [{ id: delivery?.id, isAnnounced: true }] });
  expect(row.dueAt).toBeUndefined();
  expect(delivery).toEqual({
    id: `dlv_${recording.id.slice(4)}_${recording.nonce}_1_1`,
    recordingId: recording.id,
    account: 'default',
    source: 'PBXdemo',
    audioId: '4430',
    url: makeSource().forwardUrl,
    jsonUrl: `https://voxgate.example/voiceTranscription/json_logs/${intent.jsonLogName}`,
    status: 'pending',
    ver: 1,
    dueAt: testStartMs,
    createdAt: '2026-03-31T12:00:00.000Z',
    attempts: [],
    attemptCount: 0,
  });
  expect(ports.hints.waiting()).toMatchObject([{ kind: 'delivery', id: delivery?.id, source: 'PBXdemo' }]);
});

test('the intent says what became of it, and is due no more', async () => {
  const ports = setUp();
  const { hash } = await receive(ports, successBody('4430'));
  const intent = ports.webhooks.peek(hash);
  expect(intent).toMatchObject({
    results: [
      {
        audioId: '4430',
        verdict: 'applied',
        recordingId: recording.id,
        source: 'PBXdemo',
        deliveryId: stored(ports, recording).deliveries[0]?.id,
      },
    ],
  });
  expect(intent?.dueAt).toBeUndefined();
  expect(intent?.bodyGzip).toBeUndefined();
});

test('it was written down, due, before anything was done about it', async () => {
  const ports = setUp();
  const seen: unknown[] = [];
  const put = ports.jsonLogs.put.bind(ports.jsonLogs);
  ports.jsonLogs.put = async (name, text) => {
    seen.push(...ports.webhooks.all());
    return put(name, text);
  };
  await receive(ports, successBody('4430'));
  expect(seen).toMatchObject([{ dueAt: testStartMs + 20_000, bodyGzip: expect.any(Uint8Array) }]);
});

test('a failure makes the recording failed, and is forwarded all the same', async () => {
  const ports = setUp();
  await receive(ports, failureBody('4430'));
  await drainHints(ports);
  expect(stored(ports, recording)).toMatchObject({
    state: 'FAILED',
    failure: { code: 'NO_SPEECH_DETECTED' },
  });
  expect(ports.receiver.posts).toHaveLength(1);
});

describe('no forward URL', () => {
  test('completes the recording and forwards nothing', async () => {
    const ports = setUp();
    ports.sources.put(withoutForwardUrl(makeSource()));
    const intent = await receive(ports, successBody('4430'));
    expect(intent.results?.[0]).not.toHaveProperty('deliveryId');
    expect(stored(ports, recording)).toMatchObject({ state: 'COMPLETED', deliveries: [] });
    expect(ports.deliveries.all()).toEqual([]);
  });
});

describe('several results', () => {
  const ccd = { name: 'CCDdemo', vendorSource: 'ccd', forwardUrl: 'http://10.0.10.163/ccd' };
  const other = makeRecording('SUBMITTED', { audioId: '4431', source: 'CCDdemo', vendorSource: 'ccd' });
  const body = {
    success: true,
    results: [
      { audioID: '4430', transcription: 'for the first' },
      { audioID: '4431', transcription: 'for the second' },
      { audioID: '9999', transcription: 'for nobody' },
    ],
  };

  const setUpTwo = () => {
    const ports = setUp({}, ccd);
    ports.recordings.put(other);
    return ports;
  };

  test('are all processed, each for its own recording and its own server', async () => {
    const ports = setUpTwo();
    const intent = await receive(ports, body);
    await drainHints(ports);
    expect(intent.results?.map(({ audioId, verdict }) => [audioId, verdict])).toEqual([
      ['4430', 'applied'],
      ['4431', 'applied'],
      ['9999', 'unknown'],
    ]);
    expect(stored(ports, recording).outcome?.transcription).toBe('for the first');
    expect(stored(ports, other).outcome?.transcription).toBe('for the second');
    expect(ports.receiver.posts.map(({ url }) => url)).toEqual([makeSource().forwardUrl, ccd.forwardUrl]);
  });

  test('no source is pointed to a log that holds another’s words', async () => {
    const ports = setUpTwo();
    await receive(ports, body);
    const logs = ports.deliveries
      .all()
      .map(({ jsonUrl }) => ports.jsonLogs.peek(jsonUrl.split('/').at(-1) ?? ''));
    expect(logs.map((log) => JSON.parse(log ?? '').results)).toEqual([[body.results[0]], [body.results[1]]]);
  });

  test('the whole body is kept too, under the name the vendor is told', async () => {
    const ports = setUpTwo();
    const intent = await receive(ports, body);
    expect(ports.jsonLogs.peek(intent.jsonLogName)).toBe(JSON.stringify(body));
  });

  test('two results for one recording: the first is its result, the second evidence', async () => {
    const ports = setUp();
    const twice = { success: true, results: [body.results[0], { audioID: '4430', transcription: 'again' }] };
    const intent = await receive(ports, twice);
    expect(intent.results?.map(({ verdict }) => verdict)).toEqual(['applied', 'evidence']);
    expect(stored(ports, recording).outcome?.transcription).toBe('for the first');
    expect(ports.deliveries.all()).toHaveLength(1);
  });
});

describe('a webhook that came to the callback URL of one recording', () => {
  const rival = makeRecording('SUBMITTED', { source: 'CCDdemo', vendorSource: 'ccd' });

  test('is about that recording, though another awaits a result under the same audioID', async () => {
    const ports = setUp({}, { name: 'CCDdemo', vendorSource: 'ccd' });
    ports.recordings.put(rival);
    await receive(ports, successBody('4430'), rival.id);
    expect(stored(ports, rival).state).toBe('COMPLETED');
    expect(stored(ports, recording).state).toBe('SUBMITTED');
  });

  test('and names another audioID changes nothing', async () => {
    const ports = setUp();
    const intent = await receive(ports, successBody('9999'), recording.id);
    expect(intent.results).toMatchObject([{ verdict: 'unknown' }]);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
  });

  test('two recordings may get the very same body', async () => {
    const ports = setUp({}, { name: 'CCDdemo', vendorSource: 'ccd' });
    ports.recordings.put(rival);
    await receive(ports, successBody('4430'), recording.id);
    await receive(ports, successBody('4430'), rival.id);
    expect([stored(ports, recording).state, stored(ports, rival).state]).toEqual(['COMPLETED', 'COMPLETED']);
  });
});
