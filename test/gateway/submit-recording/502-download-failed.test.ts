// 502: the recording could not be had, and the answer says why.
import { expect } from 'vitest';
import {
  answer,
  type Behaviour,
  drip,
  flood,
  head,
  raw,
  redirect,
  resetAfter,
} from '../../support/hostile-server.ts';
import {
  expectNoTemporaryFiles,
  expectRefusal,
  expectTranscript,
  goodFields,
  submitForm,
} from '../../support/submit-door.ts';
import { submitTest, tight, tightTest } from '../../support/submit-test.ts';

const failed = (message: RegExp) => ({ status: 502, code: 'DOWNLOAD_FAILED', message });
const page = '<!DOCTYPE html><html><body>Please log in</body></html>';
const gsm = Buffer.alloc(33 * 50, 0xd5);

const atOnce: readonly [string, Behaviour, RegExp][] = [
  ['404', answer(404, {}, 'no'), /status 404/],
  ['403 with audio in its body', answer(403, { 'content-type': 'audio/x-gsm' }, gsm), /status 403/],
  ['204', answer(204, {}), /status 204|empty/],
  ['206', answer(206, {}, gsm), /only a part/],
  ['a web page', answer(200, { 'content-type': 'text/html; charset=utf-8' }, page), /web page/],
  ['a web page called audio/wav', answer(200, { 'content-type': 'audio/wav' }, page), /web page/],
  ['a web page after blanks', answer(200, {}, `\ufeff\r\n\n  ${page.toLowerCase()}`), /web page/],
  ['nothing', answer(200, { 'content-type': 'audio/wav' }), /empty/],
  ['compressed', answer(200, { 'content-encoding': 'gzip' }, gsm), /compressed/],
  ['600 MB, announced', raw(head(200, { 'content-length': String(600 * 1024 * 1024) })), /larger than/],
  ['another protocol', raw('SIP/2.0 200 OK\r\n\r\n'), /./],
  ['a redirect to nowhere', answer(302, {}), /redirected to nowhere/],
  ['a redirect to a file', redirect('file:///etc/passwd'), /only http and https/],
  ['a redirect to a mail server', redirect('http://127.0.0.1:25/'), /port/],
];

submitTest.for(atOnce)('%s: at once', async ([, behaviour, message], { stack, source, pbx }) => {
  const fields = { ...goodFields(stack, source), voicefileURL: pbx.serve('/call.wav', behaviour) };
  expectRefusal(await submitForm(stack, source, fields), failed(message));
  expect(pbx.requests).toHaveLength(1);
  expect(stack.vendor.requests(fields.audioID)).toHaveLength(0);
});

submitTest('a redirect loop: after five', async ({ stack, source, pbx }) => {
  const fields = { ...goodFields(stack, source), voicefileURL: pbx.url('/loop?token=1') };
  pbx.serve('/loop', redirect('/loop?token=1'));
  expectRefusal(await submitForm(stack, source, fields), failed(/more than 5 redirects/));
  expect(pbx.requests).toHaveLength(6);
});

const threeTimes: readonly [string, Behaviour, RegExp][] = [
  ['500', answer(500, {}, 'oops'), /status 500/],
  ['503', answer(503, { 'retry-after': '1' }, ''), /status 503/],
  ['broken off', raw(Buffer.concat([Buffer.from(head(200, { 'content-length': '99999' })), gsm])), /./],
  ['reset', resetAfter(head(200, { 'content-length': '99999' })), /./],
];

submitTest.concurrent.for(threeTimes)(
  '%s: after three tries',
  async ([, behaviour, message], { stack, source, pbx }) => {
    const fields = { ...goodFields(stack, source), voicefileURL: pbx.serve('/call.gsm', behaviour) };
    expectRefusal(await submitForm(stack, source, fields), failed(message));
    expect(pbx.requests).toHaveLength(3);
  },
);

submitTest(
  'a server that recovers after two failures gets its recording transcribed',
  async ({ stack, source, pbx }) => {
    const recording = await fetch(stack.recordings.urlOf('call-4430.gsm'));
    const bytes = Buffer.from(await recording.arrayBuffer());
    const good = answer(200, {}, bytes);
    const voicefileURL = pbx.serve('/call', (socket, request) =>
      (pbx.requests.length < 3 ? answer(500, {}) : good)(socket, request),
    );
    const fields = { ...goodFields(stack, source), voicefileURL };
    expectTranscript(await submitForm(stack, source, fields), fields.audioID, /12 s/);
  },
);

submitTest.concurrent('a refused connection and an unknown host', async ({ stack, source, pbx }) => {
  const closed = pbx.url('/call');
  await pbx.close();
  const refused = submitForm(stack, source, { ...goodFields(stack, source), voicefileURL: closed });
  const voicefileURL = 'http://pbx.invalid/call';
  const unknown = submitForm(stack, source, { ...goodFields(stack, source), voicefileURL });
  expectRefusal(await refused, failed(/./));
  expectRefusal(await unknown, failed(/./));
});

const withinLimits: readonly [string, Behaviour, RegExp][] = [
  ['an endless drip', drip(head(200), 50), /./],
  ['an endless flood', flood(head(200), Buffer.alloc(65_536, 0xd5)), new RegExp(tight.DOWNLOAD_MAX_BYTES)],
];

tightTest.for(withinLimits)(
  '%s: within the time limit',
  async ([, behaviour, message], { stack, source, pbx }) => {
    const fields = { ...goodFields(stack, source), voicefileURL: pbx.serve('/call.wav', behaviour) };
    const startedAt = performance.now();
    const refused = await submitForm(stack, source, fields, { prefer: 'wait=20' });
    expectRefusal(refused, failed(message));
    const limitMs = Number(tight.DOWNLOAD_TIMEOUT_SECONDS) * 1000;
    expect(performance.now() - startedAt).toBeLessThan(limitMs + 4000);
    await pbx.idle();
    await expectNoTemporaryFiles(stack);
  },
);
