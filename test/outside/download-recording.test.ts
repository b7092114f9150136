// A download ends with the whole recording in the file, or with one sentence for the caller and no file.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { answer, type Behaviour, drip, flood, head, raw, resetAfter } from '../support/hostile-server.ts';
import { audio, downloadBench } from './download-bench.ts';

const { limits, directory, toPath, serve, download, failureOf } = downloadBench();

describe('a recording is fetched whole', () => {
  const cases: Record<string, Behaviour> = {
    'with its length': answer(200, { 'content-type': 'audio/x-gsm' }, audio),
    'called identity': answer(200, { 'content-encoding': 'identity' }, audio),
    'in chunks': raw(
      Buffer.concat([
        Buffer.from(`${head(200, { 'transfer-encoding': 'chunked' })}${audio.length.toString(16)}\r\n`),
        audio,
        Buffer.from('\r\n0\r\n\r\n'),
      ]),
    ),
    'ended by the end of the connection': raw(Buffer.concat([Buffer.from(head(200)), audio])),
    'with more bytes behind it than its length says': raw(
      Buffer.concat([
        Buffer.from(head(200, { 'content-length': String(audio.length) })),
        audio,
        Buffer.from('<html>'),
      ]),
    ),
    'byte for byte in separate writes': (socket) => {
      socket.write(head(200, { 'content-length': String(audio.length) }));
      for (let at = 0; at < audio.length; at += 10_007) socket.write(audio.subarray(at, at + 10_007));
      socket.end();
    },
  };

  it.each(Object.entries(cases))('%s', async (_how, behaviour) => {
    const server = await serve({ '/call.gsm': behaviour });
    const recording = await download(server.url('/call.gsm?token=1'));
    expect(recording).toMatchObject({
      bytes: audio.length,
      sha256: createHash('sha256').update(audio).digest('hex'),
      finalHost: '127.0.0.1',
    });
    expect(audio.equals(await readFile(toPath))).toBe(true);
    expect((await stat(toPath)).mode & 0o777).toBe(0o600);
  });

  it('and tells what the server called it', async () => {
    const server = await serve({ '/': answer(200, { 'content-type': 'audio/x-gsm' }, audio) });
    expect(await download(server.url('/'))).toMatchObject({ contentType: 'audio/x-gsm' });
  });

  it('up to the very last byte of the limit', async () => {
    const server = await serve({ '/': answer(200, {}, audio) });
    const recording = await download(server.url('/'), { limits: { ...limits, maxBytes: audio.length } });
    expect(recording.bytes).toBe(audio.length);
  });

  it('over whatever lay at its path before', async () => {
    await writeFile(toPath, Buffer.alloc(audio.length * 2, 1));
    const server = await serve({ '/': answer(200, {}, audio) });
    await download(server.url('/'));
    expect((await stat(toPath)).size).toBe(audio.length);
  });
});

describe('the limits', () => {
  it('a length above the limit ends the download before its first byte is written', async () => {
    const server = await serve({ '/': answer(200, { 'content-length': '1001' }, 'x') });
    const failure = await failureOf(download(server.url('/'), { limits: { ...limits, maxBytes: 1000 } }));
    expect(failure.message).toBe('The recording could not be downloaded: it is larger than 1000 bytes.');
  });

  it.each([
    ['no length', head(200)],
    ['chunks', `${head(200, { 'transfer-encoding': 'chunked' })}fffffff0\r\n`],
  ])('an endless answer with %s is cut at the limit', async (_how, start) => {
    let sentBytes = 0;
    const server = await serve({
      '/': (socket, request) => {
        socket.once('close', () => {
          sentBytes = socket.bytesWritten;
        });
        flood(start, Buffer.alloc(65_536, 0xd0))(socket, request);
      },
    });
    const failure = await failureOf(
      download(server.url('/'), { limits: { ...limits, maxBytes: 2_000_000 } }),
    );
    expect(failure).toMatchObject({
      retry: 'never',
      message: expect.stringContaining('larger than 2000000 bytes'),
    });
    await server.idle();
    expect(sentBytes).toBeGreaterThan(2_000_000);
  });

  it('the default byte limit is 500 MiB', async () => {
    const server = await serve({
      '/': answer(200, { 'content-length': String(500 * 1024 * 1024 + 1) }, 'x'),
    });
    const failure = await failureOf(download(server.url('/')));
    expect(failure.message).toContain('it is larger than 524288000 bytes');
  });

  it('a drip is ended by the total limit, and told as a timeout', async () => {
    const server = await serve({ '/': drip(head(200), 5) });
    const failure = await failureOf(
      download(server.url('/'), { limits: { idleTimeoutMs: 5000, totalTimeoutMs: 250 } }),
    );
    expect(failure.message).toBe(
      'The recording could not be downloaded: the whole call took longer than 0.25 s.',
    );
    expect(failure.retry).toBe('later');
  });

  it('the total limit spans the redirects', async () => {
    const slow: Behaviour = (socket) => {
      const timer = setTimeout(() => socket.end(head(302, { location: '/', 'content-length': '0' })), 100);
      socket.once('close', () => clearTimeout(timer));
    };
    const server = await serve({ '/': slow });
    const failure = await failureOf(download(server.url('/'), { limits: { totalTimeoutMs: 250 } }));
    expect(failure.message).toContain('the whole call took longer than 0.25 s');
  });

  it('a signal from outside ends it', async () => {
    const controller = new AbortController();
    const server = await serve({
      '/': (socket) => socket.write(`${head(200)}audio`, () => controller.abort()),
    });
    const failure = await failureOf(download(server.url('/'), { signal: controller.signal }));
    expect(failure.message).toContain('the call was stopped before it ended');
  });
});

it.skipIf(!existsSync('/proc/self/fd'))('the file is closed once a call is over, well or badly', async () => {
  const server = await serve({
    '/good': answer(200, {}, audio),
    '/bad': resetAfter(`${head(200, { 'content-length': '99' })}abc`),
  });
  await download(server.url('/good'));
  await failureOf(rm(toPath).then(() => download(server.url('/bad'))));
  const open = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  expect((await Promise.all(open)).filter((path) => path.startsWith(directory))).toEqual([]);
});

it('a server is asked no faster than the disk takes it', async () => {
  let isHeldBack = false;
  const server = await serve({
    '/': async (socket) => {
      socket.write(head(200, { 'content-length': String(64 * 1024 * 1024) }));
      for (let block = 0; block < 64; block += 1) {
        if (socket.destroyed || socket.write(Buffer.alloc(1024 * 1024, 0xd0))) continue;
        isHeldBack = true;
        await once(socket, 'drain').catch(() => {});
      }
      socket.end();
    },
  });
  const recording = await download(server.url('/'), { limits: { totalTimeoutMs: 30_000 } });
  expect(recording.bytes).toBe(64 * 1024 * 1024);
  expect(isHeldBack).toBe(true);
});
