// A download that may succeed later is tried three times, and no other.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DownloadRetries, downloadWithRetries } from '../../shared/outside/download-with-retries.ts';
import {
  answer,
  type Behaviour,
  drip,
  type HostileServer,
  head,
  resetAfter,
  silence,
  startHostileServer,
} from '../support/hostile-server.ts';
import { loopbackPolicy } from './watched-servers.ts';

const limits = { idleTimeoutMs: 600, totalTimeoutMs: 20_000 };
let directory: string;
let server: HostileServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'retries-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

afterEach(async () => {
  await server.idle();
  await server.close();
});

/** Behaves one way per request, the last way from then on. */
async function serveInTurn(...behaviours: readonly Behaviour[]): Promise<string> {
  let turn = 0;
  server = await startHostileServer({
    behaviours: {
      '/': (socket, request) => {
        const behaviour = behaviours[Math.min(turn, behaviours.length - 1)];
        turn += 1;
        behaviour?.(socket, request);
      },
    },
  });
  return server.url('/');
}

async function fetchWithPauses(
  url: string,
  more: { signal?: AbortSignal; pause?: DownloadRetries['pause']; totalTimeoutMs?: number } = {},
) {
  const pauses: number[] = [];
  const toPath = join(directory, 'recording');
  const { totalTimeoutMs = limits.totalTimeoutMs, ...rest } = more;
  const outcome = await downloadWithRetries({
    url,
    toPath,
    policy: loopbackPolicy,
    limits: { ...limits, totalTimeoutMs },
    pause: async (milliseconds) => void pauses.push(milliseconds),
    ...rest,
  }).catch((error: Error) => error);
  const left = await readdir(directory);
  const text = left.includes('recording') ? String(await readFile(toPath)) : undefined;
  await rm(toPath, { force: true });
  return { outcome, pauses, text, tries: server.connectionCount() };
}

const ok = answer(200, {}, 'audio');

describe('what may pass by itself is tried again', () => {
  it.each<[string, Behaviour]>([
    ['a 500', answer(500, {}, 'oops')],
    ['a 429', answer(429, {}, 'wait')],
    ['a reset in the middle', resetAfter(`${head(200, { 'content-length': '99' })}half of it`)],
    ['a reset at once', resetAfter('')],
    ['silence', silence()],
  ])('%s, twice, then the recording: three tries and only its bytes', async (_what, behaviour) => {
    const { outcome, pauses, text, tries } = await fetchWithPauses(
      await serveInTurn(behaviour, behaviour, ok),
    );
    expect(outcome).toMatchObject({ bytes: 5 });
    expect({ pauses, text, tries }).toEqual({ pauses: [500, 1500], text: 'audio', tries: 3 });
  });

  it('but not a fourth time', async () => {
    const { outcome, pauses, text, tries } = await fetchWithPauses(await serveInTurn(answer(503, {})));
    expect(outcome).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      retry: 'later',
      message: expect.stringContaining('503'),
    });
    expect({ pauses, text, tries }).toEqual({ pauses: [500, 1500], text: undefined, tries: 3 });
  });
});

it.each<[string, Behaviour]>([
  ['a 404', answer(404, {})],
  ['a web page', answer(200, { 'content-type': 'text/html' }, 'hello')],
  ['an empty answer', answer(200, {})],
])('%s is final at once', async (_what, behaviour) => {
  const { outcome, pauses, tries } = await fetchWithPauses(await serveInTurn(behaviour, ok));
  expect(outcome).toMatchObject({ code: 'DOWNLOAD_FAILED', retry: 'never' });
  expect({ pauses, tries }).toEqual({ pauses: [], tries: 1 });
});

it('the total limit spans all tries: a drip that used it up is not tried again', async () => {
  const { outcome, pauses, tries } = await fetchWithPauses(await serveInTurn(drip(head(200), 5)), {
    totalTimeoutMs: 200,
  });
  expect(outcome).toMatchObject({
    message: expect.stringContaining('the whole call took longer than 0.2 s'),
  });
  expect({ pauses, tries }).toEqual({ pauses: [], tries: 1 });
});

it('a caller that stops waiting during a pause is told what the last try met', async () => {
  const controller = new AbortController();
  const { outcome, tries } = await fetchWithPauses(await serveInTurn(answer(500, {})), {
    signal: controller.signal,
    pause: async (_milliseconds, signal) => {
      controller.abort();
      signal.throwIfAborted();
    },
  });
  expect(outcome).toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('500') });
  expect(tries).toBe(1);
});

it('the pause of its own ends with the time for the whole', async () => {
  const url = await serveInTurn(answer(500, {}));
  const call = downloadWithRetries({
    url,
    toPath: join(directory, 'recording'),
    policy: loopbackPolicy,
    limits: { totalTimeoutMs: 1000 },
    pausesMs: [600_000],
  });
  await expect(call).rejects.toMatchObject({ message: expect.stringContaining('500') });
});
