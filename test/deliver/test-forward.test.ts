// The dry run of a source's target: posted once by the deliver function, reported as it was, and nobody's result.
import { describe, expect, test } from 'vitest';
import { testForward } from '../../functions/admin/manage-sources/test-forward.ts';
import { deliverResult } from '../../functions/pipeline/deliver/deliver-result.ts';
import type { Delivery } from '../../shared/domain/delivery.ts';
import type { Source } from '../../shared/domain/source.ts';
import { portsWith } from '../support/arrange-flow.ts';
import { makeSource, withoutForwardUrl } from '../support/make-source.ts';
import type { MemoryPorts } from '../support/memory-ports.ts';
import { drainHints, passWithWork } from '../support/run-flow.ts';
import { answered } from '../support/scripted-outside.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const day = 86_400;
const ask = (ports: MemoryPorts, changes = {}) =>
  testForward(ports, { account: 'default', name: 'PBXdemo', waitMs: 29_000, ...changes });

/** With the delivery queue at work meanwhile. */
const run = async (ports: MemoryPorts) => {
  ports.clock.after(200, () => drainHints(ports).then(() => undefined));
  return ask(ports);
};

const only = (ports: MemoryPorts): Delivery => {
  const [delivery, ...more] = ports.deliveries.all();
  if (!delivery || more.length > 0) throw new Error(`${more.length + 1} deliveries`);
  return delivery;
};

describe('the answer', () => {
  test('tells what was posted and what the target said', async () => {
    const ports = portsWith();
    ports.receiver.script.next(answered(202, 'thanks'));
    const answer = await run(ports);
    const [post, ...more] = ports.receiver.posts;
    expect(more).toEqual([]);
    expect(answer).toEqual({
      url: post?.url,
      isAccepted: true,
      request: {
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'webhook-id': post?.headers['webhook-id'],
        },
        body: post?.body,
      },
      ...{ statusCode: 202, durationMs: 12, error: null, response: 'thanks' },
    });
    expect(Object.fromEntries(new URLSearchParams(post?.body))).toEqual({
      id: 'voxgate-test',
      json_url: expect.stringMatching(/^https:\/\/voxgate\.example\/voiceTranscription\/json_logs\/voice_/),
    });
  });

  test('names the headers that went along, and shows no secret', async () => {
    const sealed = `sealed:${Buffer.from(`whsec_${Buffer.alloc(32, 1).toString('base64')}`).toString('base64')}`;
    const forwardHeaders = { 'X-Auth': 'secret', Authorization: 'Bearer hidden' };
    const ports = portsWith(makeSource({ forwardHeaders, signingSecrets: [{ sealed }] }));
    const answer = await run(ports);
    const posted = Object.keys(ports.receiver.posts[0]?.headers ?? {});
    expect(Object.keys(answer.request.headers).sort()).toEqual([...posted, 'content-type'].sort());
    expect(answer.request.headers).toMatchObject({
      ...{ 'X-Auth': '…', Authorization: '…', 'webhook-timestamp': '…', 'webhook-signature': '…' },
    });
    expect(JSON.stringify(answer)).not.toMatch(/secret|hidden|v1,/);
  });

  test.each([
    ['a refusal', answered(500, 'oops'), { statusCode: 500, response: 'oops' }, 'answered 500'],
    ['a redirect', answered(302), { statusCode: 302, response: '' }, 'answered 302'],
    [
      'no connection',
      { kind: 'failed', error: 'connection refused', durationMs: 3 },
      { statusCode: null, durationMs: 3, response: null },
      'connection refused',
    ],
  ] as const)('says so of %s', async (_, reply, fields, words) => {
    const ports = portsWith();
    ports.receiver.script.next(reply);
    const answer = await run(ports);
    expect(answer).toMatchObject({ isAccepted: false, ...fields, error: expect.stringContaining(words) });
  });

  test('holds a long answer, and leaves no object behind', async () => {
    const ports = portsWith();
    ports.receiver.script.next(answered(200, 'x'.repeat(64 * 1024)));
    expect((await run(ports)).response).toHaveLength(64 * 1024);
    expect(ports.answers.keys()).toEqual([]);
  });

  test('comes within 25 seconds and says that there was none, if there was none', async () => {
    const ports = portsWith();
    const answer = await ask(ports);
    expect(ports.clock.now() - testStartMs).toBe(25_000);
    expect(answer).toMatchObject({ isAccepted: false, statusCode: null, durationMs: null, response: null });
    expect(answer.error).toBe('Not posted, or not answered, within 25 seconds');
  });

  test('comes before the function must end', async () => {
    const ports = portsWith();
    await ask(ports, { waitMs: 7000 });
    expect(ports.clock.now() - testStartMs).toBe(5000);
  });
});

describe('refused', () => {
  const cases: readonly (readonly [string, Source, object])[] = [
    [
      'without a target',
      withoutForwardUrl(makeSource()),
      { status: 409, message: expect.stringContaining('no forwardUrl') },
    ],
    [
      'while paused',
      makeSource({ brake: { isPaused: true } }),
      { status: 409, message: expect.stringContaining('paused') },
    ],
    [
      'of a source that is not there',
      makeSource({ name: 'Other' }),
      { status: 404, message: 'No such source' },
    ],
    [
      "of another account's source",
      makeSource({ account: 'other' }),
      { status: 404, message: 'No such source' },
    ],
  ];
  test.each(cases)('%s', async (_, source, refusal) => {
    const ports = portsWith(source);
    await expect(ask(ports)).rejects.toMatchObject(refusal);
    expect([...ports.deliveries.all(), ...ports.hints.waiting()]).toEqual([]);
  });
});

describe('a test', () => {
  test('is tried once, whatever is answered', async () => {
    const ports = portsWith();
    ports.receiver.script.usually = () => answered(503, '', 1);
    await run(ports);
    expect(only(ports)).toMatchObject({ status: 'undelivered', attemptCount: 1 });
    await passWithWork(ports, 4 * day, 600);
    expect(ports.receiver.posts).toHaveLength(1);
  });

  test.each([410, 500, 200])('answered %i says nothing of the target’s health', async (statusCode) => {
    const failing = makeSource({ forwardFailingSince: '2026-03-20T12:00:00.000Z' });
    const ports = portsWith(failing);
    ports.receiver.script.next(answered(statusCode));
    await run(ports);
    expect(ports.sources.peek('default', 'PBXdemo')).toEqual(failing);
  });

  test('goes to a target that is switched off, and leaves it so', async () => {
    const off = makeSource({ forwardDisabledAt: '2026-03-30T12:00:00.000Z', forwardDisabledReason: '410' });
    const ports = portsWith(off);
    expect(await run(ports)).toMatchObject({ isAccepted: true, statusCode: 200 });
    expect(ports.sources.peek('default', 'PBXdemo')).toEqual(off);
  });

  test('is about no recording, and the table forgets it after a day', async () => {
    const ports = portsWith();
    await run(ports);
    expect(only(ports)).toMatchObject({
      id: expect.stringMatching(/^dlv_test_[0-9a-z]{24}$/),
      ...{ isTest: true, recordingId: '', audioId: 'voxgate-test', account: 'default', source: 'PBXdemo' },
      expiresAtSeconds: testStartMs / 1000 + day,
    });
  });

  test('that comes too late is not posted: nobody waits for it', async () => {
    const ports = portsWith();
    await ask(ports);
    ports.hints.lose();
    await passWithWork(ports, 120);
    expect(ports.receiver.posts).toEqual([]);
    expect(only(ports)).toMatchObject({
      status: 'undelivered',
      attempts: [{ error: 'nobody waits for this test any more' }],
    });
  });

  test('whose function was killed is not posted a second time', async () => {
    const ports = portsWith();
    const begun = ports.receiver.script.hang();
    ports.clock.after(100, async () => {
      void drainHints(ports);
      await begun;
    });
    await ask(ports);
    await passWithWork(ports, 300);
    expect(ports.receiver.posts).toHaveLength(1);
    expect(only(ports).status).toBe('undelivered');
  });

  test('of a source whose secret cannot be opened fails, and is over', async () => {
    const ports = portsWith(makeSource({ signingSecrets: [{ sealed: 'of another deployment' }] }));
    expect(await run(ports)).toMatchObject({ error: 'the delivery could not be signed', statusCode: null });
    expect(ports.receiver.posts).toEqual([]);
    expect(only(ports).status).toBe('undelivered');
  });

  test('uses the source as it stands, not as the deliver function remembers it', async () => {
    const ports = portsWith(makeSource({ forwardHeaders: { 'x-auth': 'former' } }));
    ports.sources.cacheSeconds = 30;
    await ports.sources.get('default', 'PBXdemo');
    ports.sources.put(makeSource({ forwardHeaders: { 'x-auth': 'present' } }));
    ports.clock.after(200, () => deliverResult(ports, only(ports).id));
    await testForward(
      { ...ports, sources: ports.currentSources },
      { account: 'default', name: 'PBXdemo', waitMs: 29_000 },
    );
    expect(ports.receiver.posts[0]?.headers['x-auth']).toBe('present');
  });
});
