// Queue messages are hints: repeating, reordering or inventing them changes nothing.
import { describe, expect, test } from 'vitest';
import { processRecording } from '../../../functions/pipeline/transcode/process-recording.ts';
import { portsWith, stored, submitDemo } from '../../support/arrange-flow.ts';
import { audioFacts, makeRecording } from '../../support/make-recording.ts';
import { drainHints } from '../../support/run-flow.ts';

test('five hints for one recording are one download and one upload', async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  for (let round = 0; round < 5; round += 1) await processRecording(ports, recording.id);
  expect(ports.audio.script.asked).toHaveLength(1);
  expect(ports.vendor.uploads).toHaveLength(1);
});

test('five hints at the same time are one download and one upload', async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  await Promise.all(Array.from({ length: 5 }, () => processRecording(ports, recording.id)));
  expect(ports.audio.script.asked).toHaveLength(1);
  expect(ports.vendor.uploads).toHaveLength(1);
  expect(stored(ports, recording).state).toBe('SUBMITTED');
});

test('a hint while the recording is fetched or uploaded does nothing', async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  ports.audio.script.next(async () => {
    await processRecording(ports, recording.id);
    return audioFacts;
  });
  ports.vendor.script.next(async () => {
    await processRecording(ports, recording.id);
    return { kind: 'acknowledged' };
  });
  await drainHints(ports);
  expect(ports.audio.script.asked).toHaveLength(1);
  expect(ports.vendor.uploads).toHaveLength(1);
});

describe('a hint does nothing', () => {
  test.each(['FETCHING', 'STORED', 'SUBMITTING', 'SUBMITTED', 'COMPLETED', 'FAILED'] as const)(
    'in %s before anything is due',
    async (state) => {
      const ports = portsWith();
      const recording = makeRecording(state);
      ports.recordings.put(recording);
      await processRecording(ports, recording.id);
      expect(ports.recordings.written).toEqual([]);
      expect([...ports.vendor.uploads, ...ports.audio.script.asked, ...ports.hints.waiting()]).toEqual([]);
    },
  );

  test.each(['rec_unknown', '', '../../x'])('for %j, which is not there', async (id) => {
    const ports = portsWith();
    await processRecording(ports, id);
    expect(ports.recordings.written).toEqual([]);
  });
});

test('a slow function whose lease ran out writes nothing over the one that took over', async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  ports.audio.script.next(async () => {
    await ports.clock.pass(ports.leaseSeconds * 1000 + 1);
    await processRecording(ports, recording.id);
    return audioFacts;
  });
  await drainHints(ports);
  expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', fetchTries: 2, vendorCalls: 1 });
  expect(ports.vendor.uploads).toHaveLength(1);
});
