// Each end, each failure of the vendor and each delivery is counted once, when it has surely happened.
import { describe, expect, test } from 'vitest';
import { deliverResult } from '../../functions/pipeline/deliver/deliver-result.ts';
import { processRecording } from '../../functions/pipeline/transcode/process-recording.ts';
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
import type { MemoryPorts } from '../support/memory-ports.ts';
import { drainHints, passWithWork } from '../support/run-flow.ts';
import { answered } from '../support/scripted-outside.ts';

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

/** As the handlers connect them. */
const counted = (): MemoryPorts => {
  const ports = portsWith();
  const { metrics, recordings, deliveries, vendor, health } = ports;
  Object.assign(recordings, countedEndings(bare(recordings), metrics));
  Object.assign(recordings, countedBeginnings(bare(recordings), metrics));
  Object.assign(deliveries, countedDeliveries(bare(deliveries), metrics));
  Object.assign(vendor, countedVendor(bare(vendor), metrics), { takesCallbackUrl: false });
  Object.assign(health, countedForwardHealth(bare(health), metrics));
  return ports;
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
    const recordings = countedEndings(bare(ports.recordings), ports.metrics);
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
