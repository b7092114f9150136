// Twenty sources beside each other, small; and that what the proof looks for would be seen.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { signWebhook } from '../../shared/domain/sign-webhook.ts';
import type { TestStack } from '../support/local-stack.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { callAgent } from './fuzz/send-call.ts';
import { newCanary } from './isolation/canary.ts';
import { type Claim, claims, newEvidence } from './isolation/evidence.ts';
import { judgeGuess } from './isolation/guess.ts';
import { judgeSignature } from './isolation/look-at-stored.ts';
import { proveIsolation, rowsOf } from './isolation/prove-isolation.ts';
import { likeness, readOthers } from './isolation/read-operations.ts';
import { judgeRevocation } from './isolation/revoke-keys.ts';
import { searchLogs } from './isolation/search-logs.ts';
import { submitAsOther } from './isolation/submit-operations.ts';
import type { Tenant } from './isolation/tenants.ts';
import { callAs, type World } from './isolation/world.ts';

test('two hundred operations of twenty sources show none of them a word of another', async () => {
  const lines: string[] = [];
  const rows = await proveIsolation({ seed: 2026, smaller: 100, say: (line) => lines.push(line) });
  const unmet = rows.filter(({ target }) => target?.isMet === false);
  expect({ unmet, lines }).toEqual({ unmet: [], lines: expect.anything() });
}, 120_000);

const random = seededRandomness(9);
const played = { recordings: 1, forwards: 1, logLines: 1, revocationSeconds: 30 };

const tenant = (index: number): Tenant => ({
  ...{ index, name: `tenant-${index}`, vendorSource: `v-${index}`, submitKey: `submit-${index}` },
  ...{ readKey: `read-${index}`, signingSecret: `whsec_${'a'.repeat(40)}`, canary: newCanary(index, random) },
  ...{ phone: `+9000000000000${index}`, forwardPath: '/x' },
  recordings: [{ id: `rec_${index}`, audioID: 'shared-0', voicefileURL: 'http://127.0.0.1:1/x' }],
});

/** A gateway without guards: it answers each call as it is told. */
const atBadGateway = async (
  answer: (path: string) => { readonly status: number; readonly body: string },
  work: (world: World) => Promise<unknown>,
  stack: Partial<TestStack> = {},
): Promise<World['evidence']> => {
  const server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '');
    request.resume().on('end', () => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const agent = callAgent();
  const evidence = newEvidence();
  const keys = { adminKey: 'the-admin-key-of-this-test', demoKeys: { PBXdemo: 'vxg_demo' } };
  const known = { sharedAudioIds: ['shared-0'], awaitsPump: new Set<string>(), secrets: new Set(['s3cret']) };
  const outside = { baseUrl, forwards: [], close: async () => {} };
  const tenants = [tenant(0), tenant(1)];
  const whole = { baseUrl, keys, logLines: [], ...stack } as unknown as TestStack;
  try {
    await work({ stack: whole, agent, outside, tenants, evidence, random, ...known });
  } finally {
    agent.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
  return evidence;
};

const pair = ({ tenants }: World): readonly [Tenant, Tenant] => [tenants[0] as Tenant, tenants[1] as Tenant];

describe('without its guard', () => {
  test("an answer with another's canary is seen, in a body as in a header", async () => {
    const evidence = await atBadGateway(
      () => ({ status: 200, body: `{"note":"${newCanary(1, random)}","own":"${newCanary(0, random)}"}` }),
      async (world) => callAs(world, pair(world)[0], { path: '/v1/recordings/x' }),
    );
    expect(evidence.count('foreign')).toBe(1);
    expect(evidence.foreignBytes()).toBe(23);
    expect(evidence.ownSeen()).toBe(1);
  });

  test("another's recording is seen to differ from a missing one, by status or by a word", async () => {
    const bodies = [
      { status: 200, body: '{}' },
      { status: 403, body: 'no' },
      { status: 404, body: 'not yours' },
    ];
    for (const theirs of bodies) {
      const evidence = await atBadGateway(
        (path) => (path.endsWith('/rec_1') ? theirs : { status: 404, body: 'not there' }),
        async (world) => readOthers(world, ...pair(world)),
      );
      expect(evidence.count('missing'), theirs.body).toBe(1);
    }
  });

  test("a submission to another's source that is let in is seen", async () => {
    const evidence = await atBadGateway(
      () => ({ status: 202, body: '{}' }),
      async (world) => submitAsOther(world, ...pair(world)),
    );
    expect(evidence.count('stranger')).toBe(1);
  });

  test('a secret in a log line is seen, in memory as on disk', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'voxgate-isolation-'));
    await mkdir(join(dataDirectory, 'logs'));
    const leaks = ['s3cret', 'the-admin-key-of-this-test', 'vxg_demo', 'read-1', '+90000000000001'];
    const texts = [...leaks, 'a'.repeat(40), newCanary(0, random), 'a harmless line'];
    await writeFile(join(dataDirectory, 'logs', 'Submit.log'), texts.join('\n'));
    const logLines = texts.map((line) => ({ at: '', source: 'Submit', stream: 'stdout', line }));
    const nothing = () => ({ status: 200, body: '' });
    const evidence = await atBadGateway(nothing, searchLogs, {
      ...{ dataDirectory, logLines: logLines as TestStack['logLines'] },
    });
    await rm(dataDirectory, { recursive: true });
    expect(evidence.count('log')).toBe(2 * (texts.length - 1));
  });

  test('a guess that opens something is seen', () => {
    expect([401, 403, 404].map((status) => judgeGuess({ path: '/x' }, status))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    for (const status of [200, 202, 400, 500]) expect(judgeGuess({ path: '/x' }, status)).toContain('/x');
  });

  test('a forward signed with another secret is seen', () => {
    const own = `whsec_${Buffer.from('own'.repeat(10)).toString('base64')}`;
    const other = `whsec_${Buffer.from('oth'.repeat(10)).toString('base64')}`;
    const message = { id: 'dlv_1', timestampSeconds: 1_800_000_000, body: 'id=1' };
    const headers = { 'webhook-id': 'dlv_1', 'webhook-timestamp': '1800000000' };
    const signed = (secrets: readonly string[]) => ({
      ...{ path: '/', body: message.body },
      headers: { ...headers, 'webhook-signature': signWebhook(message, secrets) },
    });
    expect(judgeSignature(signed([own]), own)).toBeUndefined();
    for (const secrets of [[other], [own, other], []])
      expect(judgeSignature(signed(secrets), own)).toContain('dlv_1');
  });

  test('a revoked key that goes on, or that opens again, is seen', () => {
    const at = (seconds: number, isPassed: boolean) => ({ seconds, isPassed });
    expect(judgeRevocation([at(0, true), at(29, true), at(31, false)], 30)).toEqual({
      ...{ seconds: 29, callsAfter: 0 },
    });
    expect(judgeRevocation([at(1, false), at(65, true)], 30)).toEqual({ seconds: 65, callsAfter: 1 });
    expect(judgeRevocation([at(2, true), at(3, false), at(35, true)], 30)).toEqual({
      ...{ seconds: 35, callsAfter: 1 },
    });
  });
});

describe('a row', () => {
  test('is green when nothing was breached, and red for each claim that was', () => {
    const whole = () => {
      const evidence = newEvidence();
      evidence.look(0, 'an answer', newCanary(0, random));
      return evidence;
    };
    const unmet = (evidence: ReturnType<typeof newEvidence>, one = played) =>
      rowsOf(evidence, [one], 30).filter(({ target }) => target?.isMet === false);
    expect(unmet(whole())).toEqual([]);
    const breach = (claim: Claim) => {
      const evidence = whole();
      if (claim === 'foreign') evidence.look(0, 'an answer', newCanary(1, random));
      else evidence.breach(claim, 'a test');
      return unmet(evidence);
    };
    for (const claim of claims) expect(breach(claim), claim).toHaveLength(1);
    expect(unmet(whole(), { ...played, revocationSeconds: 61 })).toHaveLength(1);
    expect(unmet(newEvidence())[0]?.what).toContain('canaries seen');
  });

  test('compares answers by all but what tells one request from another', () => {
    const answer = (id: string, text: string, extra = {}) => ({
      ...{ status: 404, durationMs: 1, text: `${text} ${id}` },
      headers: { 'x-request-id': id, date: id, ...extra },
    });
    expect(likeness(answer('r-1', 'no'))).toBe(likeness(answer('r-2', 'no')));
    expect(likeness(answer('r-1', 'no'))).not.toBe(likeness(answer('r-2', 'not yours')));
    expect(likeness(answer('r-1', 'no'))).not.toBe(likeness(answer('r-2', 'no', { etag: 'x' })));
  });
});
