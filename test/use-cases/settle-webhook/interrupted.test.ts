// A crash at any point loses nothing and doubles nothing: run again, the end is the same, under one delivery id.
import { describe, expect, test } from 'vitest';
import { receiveWebhook } from '../../../functions/gateway/receive-webhook/receive-webhook.ts';
import { sweepDue } from '../../../functions/pipeline/sweep/sweep-due.ts';
import { portsWith } from '../../support/arrange-flow.ts';
import { failingPorts } from '../../support/failing-ports.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { makeSource } from '../../support/make-source.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';

const first = makeRecording('SUBMITTED');
const second = makeRecording('SUBMITTED', { audioId: '4431', source: 'CCDdemo', vendorSource: 'ccd' });
const body = new TextEncoder().encode(
  JSON.stringify({
    success: true,
    results: [
      { audioID: '4430', transcription: 'for the first' },
      { audioID: '4431', transcription: 'for the second' },
    ],
  }),
);

const counted = ['webhooks', 'jsonLogs', 'recordings', 'sources', 'deliveries', 'hints'] as const;

const setUp = () => {
  const ports = portsWith(makeSource(), makeSource({ name: 'CCDdemo', vendorSource: 'ccd' }));
  ports.recordings.put(first);
  ports.recordings.put(second);
  return ports;
};

/** What is left in the end, without times and versions, which may differ. */
const endOf = (ports: MemoryPorts) => ({
  recordings: ports.recordings.all().map(({ id, state, outcome, deliveries, dueAt }) => ({
    ...{ id, state, deliveries, dueAt },
    transcription: outcome?.transcription,
    jsonLogName: outcome?.jsonLogName,
  })),
  deliveries: ports.deliveries.all().map(({ id, url, jsonUrl, status }) => ({ id, url, jsonUrl, status })),
  webhooks: ports.webhooks.all().map(({ hash, results, dueAt }) => ({ hash, results, dueAt })),
  logs: [...ports.jsonLogs.keys()].sort(),
  posted: [...new Set(ports.receiver.posts.map(({ headers }) => headers['webhook-id']))].sort(),
});

const undisturbed = async () => {
  const ports = setUp();
  const { ports: watched, calls } = failingPorts(ports, counted, 0, 'before');
  await receiveWebhook(watched, { body });
  await drainHints(ports);
  return { end: endOf(ports), calls };
};

const { end, calls } = await undisturbed();
const crashes = calls.flatMap((call, index) =>
  (['before', 'after'] as const).map((when) => ({ call, when, failAt: index + 1 })),
);

test('undisturbed, both recordings are completed and both customers have their result', () => {
  expect(end.recordings.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(end.posted).toHaveLength(2);
  expect(calls.length).toBeGreaterThan(12);
});

describe('the function dies', () => {
  test.each(crashes)('$when call $failAt, $call: the vendor’s repeat ends it the same way', async (crash) => {
    const ports = setUp();
    const failing = failingPorts(ports, counted, crash.failAt, crash.when);
    await expect(receiveWebhook(failing.ports, { body })).rejects.toThrow(crash.call);
    await receiveWebhook(ports, { body });
    await passWithWork(ports, 180, 20);
    // A name chosen for an intent that was never written down is chosen anew.
    if (crash.failAt > 1 || crash.when === 'after') expect(endOf(ports)).toEqual(end);
    else expect(endOf(ports).posted).toEqual(end.posted);
  });

  test.each(crashes.filter(({ failAt, when }) => failAt > 1 || when === 'after'))(
    '$when call $failAt, $call: without a repeat, the sweeper ends it the same way',
    async (crash) => {
      const ports = setUp();
      const failing = failingPorts(ports, counted, crash.failAt, crash.when);
      await receiveWebhook(failing.ports, { body }).catch(() => undefined);
      await passWithWork(ports, 180, 20);
      expect(endOf(ports)).toEqual(end);
    },
  );

  test.each(crashes.filter(({ failAt }) => failAt > 1))(
    '$when call $failAt, $call, and the sweeper at each of its own calls after it: still the same',
    async (crash) => {
      for (let failAt = 1; failAt <= 24; failAt += 1) {
        const ports = setUp();
        const failing = failingPorts(ports, counted, crash.failAt, crash.when);
        await receiveWebhook(failing.ports, { body }).catch(() => undefined);
        await ports.clock.pass(60_000);
        await sweepDue(failingPorts(ports, counted, failAt, 'after').ports);
        await passWithWork(ports, 360, 30);
        expect(endOf(ports)).toEqual(end);
      }
    },
  );
});
