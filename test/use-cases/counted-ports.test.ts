// Each end, each failure of the vendor and each delivery is counted once, when it has surely happened.
import { describe, expect, test } from 'vitest';
import { deliverResult } from '../../functions/pipeline/deliver/deliver-result.ts';
import { processRecording } from '../../functions/pipeline/transcode/process-recording.ts';
import type { Delivery } from '../../shared/domain/delivery.ts';
import { redelivered } from '../../shared/domain/redelivery.ts';
import type { Tally } from '../../shared/domain/statistics.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import {
  countedBeginnings,
  countedDeliveries,
  countedEndings,
  countedForwardHealth,
  countedVendor,
} from '../../shared/use-cases/counted-ports.ts';
import { portsWith, receive, stored, submitDemo } from '../support/arrange-flow.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { makeSource } from '../support/make-source.ts';
import type { MemoryPorts } from '../support/memory-ports.ts';
import { drainHints, passWithWork } from '../support/run-flow.ts';
import { answered } from '../support/scripted-outside.ts';
import { testStartMs } from '../support/virtual-clock.ts';

/** The methods as they are now, for whoever is put in front of them. */
const bare = <Port extends object>(port: Port): Port => {
  const own = {} as Port;
  const names = [...Object.getOwnPropertyNames(Object.getPrototypeOf(port)), ...Object.keys(port)];
  for (const name of names as Extract<keyof Port, string>[]) {
    const method = port[name];
    if (typeof method === 'function') own[name] = method.bind(port);
  }
  return own;
};

/** Added up as the table does it. */
const memoryStatistics = () => {
  const sums = new Map<string, number>();
  const add = async ({ account: _, source, day, errors = {}, ...counts }: Tally): Promise<void> => {
    for (const [name, value] of [...Object.entries(counts), ...Object.entries(errors)]) {
      const key = `${day} ${source} ${name}`;
      sums.set(key, (sums.get(key) ?? 0) + value);
    }
  };
  return { add, sums: () => Object.fromEntries([...sums].filter(([, value]) => value !== 0)) };
};

type Counted = MemoryPorts & { readonly sums: () => Record<string, number> };

/** As the handlers connect them. */
const counted = (statistics = memoryStatistics()): Counted => {
  const ports = portsWith();
  const { metrics, recordings, deliveries, vendor, health, log } = ports;
  const deps = { metrics, statistics, log };
  Object.assign(recordings, countedEndings(bare(recordings), deps));
  Object.assign(recordings, countedBeginnings(bare(recordings), metrics));
  Object.assign(deliveries, countedDeliveries(bare(deliveries), deps));
  Object.assign(vendor, countedVendor(bare(vendor), metrics), { takesCallbackUrl: false });
  Object.assign(health, countedForwardHealth(bare(health), metrics));
  return { ...ports, sums: statistics.sums };
};

const names = ({ recorded }: MemoryPorts): readonly string[] => recorded.map(([name]) => name);
const times = (ports: MemoryPorts, name: string): number => names(ports).filter((one) => one === name).length;

const completed = { results: [{ audioID: '4430', success: true, transcription: 'hello', duration: 4.2 }] };
const refused = { results: [{ audioID: '4430', success: false, error_code: 'NO_SPEECH_DETECTED' }] };

describe('a recording', () => {
  test('is accepted once, however often it is submitted, and completed once, however often its result comes', async () => {
    const ports = counted();
    await submitDemo(ports);
    await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, completed);
    await receive(ports, completed);
    await drainHints(ports);
    expect(names(ports)).toEqual(['RecordingsAccepted', 'RecordingsCompleted', 'DeliveriesDone']);
  });

  test('that the vendor refuses is counted as failed', async () => {
    const ports = counted();
    await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, refused);
    expect(names(ports)).toEqual(['RecordingsAccepted', 'RecordingsFailed']);
  });

  test('is accepted again when a new attempt begins', async () => {
    const ports = counted();
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    await passWithWork(ports, 25 * 3600, 60);
    expect(stored(ports, recording).failure?.code).toBe('NO_RESULT');
    expect(names(ports)).toEqual(['RecordingsAccepted', 'RecordingsFailed']);
    await submitDemo(ports);
    expect(names(ports)).toEqual(['RecordingsAccepted', 'RecordingsFailed', 'RecordingsAccepted']);
  });

  test('that is written without a step, as when it is paused, is not counted as accepted by those who work on it', async () => {
    const ports = portsWith();
    const { recording } = await submitDemo(ports);
    const { metrics, log } = ports;
    const recordings = countedEndings(bare(ports.recordings), {
      ...{ metrics, log },
      statistics: memoryStatistics(),
    });
    await recordings.save({ ...stored(ports, recording), ver: 2 });
    expect(ports.recorded).toEqual([]);
  });

  test('is not counted by who loses the race for it', async () => {
    const ports = counted();
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    const { recordings } = ports;
    const failed = {
      ...stored(ports, recording),
      ver: 99,
      timeline: [{ at: '', event: 'failed', attempt: 1 }],
    };
    await expect(recordings.save(failed)).rejects.toThrow(VersionConflict);
    expect(times(ports, 'RecordingsFailed')).toBe(0);
  });
});

describe("a day's statistics", () => {
  test('have each attempt once, with its audio, and each delivery once', async () => {
    const ports = counted();
    await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, completed);
    await receive(ports, completed);
    await drainHints(ports);
    const day = new Date(testStartMs).toISOString().slice(0, 10);
    expect(ports.sums()).toEqual({
      [`${day} PBXdemo completed`]: 1,
      [`${day} PBXdemo audioSeconds`]: 4.2,
      [`${day} PBXdemo delivered`]: 1,
    });
  });

  test('have a recording that was given up, and completed by a late result, as completed alone', async () => {
    const ports = counted();
    await submitDemo(ports);
    await drainHints(ports);
    await passWithWork(ports, 25 * 3600, 60);
    expect(Object.keys(ports.sums()).map((key) => key.split(' ')[2])).toEqual(['failed', 'NO_RESULT']);
    await receive(ports, completed);
    expect(Object.keys(ports.sums()).map((key) => key.split(' ')[2])).toEqual(['completed', 'audioSeconds']);
  });

  test('have failures by their code', async () => {
    const ports = counted();
    await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, refused);
    const values = Object.entries(ports.sums()).map(([key, value]) => [key.split(' ')[2], value]);
    expect(values).toEqual([
      ['failed', 1],
      ['NO_SPEECH_DETECTED', 1],
    ]);
  });

  test('have a delivery that was given up, and went well when it was posted anew, as delivered alone', async () => {
    const ports = counted();
    const givenUp = makeDelivery({
      status: 'undelivered',
      attempts: [{ at: '', statusCode: 503, error: 'the receiver answered 503' }],
      attemptCount: 1,
    });
    const save = (delivery: Delivery) => ports.deliveries.save(delivery);
    await ports.deliveries.create({ ...makeDelivery(), ver: 0 });
    await save(givenUp);
    const target = { ...makeSource(), forwardUrl: 'https://example.com/' };
    const anew = redelivered(givenUp, target, testStartMs);
    await save(anew);
    const attempts = [...givenUp.attempts, { at: '', statusCode: 200 }];
    await save({ ...anew, ver: anew.ver + 1, status: 'delivered', attempts, attemptCount: 2 });
    expect(Object.entries(ports.sums()).map(([key, value]) => [key.split(' ')[2], value])).toEqual([
      ['delivered', 1],
    ]);
  });

  test('that cannot be written undo nothing', async () => {
    const ports = counted({ ...memoryStatistics(), add: () => Promise.reject(new Error('throttled')) });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, completed);
    expect(stored(ports, recording).state).toBe('COMPLETED');
    expect(times(ports, 'RecordingsCompleted')).toBe(1);
  });
});

describe('the vendor', () => {
  test.each([
    ['VendorUnreachable', { kind: 'unreachable', reason: 'refused' }],
    ['VendorTokenRejected', { kind: 'token-rejected', reason: 'the vendor answered 401' }],
  ] as const)('%s is counted for each upload', async (name, reply) => {
    const ports = counted();
    const { recording } = await submitDemo(ports);
    ports.vendor.script.next(reply);
    await processRecording(ports, recording.id);
    expect(names(ports)).toEqual(['RecordingsAccepted', name]);
  });

  test('that takes the upload, or refuses the recording, is no failure of its own', async () => {
    const ports = counted();
    const { recording } = await submitDemo(ports);
    ports.vendor.script.next({ kind: 'rejected', reason: 'the vendor answered 400' });
    await processRecording(ports, recording.id);
    expect(names(ports)).toEqual(['RecordingsAccepted', 'RecordingsFailed']);
  });
});

describe('a delivery', () => {
  const { id } = makeDelivery();

  test('that is tried again is not counted until it ends, and then once', async () => {
    const ports = counted();
    ports.deliveries.put(makeDelivery());
    ports.receiver.script.next(answered(503));
    await deliverResult(ports, id);
    expect(names(ports)).toEqual([]);
    await passWithWork(ports, 30);
    expect(names(ports)).toEqual(['DeliveriesDone']);
  });

  test('that is given up after three days is counted as such', async () => {
    const ports = counted();
    ports.deliveries.put(makeDelivery());
    ports.receiver.script.usually = () => answered(500);
    await deliverResult(ports, id);
    await passWithWork(ports, 6 * 24 * 3600, 60);
    expect(times(ports, 'DeliveriesGivenUp')).toBe(1);
  });

  test('whose target is gone is given up, and the target counted as switched off', async () => {
    const ports = counted();
    ports.deliveries.put(makeDelivery());
    ports.receiver.script.next(answered(410));
    await deliverResult(ports, id);
    expect(names(ports)).toEqual(['TargetsSwitchedOff', 'DeliveriesGivenUp']);
  });
});
