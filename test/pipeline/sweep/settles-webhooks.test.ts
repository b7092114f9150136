// A webhook whose function died before it was settled is settled by the sweeper.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sweepDue } from '../../../functions/pipeline/sweep/sweep-due.ts';
import type { WebhookIntent } from '../../../shared/domain/webhook-intent.ts';
import { portsWith, receive, stored } from '../../support/arrange-flow.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { passWithWork } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const recording = makeRecording('SUBMITTED');
const text = JSON.stringify(successBody('4430'));

const leftOver = (changes: Partial<WebhookIntent> = {}): WebhookIntent => ({
  hash: 'a'.repeat(64),
  ver: 1,
  dueAt: testStartMs,
  receivedAt: '2026-03-31T12:00:00.000Z',
  tries: 0,
  jsonLogName: `voice_20260331_120000_${'r'.repeat(26)}.json`,
  resultLogNames: [],
  bodyGzip: new Uint8Array(gzipSync(text)),
  ...changes,
});

const setUp = (intent: WebhookIntent) => {
  const ports = portsWith();
  ports.recordings.put(recording);
  ports.webhooks.put(intent);
  return ports;
};

test('its result is applied under the names that were chosen when it came', async () => {
  const ports = setUp(leftOver());
  await sweepDue(ports);
  expect(ports.jsonLogs.peek(leftOver().jsonLogName)).toBe(text);
  expect(stored(ports, recording)).toMatchObject({
    state: 'COMPLETED',
    outcome: { jsonLogName: leftOver().jsonLogName },
  });
  expect(ports.hints.waiting()).toMatchObject([{ kind: 'delivery' }]);
  const intent = ports.webhooks.peek(leftOver().hash);
  expect(intent).toMatchObject({ results: [{ verdict: 'applied' }] });
  expect(intent?.dueAt).toBeUndefined();
});

test('a body that lies in the bucket is read from there', async () => {
  const { bodyGzip: _, ...intent } = leftOver({ bodyKey: 'webhook_bodies/x.json' });
  const ports = setUp(intent);
  await ports.rawBodies.put('webhook_bodies/x.json', text);
  await sweepDue(ports);
  expect(stored(ports, recording).state).toBe('COMPLETED');
});

test('one that is not due yet is left to the function that got it', async () => {
  const ports = setUp(leftOver({ dueAt: testStartMs + 1 }));
  await sweepDue(ports);
  expect(stored(ports, recording).state).toBe('SUBMITTED');
});

test('one that was settled meanwhile is not settled again, and is due no more', async () => {
  const { bodyGzip: _, ...settled } = leftOver({ results: [] });
  const ports = setUp(settled);
  await sweepDue(ports);
  expect([ports.jsonLogs.puts, ports.recordings.written]).toEqual([[], []]);
  expect(ports.webhooks.peek(settled.hash)?.dueAt).toBeUndefined();
  const { ver } = ports.webhooks.peek(settled.hash) ?? {};
  await sweepDue(ports);
  expect(ports.webhooks.peek(settled.hash)?.ver).toBe(ver);
});

describe('one that cannot be settled', () => {
  test('is pushed ahead, a minute longer each time and an hour at most, and never forgotten', async () => {
    const { bodyGzip: _, ...intent } = leftOver();
    const ports = setUp(intent);
    const pauses: number[] = [];
    for (let round = 0; round < 62; round += 1) {
      await sweepDue(ports);
      const dueAt = ports.webhooks.peek(intent.hash)?.dueAt ?? 0;
      pauses.push((dueAt - ports.clock.now()) / 60_000);
      await ports.clock.pass(dueAt - ports.clock.now());
    }
    expect(pauses.slice(0, 3)).toEqual([1, 2, 3]);
    expect(pauses.at(-1)).toBe(60);
    expect(ports.logLines.filter(({ level }) => level === 'error')).toHaveLength(62);
  });

  test('does not stand in the way of the others', async () => {
    const { bodyGzip: _, ...broken } = leftOver({ hash: 'b'.repeat(64), dueAt: testStartMs - 1 });
    const ports = setUp(leftOver());
    ports.webhooks.put(broken);
    await sweepDue(ports);
    expect(stored(ports, recording).state).toBe('COMPLETED');
  });
});

test('sweeper and vendor’s repeat at the same time: one result, one delivery', async () => {
  const ports = portsWith();
  ports.recordings.put(recording);
  const { results: _, ...unsettled } = await receive(ports, successBody('4430'));
  ports.recordings.put(recording);
  ports.webhooks.put({ ...unsettled, dueAt: testStartMs, bodyGzip: new Uint8Array(gzipSync(text)) });
  await Promise.all([sweepDue(ports), receive(ports, successBody('4430')), sweepDue(ports)]);
  await passWithWork(ports, 120, 10);
  expect(stored(ports, recording).deliveries).toHaveLength(1);
  expect(ports.receiver.posts).toHaveLength(1);
  expect(ports.webhooks.peek(unsettled.hash)?.results).toMatchObject([{ verdict: 'applied' }]);
});
