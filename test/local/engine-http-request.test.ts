// The front door of the local stack has the limits of API Gateway and Lambda, and survives a client that breaks off.
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect } from 'vitest';
import { engineHttpTest as test } from './engine-http-api.ts';

describe('a request', () => {
  const octets = { 'content-type': 'application/octet-stream' };

  test('over 10 MB is 413, announced or not', async ({ raw }) => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    for (const headers of [{ 'content-length': body.length }, { 'transfer-encoding': 'chunked' }]) {
      const { status, text } = await raw(
        '/echo',
        { method: 'POST', headers: { ...octets, ...headers } },
        body,
      );
      expect({ status, text }).toEqual({ status: 413, text: '{"message":"Request Entity Too Large"}' });
    }
  });

  test('whose encoded event exceeds 6 MB is 413, although its body is smaller', async ({ raw }) => {
    const body = Buffer.alloc(5 * 1024 * 1024);
    const { status, text } = await raw('/echo', { method: 'POST', headers: octets }, body);
    expect({ status, text }).toEqual({ status: 413, text: '{"message":"Request Entity Too Large"}' });
    const asText = await raw(
      '/answers/plain',
      { method: 'POST', headers: { 'content-type': 'text/plain' } },
      body,
    );
    expect(asText.status).toBe(413);
  });

  test('of 4 MB arrives whole', async ({ raw }) => {
    const body = Buffer.alloc(4 * 1024 * 1024, 'a');
    const { status } = await raw('/answers/plain', { method: 'POST', headers: octets }, body);
    expect(status).toBe(201);
  });

  test('that expects 100-continue gets it, unless it is too long', async ({ raw }) => {
    const small = Buffer.from('hello');
    const accepted = await raw(
      '/echo',
      { method: 'POST', headers: { ...octets, expect: '100-continue', 'content-length': small.length } },
      small,
    );
    expect(accepted).toMatchObject({ status: 200, continued: true });
    const refused = await raw('/echo', {
      method: 'POST',
      headers: { ...octets, expect: '100-continue', 'content-length': 20_000_000 },
    });
    expect(refused).toMatchObject({ status: 413, continued: false });
  });

  test('with more than 10,240 bytes of headers is 431', async ({ raw }) => {
    const { status } = await raw('/echo', { headers: { 'x-long': 'a'.repeat(10_500) } });
    expect(status).toBe(431);
  });

  test('whose path is broken percent-encoding is 400', async ({ raw }) => {
    expect((await raw('/calls/%E0%A4%A', {})).status).toBe(400);
  });
});

test('a client that breaks off in the middle of a request leaves the stack up', async ({ engine }) => {
  const socket = connect(Number(new URL(engine.baseUrl).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await new Promise((resolve) => setImmediate(resolve));
  socket.resetAndDestroy();
  await once(socket, 'close');
  expect((await fetch(`${engine.baseUrl}/answers/plain`)).status).toBe(201);
});
