// Every way in which a tester can make the vendor simulator's answer late, wrong or absent.
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callSampleRate, synthesiseCall } from '../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
import type { Plan } from '../../infra/local/outside/vendor/plan.ts';
import { startVendorSimulator, type VendorSimulator } from '../../infra/local/outside/vendor-simulator.ts';

const callWav = encodeWav(synthesiseCall({ seconds: 5, seed: 2 }), callSampleRate);
const silent = { when: 'never' } as const;
let vendor: VendorSimulator;

beforeAll(async () => {
  vendor = await startVendorSimulator({ webhookUrl: () => 'http://127.0.0.1:9/' });
});
beforeEach(() => {
  vendor.reset();
  vendor.planDefault({ webhook: silent });
});
afterAll(() => vendor.close());

function upload(audioID: string): Promise<Response> {
  const form = new FormData();
  form.set('audioID', audioID);
  form.set('audioSource', 'pbx');
  form.set('files', new Blob([new Uint8Array(callWav)]), 'call.wav');
  const headers = { 'PDAI-API-Token': 'any' };
  return fetch(`${vendor.baseUrl}/v1.3/audio_upload/upload-audio-file/1`, {
    method: 'POST',
    body: form,
    headers,
  });
}

test('ack answers success without results', async () => {
  vendor.plan('a', { answer: 'ack', status: 202, webhook: silent });
  const answer = await upload('a');
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ success: true, message: expect.any(String) });
});

test('empty-ack answers no body', async () => {
  vendor.plan('a', { answer: 'empty-ack', webhook: silent });
  const answer = await upload('a');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('');
});

test('an error code makes a refusal of a good recording, with any status', async () => {
  vendor.plan('a', { errorCode: 'AUDIO_TOO_SHORT', status: 422, webhook: silent });
  const answer = await upload('a');
  expect(answer.status).toBe(422);
  expect(await answer.json()).toEqual({
    success: false,
    message: 'processed 0 audio(s), failed 1',
    error_code: 'AUDIO_TOO_SHORT',
    results: [{ audioID: 'a', message: expect.any(String), error_code: 'AUDIO_TOO_SHORT' }],
  });
});

test('refusal without a code is NO_SPEECH_DETECTED', async () => {
  vendor.plan('a', { answer: 'refusal', webhook: silent });
  expect(await (await upload('a')).json()).toMatchObject({
    success: false,
    error_code: 'NO_SPEECH_DETECTED',
  });
});

test.for([401, 403, 404, 429, 500, 502, 503, 504])(
  'status %i is an error that is nobody’s result',
  async (status) => {
    vendor.plan('a', { status, retryAfterSeconds: 7, webhook: silent });
    const answer = await upload('a');
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await answer.json()).toEqual({ detail: `The vendor answers ${status}` });
  },
);

test('times: 2 fails twice and then answers well', async () => {
  vendor.plan('a', { status: 503, times: 2, webhook: silent });
  const statuses = [];
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await upload('a')).status);
  expect(statuses).toEqual([503, 503, 200, 200]);
});

test('the default plan counts its times over all recordings, and a plan of one’s own goes before it', async () => {
  vendor.planDefault({ status: 500, times: 2, webhook: silent });
  vendor.plan('own', { status: 418, webhook: silent });
  const statuses = [];
  for (const audioID of ['a', 'own', 'b', 'c']) statuses.push((await upload(audioID)).status);
  expect(statuses).toEqual([500, 418, 500, 200]);
});

test('latencyMs holds the answer back', async () => {
  vendor.plan('a', { latencyMs: 120, webhook: silent });
  const before = performance.now();
  expect((await upload('a')).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(115);
});

test('html answers 200 with a page', async () => {
  vendor.plan('a', { answer: 'html', webhook: silent });
  const answer = await upload('a');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(await answer.text()).toContain('<h1>');
});

test('invalid-json answers JSON that does not parse', async () => {
  vendor.plan('a', { answer: 'invalid-json', webhook: silent });
  const answer = await upload('a');
  expect(answer.headers.get('content-type')).toBe('application/json');
  await expect(answer.json()).rejects.toThrow(SyntaxError);
});

test('huge answers 20 MB', async () => {
  vendor.plan('a', { answer: 'huge', webhook: silent });
  expect((await (await upload('a')).arrayBuffer()).byteLength).toBeGreaterThan(20 * 1024 * 1024);
});

test('drop after-body reads and hears everything, and answers nothing', async () => {
  vendor.plan('a', { drop: 'after-body', webhook: silent });
  await expect(upload('a')).rejects.toThrow('fetch failed');
  expect(vendor.requests('a')).toMatchObject([{ outcome: 'dropped', audio: { durationSeconds: 5 } }]);
});

test('drop mid-answer sends a status and half a body', async () => {
  vendor.plan('a', { drop: 'mid-answer', webhook: silent });
  const answer = await upload('a');
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
  expect(vendor.requests('a')).toMatchObject([{ outcome: 'dropped' }]);
});

test('drop before-body resets the connection once the audioID is known, while the file is still coming', async () => {
  vendor.plan('a', { drop: 'before-body', times: 1, webhook: silent });
  const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException>();
  const call = httpRequest(`${vendor.baseUrl}/v1.3/audio_upload/upload-audio-file/1`, {
    method: 'POST',
    agent: false,
    headers: { 'PDAI-API-Token': 'any', 'content-type': 'multipart/form-data; boundary=x' },
  });
  call.on('error', resolve);
  call.write(
    '--x\r\nContent-Disposition: form-data; name="audioID"\r\n\r\na\r\n--x\r\n' +
      'Content-Disposition: form-data; name="files"; filename="f"\r\n\r\nRIFF',
  );
  expect((await promise).code).toBe('ECONNRESET');
  await vendor.idle();
  expect(vendor.requests('a')).toMatchObject([{ outcome: 'dropped', audio: undefined, webhooks: [] }]);
  expect((await upload('a')).status).toBe(200);
});

test('a client that leaves in the middle of its upload is noted as dropped', async () => {
  const leaving = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const call = httpRequest(`${vendor.baseUrl}/v1.3/audio_upload/upload-audio-file/1`, {
    method: 'POST',
    agent: false,
    signal: leaving.signal,
    headers: {
      'PDAI-API-Token': 'any',
      'content-type': 'multipart/form-data; boundary=x',
      expect: '100-continue',
    },
  });
  call.on('error', () => resolve());
  call.on('continue', () => {
    call.write('--x\r\nContent-Disposition: form-data; name="files"; filename="f"\r\n\r\nRIFF', () =>
      leaving.abort(),
    );
  });
  call.flushHeaders();
  await promise;
  await expect.poll(() => vendor.requests()).toMatchObject([{ outcome: 'dropped' }]);
});

test('closing does not wait for a slow answer', async () => {
  const slow = await startVendorSimulator({ webhookUrl: () => 'http://127.0.0.1:9/' });
  const plan: Plan = { latencyMs: 600_000 };
  slow.planDefault(plan);
  const form = new FormData();
  form.set('audioID', 'a');
  form.set('audioSource', 'pbx');
  form.set('files', new Blob([new Uint8Array(callWav)]), 'call.wav');
  const answer = fetch(`${slow.baseUrl}/v1.3/audio_upload/upload-audio-file/1`, {
    method: 'POST',
    body: form,
    headers: { 'PDAI-API-Token': 'any' },
  }).catch(() => 'broken off');
  await expect.poll(() => slow.requests('a')[0]?.audio?.durationSeconds).toBe(5);
  const before = performance.now();
  await slow.close();
  expect(performance.now() - before).toBeLessThan(1000);
  expect(await answer).toBe('broken off');
});
