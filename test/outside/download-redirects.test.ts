// Redirects of a download: each is a new request under the same rules, and carries nothing over.
import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { answer, type Behaviour, flood, head, redirect } from '../support/hostile-server.ts';
import { audio, downloadBench } from './download-bench.ts';

const { toPath, serve, dials, download, failureOf } = downloadBench();

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
    const target = await serve({ '/new': answer(200, {}, audio) }, { address: '127.0.0.2' });
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
