// What the vendor simulator makes of the audio it really received.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callSampleRate, synthesiseCall } from '../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
import { startVendorSimulator, type VendorSimulator } from '../../infra/local/outside/vendor-simulator.ts';

let vendor: VendorSimulator;

beforeAll(async () => {
  vendor = await startVendorSimulator({
    webhookUrl: () => 'http://127.0.0.1:9/',
    token: 'secret',
    userId: '42',
  });
  vendor.planDefault({ webhook: { when: 'never' } });
});
afterAll(() => vendor.close());

interface VendorBody {
  readonly error_code?: string;
  readonly results: readonly [{ readonly transcription: string; readonly language?: string }];
}

interface UploadOptions {
  readonly token?: string | undefined;
  readonly userId?: string;
  readonly without?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

async function upload(audioID: string, file: Uint8Array, options: UploadOptions = {}) {
  const form = new FormData();
  const fields = { audioID, audioSource: 'pbx', ...options.fields };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('files', new Blob([new Uint8Array(file)]), 'call.wav');
  if (options.without !== undefined) form.delete(options.without);
  const token = 'token' in options ? options.token : 'secret';
  const answer = await fetch(
    `${vendor.baseUrl}/v1.3/audio_upload/upload-audio-file/${options.userId ?? '42'}`,
    { method: 'POST', body: form, headers: token === undefined ? {} : { 'PDAI-API-Token': token } },
  );
  return { status: answer.status, body: (await answer.json()) as VendorBody };
}

const call = synthesiseCall({ seconds: 6, seed: 1 });
const callWav = encodeWav(call, callSampleRate);

/** The call's file with one 16-bit header field overwritten. */
function withHeader(at: number, value: number): Buffer {
  const file = Buffer.from(callWav);
  file.writeUInt16LE(value, at);
  return file;
}

test('a call is answered with exactly the documented success body', async () => {
  const { status, body } = await upload('4430', callWav);
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    message: 'Successfully processed 1 audio(s)',
    results: [{ audioID: '4430', transcription: expect.any(String), language: 'en' }],
  });
});

test('the transcription has a timed line per voiced segment and ends with duration, rate and checksum', async () => {
  const { body } = await upload('lines', callWav);
  const lines = body.results[0].transcription.split('\n');
  const heard = vendor.requests('lines')[0]?.audio;
  expect(heard).toMatchObject({ sampleRate: 8000, channels: 1, durationSeconds: 6 });
  expect(heard?.voicedSegments).toBeGreaterThanOrEqual(2);
  expect(lines).toHaveLength((heard?.voicedSegments ?? 0) + 1);
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^\[\d+\.\d\d-\d+\.\d\d\] [A-Z].*[.?]$/);
  expect(lines.at(-1)).toBe(`(6 s, 8000 Hz, 1 channel, sha256 ${heard?.samplesSha256.slice(0, 12)})`);
});

test('the same samples give the same transcription whatever the header around them', async () => {
  const list = Buffer.from('LIST\x04\0\0\0INFO', 'latin1');
  const tagged = Buffer.concat([callWav.subarray(0, 36), list, callWav.subarray(36)]);
  tagged.writeUInt32LE(tagged.length - 8, 4);
  const [plain, other] = [await upload('same-1', callWav), await upload('same-2', tagged)];
  expect(plain.body.results[0].transcription).toContain('sha256');
  expect(other.body.results[0].transcription).toBe(plain.body.results[0].transcription);
});

test('one flipped bit in one sample changes the transcription', async () => {
  const flipped = Int16Array.from(call);
  flipped[20_000] = (flipped[20_000] ?? 0) ^ 1;
  const before = await upload('flip-1', callWav);
  const after = await upload('flip-2', encodeWav(flipped, callSampleRate));
  expect(after.body.results[0].transcription).not.toBe(before.body.results[0].transcription);
});

test('wrong speed shows: the same samples at another rate give other times and another duration', async () => {
  const { body } = await upload('fast', encodeWav(call, 16_000));
  expect(body.results[0].transcription).toContain('(3 s, 16000 Hz');
});

test('the language sent is the language answered', async () => {
  const { body } = await upload('lang', callWav, { fields: { language: 'ar' } });
  expect(body.results[0].language).toBe('ar');
});

test.for([
  ['digital silence', () => 0],
  ['the hiss of a line', (index: number) => (index * 7919) % 41],
] as const)('%s is answered with exactly the documented failure body', async ([, sample]) => {
  const silence = Int16Array.from({ length: 16_000 }, (_, index) => sample(index));
  const { status, body } = await upload('quiet', encodeWav(silence, callSampleRate));
  expect(status).toBe(200);
  expect(body).toEqual({
    success: false,
    message: 'processed 0 audio(s), failed 1',
    error_code: 'NO_SPEECH_DETECTED',
    results: [
      {
        audioID: 'quiet',
        message: 'No speech detected in the audio file',
        error_code: 'NO_SPEECH_DETECTED',
      },
    ],
  });
});

test.for([
  ['GSM in WAV', withHeader(20, 0x31), /0x0031 is not PCM/],
  ['µ-law in WAV', withHeader(20, 7), /0x0007 is not PCM/],
  ['8-bit PCM', withHeader(34, 8), /8 bits per sample/],
  ['a block size that contradicts the channels', withHeader(32, 4), /contradict/],
  ['raw GSM', Buffer.alloc(330, 0xd3), /Not a RIFF/],
  ['HTML', Buffer.from('<!doctype html><title>Not found</title>'), /Not a RIFF/],
  ['nothing', Buffer.alloc(0), /ends before its data/],
  ['a header without samples', encodeWav(new Int16Array(0), 8000), /empty/],
  ['a file that breaks off', callWav.subarray(0, 50_000), /96000 data bytes, 49956 arrived/],
  ['the false length that a pipe leaves', withHeader(42, 0x7fff), /data bytes/],
  ['a file length beyond its end', withHeader(6, 0x7fff), /promises \d+ bytes, 96044 arrived/],
] as const)('%s is refused as UNSUPPORTED_AUDIO, with the reason', async ([, file, reason]) => {
  const { status, body } = await upload('broken', file);
  expect(status).toBe(422);
  expect(body).toMatchObject({ success: false, error_code: 'UNSUPPORTED_AUDIO' });
  expect(body.results[0]).toEqual({
    audioID: 'broken',
    error_code: 'UNSUPPORTED_AUDIO',
    message: expect.stringMatching(reason),
  });
});

test('no plan can make the vendor transcribe audio that it cannot read', async () => {
  vendor.plan('mended', { answer: 'ack', status: 202 });
  const { status, body } = await upload('mended', Buffer.from('RIFF nonsense'));
  expect(status).toBe(422);
  expect(body.error_code).toBe('UNSUPPORTED_AUDIO');
});

test.for([['wrong'], [undefined], ['']] as const)('the token %s is refused with 401', async ([token]) => {
  const { status, body } = await upload('token', callWav, { token });
  expect(status).toBe(401);
  expect(body).toEqual({ success: false, message: 'Invalid token', error_code: 'INVALID_TOKEN' });
  expect(vendor.requests('token').at(-1)).toMatchObject({ tokenAccepted: false, outcome: { status: 401 } });
});

test.for(['audioID', 'audioSource', 'files'])('an upload without %s is refused with 400', async (without) => {
  const { status, body } = await upload('missing', callWav, { without });
  expect(status).toBe(400);
  expect(body).toMatchObject({ success: false, error_code: 'MISSING_FIELD', message: `Missing ${without}` });
});

test('an unknown user id is 404', async () => {
  const { status } = await upload('user', callWav, { userId: '43' });
  expect(status).toBe(404);
  expect(vendor.requests('user')).toHaveLength(0);
});

test('a body that is no form is 400', async () => {
  const answer = await fetch(`${vendor.baseUrl}/v1.3/audio_upload/upload-audio-file/42`, {
    method: 'POST',
    body: '{}',
    headers: { 'PDAI-API-Token': 'secret', 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ success: false, error_code: 'BAD_REQUEST' });
});

test('the log of a request holds fields, file and headers, but never the token', async () => {
  await upload('logged', callWav, { fields: { language: 'en', extra: 'x' } });
  const [request] = vendor.requests('logged');
  expect(request).toMatchObject({
    userId: '42',
    fields: { audioID: 'logged', audioSource: 'pbx', language: 'en', extra: 'x' },
    file: { name: 'call.wav', bytes: callWav.length },
    outcome: { status: 200 },
  });
  expect(request?.headers['content-type']).toContain('multipart/form-data');
  expect(JSON.stringify(request)).not.toContain('secret');
});
