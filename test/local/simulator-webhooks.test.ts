// Every way in which the vendor simulator calls back: in time, early, late, often, forged, or never.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../infra/local/outside/receiver/delivery.ts';
import { type Receiver, startReceiver } from '../../infra/local/outside/receiver.ts';
import { callSampleRate, synthesiseCall } from '../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
import { startVendorSimulator, type VendorSimulator } from '../../infra/local/outside/vendor-simulator.ts';

const callWav = encodeWav(synthesiseCall({ seconds: 5, seed: 3 }), callSampleRate);
const silentWav = encodeWav(new Int16Array(8000), callSampleRate);
/** Stands where the gateway's webhook would. */
let gateway: Receiver;
let vendor: VendorSimulator;

beforeAll(async () => {
  gateway = await startReceiver();
  vendor = await startVendorSimulator({
    webhookUrl: () => `${gateway.url}/webhook.php?token=right`,
    webhookHeaders: (rawBody) => ({ 'x-signature': `over-${rawBody.length}` }),
  });
});
beforeEach(() => vendor.reset());
afterEach(async () => {
  await vendor.idle();
  gateway.reset();
});
afterAll(async () => {
  await vendor.close();
  await gateway.close();
});

async function upload(audioID: string, options: { wav?: Buffer; callbackUrl?: string } = {}) {
  const form = new FormData();
  form.set('audioID', audioID);
  form.set('audioSource', 'pbx');
  if (options.callbackUrl !== undefined) form.set('callbackUrl', options.callbackUrl);
  form.set('files', new Blob([new Uint8Array(options.wav ?? callWav)]), 'call.wav');
  const answer = await fetch(`${vendor.baseUrl}/v1.3/audio_upload/upload-audio-file/1`, {
    method: 'POST',
    body: form,
    headers: { 'PDAI-API-Token': 'any' },
  });
  return { status: answer.status, text: await answer.text() };
}

type WebhookBody = string | { readonly results: { readonly transcription: string }[] };

const bodyOf = (delivery: Delivery | undefined) => JSON.parse(delivery?.rawBody ?? '');

test('without a plan the full answer comes first, and one webhook with the duration about 300 ms later', async () => {
  const { text } = await upload('4430');
  expect(gateway.deliveries()).toHaveLength(0);
  await vendor.idle();
  const [webhook, ...others] = gateway.deliveries();
  expect(others).toHaveLength(0);
  const answered = JSON.parse(text);
  expect(bodyOf(webhook)).toEqual({ ...answered, results: [{ ...answered.results[0], duration: 5 }] });
  expect(webhook).toMatchObject({ method: 'POST', path: '/webhook.php?token=right' });
  expect(webhook?.headers['content-type']).toBe('application/json');
  expect(webhook?.headers['x-signature']).toBe(`over-${webhook?.rawBody.length}`);
  const endedAt = Date.parse(vendor.requests('4430')[0]?.endedAt ?? '');
  expect(Date.parse(webhook?.at ?? '') - endedAt).toBeGreaterThanOrEqual(290);
});

test('silence is told again by the webhook, in exactly the documented words', async () => {
  vendor.plan('a', { answer: 'ack', webhook: { delayMs: 0 } });
  await upload('a', { wav: silentWav });
  await vendor.idle();
  expect(bodyOf(gateway.deliveries()[0])).toEqual({
    success: false,
    message: 'Successfully processed 0 audio(s), failed 1',
    error_code: 'NO_SPEECH_DETECTED',
    results: [
      { audioID: 'a', message: 'No speech detected in the audio file', error_code: 'NO_SPEECH_DETECTED' },
    ],
  });
});

test('an acknowledged upload with an error code is refused by the webhook alone', async () => {
  vendor.plan('a', { answer: 'ack', errorCode: 'LANGUAGE_UNKNOWN', webhook: { delayMs: 0 } });
  expect(JSON.parse((await upload('a')).text)).toMatchObject({ success: true });
  await vendor.idle();
  expect(bodyOf(gateway.deliveries()[0])).toMatchObject({ success: false, error_code: 'LANGUAGE_UNKNOWN' });
});

test('never sends none', async () => {
  vendor.plan('a', { webhook: { when: 'never' } });
  await upload('a');
  await vendor.idle();
  expect(gateway.deliveries()).toHaveLength(0);
});

test('before-answer has the webhook answered before the upload is', async () => {
  vendor.plan('a', { webhook: { when: 'before-answer' } });
  await upload('a');
  expect(gateway.deliveries()).toMatchObject([{ answered: 200 }]);
  const [request] = vendor.requests('a');
  expect(Date.parse(request?.webhooks[0]?.at ?? '')).toBeLessThanOrEqual(Date.parse(request?.endedAt ?? ''));
});

test('late waits for its delay after the answer', async () => {
  vendor.plan('a', { latencyMs: 100, webhook: { when: 'late', delayMs: 50 } });
  await upload('a');
  await vendor.idle();
  const [request] = vendor.requests('a');
  const waitedMs = Date.parse(gateway.deliveries()[0]?.at ?? '') - Date.parse(request?.endedAt ?? '');
  expect(waitedMs).toBeGreaterThanOrEqual(45);
});

test('copies repeat the same body, one after the other’s answer', async () => {
  gateway.plan({ delayMs: 20 });
  vendor.plan('a', { webhook: { delayMs: 0, copies: 3 } });
  await upload('a');
  await vendor.idle();
  const bodies = gateway.deliveries().map((delivery) => delivery.rawBody);
  expect(bodies).toHaveLength(3);
  expect(new Set(bodies).size).toBe(1);
  const sent = vendor.requests('a')[0]?.webhooks.map(({ at }) => Date.parse(at)) ?? [];
  expect((sent[1] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(19);
});

test('concurrently sends all copies before the first is answered', async () => {
  gateway.plan({ delayMs: 800 });
  vendor.plan('a', { webhook: { delayMs: 0, copies: 5, concurrently: true } });
  await upload('a');
  await gateway.waitFor(5);
  expect(gateway.deliveries().every(({ answered }) => answered === undefined)).toBe(true);
});

test('results lists the true result and others beside it', async () => {
  vendor.plan('a', { webhook: { delayMs: 0, results: 3 } });
  await upload('a');
  await vendor.idle();
  const { message, results } = bodyOf(gateway.deliveries()[0]);
  expect(message).toBe('Successfully processed 3 audio(s)');
  expect(results.map(({ audioID }: { audioID: string }) => audioID)).toEqual(['a', 'a-2', 'a-3']);
});

test.for([
  ['audioID', 'forged-a', '/webhook.php?token=right', true],
  ['token', 'a', '/webhook.php?token=forged', false],
  [true, 'forged-a', '/webhook.php?token=forged', false],
] as const)('forged: %s', async ([forged, audioID, path, isSigned]) => {
  vendor.plan('a', { webhook: { delayMs: 0, forged } });
  await upload('a');
  await vendor.idle();
  const [webhook] = gateway.deliveries();
  expect(bodyOf(webhook).results[0].audioID).toBe(audioID);
  expect(webhook?.path).toBe(path);
  expect('x-signature' in (webhook?.headers ?? {})).toBe(isSigned);
});

test.for<[string, WebhookBody, string]>([
  ['an object', { results: [{ transcription: 'no id' }] }, '{"results":[{"transcription":"no id"}]}'],
  ['raw text', '{"half":', '{"half":'],
  ['nothing', '', ''],
])('the body can be %s', async ([, body, sent]) => {
  vendor.plan('a', { webhook: { delayMs: 0, body } });
  await upload('a');
  await vendor.idle();
  expect(gateway.deliveries()[0]?.rawBody).toBe(sent);
});

test('several webhooks of one upload go out each at its own time', async () => {
  vendor.plan('a', {
    webhook: [
      { delayMs: 120, body: 'second' },
      { delayMs: 0, body: 'first' },
    ],
  });
  await upload('a');
  await vendor.idle();
  expect(gateway.deliveries().map(({ rawBody }) => rawBody)).toEqual(['first', 'second']);
});

test('a callback URL sent with the upload goes before the deployment’s', async () => {
  await upload('a', { callbackUrl: `${gateway.url}/own?recording=1` });
  await vendor.idle();
  expect(gateway.deliveries().map(({ path }) => path)).toEqual(['/own?recording=1']);
});

test('when the planned failures are over, the planned webhooks follow the good answer', async () => {
  vendor.plan('a', { status: 503, times: 1, webhook: { delayMs: 0, copies: 2 } });
  expect((await upload('a')).status).toBe(503);
  expect((await upload('a')).status).toBe(200);
  await vendor.idle();
  expect(gateway.deliveries()).toHaveLength(2);
});

test('an error status brings no webhook, unless the plan says so', async () => {
  vendor.plan('a', { status: 503, webhook: { delayMs: 0 } });
  vendor.plan('b', { status: 504, webhook: { delayMs: 0, despiteError: true } });
  await upload('a');
  await upload('b');
  await vendor.idle();
  expect(gateway.deliveries().map((delivery) => bodyOf(delivery).results[0].audioID)).toEqual(['b']);
});

test.for(['after-body', 'mid-answer'] as const)(
  'drop %s: the work was done, so the webhook comes',
  async (drop) => {
    vendor.plan('a', { drop, webhook: { delayMs: 0 } });
    await expect(upload('a')).rejects.toThrow();
    await vendor.idle();
    expect(bodyOf(gateway.deliveries()[0]).success).toBe(true);
  },
);
