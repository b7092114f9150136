// What the vendor reads back: the seed's fields, with what became of the first result's forward.
import { describe, expect, test } from 'vitest';
import {
  type ForwardReport,
  waitForForward,
} from '../../../functions/gateway/receive-webhook/wait-for-forward.ts';
import { webhookAnswer } from '../../../functions/gateway/receive-webhook/webhook-answer.ts';
import type { WebhookIntent } from '../../../shared/domain/webhook-intent.ts';
import { portsWith, receive } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { makeSource, withoutForwardUrl } from '../../support/make-source.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { answered } from '../../support/scripted-outside.ts';
import { testStartMs } from '../../support/virtual-clock.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const base = 'https://voxgate.example';
const waitMs = 6000;

const setUp = (source = makeSource()) => {
  const ports = portsWith(source);
  ports.recordings.put(makeRecording('SUBMITTED'));
  return ports;
};

/** As the handler does it, with the delivery queue at work meanwhile. */
const answerTo = async (ports: MemoryPorts, body: unknown) => {
  const intent = await receive(ports, body);
  ports.clock.after(200, () => drainHints(ports).then(() => undefined));
  const id = intent.results?.[0]?.deliveryId;
  const forward = id === undefined ? undefined : await waitForForward(ports, id, waitMs);
  return webhookAnswer(intent, forward, base);
};

const urlOf = (name: string | null) => `${base}/voiceTranscription/json_logs/${name}`;

test('a delivered result: exactly the seed’s fields, in its order', async () => {
  const ports = setUp();
  const response = '{"status":true,"message":"Successfully updated"}';
  ports.receiver.script.next(answered(200, response));
  const answer = await answerTo(ports, successBody('4430'));
  expect(Object.entries(answer)).toEqual([
    ['status', 'success'],
    ['audioID', '4430'],
    ['audioSource', 'PBXdemo'],
    ['filename', expect.stringMatching(/^voice_20260331_120000_[0-9a-z]{26}\.json$/)],
    ['json_url', urlOf(answer.filename)],
    ['forward_url', 'http://10.0.10.162/astVlogger/analysis_json.php'],
    ['forward_status', 200],
    ['forward_response', response],
    ['forward_error', null],
  ]);
});

test('a long answer of the receiver is reported whole', async () => {
  const ports = setUp();
  ports.receiver.script.next(answered(200, 'x'.repeat(60_000)));
  expect(await answerTo(ports, successBody('4430'))).toMatchObject({ forward_response: 'x'.repeat(60_000) });
});

test('a receiver that fails: still success, with forward_error filled, and the queue goes on', async () => {
  const ports = setUp();
  ports.receiver.script.next(answered(500, 'oops'));
  expect(await answerTo(ports, successBody('4430'))).toMatchObject({
    status: 'success',
    forward_status: 500,
    forward_response: 'oops',
    forward_error: 'the receiver answered 500',
  });
  await passWithWork(ports, 10);
  expect(ports.deliveries.all()).toMatchObject([{ status: 'delivered', attemptCount: 2 }]);
});

test('a repeat after the second attempt is answered with the first one’s fields', async () => {
  const ports = setUp();
  ports.receiver.script.next(answered(500, 'oops'));
  const first = await answerTo(ports, successBody('4430'));
  await passWithWork(ports, 60);
  expect(await answerTo(ports, successBody('4430'))).toEqual(first);
  expect(ports.receiver.posts).toHaveLength(2);
});

test('no forward URL: the forward fields are null', async () => {
  const answer = await answerTo(setUp(withoutForwardUrl(makeSource())), successBody('4430'));
  expect(answer).toMatchObject({
    ...{ status: 'success', audioSource: 'PBXdemo' },
    ...{ forward_url: null, forward_status: null, forward_response: null, forward_error: null },
  });
});

test('no audioID in results[], and no such record: the contract’s words', async () => {
  const ports = setUp();
  const nameless = await answerTo(ports, { success: true, results: [{}] });
  expect(nameless).toEqual({
    status: 'success',
    message: 'Saved, but no audioID found in results[]',
    filename: expect.any(String),
    json_url: urlOf(nameless.filename),
  });
  const unknown = await answerTo(ports, successBody('9999'));
  expect(unknown).toEqual({
    status: 'success',
    message: 'Saved, but no DB record found for audioID (not forwarded)',
    audioID: '9999',
    filename: expect.any(String),
    json_url: urlOf(unknown.filename),
  });
});

test('several that could await it: saved, flagged, not forwarded', async () => {
  const ports = setUp();
  ports.recordings.put(makeRecording('SUBMITTED', { source: 'CCDdemo', vendorSource: 'ccd' }));
  expect(await answerTo(ports, successBody('4430'))).toMatchObject({
    audioSource: null,
    forward_url: null,
    forward_error: 'Several recordings could await this result: saved, not forwarded',
  });
});

test('several results: the top describes the first, the list all of them', () => {
  const result = (audioId: string, more = {}) => ({
    ...{ audioId, jsonLogName: `voice_${audioId}.json`, verdict: 'applied' as const, source: 'PBXdemo' },
    ...more,
  });
  const intent: WebhookIntent = {
    ...{ hash: 'h', ver: 2, receivedAt: '', tries: 0, jsonLogName: 'voice_all.json', resultLogNames: [] },
    results: [result('1', { deliveryId: 'dlv_1' }), result('2', { deliveryId: 'dlv_2' }), result('3')],
  };
  const forward: ForwardReport = { url: 'http://10.0.0.1/', status: 200, response: 'OK', error: null };
  expect(webhookAnswer(intent, forward, base)).toMatchObject({
    ...{ audioID: '1', filename: 'voice_all.json', forward_status: 200 },
    results: [
      { audioID: '1', audioSource: 'PBXdemo', json_url: urlOf('voice_1.json'), forward: 'queued' },
      { audioID: '2', audioSource: 'PBXdemo', json_url: urlOf('voice_2.json'), forward: 'queued' },
      { audioID: '3', audioSource: 'PBXdemo', json_url: urlOf('voice_3.json'), forward: null },
    ],
  });
});

describe('the wait for the first attempt', () => {
  test('ends after its time, and says that the delivery goes on', async () => {
    const ports = setUp();
    ports.deliveries.put(makeDelivery());
    expect(await waitForForward(ports, makeDelivery().id, waitMs)).toEqual({
      ...{ url: makeDelivery().url, status: null, response: null },
      error: 'No answer yet: the delivery goes on in the background',
    });
    expect(ports.clock.now() - testStartMs).toBe(waitMs);
  });

  test('ends as soon as the attempt is known', async () => {
    const ports = setUp();
    ports.deliveries.put(makeDelivery());
    const attempt = { at: '', statusCode: 204, responseText: '' };
    ports.clock.after(1000, () => ports.deliveries.put(makeDelivery({ ver: 3, attempts: [attempt] })));
    expect(await waitForForward(ports, makeDelivery().id, waitMs)).toMatchObject({ status: 204 });
    expect(ports.clock.now() - testStartMs).toBeLessThanOrEqual(1500);
  });

  test('is none where the source is paused: no first attempt can come before it goes on', async () => {
    const ports = setUp(makeSource({ brake: { isPaused: true } }));
    ports.deliveries.put(makeDelivery());
    expect(await waitForForward(ports, makeDelivery().id, waitMs)).toMatchObject({
      ...{ url: makeDelivery().url, status: null },
      error: 'No answer yet: the delivery goes on in the background',
    });
    expect(ports.clock.now()).toBe(testStartMs);
    const attempt = { at: '', statusCode: 204, responseText: '' };
    ports.deliveries.put(makeDelivery({ ver: 3, attempts: [attempt] }));
    expect(await waitForForward(ports, makeDelivery().id, waitMs)).toMatchObject({ status: 204 });
  });

  test('knows nothing of a delivery that is gone', async () => {
    expect(await waitForForward(setUp(), 'dlv_unknown', waitMs)).toBeUndefined();
  });
});
