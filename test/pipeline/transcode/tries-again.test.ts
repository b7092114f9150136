// What may pass is tried again: a vendor that is away, a token that was rejected, a failure of our own, a killed function.
import { describe, expect, test } from 'vitest';
import { processRecording } from '../../../functions/pipeline/transcode/process-recording.ts';
import { eventsOf, portsWith, stored, submitDemo } from '../../support/arrange-flow.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

const down = { kind: 'unreachable', reason: 'the vendor answered 503' } as const;

const setUp = async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  return { ports, recording };
};

describe('a vendor that cannot be reached', () => {
  test('is called again with growing pauses, while the WAV comes from the bucket', async () => {
    const { ports, recording } = await setUp();
    const at: number[] = [];
    ports.vendor.script.usually = () => {
      at.push((ports.clock.now() - testStartMs) / 1000);
      return at.length < 5 ? down : { kind: 'acknowledged' };
    };
    await passWithWork(ports, 90);
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', vendorCalls: 5, fetchTries: 1 });
    const pauses = at.slice(1).map((second, index) => second - (at[index] ?? 0));
    for (const [index, middle] of [1, 2, 10, 30].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(middle * 0.9);
      // A hint comes a second late at most, for a queue counts whole seconds, and another by the steps of this test.
      expect(pauses[index]).toBeLessThanOrEqual(middle * 1.1 + 2);
    }
    expect(ports.audio.script.asked).toHaveLength(1);
    expect(ports.audio.readBack).toEqual(Array(4).fill(stored(ports, recording).wavKey));
  });

  test('three times in a row within the time a caller waits', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.script.usually = () => down;
    await passWithWork(ports, 10);
    expect(stored(ports, recording)).toMatchObject({ state: 'STORED', vendorFailures: 3 });
  });

  test('and says when to come back, is called no sooner', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.script.next({ ...down, retryAfterSeconds: 120 });
    await drainHints(ports);
    expect(stored(ports, recording)).toMatchObject({ state: 'STORED', dueAt: testStartMs + 120_000 });
    await passWithWork(ports, 119);
    expect(ports.vendor.uploads).toHaveLength(1);
    await passWithWork(ports, 2);
    expect(ports.vendor.uploads).toHaveLength(2);
  });

  test('is called again though the hint was lost', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.script.next(down);
    await drainHints(ports);
    ports.hints.lose();
    await passWithWork(ports, 61);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
  });

  test('once it takes the recording, its failures are forgotten', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.script.next(down, down);
    await passWithWork(ports, 10);
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', vendorFailures: 0, vendorCalls: 3 });
  });
});

describe('a rejected token', () => {
  test('raises an alarm and is retried slowly', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.script.next({ kind: 'token-rejected', reason: 'the vendor answered 401' });
    await drainHints(ports);
    expect(ports.logLines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'vendor token rejected' }),
    );
    await passWithWork(ports, 265);
    expect(ports.vendor.uploads).toHaveLength(1);
    await passWithWork(ports, 70);
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', vendorCalls: 2 });
  });
});

describe('a failure of our own while fetching', () => {
  test('gives the claim back and fetches again after 10 s', async () => {
    const { ports, recording } = await setUp();
    ports.audio.script.next(() => {
      throw new Error('the bucket is throttled');
    });
    await drainHints(ports);
    const row = stored(ports, recording);
    expect(row.state).toBe('FETCHING');
    expect(row.dueAt).toBeLessThanOrEqual(testStartMs + 11_000);
    expect(row.failure).toBeUndefined();
    await passWithWork(ports, 13);
    expect(eventsOf(stored(ports, recording))).toEqual([
      'received',
      'fetching',
      'interrupted',
      'fetching',
      'submitting',
      'submitted',
    ]);
  });

  test('is logged', async () => {
    const { ports } = await setUp();
    const error = new Error('the bucket is throttled');
    ports.audio.script.next(() => {
      throw error;
    });
    await drainHints(ports);
    expect(ports.logLines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ error }) }),
    );
  });
});

describe('a function that is killed while it fetches', () => {
  test('leaves the claim until its lease has run out; then the WAV goes under the same key', async () => {
    const { ports, recording } = await setUp();
    const begun = ports.audio.script.hang();
    void processRecording(ports, recording.id);
    await begun;
    ports.hints.lose();
    await passWithWork(ports, ports.leaseSeconds - 1, 30);
    expect(stored(ports, recording).state).toBe('FETCHING');
    await passWithWork(ports, 62);
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', fetchTries: 2 });
    const [first, second] = ports.audio.script.asked;
    expect(second?.wavKey).toBe(first?.wavKey);
  });
});

test('what is left in the temp directory is removed, whatever the upload throws', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.script.next(() => {
    throw new Error('unexpected');
  });
  await expect(processRecording(ports, recording.id)).rejects.toThrow('unexpected');
  expect(ports.audio.open).toBe(0);
  // The intent stands: its time runs out, and the upload is made once more.
  await passWithWork(ports, 240);
  expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', vendorCalls: 2, ambiguousCalls: 1 });
});
