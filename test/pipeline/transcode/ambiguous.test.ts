// The body was sent and no answer came: the vendor may have the recording, and each upload is a bill.
import { describe, expect, test } from 'vitest';
import { processRecording } from '../../../functions/pipeline/transcode/process-recording.ts';
import { eventsOf, portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const lost = { kind: 'ambiguous', reason: 'no answer from the vendor: reset' } as const;
const down = { kind: 'unreachable', reason: 'the vendor answered 503' } as const;

const setUp = async (...replies: readonly (typeof lost | typeof down)[]) => {
  const ports = portsWith();
  ports.vendor.script.next(...replies);
  const { recording } = await submitDemo(ports);
  await drainHints(ports);
  return { ports, recording };
};

const killedUpload = async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  const begun = ports.vendor.script.hang();
  void processRecording(ports, recording.id);
  await begun;
  ports.hints.lose();
  return { ports, recording };
};

test('30 s are left for a webhook before anything is sent again', async () => {
  const { ports, recording } = await setUp(lost);
  expect(stored(ports, recording)).toMatchObject({
    state: 'SUBMITTING',
    ambiguousCalls: 0,
    dueAt: testStartMs + 30_000,
  });
  await passWithWork(ports, 29);
  expect(ports.vendor.uploads).toHaveLength(1);
});

test('then it is sent once more, flagged on the record', async () => {
  const { ports, recording } = await setUp(lost);
  await passWithWork(ports, 31);
  const row = stored(ports, recording);
  expect(row).toMatchObject({ state: 'SUBMITTED', vendorCalls: 2, ambiguousCalls: 1 });
  expect(eventsOf(row)).toEqual([
    'received',
    'fetching',
    'submitting',
    'vendor-answer-lost',
    'submitting',
    'submitted',
  ]);
  expect(row.timeline.find(({ event }) => event === 'vendor-answer-lost')?.detail).toBe(lost.reason);
});

test('a second upload without an answer is not followed by a third: a result is awaited', async () => {
  const { ports, recording } = await setUp(lost, lost);
  await passWithWork(ports, 31);
  expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', ambiguousCalls: 1 });
  await passWithWork(ports, 6 * 3600, 60);
  expect(ports.vendor.uploads).toHaveLength(2);
  await receive(ports, successBody('4430'));
  expect(stored(ports, recording).state).toBe('COMPLETED');
});

test('a webhook that comes in the meantime ends it: nothing is sent again', async () => {
  const { ports, recording } = await setUp(lost);
  await passWithWork(ports, 20);
  await receive(ports, successBody('4430'));
  await passWithWork(ports, 120);
  expect(stored(ports, recording).state).toBe('COMPLETED');
  expect(ports.vendor.uploads).toHaveLength(1);
});

test('a webhook that comes during the second upload wins, and the second answer changes nothing', async () => {
  const { ports, recording } = await setUp(lost);
  ports.vendor.script.next(async () => {
    await receive(ports, successBody('4430', { transcription: 'of the webhook' }));
    return { kind: 'acknowledged' };
  });
  await passWithWork(ports, 31);
  expect(stored(ports, recording)).toMatchObject({
    state: 'COMPLETED',
    outcome: { transcription: 'of the webhook' },
  });
});

describe('a function killed during the upload', () => {
  test('is an upload without an answer: sent once more after the time an upload may take, and never again', async () => {
    const { ports, recording } = await killedUpload();
    await passWithWork(ports, 149);
    expect(ports.vendor.uploads).toHaveLength(1);
    const begun = ports.vendor.script.hang();
    await ports.clock.pass(1000);
    void processRecording(ports, recording.id);
    await begun;
    await passWithWork(ports, 600);
    expect(ports.vendor.uploads).toHaveLength(2);
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', ambiguousCalls: 1 });
  });

  test('and its webhook completes the recording all the same', async () => {
    const { ports, recording } = await killedUpload();
    await ports.clock.pass(5000);
    await receive(ports, successBody('4430'));
    await passWithWork(ports, 300);
    expect(stored(ports, recording).state).toBe('COMPLETED');
    expect(ports.vendor.uploads).toHaveLength(1);
  });
});

test('a vendor that refuses the second connection is called until it answers, and one more lost answer is the last', async () => {
  const { ports, recording } = await setUp(lost, down, down, lost);
  await passWithWork(ports, 60);
  expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', ambiguousCalls: 1, vendorCalls: 4 });
  await passWithWork(ports, 3600, 60);
  expect(ports.vendor.uploads).toHaveLength(4);
});

test('the hint was lost: the sweeper has it sent again', async () => {
  const { ports, recording } = await setUp(lost);
  ports.hints.lose();
  await passWithWork(ports, 61);
  expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', vendorCalls: 2 });
});
