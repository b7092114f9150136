// What is not even HTTP, or breaks off: refused before any function runs, nothing left, and the next request works.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'vitest';
import type { TestStack } from '../support/local-stack.ts';
import {
  expectNoTemporaryFiles,
  expectTranscript,
  goodFields,
  postRaw,
  submitForm,
} from '../support/submit-door.ts';
import { submitTest } from '../support/submit-test.ts';

const path = '/voiceTranscription/api.php';

/** @returns the answer's status line, or nothing when the line was just cut */
const sendBytes = async (stack: TestStack, bytes: string, hangUp: boolean): Promise<string> => {
  const socket = connect(Number(new URL(stack.baseUrl).port), '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text;
  });
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  socket.write(bytes, () => hangUp && socket.resetAndDestroy());
  await closed;
  return received.split('\r\n')[0] ?? '';
};

const post = (headers: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}`;
const close = 'Connection: close';

submitTest.for([
  ['garbage', '\u0001\u0002\u0003 what\r\n\r\n', /^HTTP\/1\.1 400/],
  ['another protocol', 'OPTIONS sip:4430@pbx SIP/2.0\r\n\r\n', /^HTTP\/1\.1 400/],
  ['headers of 20 KB', post(`${close}\r\nX-API-Key: ${'k'.repeat(20_000)}`), /^HTTP\/1\.1 431/],
  ['a Content-Length that is no number', post(`${close}\r\nContent-Length: many`), /^HTTP\/1\.1 400/],
  [
    'two lengths for one body',
    post(`${close}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked`, '0\r\n\r\nGET /'),
    /^HTTP\/1\.1 400/,
  ],
  ['broken chunks', post(`${close}\r\nTransfer-Encoding: chunked`, 'zz\r\naudio\r\n'), /^HTTP\/1\.1 400/],
  ['a path that cannot be decoded', `POST /%zz HTTP/1.1\r\nHost: x\r\n${close}\r\n\r\n`, /^HTTP\/1\.1 400/],
  ['a path that is not there', `POST /nowhere HTTP/1.1\r\nHost: x\r\n${close}\r\n\r\n`, /^HTTP\/1\.1 404/],
  ['a body that breaks off', post('Content-Length: 1000', 'audioID=4430'), undefined],
  ['headers that break off', `POST ${path} HTTP/1.1\r\nHost: x\r\nX-API-`, undefined],
] as const)('%s', async ([, bytes, expected], { stack, source }) => {
  const statusLine = await sendBytes(stack, bytes, expected === undefined);
  if (expected) expect(statusLine).toMatch(expected);
  const health = await fetch(`${stack.baseUrl}/health`);
  expect(await health.json()).toMatchObject({ status: 'ok' });
  const accepted = await submitForm(stack, source, goodFields(stack, source), { prefer: 'respond-async' });
  expect(accepted.status, accepted.text).toBe(202);
  await expectNoTemporaryFiles(stack);
});

submitTest.concurrent.for([
  'wait=soon',
  'wait=-1',
  'wait=99999999999',
  'wait=',
  ',;=,',
  'respond-asynchronously',
])('Prefer: %s is ignored', async (prefer, { stack, source }) => {
  const fields = goodFields(stack, source);
  expectTranscript(await submitForm(stack, source, fields, { prefer }), fields.audioID);
});

submitTest('headers that mean nothing here change nothing', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const answer = await postRaw(stack, new URLSearchParams(fields), {
    'x-api-key': source.key,
    'x-http-method-override': 'DELETE',
    'x-forwarded-for': '10.0.0.1, unknown',
    'x-request-id': 'mine',
    authorization: 'Basic not-base64',
    cookie: '__proto__=1; =;;',
    range: 'bytes=0-1',
    'if-none-match': '*',
  });
  expectTranscript(answer, fields.audioID);
  expect(answer.headers.get('x-request-id')).not.toBe('mine');
});
