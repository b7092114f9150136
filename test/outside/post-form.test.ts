// A delivery's POST: the customer's server gets exactly the form, and whatever it says in return is reported, not obeyed.
import { afterEach, describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../../shared/domain/address-policy.ts';
import { outgoingHeaderProblem } from '../../shared/domain/outgoing-headers.ts';
import { type FormPost, postForm } from '../../shared/outside/post-form.ts';
import {
  answer,
  type Behaviour,
  drip,
  flood,
  type HostileServer,
  head,
  raw,
  redirect,
  resetAfter,
  silence,
  startHostileServer,
  watchDials,
} from '../support/hostile-server.ts';

const policy = createAddressPolicy({ allowCidrs: ['127.0.0.0/8'], environment: 'local' });
const limits = { connectTimeoutMs: 5000, idleTimeoutMs: 1000, totalTimeoutMs: 20_000 };
const fields = { id: 'Anruf 7&8=ü', json_url: 'https://voxgate.example/json_logs/voice_1.json?a=1&b=2' };
const body = new URLSearchParams(fields).toString();
let server: HostileServer;

afterEach(async () => {
  await server.idle();
  await server.close();
});

async function post(behaviour: Behaviour, more: Partial<FormPost> = {}) {
  server = await startHostileServer({ behaviours: { '/hook': behaviour } });
  return postForm({ url: server.url('/hook?key=1'), body, policy, limits, ...more });
}

describe('what is sent', () => {
  it('is the form as it was signed, with its length, and the headers of the source', async () => {
    await post(answer(200, {}, 'ok'), {
      headers: {
        'X-Customer-Key': 'abc',
        'Webhook-Id': 'msg_1',
        'User-Agent': 'Custom/1',
        Authorization: 'Bearer x',
      },
    });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/hook?key=1' });
    expect(request?.body).toBe(body);
    expect(request?.headers).toEqual({
      'user-agent': 'Custom/1',
      'x-customer-key': 'abc',
      'webhook-id': 'msg_1',
      authorization: 'Bearer x',
      accept: '*/*',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(request?.body.length),
      'accept-encoding': 'identity',
      host: `127.0.0.1:${server.port}`,
      connection: 'close',
    });
  });

  it.each([
    ['Host', 'other.example'],
    ['content-length', '1'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'keep-alive'],
    ['Content-Type', 'text/plain'],
    ['X-Bad', 'a\r\nInjected: yes'],
    ['X-Bad', 'a\nb'],
    ['X-Bad', 'a\u0000b'],
    ['X-Bad', 'ü'],
    ['X Bad', 'a'],
    ['X-Bad:', 'a'],
    ['', 'a'],
  ])('never holds the header %j: %j', async (name, value) => {
    const dials = watchDials();
    const call = post(answer(200, {}), { headers: { [name]: value } });
    await expect(call).rejects.toMatchObject({ kind: 'protocol', requestSent: false });
    dials.stop();
    expect(dials.count()).toBe(0);
    expect(outgoingHeaderProblem(name, value)).toMatch(/^(a header name|the (header|value))/);
  });
});

describe('what comes back', () => {
  it('is its status, its text and how long it took', async () => {
    const result = await post(answer(200, {}, 'gespeichert: ü'));
    expect(result).toEqual({
      statusCode: 200,
      body: 'gespeichert: ü',
      isTruncated: false,
      durationMs: expect.any(Number),
    });
    expect(Number.isInteger(result.durationMs) && result.durationMs >= 0).toBe(true);
  });

  it.each([204, 400, 404, 410, 500])('a %i is returned, not thrown', async (statusCode) => {
    expect(await post(answer(statusCode, {}))).toMatchObject({ statusCode, body: '', isTruncated: false });
  });

  it.each([301, 302, 303, 307, 308])('a %i is returned, not followed', async (statusCode) => {
    const result = await post(redirect('/hook', statusCode));
    expect(result.statusCode).toBe(statusCode);
    expect(server.connectionCount()).toBe(1);
  });

  it.each([
    ['120', 120],
    ['0', 0],
    [new Date(Date.now() - 60_000).toUTCString(), 0],
    ['soon', undefined],
    ['-5', undefined],
    ['99999999999', undefined],
  ])('Retry-After: %s', async (header, seconds) => {
    const result = await post(answer(503, { 'retry-after': header }));
    expect(result.retryAfterSeconds).toBe(seconds);
  });

  it('Retry-After as a date counts from now', async () => {
    const result = await post(answer(503, { 'retry-after': new Date(Date.now() + 90_000).toUTCString() }));
    expect(result.retryAfterSeconds).toBeGreaterThan(80);
    expect(result.retryAfterSeconds).toBeLessThanOrEqual(90);
  });

  it('64 KB of text are kept whole', async () => {
    const result = await post(answer(200, {}, 'x'.repeat(65_536)));
    expect([result.body.length, result.isTruncated]).toEqual([65_536, false]);
  });

  it('of a longer text the first 64 KB are kept, without half a character at the end', async () => {
    const result = await post(answer(200, {}, `x${'ü'.repeat(40_000)}`));
    expect([result.body, result.isTruncated]).toEqual([`x${'ü'.repeat(32_767)}`, true]);
  });

  it.each<[string, Behaviour, string]>([
    ['without end', flood(head(200), Buffer.alloc(65_536, 'x')), 'x'.repeat(65_536)],
    ['that is reset', resetAfter(`${head(200, { 'content-length': '99' })}`), ''],
    ['that breaks off', raw(`${head(200, { 'content-length': '99' })}abc`), 'abc'],
    ['that falls silent', (socket) => socket.write(`${head(200, { 'content-length': '99' })}abc`), 'abc'],
    ['that is compressed', answer(200, { 'content-encoding': 'gzip' }, 'abc'), ''],
  ])('an answer %s does not undo its status', async (_what, behaviour, text) => {
    expect(await post(behaviour)).toMatchObject({ statusCode: 200, body: text, isTruncated: true });
  });

  it('an answer that drips is cut at the total limit', async () => {
    const result = await post(drip(head(200), 5), { limits: { ...limits, totalTimeoutMs: 1000 } });
    expect(result).toMatchObject({ statusCode: 200, isTruncated: true, body: expect.stringMatching(/^x+$/) });
  });
});

describe('when no status comes', () => {
  it.each<[string, Behaviour, object]>([
    ['silence', silence(), { kind: 'timeout', message: 'the server was silent for 1 s', bodySent: true }],
    ['a reset', resetAfter(''), { kind: 'reset', retry: 'later', requestSent: true }],
    ['nonsense', raw('nonsense\r\n\r\n'), { kind: 'protocol' }],
  ])('%s is an error with a kind', async (_what, behaviour, expected) => {
    await expect(post(behaviour)).rejects.toMatchObject({ name: 'OutgoingHttpError', ...expected });
  });

  it('a forbidden target is not dialled, whatever its port', async () => {
    const dials = watchDials();
    const url = 'http://customer.example/hook';
    const call = post(answer(200, {}), { url, lookup: async () => [{ address: '169.254.169.254' }] });
    await expect(call).rejects.toMatchObject({
      kind: 'refused-address',
      message: 'the address of that host is not allowed',
    });
    dials.stop();
    expect(dials.count()).toBe(0);
  });

  it('an admin may name any port', async () => {
    const call = post(answer(200, {}), { url: 'http://127.0.0.1:1/hook' });
    await expect(call).rejects.toMatchObject({ kind: 'connect', retry: 'later', requestSent: false });
  });
});
