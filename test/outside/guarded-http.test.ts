// One hop: connected only to what was checked, inside its limits, with nothing left open however it ends.
import { describe, expect, it } from 'vitest';
import { isTargetAddress } from '../../shared/outside/dial-target.ts';
import {
  answer,
  type Behaviour,
  flood,
  raw,
  resetAfter,
  silence,
  watchDials,
} from '../support/hostile-server.ts';
import { hop, watchedServers } from './watched-servers.ts';

const { serve, dials } = watchedServers();

describe('the address that was checked is the address connected to', () => {
  it('although the name server changes its answer', async () => {
    const server = await serve({ '/': answer(200, {}, 'ok') });
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    let lookups = 0;
    const response = await hop({
      url: `http://rebinding.example:${server.port}/`,
      lookup: async () => {
        const addresses = answers[lookups] ?? [];
        lookups += 1;
        return addresses.map((address) => ({ address }));
      },
    });
    expect(response.statusCode).toBe(200);
    await response.close();
    expect([lookups, dials.count(), server.connectionCount()]).toEqual([1, 1, 1]);
    expect(server.requests[0]?.headers.host).toBe(`rebinding.example:${server.port}`);
  });

  it('and a socket that ended up elsewhere is known for it', () => {
    const url = new URL('http://pbx.example/');
    const target = {
      url,
      hostname: 'pbx.example',
      addresses: [
        { address: '93.184.216.34', family: 4 as const },
        { address: '2606:4700:0:0::1111', family: 6 as const },
      ],
    };
    expect(isTargetAddress(target, '93.184.216.34')).toBe(true);
    expect(isTargetAddress(target, '2606:4700::1111')).toBe(true);
    expect(isTargetAddress(target, '127.0.0.1')).toBe(false);
    expect(isTargetAddress(target, '::ffff:93.184.216.34')).toBe(false);
    expect(isTargetAddress(target, '')).toBe(false);
  });

  it('and is cut off before a byte is sent', async () => {
    const server = await serve({ '/': answer(200, {}, 'ok') });
    const misled = watchDials((socket) =>
      Object.defineProperty(socket, 'remoteAddress', { value: '127.0.0.2' }),
    );
    const call = hop({ url: server.url('/') });
    await expect(call).rejects.toMatchObject({ kind: 'refused-address', requestSent: false });
    misled.stop();
    await server.idle();
    expect([server.connectionCount(), server.requests]).toEqual([1, []]);
  });

  it('the next address is tried when the first refuses', async () => {
    const server = await serve({ '/': answer(200, {}, 'ok') });
    const response = await hop({
      url: `http://two-homes.example:${server.port}/`,
      lookup: async () => [{ address: '127.0.0.99' }, { address: '127.0.0.1' }],
    });
    expect(response.statusCode).toBe(200);
    await response.close();
  });

  it('of a name with many addresses only four are tried', async () => {
    const server = await serve({});
    const addresses = Array.from({ length: 200 }, (_, index) => ({ address: `127.0.1.${index + 1}` }));
    const response = hop({ url: `http://many.example:${server.port}/`, lookup: async () => addresses });
    const cause = await response.catch((error: Error) => error.cause);
    expect(cause instanceof AggregateError ? cause.errors.length : 0).toBe(4);
  });
});

describe('a request carries nothing that it was not given', () => {
  it('but its host, its name and the wish for identity', async () => {
    const server = await serve({ '/': answer(200, {}) });
    const response = await hop({
      url: server.url('/'),
      headers: { 'Accept-Encoding': 'gzip', Host: 'other.example' },
    });
    await response.close();
    expect(server.requests[0]?.headers).toEqual({
      'user-agent': 'Voxgate/0.1',
      accept: '*/*',
      'accept-encoding': 'identity',
      host: `127.0.0.1:${server.port}`,
      connection: 'close',
    });
  });

  it('and two requests never share a connection', async () => {
    const server = await serve({ '/': answer(200, { connection: 'keep-alive' }, 'ok') });
    for (let count = 0; count < 2; count += 1) {
      const response = await hop({ url: server.url('/') });
      for await (const _ of response.chunks());
      await response.close();
    }
    expect(server.connectionCount()).toBe(2);
  });
});

describe('what goes wrong has its kind, and says how far the request got', () => {
  const cases: Record<string, { behaviour: Behaviour; expected: object }> = {
    'an answer that never comes': {
      behaviour: silence(),
      expected: { kind: 'timeout', requestSent: true, bodySent: true },
    },
    'a connection that is reset': {
      behaviour: resetAfter(''),
      expected: { kind: 'reset', retry: 'later', requestSent: true },
    },
    'a connection closed without an answer': {
      behaviour: raw(''),
      expected: { kind: 'reset', requestSent: true },
    },
    'an answer that is not HTTP': {
      behaviour: raw('hello\r\n\r\n'),
      expected: { kind: 'protocol', retry: 'never' },
    },
    'headers above 16 KB': {
      behaviour: raw(`HTTP/1.1 200 OK\r\na: ${'b'.repeat(17_000)}\r\n\r\n`),
      expected: { kind: 'protocol', retry: 'never' },
    },
    'headers without end': {
      behaviour: flood('HTTP/1.1 200 OK\r\n', Buffer.from('a: b\r\n'.repeat(2000))),
      expected: { kind: 'protocol' },
    },
    'a switch to another protocol': {
      behaviour: raw('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      expected: { kind: 'reset' },
    },
    'two lengths': {
      behaviour: raw('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
      expected: { kind: 'protocol' },
    },
  };

  it.each(Object.entries(cases))('%s', async (_what, { behaviour, expected }) => {
    const server = await serve({ '/': behaviour });
    const call = hop({ url: server.url('/'), limits: { idleTimeoutMs: 1000 } });
    await expect(call).rejects.toMatchObject({ name: 'OutgoingHttpError', ...expected });
  });

  it('a refused connection: nothing was sent', async () => {
    const server = await serve({});
    await server.close();
    await expect(hop({ url: server.url('/') })).rejects.toMatchObject({
      kind: 'connect',
      retry: 'later',
      requestSent: false,
      bodySent: false,
    });
  });

  it.each([
    ['EAI_AGAIN', 'later'],
    ['ENOTFOUND', 'never'],
  ])('a name server that says %s is asked again %s', async (code, retry) => {
    const lookup = async () => {
      throw Object.assign(new Error(code), { code });
    };
    await expect(hop({ url: 'http://pbx.example/', lookup })).rejects.toMatchObject({ kind: 'dns', retry });
    await expect(hop({ url: 'http://pbx.example/', lookup: async () => [] })).rejects.toMatchObject({
      kind: 'dns',
    });
  });

  it('a name server that never answers runs into the connect limit', async () => {
    const lookup = () => new Promise<never>(() => {});
    const call = hop({ url: 'http://pbx.example/', lookup, limits: { connectTimeoutMs: 40 } });
    await expect(call).rejects.toMatchObject({
      kind: 'timeout',
      message: 'no connection was made within 0.04 s',
    });
  });

  it('a TLS handshake that never ends runs into the connect limit', async () => {
    const server = await serve({});
    const url = server.url('/').replace('http:', 'https:');
    const call = hop({ url, limits: { connectTimeoutMs: 80, idleTimeoutMs: 5000 } });
    await expect(call).rejects.toMatchObject({ kind: 'timeout', requestSent: false });
  });

  it('no message tells an address, a host or a query', async () => {
    const server = await serve({ '/': silence() });
    const failures = await Promise.allSettled([
      hop({ url: server.url('/?token=secret'), limits: { idleTimeoutMs: 50 } }),
      hop({ url: 'http://intranet.example/?token=secret', lookup: async () => [{ address: '10.1.2.3' }] }),
      hop({ url: 'http://169.254.169.254/?token=secret' }),
      hop({ url: 'http://intranet.example:1/?token=secret', lookup: async () => [{ address: '127.0.0.1' }] }),
      hop({ url: 'http://user:secret@intranet.example/' }),
    ]);
    for (const failure of failures) {
      const message = failure.status === 'rejected' ? String(failure.reason.message) : 'it did not fail';
      expect(message).not.toMatch(/\d+\.\d+\.\d+\.\d+|intranet|secret|did not fail/);
    }
  });
});
