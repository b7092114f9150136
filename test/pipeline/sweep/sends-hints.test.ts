// Whatever is due gets a new hint, so that no lost message loses a recording or a delivery.
import { describe, expect, test } from 'vitest';
import { sweepDue } from '../../../functions/pipeline/sweep/sweep-due.ts';
import { portsWith, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeDelivery } from '../../support/make-delivery.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { passWithWork } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

test('a recording and a delivery that are due get a hint each; the others none', async () => {
  const ports = portsWith();
  const due = makeRecording('STORED', { dueAt: testStartMs });
  ports.recordings.put(due);
  ports.recordings.put(makeRecording('STORED', { dueAt: testStartMs + 1, id: `rec_${'b'.repeat(32)}` }));
  ports.recordings.put(makeRecording('COMPLETED', { id: `rec_${'c'.repeat(32)}` }));
  ports.deliveries.put(makeDelivery({ dueAt: testStartMs - 1 }));
  expect(await sweepDue(ports)).toBe(2);
  const hints = ports.hints.waiting().map(({ kind, id, source }) => [kind, id, source]);
  expect(hints).toHaveLength(2);
  expect(hints).toContainEqual(['delivery', makeDelivery().id, 'PBXdemo']);
  expect(hints).toContainEqual(['recording', due.id, 'PBXdemo']);
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

test('a kind of which nothing can be read does not stop the others, and the run fails aloud', async () => {
  const ports = portsWith();
  ports.deliveries.put(makeDelivery());
  const { due } = ports;
  const broken: typeof due = {
    ...due,
    async *pages(kind, nowMs) {
      if (kind === 'recording') throw new Error('the index is throttled');
      yield* due.pages(kind, nowMs);
    },
  };
  await expect(sweepDue({ ...ports, due: broken })).rejects.toThrow('the index is throttled');
  expect(ports.hints.waiting()).toMatchObject([{ kind: 'delivery' }]);
});

test('a kind of which nothing can be read is told also when the time is up', async () => {
  const ports = portsWith();
  for (let index = 0; index < 10; index += 1) ports.deliveries.put(makeDelivery({ id: `dlv_${index}` }));
  const { due } = ports;
  const broken: typeof due = {
    ...due,
    async *pages(kind, nowMs) {
      if (kind === 'recording') throw new Error('the index is throttled');
      yield* due.pages(kind, nowMs);
    },
  };
  ports.hints.delivery = () => ports.clock.pass(1000);
  await expect(sweepDue({ ...ports, due: broken, sweepSeconds: 5 })).rejects.toThrow(
    'the index is throttled',
  );
});

test('which minute it is was settled before the look at those that wait', async () => {
  const ports = portsWith();
  const dueAt = testStartMs - 16 * 60_000;
  ports.deliveries.put(makeDelivery({ dueAt }));
  await ports.clock.pass(60_000);
  expect(await sweepDue(ports, testStartMs)).toBe(1);
  expect(await sweepDue(ports)).toBe(0);
});

test('while others are due few deletions come between, and when nothing else is, all do', async () => {
  const ports = portsWith();
  for (let index = 0; index < 100; index += 1) {
    ports.deliveries.put(makeDelivery({ id: `dlv_${index}`, dueAt: testStartMs }));
    const id = `rec_${String(index).padStart(32, '0')}`;
    ports.recordings.put(makeRecording('COMPLETED', { id, dueAt: testStartMs }));
  }
  const turns: string[] = [];
  ports.hints.delivery = async () => void turns.push('hint');
  await sweepDue({ ...ports, expire: async () => void turns.push('expiry') });
  const lastHint = turns.lastIndexOf('hint');
  expect(turns.slice(0, lastHint).filter((turn) => turn === 'expiry')).toHaveLength(4);
  expect(turns.filter((turn) => turn === 'expiry')).toHaveLength(100);
});

describe('a long backlog', () => {
  const backlog = (count: number, dueAt: number) => {
    const ports = portsWith();
    for (let index = 0; index < count; index += 1)
      ports.deliveries.put(makeDelivery({ id: `dlv_${index}`, dueAt }));
    return ports;
  };

  test('of one kind does not keep another waiting', async () => {
    const ports = backlog(3000, testStartMs - 30_000);
    const { recording } = await submitDemo(ports);
    ports.hints.lose();
    await ports.clock.pass(30_000);
    await sweepDue(ports);
    expect(ports.hints.waiting().filter(({ id }) => id === recording.id)).toHaveLength(1);
    expect(ports.hints.waiting()).toHaveLength(3001);
  });

  test('gets few hints, not one each minute: a queue that is long need not grow', async () => {
    const ports = backlog(3, testStartMs);
    const hinted: number[] = [];
    for (let minute = 0; minute <= 70; minute += 1) {
      if ((await sweepDue(ports)) === 3) hinted.push(minute);
      await ports.clock.pass(60_000);
    }
    expect(hinted).toEqual([0, 1, 2, 4, 8, 16, 32, 48, 64]);
  });

  test('that takes longer than a run may is left to the next run', async () => {
    const ports = backlog(100, testStartMs);
    const { delivery } = ports.hints;
    ports.hints.delivery = async (hint) => {
      await ports.clock.pass(1000);
      return delivery.call(ports.hints, hint);
    };
    expect(await sweepDue({ ...ports, sweepSeconds: 5 })).toBeLessThan(50);
    ports.hints.delivery = delivery;
    expect(await sweepDue(ports)).toBe(100);
  });
});
