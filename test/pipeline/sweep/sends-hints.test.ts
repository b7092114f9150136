// Whatever is due gets a new hint, so that no lost message loses a recording or a delivery.
import { expect, test } from 'vitest';
import { sweepDue } from '../../../functions/pipeline/sweep/sweep-due.ts';
import { portsWith, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { passWithWork } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

test('a recording and a delivery that are due get a hint each, oldest first; the others none', async () => {
  const ports = portsWith();
  const due = makeRecording('STORED', { dueAt: testStartMs });
  ports.recordings.put(due);
  ports.recordings.put(makeRecording('STORED', { dueAt: testStartMs + 1, id: `rec_${'b'.repeat(32)}` }));
  ports.recordings.put(makeRecording('COMPLETED', { id: `rec_${'c'.repeat(32)}` }));
  ports.deliveries.put(makeDelivery({ dueAt: testStartMs - 1 }));
  expect(await sweepDue(ports)).toBe(2);
  expect(ports.hints.waiting().map(({ kind, id, source }) => [kind, id, source])).toEqual([
    ['delivery', makeDelivery().id, 'PBXdemo'],
    ['recording', due.id, 'PBXdemo'],
  ]);
});

test('it writes nothing on what it sends a hint for', async () => {
  const ports = portsWith();
  ports.recordings.put(makeRecording('STORED', { dueAt: testStartMs }));
  ports.deliveries.put(makeDelivery());
  await sweepDue(ports);
  expect([...ports.recordings.written, ...ports.deliveries.written]).toEqual([]);
});

test('a recording whose every hint is lost is finished by the sweeper’s, within minutes', async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  ports.hints.lose();
  await passWithWork(ports, 90);
  expect(stored(ports, recording).state).toBe('SUBMITTED');
});

test('one that fails is logged and does not stop the others', async () => {
  const ports = portsWith();
  ports.recordings.put(makeRecording('STORED', { dueAt: testStartMs - 5 }));
  ports.deliveries.put(makeDelivery());
  ports.hints.recording = async () => {
    throw new Error('the queue is throttled');
  };
  await sweepDue(ports);
  expect(ports.hints.waiting()).toMatchObject([{ kind: 'delivery' }]);
  expect(ports.logLines).toMatchObject([{ level: 'error', message: 'due item not attended to' }]);
});

test('more than one run can take are left to the next', async () => {
  const ports = { ...portsWith(), limit: 2 };
  for (const count of [1, 2, 3]) {
    ports.deliveries.put(makeDelivery({ id: `dlv_${count}`, dueAt: testStartMs - count }));
  }
  expect(await sweepDue(ports)).toBe(2);
  expect(ports.hints.waiting().map(({ id }) => id)).toEqual(['dlv_3', 'dlv_2']);
});
