// A stranger's URL in every disguise that is known, as the URL itself, as a DNS answer and as a redirect's target: with an empty
// allow-list none of them opens a single socket.
import { lookup as dnsLookup } from 'node:dns/promises';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../../shared/domain/address-policy.ts';
import { downloadRecording } from '../../shared/outside/download-recording.ts';
import { guardedRequest } from '../../shared/outside/guarded-http.ts';
import type { HostLookup } from '../../shared/outside/resolve-target.ts';
import {
  answer,
  type Behaviour,
  type HostileServer,
  hasIpv6Loopback,
  startHostileServer,
  watchDials,
} from '../support/hostile-server.ts';
import { hostileHosts, hostileUrls } from '../support/hostile-urls.ts';

const hasIpv6 = await hasIpv6Loopback();

const emptyPolicies = {
  'on AWS': createAddressPolicy({ allowCidrs: [] }),
  'on the local stack': createAddressPolicy({ allowCidrs: [], environment: 'local' }),
};
/** A redirect must come from somewhere: this address alone is allowed, and all the others of loopback are not. */
const originAddress = '127.0.0.77';
const originPolicy = createAddressPolicy({ allowCidrs: [originAddress], environment: 'local' });
const limits = { connectTimeoutMs: 10_000, idleTimeoutMs: 10_000, totalTimeoutMs: 20_000 };

const listeners: HostileServer[] = [];
let origin: HostileServer;
let location = '';
let port: number;
let directory: string;
let dials: ReturnType<typeof watchDials>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hostile-forms-'));
  const everything: Record<string, Behaviour> = { '/': answer(200, {}, 'secret') };
  const first = await startHostileServer({ behaviours: everything });
  port = first.port;
  listeners.push(first);
  if (hasIpv6) listeners.push(await startHostileServer({ address: '::1', port, behaviours: everything }));
  // The location goes out as UTF-8, as careless servers send it.
  origin = await startHostileServer({
    address: originAddress,
    behaviours: { '/start': (socket, request) => answer(302, { location })(socket, request) },
  });
});

afterAll(async () => {
  await Promise.all([...listeners, origin].map((server) => server.close()));
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  dials = watchDials();
});

afterEach(async () => {
  dials.stop();
  expect(listeners.map((listener) => listener.connectionCount())).toEqual(listeners.map(() => 0));
  expect(await readdir(directory)).toEqual([]);
});

const urls = [...hostileHosts.map((host) => `http://${host}:PORT/`), ...hostileUrls];
/** What a hostile name server would answer: the address behind the disguise, or the disguise itself where it is none. */
const dnsAnswers = [
  ...new Set(
    hostileHosts.flatMap((host) => [
      host.replace(/^\[|\]$/g, ''),
      (URL.parse(`http://${host}/`)?.hostname ?? host).replace(/^\[|\]$/g, ''),
    ]),
  ),
];

it('has more than 120 forms for each way in', () => {
  expect(Math.min(urls.length, dnsAnswers.length)).toBeGreaterThan(120);
  expect(new Set(urls).size).toBe(urls.length);
});

/** The system's own answer for localhost, in whatever disguise the URL had it; no other name leaves this machine. */
const lookup: HostLookup = async (hostname) => {
  if (hostname === 'localhost') return dnsLookup(hostname, { all: true });
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
};

describe.each(Object.entries(emptyPolicies))('with nothing allowed, %s', (_where, policy) => {
  it.each(urls)('the URL %j is never dialled', async (form) => {
    const url = form.replaceAll('PORT', String(port));
    const call = guardedRequest({
      url,
      method: 'GET',
      policy,
      limits,
      lookup,
      signal: AbortSignal.timeout(20_000),
    });
    await expect(call).rejects.toMatchObject({
      name: 'OutgoingHttpError',
      kind: expect.stringMatching(/^(refused-address|dns)$/),
      requestSent: false,
    });
    expect(dials.count()).toBe(0);
  });
});

describe('with nothing allowed', () => {
  it.each(dnsAnswers)('a name that resolves to %j is never dialled', async (address) => {
    for (const answers of [
      [{ address }],
      [{ address: '8.8.8.8' }, { address }],
      [{ address }, { address: '8.8.8.8' }],
    ]) {
      const call = guardedRequest({
        url: `http://recordings.example:${port}/`,
        method: 'GET',
        policy: emptyPolicies['on AWS'],
        lookup: async () => answers,
        limits,
        signal: AbortSignal.timeout(20_000),
      });
      await expect(call).rejects.toMatchObject({ kind: 'refused-address', requestSent: false });
    }
    expect(dials.count()).toBe(0);
  });

  it.each(urls)('a redirect to %j is never followed there', async (form) => {
    location = form.replaceAll('PORT', String(port));
    const dialledBefore = origin.connectionCount();
    const call = downloadRecording({
      url: origin.url('/start'),
      toPath: join(directory, 'recording'),
      policy: originPolicy,
      limits,
      lookup,
    });
    await expect(call).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    // Relative forms lead back to the origin, which knows no such path.
    const dialledOrigin = origin.connectionCount() - dialledBefore;
    expect(dialledOrigin).toBeGreaterThanOrEqual(1);
    expect(dials.count()).toBe(dialledOrigin);
  });
});

describe('what the policy allows', () => {
  const policy = createAddressPolicy({ allowCidrs: ['127.0.0.0/8', '::1'], environment: 'local' });
  const loopbackLookup: HostLookup = async (hostname) => [
    { address: hostname.startsWith('six') ? '::1' : '127.0.0.1' },
  ];
  const allowedHosts =
    `127.0.0.1 127.1 2130706433 0x7f000001 0177.0.0.1 127.0.0.1. １２７.0.0.1 pbx pbx.example pbx.example.
    PBX.example aufnahmen-für-später.example xn--bcher-kva.example a.b.c.d.e.example 127.0.0.1.nip.example`.split(
      /\s+/,
    );
  const ipv6Hosts = hasIpv6 ? ['[::1]', '[0:0:0:0:0:0:0:1]', 'six.example'] : [];

  it.each([...allowedHosts, ...ipv6Hosts])('%s is dialled once, and answers', async (host) => {
    const servers = await Promise.all(
      listeners.map((listener) =>
        startHostileServer({
          address: listener.address,
          behaviours: { '/a b.gsm': answer(404, {}), '/a%20b.gsm': answer(200, {}, 'audio') },
        }),
      ),
    );
    const server = servers[host.startsWith('[') || host.startsWith('six') ? 1 : 0];
    const toPath = join(directory, 'recording');
    try {
      const recording = await downloadRecording({
        url: `http://${host}:${server?.port}/a b.gsm?token=1`,
        toPath,
        policy,
        lookup: loopbackLookup,
        limits,
      });
      expect(recording.bytes).toBe(5);
      expect(server?.requests.map((request) => request.path)).toEqual(['/a%20b.gsm?token=1']);
      expect(dials.count()).toBe(1);
    } finally {
      await rm(toPath, { force: true });
      await Promise.all(servers.map((each) => each.close()));
    }
  });
});
