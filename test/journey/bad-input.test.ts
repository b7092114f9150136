// Whatever is thrown at the submit door: the contract's error in time, one clear log line without secrets, nothing left on
// disk, and the next good request works.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { TestSource } from '../support/accounts.ts';
import { seededNoise } from '../support/audio-signal.ts';
import type { Answer } from '../support/gateway-client.ts';
import {
  answer,
  type Behaviour,
  drip,
  flood,
  head,
  raw,
  redirect,
  resetAfter,
} from '../support/hostile-server.ts';
import type { TestStack } from '../support/local-stack.ts';
import { invalidValues, malformedBodies } from '../support/malformed-submissions.ts';
import {
  type Body,
  expectNoTemporaryFiles,
  expectRefusal,
  expectTranscript,
  goodFields,
  logLinesOf,
  postRaw,
  submitForm,
} from '../support/submit-door.ts';
import { type Pbx, submitTest, tightTest } from '../support/submit-test.ts';

interface BadInput {
  readonly name: string;
  readonly status: number;
  readonly code: string;
  /** Within so many seconds. @default 5 */
  readonly withinSeconds?: number;
  readonly send: (world: World) => Promise<Answer>;
}

interface World {
  readonly stack: TestStack;
  readonly source: TestSource;
  readonly pbx: Pbx;
  /** Put where no log may show it. */
  readonly secret: string;
}

/** At the door: nothing but submit ever sees it. */
const atTheDoor: readonly BadInput[] = [
  ...malformedBodies.map(({ name, contentType, contentEncoding, body }) => ({
    name,
    status: 400,
    code: 'INVALID_PARAMETER',
    send: ({ stack, source, secret }: World) =>
      postRaw(
        stack,
        body(goodFields(stack, source)) as Body,
        {
          'content-type': contentType,
          'x-api-key': source.key,
          ...(contentEncoding && { 'content-encoding': contentEncoding }),
        },
        { query: `?sig=${secret}` },
      ),
  })),
  ...invalidValues.map(({ name, fields }) => ({
    name,
    status: 400,
    code: 'INVALID_PARAMETER',
    send: ({ stack, source }: World) => {
      const body = JSON.stringify({ ...goodFields(stack, source), api_key: source.key, ...fields });
      const json = { 'content-type': 'application/json' };
      return postRaw(stack, body.replace('"NUMBER"', '1e999'), json);
    },
  })),
  {
    name: '5 MB of JSON',
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    send: ({ stack, source, secret }) => {
      const body = JSON.stringify({ ...goodFields(stack, source), notes: secret.repeat(115_000) });
      return postRaw(stack, body, { 'content-type': 'application/json', 'x-api-key': source.key });
    },
  },
  {
    name: 'a wrong key of 7000 characters',
    status: 403,
    code: 'INVALID_API_KEY',
    send: ({ stack, source, secret }) =>
      submitForm(stack, { ...source, key: secret.padEnd(7000, 'k') }, goodFields(stack, source)),
  },
];

const page = '<html><title>Log in</title></html>';
const noise = seededNoise(11);
const bytes = Buffer.from(Array.from({ length: 50_000 }, () => Math.floor(noise() * 256)));
const cutOff = Buffer.concat([Buffer.from(head(200, { 'content-length': '50001' })), bytes]);

const downloads: readonly [string, number, string, Behaviour][] = [
  ['404', 502, 'DOWNLOAD_FAILED', answer(404, {})],
  ['a web page', 502, 'DOWNLOAD_FAILED', answer(200, { 'content-type': 'text/html' }, page)],
  ['a web page called audio/wav', 502, 'DOWNLOAD_FAILED', answer(200, { 'content-type': 'audio/wav' }, page)],
  ['0 bytes', 502, 'DOWNLOAD_FAILED', answer(200, { 'content-type': 'audio/wav' })],
  [
    '0 bytes, chunked',
    502,
    'DOWNLOAD_FAILED',
    raw(`${head(200, { 'transfer-encoding': 'chunked' })}0\r\n\r\n`),
  ],
  ['600 MB announced', 502, 'DOWNLOAD_FAILED', raw(head(200, { 'content-length': '629145600' }))],
  ['600 MB and more, not announced', 502, 'DOWNLOAD_FAILED', flood(head(200), bytes)],
  ['an endless drip', 502, 'DOWNLOAD_FAILED', drip(head(200), 20)],
  ['an endless drip of headers', 502, 'DOWNLOAD_FAILED', drip('HTTP/1.1 200 OK\r\nx-a: ', 20)],
  ['broken off', 502, 'DOWNLOAD_FAILED', raw(cutOff)],
  ['reset', 502, 'DOWNLOAD_FAILED', resetAfter(head(200, { 'content-length': '50001' }))],
  ['random bytes', 500, 'CONVERSION_FAILED', answer(200, { 'content-type': 'audio/x-gsm' }, bytes)],
];

/** Behind the door: what the recording's server does. */
const behindTheDoor: readonly BadInput[] = [
  ...downloads.map(([name, status, code, behaviour]) => ({
    name: `the recording: ${name}`,
    status,
    code,
    withinSeconds: 8,
    send: ({ stack, source, pbx, secret }: World) => {
      const voicefileURL = `${pbx.serve('/call.wav', behaviour)}?sig=${secret}`;
      return submitForm(stack, source, { ...goodFields(stack, source), voicefileURL }, { prefer: 'wait=20' });
    },
  })),
  {
    name: 'the recording: a redirect loop',
    status: 502,
    code: 'DOWNLOAD_FAILED',
    send: ({ stack, source, pbx, secret }) => {
      const voicefileURL = `${pbx.url('/loop')}?sig=${secret}`;
      pbx.serve('/loop', redirect(voicefileURL));
      return submitForm(stack, source, { ...goodFields(stack, source), voicefileURL }, { prefer: 'wait=20' });
    },
  },
];

/** One line that says what came and why it was refused, and no line anywhere that tells a secret. */
const expectClearLog = async (world: World, from: number, refusal: Answer, { status, code }: BadInput) => {
  const { stack, source, secret } = world;
  const lines = await logLinesOf(stack, refusal);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    message: 'request',
    method: 'POST',
    route: '/voiceTranscription/api.php',
    requestId: refusal.headers.get('x-request-id'),
    status,
    code,
    // What is wrong with a parameter is told in the caller's own words, and those stay out of the log.
    ...(code !== 'INVALID_PARAMETER' && { reason: refusal.json?.message }),
    durationMs: expect.any(Number),
  });
  for (const { line } of stack.logLines.slice(from)) {
    expect(line).not.toContain(source.key);
    expect(line).not.toContain(secret);
    expect(line.length).toBeLessThan(4000);
  }
};

const expectHarmless = async (badInput: BadInput, world: World): Promise<void> => {
  const { stack, pbx } = world;
  const from = stack.logLines.length;
  const startedAt = performance.now();
  const refusal = await badInput.send(world);
  expectRefusal(refusal, badInput);
  expect(performance.now() - startedAt).toBeLessThan((badInput.withinSeconds ?? 5) * 1000);
  await expectClearLog(world, from, refusal, badInput);
  await pbx.idle();
  await expectNoTemporaryFiles(stack);
};

const freshSecret = (): string => `secret-${randomUUID()}`;

/** One recording for all of them, transcribed once: what the door does with a good request it does with a repeat. */
const goodRequests = new WeakMap<TestStack, () => Promise<Answer>>();

const goodRequest = (stack: TestStack, source: TestSource): (() => Promise<Answer>) => {
  const fields = goodFields(stack, source);
  const send = goodRequests.get(stack) ?? (() => submitForm(stack, source, fields));
  goodRequests.set(stack, send);
  return send;
};

submitTest.for(atTheDoor)('$name', async (badInput, { stack, source, pbx }) => {
  await expectHarmless(badInput, { stack, source, pbx, secret: freshSecret() });
  const next = await goodRequest(stack, source)();
  expect(next.json, next.text).toMatchObject({ success: true, results: [{ language: 'en' }] });
});

tightTest.for(behindTheDoor)('$name', async (badInput, { stack, source, pbx }) => {
  await expectHarmless(badInput, { stack, source, pbx, secret: freshSecret() });
  const from = stack.logLines.length;
  const fields = goodFields(stack, source);
  const next = await submitForm(stack, source, fields, { prefer: 'wait=20' });
  expectTranscript(next, fields.audioID);
  // The transcript is nobody's but the caller's.
  const spoken = String(next.text.match(/\] ([^"\\]{12,}?)\\n/)?.[1]);
  expect(spoken.length).toBeGreaterThan(11);
  expect(stack.logLines.slice(from).filter(({ line }) => line.includes(spoken))).toEqual([]);
});
