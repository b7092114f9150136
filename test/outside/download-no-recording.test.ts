// Every answer that is no recording: no file is left, and the caller is told why in one sentence.
import { existsSync } from 'node:fs';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answer, type Behaviour, flood, head, raw, resetAfter, silence } from '../support/hostile-server.ts';
import { audio, downloadBench } from './download-bench.ts';

const { directory, toPath, serve, download, failureOf } = downloadBench({ idleTimeoutMs: 1000 });

describe('an answer that is no recording', () => {
  const html = '<!DOCTYPE html>\n<html><body>Please log in</body></html>';
  const cases: Record<string, [Behaviour, string, 'never' | 'later']> = {
    'a 404': [answer(404, {}, 'no'), 'the server answered with HTTP status 404', 'never'],
    'a 403': [answer(403, {}, 'no'), 'the server answered with HTTP status 403', 'never'],
    'a 408': [answer(408, {}, 'slow'), 'the server answered with HTTP status 408', 'later'],
    'a 429': [answer(429, {}, 'wait'), 'the server answered with HTTP status 429', 'later'],
    'a 500': [answer(500, {}, 'oops'), 'the server answered with HTTP status 500', 'later'],
    'a 503': [answer(503, {}, 'oops'), 'the server answered with HTTP status 503', 'later'],
    'a 304': [answer(304, {}), 'the server answered with HTTP status 304', 'never'],
    'a part': [answer(206, {}, audio), 'the server sent only a part of it', 'never'],
    'a 204': [answer(204, {}), 'the server sent an empty answer', 'never'],
    'no byte': [answer(200, {}, ''), 'the server sent an empty answer', 'never'],
    'HTML by type': [
      answer(200, { 'content-type': 'Text/HTML; charset=utf-8' }, 'log in'),
      'the server sent a web page instead of a recording',
      'never',
    ],
    'XHTML by type': [
      answer(200, { 'content-type': 'application/xhtml+xml' }, 'log in'),
      'the server sent a web page instead of a recording',
      'never',
    ],
    'HTML by content': [
      answer(200, { 'content-type': 'audio/wav' }, `\r\n\t ${html}`),
      'the server sent a web page instead of a recording',
      'never',
    ],
    'long HTML by content': [
      answer(200, {}, html + 'x'.repeat(100_000)),
      'the server sent a web page instead of a recording',
      'never',
    ],
    'HTML without end': [
      flood(head(200), Buffer.from(html.repeat(2000))),
      'the server sent a web page instead of a recording',
      'never',
    ],
    'HTML with a byte order mark': [
      answer(200, {}, `\ufeff${html}`),
      'the server sent a web page instead of a recording',
      'never',
    ],
    'HTML in UTF-16': [
      answer(200, {}, Buffer.from(`\ufeff${html}`, 'utf16le')),
      'the server sent a web page instead of a recording',
      'never',
    ],
    'a gzip': [
      answer(200, { 'content-encoding': 'gzip' }, audio),
      'the server compressed it, which was not asked for',
      'never',
    ],
    'headers too large': [
      raw(`HTTP/1.1 200 OK\r\na: ${'b'.repeat(20_000)}\r\n\r\nabc`),
      'the server did not answer in valid HTTP',
      'never',
    ],
    'broken chunks': [
      raw(`${head(200, { 'transfer-encoding': 'chunked' })}zz\r\nabc`),
      'the server did not answer in valid HTTP',
      'never',
    ],
    'less than its length': [
      raw(`${head(200, { 'content-length': '99' })}abc`),
      'the connection broke off before the answer was complete',
      'later',
    ],
    'chunks without end': [
      raw(`${head(200, { 'transfer-encoding': 'chunked' })}3\r\nabc\r\n`),
      'the connection broke off before the answer was complete',
      'later',
    ],
    'a reset in the middle': [
      resetAfter(`${head(200, { 'content-length': '99' })}abc`),
      'the connection broke off before the answer was complete',
      'later',
    ],
    silence: [silence(), 'the server was silent for 1 s', 'later'],
    'silence in the middle': [
      (socket) => socket.write(`${head(200, { 'content-length': '99' })}abc`),
      'the server was silent for 1 s',
      'later',
    ],
  };

  it.each(Object.entries(cases))('%s: no file, and a reason', async (_what, [behaviour, reason, retry]) => {
    const server = await serve({ '/': behaviour });
    const failure = await failureOf(download(server.url('/?token=secret')));
    expect(failure.message).toBe(`The recording could not be downloaded: ${reason}.`);
    expect(failure.retry).toBe(retry);
    expect(server.connectionCount()).toBe(1);
  });

  it('a refused connection', async () => {
    const server = await serve({});
    await server.close();
    const failure = await failureOf(download(server.url('/')));
    expect(failure.message).toBe(
      'The recording could not be downloaded: the server did not accept the connection.',
    );
    expect(failure.retry).toBe('later');
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk is not blamed on the server', async () => {
    await symlink('/dev/full', toPath);
    const server = await serve({ '/': answer(200, {}, audio) });
    await expect(download(server.url('/'))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('a directory that is missing is not blamed on the server', async () => {
    const server = await serve({ '/': answer(200, {}, audio) });
    const call = download(server.url('/'), { toPath: join(directory, 'no-such-directory', 'recording') });
    await expect(call).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
