// What a recording owes stands in the ledger afterwards, once, whoever puts it there and however often.
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../shared/domain/recording.ts';
import { announceDeliveries } from '../../shared/use-cases/announce-deliveries.ts';
import { portsWith, stored } from '../support/arrange-flow.ts';
import { makeRecording } from '../support/make-recording.ts';
import { makeSource, withoutForwardUrl } from '../support/make-source.ts';
import { drainHints } from '../support/run-flow.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const owed = (id: string, isAnnounced = false) => ({
  id,
  revision: 1,
  jsonLogName: `${id}.json`,
  isAnnounced,
});

const setUp = (recording: Recording) => {
  const ports = portsWith();
  ports.recordings.put(recording);
  return ports;
};

test('each owed delivery gets its item and its hint; those announced before get none', async () => {
  const recording = makeRecording('COMPLETED', {
    dueAt: testStartMs,
    deliveries: [owed('dlv_0', true), owed('dlv_1'), owed('dlv_2')],
  });
  const ports = setUp(recording);
  const announced = await announceDeliveries(ports, recording);
  expect(ports.deliveries.all().map(({ id }) => id)).toEqual(['dlv_1', 'dlv_2']);
  expect(ports.hints.waiting().map(({ id }) => id)).toEqual(['dlv_1', 'dlv_2']);
  expect(stored(ports, recording).deliveries.every(({ isAnnounced }) => isAnnounced)).toBe(true);
  expect(announced.ver).toBe(recording.ver + 1);
});

test('a recording that owes nothing is not written', async () => {
  const recording = makeRecording('COMPLETED', { deliveries: [owed('dlv_0', true)] });
  const ports = setUp(recording);
  expect(await announceDeliveries(ports, recording)).toBe(recording);
  expect(ports.recordings.written).toEqual([]);
});

test('one that stands in the ledger already is not begun again', async () => {
  const recording = makeRecording('COMPLETED', { dueAt: testStartMs, deliveries: [owed('dlv_1')] });
  const ports = setUp(recording);
  await announceDeliveries(ports, recording);
  await drainHints(ports);
  ports.recordings.put(recording);
  await announceDeliveries(ports, recording);
  await drainHints(ports);
  expect(ports.deliveries.all()).toMatchObject([{ status: 'delivered', attemptCount: 1 }]);
  expect(ports.receiver.posts).toHaveLength(1);
});

describe('the timer', () => {
  test('is taken off a recording that has ended', async () => {
    const recording = makeRecording('FAILED', { dueAt: testStartMs, deliveries: [owed('dlv_1')] });
    const ports = setUp(recording);
    await announceDeliveries(ports, recording);
    expect(stored(ports, recording).dueAt).toBeUndefined();
  });

  test('of a recording that lives stays as it is', async () => {
    const recording = makeRecording('SUBMITTED', { dueAt: testStartMs + 5, deliveries: [owed('dlv_1')] });
    const ports = setUp(recording);
    await announceDeliveries(ports, recording);
    expect(stored(ports, recording).dueAt).toBe(testStartMs + 5);
  });
});

test('a source that has no forward URL any more gets its delivery all the same: it ends in the ledger, told', async () => {
  const recording = makeRecording('COMPLETED', { dueAt: testStartMs, deliveries: [owed('dlv_1')] });
  const ports = setUp(recording);
  ports.sources.put(withoutForwardUrl(makeSource()));
  await announceDeliveries(ports, recording);
  await drainHints(ports);
  expect(ports.receiver.posts).toEqual([]);
  expect(ports.deliveries.all()).toMatchObject([
    { status: 'undelivered', attempts: [{ error: 'the source has no forward URL any more' }] },
  ]);
});
