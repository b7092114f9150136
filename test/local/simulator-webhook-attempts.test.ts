// The vendor simulator's persistence: webhooks that find nobody, and webhooks that outlive the simulator.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../infra/local/outside/receiver.ts';
import { callSampleRate, synthesiseCall } from '../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
import { startVendorSimulator, type VendorSimulator } from '../../infra/local/outside/vendor-simulator.ts';

const callWav = encodeWav(synthesiseCall({ seconds: 5, seed: 3 }), callSampleRate);
/** Stands where the gateway's webhook would. */
let gateway: Receiver;
let vendor: VendorSimulator;

beforeEach(async () => {
  gateway = await startReceiver();
  vendor = await startVendorSimulator({
    webhookUrl: () => `${gateway.url}/webhook.php`,
    retryDelaysMs: [5, 10],
  });
});
afterEach(async () => {
  await vendor.close();
  await gateway.close();
});

async function upload(audioID: string, to = vendor): Promise<void> {
  const form = new FormData();
  form.set('audioID', audioID);
  form.set('audioSource', 'pbx');
  form.set('files', new Blob([new Uint8Array(callWav)]), 'call.wav');
  const answer = await fetch(`${to.baseUrl}/v1.3/audio_upload/upload-audio-file/1`, {
    method: 'POST',
    body: form,
    headers: { 'PDAI-API-Token': 'any' },
  });
  await answer.arrayBuffer();
}

test('a webhook that gets an error is tried again, and every attempt is in the log', async () => {
  gateway.plan({ status: 503, body: 'busy', times: 1 });
  vendor.plan('a', { webhook: { delayMs: 0 } });
  await upload('a');
  await vendor.idle();
  expect(gateway.deliveries().map(({ answered }) => answered)).toEqual([503, 200]);
  expect(vendor.requests('a')[0]?.webhooks).toMatchObject([
    { copy: 1, attempt: 1, status: 503, answer: 'busy', url: `${gateway.url}/webhook.php` },
    { copy: 1, attempt: 2, status: 200 },
  ]);
});

test('a webhook is given up after its last attempt', async () => {
  gateway.plan({ drop: 'before-answer' });
  vendor.plan('a', { webhook: { delayMs: 0 } });
  await upload('a');
  await vendor.idle();
  const attempts = vendor.requests('a')[0]?.webhooks ?? [];
  expect(attempts.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, undefined],
    [2, undefined],
    [3, undefined],
  ]);
  expect(attempts[0]?.error).toMatch(/socket hang up|ECONNRESET/);
});

test('a webhook that still waits when the simulator stops goes out after the next start, and only once', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'voxgate-vendor-'));
  const start = () => startVendorSimulator({ webhookUrl: () => `${gateway.url}/later`, dataDir });
  try {
    const first = await start();
    first.plan('a', { answer: 'ack', webhook: { delayMs: 1200 } });
    await upload('a', first);
    const before = performance.now();
    await first.close();
    expect(performance.now() - before).toBeLessThan(1000);
    expect(gateway.deliveries()).toHaveLength(0);

    const second = await start();
    await second.idle();
    await second.close();
    expect(gateway.deliveries().map(({ path }) => path)).toEqual(['/later']);
    expect(JSON.parse(gateway.deliveries()[0]?.rawBody ?? '')).toMatchObject({
      success: true,
      results: [{ audioID: 'a' }],
    });
    expect(await readdir(join(dataDir, 'vendor-webhooks'))).toEqual([]);
  } finally {
    await rm(dataDir, { recursive: true });
  }
});

test('a webhook left unsent by a simulator that was killed is not lost to a file it cannot read', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'voxgate-vendor-'));
  try {
    await mkdir(join(dataDir, 'vendor-webhooks'));
    await writeFile(join(dataDir, 'vendor-webhooks', 'a.json'), '{"audioID":1}');
    await writeFile(join(dataDir, 'vendor-webhooks', 'b.json'), 'half a fi');
    const job = {
      audioID: 'a',
      body: 'kept',
      delayMs: 0,
      copies: 1,
      concurrently: false,
      forgedToken: false,
    };
    await writeFile(join(dataDir, 'vendor-webhooks', 'c.json'), JSON.stringify(job));
    const restarted = await startVendorSimulator({ webhookUrl: () => gateway.url, dataDir });
    await restarted.idle();
    await restarted.close();
    expect(gateway.deliveries().map(({ rawBody }) => rawBody)).toEqual(['kept']);
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
