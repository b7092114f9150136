// Servers whose head is in order, and whose body is the attack.
import { gzipSync } from 'node:zlib';
import { answer, drip, flood, head, raw, resetAfter } from '../../support/hostile-server.ts';
import { type Attack, downloadLimits, type Ending, goodRecording, itWorked } from './attack.ts';

const accepted: Ending = { outcome: '200', by: 'at once' };
/** The status has come; the rest of the answer changes nothing, but is waited for. */
const acceptedLate: Ending = { outcome: '200', by: 'total' };
const atOnce = (outcome: string): Ending => ({ outcome, by: 'at once' });
const brokenOff = 'the connection broke off before the answer was complete';
const tooLarge = `it is larger than ${downloadLimits.maxBytes} bytes`;
const webPage = 'the server sent a web page instead of a recording';
const noHttp = 'the server did not answer in valid HTTP';
const tooSlow = `the whole call took longer than ${downloadLimits.totalTimeoutMs / 1000} s`;
const silent = `the server was silent for ${downloadLimits.idleTimeoutMs / 1000} s`;

const html = '<!DOCTYPE html><html><body>Please log in</body></html>';
const chunked = { 'transfer-encoding': 'chunked' };
const claims = (bytes: number) => ({ 'content-length': String(bytes) });
const bomb = gzipSync(Buffer.alloc(20_000_000));

export const hostileBodies: readonly Attack[] = [
  {
    what: 'drips one byte at a time',
    behaviours: () => ({ '/': drip(head(200, claims(100_000)), 50) }),
    download: { outcome: tooSlow, by: 'total' },
    forward: acceptedLate,
  },
  {
    what: 'has no end',
    behaviours: () => ({ '/': flood(head(200), Buffer.alloc(65_536, 'x')) }),
    download: atOnce(tooLarge),
    forward: accepted,
  },
  {
    what: 'has no end, in chunks',
    behaviours: () => ({ '/': flood(head(200, chunked), Buffer.from(`8000\r\n${'x'.repeat(0x8000)}\r\n`)) }),
    download: atOnce(tooLarge),
    forward: accepted,
  },
  {
    what: 'is a terabyte long, it says',
    behaviours: () => ({ '/': flood(head(200, claims(1e12)), Buffer.alloc(65_536, 'x')) }),
    download: atOnce(tooLarge),
    forward: accepted,
  },
  {
    what: 'is shorter than its length',
    behaviours: () => ({ '/': raw(`${head(200, claims(1000))}RIFF`) }),
    download: { outcome: brokenOff, by: 'retries' },
    forward: accepted,
  },
  {
    what: 'is longer than its length',
    behaviours: () => ({
      '/': raw(Buffer.concat([Buffer.from(head(200, claims(goodRecording.length))), goodRecording, bomb])),
    }),
    download: atOnce(itWorked),
    forward: accepted,
  },
  {
    what: 'is a second answer after the first',
    behaviours: () => ({
      '/': raw(
        Buffer.concat([
          Buffer.from(head(200, claims(goodRecording.length))),
          goodRecording,
          Buffer.from(`${head(500, claims(5))}oops!${head(302, { location: 'http://10.0.0.1/' })}`),
        ]),
      ),
    }),
    download: atOnce(itWorked),
    forward: accepted,
  },
  {
    what: 'is a bomb of gzip',
    behaviours: () => ({ '/': answer(200, { 'content-encoding': 'gzip' }, bomb) }),
    download: atOnce('the server compressed it, which was not asked for'),
    forward: accepted,
  },
  {
    what: 'is a bomb of gzip as a transfer coding',
    behaviours: () => ({
      '/': raw(
        Buffer.concat([
          Buffer.from(head(200, { 'transfer-encoding': 'gzip, chunked' })),
          Buffer.from(`${bomb.length.toString(16)}\r\n`),
          bomb,
          Buffer.from('\r\n0\r\n\r\n'),
        ]),
      ),
    }),
    download: atOnce('the server compressed it, which was not asked for'),
    forward: accepted,
  },
  {
    what: 'has chunks that are none',
    behaviours: () => ({ '/': raw(`${head(200, chunked)}zz\r\nnot a chunk\r\n`) }),
    download: atOnce(noHttp),
    forward: accepted,
  },
  {
    what: 'has a chunk extension without end',
    behaviours: () => ({ '/': flood(`${head(200, chunked)}5;`, Buffer.alloc(65_536, 'a')) }),
    download: atOnce(noHttp),
    forward: accepted,
  },
  {
    what: 'has trailers without end',
    behaviours: () => ({
      '/': flood(`${head(200, chunked)}3\r\nabc\r\n0\r\n`, Buffer.from('a: b\r\n'.repeat(2000))),
    }),
    download: atOnce(noHttp),
    forward: accepted,
  },
  {
    what: 'is reset right behind the head',
    behaviours: () => ({ '/': resetAfter(head(200, claims(1000))) }),
    download: { outcome: brokenOff, by: 'retries' },
    forward: accepted,
  },
  {
    what: 'is reset in the middle',
    behaviours: () => ({ '/': resetAfter(`${head(200, claims(1000))}RIFF`) }),
    download: { outcome: brokenOff, by: 'retries' },
    forward: accepted,
  },
  {
    what: 'falls silent in the middle',
    behaviours: () => ({ '/': (socket) => socket.write(`${head(200, claims(1000))}RIFF`) }),
    download: { outcome: silent, by: 'idle' },
    forward: acceptedLate,
  },
  {
    what: 'is HTML that calls itself audio',
    behaviours: () => ({ '/': answer(200, { 'content-type': 'audio/wav' }, html) }),
    download: atOnce(webPage),
    forward: accepted,
  },
  {
    what: 'is HTML in UTF-16',
    behaviours: () => ({ '/': answer(200, {}, Buffer.from(`\ufeff${html}`, 'utf16le')) }),
    download: atOnce(webPage),
    forward: accepted,
  },
  {
    what: 'is empty',
    behaviours: () => ({ '/': answer(200, {}) }),
    download: atOnce('the server sent an empty answer'),
    forward: accepted,
  },
];
