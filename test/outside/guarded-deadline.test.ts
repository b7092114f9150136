// Time limits and aborts from outside: they end a call at once, and leave neither timer nor listener.
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDeadline } from '../../shared/outside/outgoing-deadline.ts';
import { answer, type Behaviour, flood, head } from '../support/hostile-server.ts';
import { hop, watchedServers } from './watched-servers.ts';

const { serve, dials } = watchedServers();

describe('an abort from outside', () => {
  it('stops a call that waits, and tells that the server may have the request', async () => {
    const server = await serve({
      '/': (_socket) => controller.abort(new Error('the function is out of time')),
    });
    const controller = new AbortController();
    const call = hop({ url: server.url('/'), signal: controller.signal });
    await expect(call).rejects.toMatchObject({ kind: 'timeout', requestSent: true });
  });

  it('before the call dials nothing', async () => {
    const call = hop({ url: 'http://127.0.0.1:9/', signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ kind: 'timeout', requestSent: false });
    expect(dials.count()).toBe(0);
  });

  it('is no longer listened to once a call is over, well or badly', async () => {
    const server = await serve({ '/': answer(200, {}, 'ok') });
    const controller = new AbortController();
    const deadline = startDeadline(60_000, controller.signal);
    const response = await hop({ url: server.url('/'), signal: deadline.signal });
    await response.close();
    await expect(hop({ url: 'http://10.0.0.1/', signal: deadline.signal })).rejects.toThrow();
    expect(getEventListeners(deadline.signal, 'abort')).toEqual([]);
    deadline.clear();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });
});

describe('a deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('aborts when its time is over, not before', () => {
    const deadline = startDeadline(5000);
    vi.advanceTimersByTime(4999);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.reason).toMatchObject({
      kind: 'timeout',
      message: 'the whole call took longer than 5 s',
    });
  });

  it('leaves no timer once it is cleared', () => {
    const deadline = startDeadline(5000);
    expect(vi.getTimerCount()).toBe(1);
    deadline.clear();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is over from the start when the outer signal is', () => {
    const deadline = startDeadline(5000, AbortSignal.abort(new Error('too late')));
    expect(deadline.signal.reason).toMatchObject({ kind: 'timeout', cause: { message: 'too late' } });
    deadline.clear();
  });
});

it("the connect limit ends with the connection: a slow answer is the idle limit's affair", async () => {
  const slow: Behaviour = (socket, request) => {
    const timer = setTimeout(() => answer(200, {}, 'ok')(socket, request), 1200);
    socket.once('close', () => clearTimeout(timer));
  };
  const server = await serve({ '/': slow });
  const response = await hop({
    url: server.url('/'),
    limits: { connectTimeoutMs: 1000, idleTimeoutMs: 5000 },
  });
  expect(response.statusCode).toBe(200);
  await response.close();
});

it('an answer that nobody reads is closed all the same', async () => {
  const server = await serve({ '/': flood(head(200), Buffer.alloc(65_536)) });
  const response = await hop({ url: server.url('/') });
  await response.close();
  expect(dials.openCount()).toBe(0);
});
