// Redirects of a download: each is a new request under the same rules, and carries nothing over.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../../shared/domain/address-policy.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import {
  type Download,
  type DownloadedRecording,
  downloadRecording,
} from '../../shared/outside/download-recording.ts';
import {
  answer,
  type Behaviour,
  type DialWatch,
  flood,
  type HostileServer,
  head,
  redirect,
  startHostileServer,
  watchDials,
} from '../support/hostile-server.ts';

const policy = createAddressPolicy({ allowCidrs: ['127.0.0.0/8'], environment: 'local' });
const limits = { connectTimeoutMs: 5000, idleTimeoutMs: 5000, totalTimeoutMs: 20_000 };
const audio = Buffer.from(
  Array.from({ length: 330_000 }, (_, index) => (index % 33 === 0 ? 0xd5 : index % 251)),
);

let directory: string;
let toPath: string;
let dials: DialWatch;
const servers: HostileServer[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'download-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

beforeEach(() => {
  toPath = join(directory, 'recording.bin');
  dials = watchDials();
});

afterEach(async () => {
  dials.stop();
  // A call has closed its connection by the time it is over, whatever became of it.
  expect(dials.openCount()).toBe(0);
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(toPath, { force: true });
});

async function serve(
  behaviours: Readonly<Record<string, Behaviour>>,
  address = '127.0.0.1',
): Promise<HostileServer> {
  const server = await startHostileServer({ behaviours, address });
  servers.push(server);
  return server;
}

function download(url: string, more: Partial<Download> = {}): Promise<DownloadedRecording> {
  return downloadRecording({ url, toPath, policy, limits, ...more });
}

async function failureOf(call: Promise<unknown>): Promise<VoxgateError> {
  const failure = await call.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
  if (!(failure instanceof VoxgateError)) throw failure;
  expect(failure.code).toBe('DOWNLOAD_FAILED');
  expect(await readdir(directory)).toEqual([]);
  return failure;
}

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('a %i is followed', async (statusCode) => {
    const server = await serve({
      '/old': redirect('new?token=2', statusCode),
      '/new': answer(200, {}, audio),
    });
    expect((await download(server.url('/old?token=1'))).bytes).toBe(audio.length);
    expect(server.requests.map((request) => `${request.method} ${request.path}`)).toEqual([
      'GET /old?token=1',
      'GET /new?token=2',
    ]);
  });

  it('five are followed, a sixth is not', async () => {
    const behaviours: Record<string, Behaviour> = { '/0': answer(200, {}, audio) };
    for (let left = 1; left <= 6; left += 1) behaviours[`/${left}`] = redirect(`/${left - 1}`);
    const server = await serve(behaviours);
    expect((await download(server.url('/5'))).bytes).toBe(audio.length);
    await rm(toPath);
    const failure = await failureOf(download(server.url('/6')));
    expect(failure).toMatchObject({
      retry: 'never',
      message: expect.stringContaining('more than 5 redirects'),
    });
    expect(server.connectionCount()).toBe(12);
  });

  it('a loop ends', async () => {
    const server = await serve({ '/a': redirect('/b'), '/b': redirect('/a') });
    await failureOf(download(server.url('/a')));
    expect(server.connectionCount()).toBe(6);
  });

  it('to nowhere ends', async () => {
    const server = await serve({ '/': answer(302, {}) });
    expect((await failureOf(download(server.url('/')))).message).toContain(
      'the server redirected to nowhere',
    );
  });

  it('with a body without end is not read', async () => {
    const server = await serve({
      '/': flood(head(302, { location: '/new' }), Buffer.alloc(65_536)),
      '/new': answer(200, {}, audio),
    });
    expect((await download(server.url('/'))).bytes).toBe(audio.length);
  });

  it.each([
    ['file:///etc/passwd', 'only http and https are spoken'],
    ['ftp://127.0.0.1/a', 'only http and https are spoken'],
    ['data:audio/wav;base64,UklGRg==', 'only http and https are spoken'],
    ['http://user:secret@127.0.0.1/', 'the URL carries a user name or password'],
    ['http://127.0.0.1:25/', 'that port is not one for HTTP'],
    ['http://[::1/', 'the URL is not a valid one'],
    ['http://10.0.0.1/secret', 'the address of that host is not allowed'],
    ['http://intranet.example/secret', 'the address of that host is not allowed'],
  ])('to %s is refused, and its target is not told', async (location, reason) => {
    const server = await serve({ '/': redirect(location) });
    const lookup = async () => [{ address: '10.9.8.7' }];
    const failure = await failureOf(download(server.url('/'), { lookup }));
    expect(failure).toMatchObject({
      retry: 'never',
      message: `The recording could not be downloaded: ${reason}.`,
    });
    expect(dials.count()).toBe(1);
  });

  it('a path in unescaped UTF-8 is asked for as the server meant it', async () => {
    const server = await serve({
      '/': redirect('/gespräch.gsm'),
      '/gespr%C3%A4ch.gsm': answer(200, {}, audio),
    });
    expect((await download(server.url('/'))).bytes).toBe(audio.length);
  });

  it('to another origin carries nothing over but our name', async () => {
    const target = await serve({ '/new': answer(200, {}, audio) }, '127.0.0.2');
    const server = await serve({
      '/': answer(302, { location: target.url('/new'), 'set-cookie': 'session=secret' }),
    });
    const recording = await download(server.url('/?token=secret'));
    expect(recording.finalHost).toBe('127.0.0.2');
    expect(target.requests[0]?.headers).toEqual({
      'user-agent': 'Voxgate/0.1',
      accept: '*/*',
      'accept-encoding': 'identity',
      host: `127.0.0.2:${target.port}`,
      connection: 'close',
    });
  });
});
