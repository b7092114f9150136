// Terminal and visible: each way a recording can fail, with its code.
import { describe, expect, test } from 'vitest';
import { processRecording } from '../../../functions/pipeline/transcode/process-recording.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { eventsOf, portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const hour = 3600;
const down = { kind: 'unreachable', reason: 'the vendor answered 503' } as const;
const lost = { kind: 'ambiguous', reason: 'no answer from the vendor: reset' } as const;

const setUp = async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  return { ports, recording };
};

describe("the recording's own fault ends it at once", () => {
  test.each(['DOWNLOAD_FAILED', 'CONVERSION_FAILED'] as const)('%s', async (code) => {
    const { ports, recording } = await setUp();
    ports.audio.script.next(() => {
      throw new VoxgateError(code, 'The audio file answered 404', { cause: 'secret' });
    });
    await drainHints(ports);
    const row = stored(ports, recording);
    expect(row).toMatchObject({
      state: 'FAILED',
      failure: { code, message: 'The audio file answered 404' },
      endedAt: testStartMs,
    });
    expect(row.dueAt).toBeUndefined();
    expect(row.timeline.at(-1)).toMatchObject({ event: 'failed', detail: code });
    expect(JSON.stringify(row)).not.toContain('secret');
    expect(ports.vendor.uploads).toEqual([]);
    expect(ports.hints.waiting()).toEqual([]);
  });
});

test('a vendor that rejects it with a plain 4xx: VENDOR_REJECTED, without another bill', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.nextAnswers({ status: 400, body: {} });
  await drainHints(ports);
  await passWithWork(ports, hour, 60);
  expect(stored(ports, recording)).toMatchObject({ state: 'FAILED', failure: { code: 'VENDOR_REJECTED' } });
  expect(ports.vendor.uploads).toHaveLength(1);
});

test('a vendor that cannot be reached is tried for 12 hours: VENDOR_UNREACHABLE', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.script.usually = () => down;
  await passWithWork(ports, 11.9 * hour, 60);
  expect(stored(ports, recording).state).toBe('STORED');
  await passWithWork(ports, 0.5 * hour, 60);
  const row = stored(ports, recording);
  expect(row).toMatchObject({ state: 'FAILED', failure: { code: 'VENDOR_UNREACHABLE' } });
  expect(row.dueAt).toBeUndefined();
  expect(ports.vendor.uploads.length).toBe(row.vendorCalls);
  expect(row.vendorCalls).toBeGreaterThan(60);
  await passWithWork(ports, 2 * hour, 60);
  expect(ports.vendor.uploads.length).toBe(row.vendorCalls);
});

test('a Retry-After of a year does not keep it from being given up', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.script.usually = () => ({ ...down, retryAfterSeconds: 365 * 24 * hour });
  await passWithWork(ports, 14 * hour, 60);
  expect(stored(ports, recording)).toMatchObject({
    state: 'FAILED',
    failure: { code: 'VENDOR_UNREACHABLE' },
  });
});

test('an unreachable vendor that may have taken it once is still given a day to answer', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.script.next(lost);
  ports.vendor.script.usually = () => down;
  await passWithWork(ports, 13 * hour, 60);
  expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', ambiguousCalls: 1 });
  await receive(ports, successBody('4430'));
  expect(stored(ports, recording).state).toBe('COMPLETED');
});

describe('no result in 24 hours', () => {
  test('is NO_RESULT', async () => {
    const { ports, recording } = await setUp();
    await passWithWork(ports, 24 * hour - 1, 60);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
    await passWithWork(ports, 120, 1);
    const row = stored(ports, recording);
    expect(row).toMatchObject({ state: 'FAILED', failure: { code: 'NO_RESULT' } });
    expect(row.outcome).toBeUndefined();
    expect(ports.vendor.uploads).toHaveLength(1);
  });

  test('and a real result that comes later still completes it', async () => {
    const { ports, recording } = await setUp();
    await passWithWork(ports, 25 * hour, 60);
    const intent = await receive(ports, successBody('4430'));
    expect(intent.results).toMatchObject([{ verdict: 'applied', recordingId: recording.id }]);
    const row = stored(ports, recording);
    expect(row.state).toBe('COMPLETED');
    expect(row.failure).toBeUndefined();
    expect(eventsOf(row).slice(-3)).toEqual(['failed', 'completed', 'forward-queued']);
  });
});

test('a file that kills the function six times is CONVERSION_FAILED', async () => {
  const { ports, recording } = await setUp();
  const lease = ports.leaseSeconds;
  let kills = 0;
  // The function is gone before it could write anything.
  ports.audio.script.usually = () => {
    kills += 1;
    throw new Error('killed');
  };
  const dying = { ...ports, recordings: diesAfterClaim(ports.recordings) };
  await processRecording(dying, recording.id).catch(() => undefined);
  for (let round = 0; round < 8; round += 1) {
    await ports.clock.pass(lease * 1000);
    await processRecording(dying, recording.id).catch(() => undefined);
  }
  await processRecording(ports, recording.id);
  expect(kills).toBe(6);
  expect(stored(ports, recording)).toMatchObject({ state: 'FAILED', failure: { code: 'CONVERSION_FAILED' } });
});

/** Lets claims and the end through; what a killed function would have written after its claim is not. */
const diesAfterClaim = (recordings: ReturnType<typeof portsWith>['recordings']) => ({
  get: (id: string) => recordings.get(id),
  create: recordings.create.bind(recordings),
  listByAudioId: recordings.listByAudioId,
  save: async (row: Parameters<typeof recordings.save>[0]) => {
    if (row.timeline.at(-1)?.event === 'interrupted') throw new Error('killed');
    return recordings.save(row);
  },
});

test('a recording that was deleted meanwhile is nothing to do', async () => {
  const { ports, recording } = await setUp();
  ports.recordings.remove(recording.id);
  await processRecording(ports, recording.id);
  expect(ports.audio.script.asked).toEqual([]);
});

test('a row that was submitted without audio is an error, not a silent end', async () => {
  const { ports, recording } = await setUp();
  ports.recordings.put(makeRecording('STORED', { audio: undefined, dueAt: testStartMs }));
  await expect(processRecording(ports, recording.id)).rejects.toThrow('without audio');
});
