// An operator pauses a source or the vendor: everything is taken and kept, nothing is handed on, no clock runs out.
import { describe, expect, test } from 'vitest';
import { processRecording } from '../../../functions/pipeline/transcode/process-recording.ts';
import { setBrake } from '../../../shared/domain/brake.ts';
import { eventsOf, portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeSource } from '../../support/make-source.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const hour = 3600;
const day = 24 * hour;
const down = { kind: 'unreachable', reason: 'the vendor answered 503' } as const;

const at = (ports: MemoryPorts) => new Date(ports.clock.now()).toISOString();
const brakes = {
  'the vendor': (ports: MemoryPorts, isPaused: boolean) => {
    ports.vendorBrake.brake = setBrake(ports.vendorBrake.brake, isPaused, at(ports));
  },
  'its source': (ports: MemoryPorts, isPaused: boolean) => {
    const source = ports.sources.peek('default', 'PBXdemo') ?? makeSource();
    ports.sources.put({
      ...source,
      brake: setBrake(source.brake ?? { isPaused: false }, isPaused, at(ports)),
    });
  },
};

describe.each(Object.entries(brakes))('%s is paused', (_, pause) => {
  const setUp = async () => {
    const ports = portsWith();
    pause(ports, true);
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    return { ports, recording };
  };

  test('a recording is accepted, fetched and kept, for its URL may expire, and not uploaded', async () => {
    const { ports, recording } = await setUp();
    expect(ports.audio.script.asked).toHaveLength(1);
    expect(ports.vendor.uploads).toEqual([]);
    const row = stored(ports, recording);
    expect(row).toMatchObject({ state: 'STORED', vendorCalls: 0, audio: { channels: 1 } });
    expect(eventsOf(row)).toEqual(['received', 'fetching', 'held']);
    expect(row.timeline.at(-1)?.detail).toBe('paused by an operator');
  });

  test('a week of it costs no write and no second download', async () => {
    const { ports, recording } = await setUp();
    const { ver } = stored(ports, recording);
    await passWithWork(ports, 7 * day, 600);
    expect(stored(ports, recording)).toMatchObject({ state: 'STORED', ver });
    expect(ports.audio.script.asked).toHaveLength(1);
  });

  test('when it is resumed, the sweeper lets it go on within 16 minutes, and each is uploaded once', async () => {
    const { ports, recording } = await setUp();
    await passWithWork(ports, 5 * hour, 60);
    pause(ports, false);
    await passWithWork(ports, 17 * 60, 10);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
    expect(ports.vendor.uploads).toHaveLength(1);
  });

  test('the twelve hours after which a vendor is given up begin anew after it', async () => {
    const ports = portsWith();
    ports.vendor.script.usually = () => down;
    const { recording } = await submitDemo(ports);
    await passWithWork(ports, 11 * hour, 60);
    pause(ports, true);
    await passWithWork(ports, 3 * day, 600);
    expect(stored(ports, recording).state).toBe('STORED');
    pause(ports, false);
    await passWithWork(ports, 11.5 * hour, 60);
    expect(stored(ports, recording).state).toBe('STORED');
    await passWithWork(ports, 1.5 * hour, 60);
    expect(stored(ports, recording)).toMatchObject({ failure: { code: 'VENDOR_UNREACHABLE' } });
  });

  test('an upload that fails while it is put on, the twelve hours being over, is not given up', async () => {
    const ports = portsWith();
    ports.vendor.script.usually = () => down;
    const { recording } = await submitDemo(ports);
    await passWithWork(ports, 11.9 * hour, 60);
    ports.vendor.script.usually = () => {
      pause(ports, true);
      return down;
    };
    await ports.clock.pass(hour * 1000);
    await passWithWork(ports, hour, 60);
    expect(stored(ports, recording).state).toBe('STORED');
  });

  test('a result that is awaited is not given up, and has its full day again after it', async () => {
    const ports = portsWith();
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    await passWithWork(ports, 2 * hour, 60);
    pause(ports, true);
    await passWithWork(ports, 3 * day, 600);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
    pause(ports, false);
    await passWithWork(ports, 23 * hour, 60);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
    await passWithWork(ports, 2 * hour, 60);
    expect(stored(ports, recording)).toMatchObject({ failure: { code: 'NO_RESULT' } });
  });

  test('a result that comes meanwhile is taken', async () => {
    const ports = portsWith();
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    pause(ports, true);
    await receive(ports, successBody('4430'));
    expect(stored(ports, recording).state).toBe('COMPLETED');
  });

  test('an upload whose end is unknown is not repeated before it is over', async () => {
    const ports = portsWith();
    ports.vendor.script.next({ kind: 'ambiguous', reason: 'no answer' });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    pause(ports, true);
    await passWithWork(ports, hour, 10);
    expect(stored(ports, recording).state).toBe('SUBMITTING');
    expect(ports.vendor.uploads).toHaveLength(1);
    pause(ports, false);
    await passWithWork(ports, 17 * 60, 10);
    expect(ports.vendor.uploads).toHaveLength(2);
  });
});

test('a paused source holds up no other', async () => {
  const other = makeSource({ name: 'CCDdemo', vendorSource: 'ccd' });
  const ports = portsWith(makeSource({ brake: { isPaused: true } }), other);
  await submitDemo(ports);
  const { recording } = await submitDemo(ports, { audioSource: 'CCDdemo' });
  await drainHints(ports);
  expect(stored(ports, recording).state).toBe('SUBMITTED');
});

test('a hint that is redriven from the dead-letter queue after the end does nothing', async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  await drainHints(ports);
  await receive(ports, successBody('4430'));
  await drainHints(ports);
  const before = stored(ports, recording);
  await ports.clock.pass(14 * day * 1000);
  await processRecording(ports, recording.id);
  expect(stored(ports, recording)).toEqual(before);
  expect([ports.vendor.uploads.length, ports.receiver.posts.length]).toEqual([1, 1]);
});
