// The vendor simulator steered and read over HTTP, as a tester does who has no hand on the process.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callSampleRate, synthesiseCall } from '../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
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

const put = (path: string, body: unknown) =>
  fetch(`${vendor.baseUrl}/simulator${path}`, { method: 'PUT', body: JSON.stringify(body) });

test('plans can be put, listed and deleted over HTTP', async () => {
  const audioID = 'مكالمة/1 ?';
  const stored = await put(`/plans/${encodeURIComponent(audioID)}`, { status: 503, webhook: silent });
  expect(await stored.json()).toMatchObject({ status: 503, latencyMs: 0 });
  expect((await upload(audioID)).status).toBe(503);
  expect((await put('/default', { status: 500, webhook: silent })).status).toBe(200);
  expect((await upload('other')).status).toBe(500);
  const listed = await (await fetch(`${vendor.baseUrl}/simulator/plans`)).json();
  expect(listed).toMatchObject({ default: { status: 500 }, plans: { [audioID]: { status: 503 } } });

  expect((await fetch(`${vendor.baseUrl}/simulator/plans`, { method: 'DELETE' })).status).toBe(204);
  vendor.planDefault({ webhook: silent });
  expect((await upload(audioID)).status).toBe(200);
});

test.for<[string, unknown, string]>([
  ['an unknown field', { latency: 5 }, 'latency'],
  ['a status that is none', { status: 99 }, 'status'],
  ['an unknown field of a webhook', { webhook: { when: 'after', copy: 2 } }, 'webhook'],
  ['text', 'x', 'object'],
])('a plan with %s is refused, and says why', async ([, plan, word]) => {
  const answer = await put('/plans/a', plan);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ message: expect.stringContaining(word) });
  expect((await upload('a')).status).toBe(200);
});

test('a plan that is not JSON is refused', async () => {
  const answer = await fetch(`${vendor.baseUrl}/simulator/default`, { method: 'PUT', body: '{' });
  expect(answer.status).toBe(400);
});

test('the requests of one audioID, or of all, can be read over HTTP', async () => {
  await upload('a');
  await upload('b');
  await upload('a');
  const read = async (query: string) =>
    (await fetch(`${vendor.baseUrl}/simulator/requests${query}`)).json() as Promise<{
      count: number;
      items: { audioID: string; audio: { samplesSha256: string } }[];
    }>;
  expect(await read('')).toMatchObject({ count: 3 });
  const { count, items } = await read('?audioID=a');
  expect(count).toBe(2);
  expect(items[0]?.audio.samplesSha256).toMatch(/^[0-9a-f]{64}$/);
  await fetch(`${vendor.baseUrl}/simulator/requests`, { method: 'DELETE' });
  expect(await read('')).toEqual({ count: 0, items: [] });
});

test('an unknown control path lists those that exist', async () => {
  const answer = await fetch(`${vendor.baseUrl}/simulator`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    routes: expect.arrayContaining(['PUT /simulator/default']),
  });
});
