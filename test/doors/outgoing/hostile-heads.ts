// Servers that attack before there is a body: by connection, TLS, status, headers and redirects.
import {
  answer,
  type Behaviour,
  drip,
  flood,
  head,
  raw,
  redirect,
  resetAfter,
  silence,
} from '../../support/hostile-server.ts';
import {
  type Attack,
  downloadLimits,
  type Ending,
  forwardTimeoutMs,
  goodRecording,
  itWorked,
} from './attack.ts';

const atOnce = (outcome: string): Ending => ({ outcome, by: 'at once' });
const brokenOff = 'the connection broke off before the answer was complete';
const noHttp = 'the server did not answer in valid HTTP';
const noTls = 'no trusted TLS connection could be made';
const tooSlow = (ms: number): Ending => ({
  outcome: `the whole call took longer than ${ms / 1000} s`,
  by: 'total',
});
const downloadTooSlow = tooSlow(downloadLimits.totalTimeoutMs);
const forwardTooSlow = tooSlow(forwardTimeoutMs);
const brokenOffBoth = {
  download: { outcome: brokenOff, by: 'retries' },
  forward: atOnce(brokenOff),
} as const;
const noHttpBoth = { download: atOnce(noHttp), forward: atOnce(noHttp) };

/** A forward follows no redirect: it is an answer like any other. */
const redirected = (what: string, location: string, outcome: string): Attack => ({
  what: `redirects to ${what}`,
  behaviours: () => ({ '/': redirect(location) }),
  download: atOnce(outcome),
  forward: atOnce('302'),
});

/** Each redirect leads one further. */
const steps = (count: number): Readonly<Record<string, Behaviour>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [at === 0 ? '/' : `/${at}`, redirect(`/${at + 1}`)]),
  );

/** Fifty at a time, without end. */
const interimAnswers: Behaviour = (socket) => {
  const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50)), 20);
  socket.once('close', () => clearInterval(timer));
};

const failsOnce = (): Behaviour => {
  let asked = 0;
  return (socket, request) => {
    asked += 1;
    (asked === 1 ? answer(500, {}, 'oops') : answer(200, {}, goodRecording))(socket, request);
  };
};

const redirects: readonly Attack[] = [
  redirected('a file', 'file:///etc/passwd', 'only http and https are spoken'),
  redirected(
    'the metadata of the machine',
    'http://169.254.169.254/latest/',
    'the address of that host is not allowed',
  ),
  redirected('a private network', 'http://[::ffff:10.0.0.1]/', 'the address of that host is not allowed'),
  redirected('a mail server', 'http://127.0.0.1:25/', 'that port is not one for HTTP'),
  redirected('a URL with a password', 'http://a:b@127.0.0.1/', 'the URL carries a user name or password'),
  redirected('itself, for ever', '/', 'it took more than 5 redirects'),
  {
    what: 'redirects six times',
    behaviours: () => ({ ...steps(6), '/6': answer(200, {}, goodRecording) }),
    download: atOnce('it took more than 5 redirects'),
    forward: atOnce('302'),
  },
  {
    what: 'redirects to another origin, which asks who we are',
    behaviours: ({ elsewhere }) => ({
      '/': answer(307, { location: elsewhere('/login'), 'set-cookie': 'session=secret; Domain=127.0.0.2' }),
    }),
    download: atOnce('the server answered with HTTP status 401'),
    forward: atOnce('307'),
  },
  {
    what: 'redirects to another origin, which answers',
    behaviours: ({ elsewhere }) => ({ '/': answer(308, { location: elsewhere('/call') }) }),
    download: atOnce(itWorked),
    forward: atOnce('308'),
  },
];

const connections: readonly Attack[] = [
  {
    what: 'is silent once it has the request',
    behaviours: () => ({ '/': silence() }),
    download: { outcome: `the server was silent for ${downloadLimits.idleTimeoutMs / 1000} s`, by: 'idle' },
    forward: forwardTooSlow,
  },
  {
    what: 'resets the connection before it answers',
    behaviours: () => ({ '/': resetAfter('') }),
    ...brokenOffBoth,
  },
  { what: 'hangs up without an answer', behaviours: () => ({ '/': raw('') }), ...brokenOffBoth },
  {
    what: 'resets the connection within its head',
    behaviours: () => ({ '/': resetAfter('HTTP/1.1 200 OK\r\ncontent-le') }),
    ...brokenOffBoth,
  },
  {
    what: 'never ends its TLS handshake',
    speaks: 'mute',
    behaviours: () => ({}),
    download: {
      outcome: `no connection was made within ${downloadLimits.connectTimeoutMs / 1000} s`,
      by: 'connect',
    },
    forward: forwardTooSlow,
  },
  {
    what: 'speaks no TLS where it should',
    speaks: 'garbled',
    behaviours: () => ({}),
    download: atOnce(noTls),
    forward: atOnce(noTls),
  },
  {
    what: 'has a certificate that nobody signed',
    speaks: 'untrusted https',
    behaviours: () => ({ '/': answer(200, {}, goodRecording) }),
    download: atOnce(noTls),
    forward: atOnce(noTls),
  },
];

const heads: readonly Attack[] = [
  {
    what: 'drips its head',
    behaviours: () => ({ '/': drip('HTTP/1.1 200 OK\r\nx-drip: ', 50) }),
    download: downloadTooSlow,
    forward: forwardTooSlow,
  },
  {
    what: 'says "wait" without end',
    behaviours: () => ({ '/': interimAnswers }),
    download: downloadTooSlow,
    forward: forwardTooSlow,
  },
  {
    what: 'sends headers without end',
    behaviours: () => ({ '/': flood('HTTP/1.1 200 OK\r\n', Buffer.from('a: b\r\n'.repeat(2000))) }),
    ...noHttpBoth,
  },
  {
    what: 'sends a header of 20 KB',
    behaviours: () => ({ '/': raw(`HTTP/1.1 200 OK\r\na: ${'b'.repeat(20_000)}\r\n\r\n`) }),
    ...noHttpBoth,
  },
  {
    what: 'names two lengths',
    behaviours: () => ({ '/': raw('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab') }),
    ...noHttpBoth,
  },
  {
    what: 'names a length and sends chunks',
    behaviours: () => ({
      '/': raw(
        `${head(200, { 'content-length': '3', 'transfer-encoding': 'chunked' })}3\r\nabc\r\n0\r\n\r\n`,
      ),
    }),
    ...noHttpBoth,
  },
  {
    what: 'speaks something else',
    behaviours: () => ({ '/': raw('220 mail.example ESMTP\r\n\r\n') }),
    ...noHttpBoth,
  },
  {
    what: 'fails, and is well the next time',
    behaviours: () => ({ '/': failsOnce() }),
    download: { outcome: itWorked, by: 'retries' },
    forward: atOnce('500'),
  },
  {
    what: 'fails each time',
    behaviours: () => ({ '/': answer(503, { 'retry-after': '99999999' }, 'oops') }),
    download: { outcome: 'the server answered with HTTP status 503', by: 'retries' },
    forward: atOnce('503'),
  },
  {
    what: 'sends a part',
    behaviours: () => ({ '/': answer(206, { 'content-range': 'bytes 0-9/99' }, 'RIFF') }),
    download: atOnce('the server sent only a part of it'),
    forward: atOnce('206'),
  },
];

export const hostileHeads: readonly Attack[] = [...connections, ...heads, ...redirects];
