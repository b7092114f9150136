// The vendor client's way out: streams in, the whole answer back, and how far the request got when it failed.
import { once } from 'node:events';
import http from 'node:http';
import net, { type Server } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { httpRequest } from '../../shared/outside/http-request.ts';
import { answer, type Behaviour, drip, flood, head, raw, resetAfter } from '../support/hostile-server.ts';
import { loopbackPolicy, watchedServers } from './watched-servers.ts';

const { serve } = watchedServers();

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a whole request to a server of our own settings', () => {
  it('needs no policy, sends a stream with its length, and returns what was said', async () => {
    const server = await serve({ '/upload': answer(200, { 'x-seen': 'yes' }, '{"success":true}') });
    const body = Readable.from([Buffer.from('part one, '), Buffer.from('part two')]);
    const response = await httpRequest({
      url: server.url('/upload'),
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x', 'PDAI-API-Token': 'token' },
      body,
      bodyBytes: 18,
    });
    expect(response).toMatchObject({
      statusCode: 200,
      body: Buffer.from('{"success":true}'),
      bodySent: true,
    });
    expect(response.headers['x-seen']).toBe('yes');
    expect(server.requests[0]).toMatchObject({ method: 'POST', body: 'part one, part two' });
    expect(server.requests[0]?.headers).toMatchObject({ 'content-length': '18', 'pdai-api-token': 'token' });
    expect(body.destroyed).toBe(true);
  });

  it('sends a large stream whole', async () => {
    let received = 0;
    const sink = http.createServer((request, response) => {
      request.on('data', (chunk) => {
        received += chunk.length;
      });
      request.on('end', () => response.end('done'));
    });
    const port = await listen(sink);
    let produced = 0;
    const body = Readable.from(
      (function* () {
        for (; produced < 400; produced += 1) yield Buffer.alloc(65_536, 7);
      })(),
    );
    const response = await httpRequest({ url: `http://127.0.0.1:${port}/`, method: 'POST', body });
    expect(String(response.body)).toBe('done');
    expect(received).toBe(400 * 65_536);
    await new Promise((resolve) => sink.close(resolve));
  });

  it('an early answer ends the upload, and says that the body was not sent', async () => {
    const early = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(`${head(413, { 'content-length': '7' })}too big`));
    });
    const port = await listen(early);
    const body = new PassThrough();
    body.write('the beginning');
    const response = await httpRequest({
      url: `http://127.0.0.1:${port}/`,
      method: 'POST',
      body,
    });
    expect(response).toMatchObject({ statusCode: 413, bodySent: false });
    expect(body.destroyed).toBe(true);
    await new Promise((resolve) => early.close(resolve));
  });

  it('an answer that breaks off leaves the outcome unknown', async () => {
    const server = await serve({ '/': resetAfter(head(200, { 'content-length': '100' })) });
    const call = httpRequest({ url: server.url('/'), method: 'POST', body: 'all of it' });
    await expect(call).rejects.toMatchObject({ kind: 'reset', requestSent: true, bodySent: true });
  });

  it('silence after half a body: begun, but not sent', async () => {
    const server = await serve({});
    const body = new PassThrough();
    body.write('half');
    const call = httpRequest({ url: server.url('/'), method: 'POST', body, limits: { idleTimeoutMs: 100 } });
    await expect(call).rejects.toMatchObject({ kind: 'timeout', requestSent: true, bodySent: false });
    expect(body.destroyed).toBe(true);
  });

  it('an error of the body itself is passed on as it is, and the connection is cut', async () => {
    const server = await serve({});
    const broken = new Error('the disk went away');
    const body = new Readable({ read() {} });
    body.push('half');
    const call = httpRequest({ url: server.url('/'), method: 'POST', body });
    body.destroy(broken);
    await expect(call).rejects.toBe(broken);
    expect(server.requests).toEqual([]);
  });

  it('a body is let go of even when nothing was dialled', async () => {
    const body = new PassThrough();
    const call = httpRequest({ url: 'http://10.0.0.1/', method: 'POST', body, policy: loopbackPolicy });
    await expect(call).rejects.toMatchObject({ kind: 'refused-address' });
    expect(body.destroyed).toBe(true);
  });

  it.each<[string, Behaviour]>([
    ['says that it is', answer(200, { 'content-length': '5000' }, 'x')],
    ['does not say so', flood(head(200), Buffer.alloc(1024))],
  ])('an answer that is too long is refused when it %s', async (_how, behaviour) => {
    const server = await serve({ '/': behaviour });
    const call = httpRequest({ url: server.url('/'), method: 'GET', maxResponseBytes: 4096 });
    await expect(call).rejects.toMatchObject({
      kind: 'protocol',
      message: 'the answer is longer than 4096 bytes',
    });
  });

  it.each<Record<string, string>>([
    { 'content-encoding': 'gzip' },
    { 'content-encoding': 'identity, br' },
    { 'content-encoding': 'x-unheard-of' },
    { 'transfer-encoding': 'gzip, chunked', 'content-length': '' },
  ])('a coding that was not asked for is refused: %j', async (headers) => {
    const lines = Object.entries(headers).filter(([, value]) => value !== '');
    const server = await serve({ '/': raw(`${head(200, Object.fromEntries(lines))}1\r\nx\r\n0\r\n\r\n`) });
    await expect(httpRequest({ url: server.url('/'), method: 'GET' })).rejects.toMatchObject({
      kind: 'protocol',
    });
  });

  it('a dripping answer ends at the total limit, however often a byte comes', async () => {
    const server = await serve({ '/': drip(head(200), 5) });
    const call = httpRequest({
      url: server.url('/'),
      method: 'GET',
      limits: { totalTimeoutMs: 150, idleTimeoutMs: 5000 },
    });
    await expect(call).rejects.toMatchObject({
      kind: 'timeout',
      message: 'the whole call took longer than 0.15 s',
    });
  });
});
