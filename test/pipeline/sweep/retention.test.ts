// What a source's retention lets go is gone whole; what nobody set a retention for stays.
import { describe, expect, test } from 'vitest';
import { sweepDue } from '../../../functions/pipeline/sweep/sweep-due.ts';
import { jsonLogKey } from '../../../shared/domain/json-log-name.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import { deleteRecording } from '../../../shared/use-cases/delete-recording.ts';
import { portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { makeSource } from '../../support/make-source.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { answered } from '../../support/scripted-outside.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const dayMs = 86_400_000;

const left = ({ recordings, deliveries, jsonLogs, rawBodies, wavs }: MemoryPorts) => ({
  recordings: recordings.all().length,
  deliveries: deliveries.all().length,
  objects: [...jsonLogs.keys(), ...rawBodies.keys(), ...wavs.keys()],
});
const nothing = { recordings: 0, deliveries: 0, objects: [] };

/** Recording 4430 has its result, delivered, and its WAV. */
const setUp = async (changes: Partial<Source> = { retentionDays: 90 }) => {
  const ports = portsWith(makeSource(changes));
  const { prepare } = ports.audio;
  ports.audio.prepare = async (what) => {
    await ports.wavs.put(what.wavKey, 'RIFF');
    return prepare.call(ports.audio, what);
  };
  const { recording } = await submitDemo(ports);
  await drainHints(ports);
  await receive(ports, successBody('4430'));
  await drainHints(ports);
  return { ports, recording };
};

const sweepAfter = async (ports: MemoryPorts, days: number) => {
  await ports.clock.pass(days * dayMs);
  await sweepDue(ports);
};

test('audio, log, ledger and recording go when the retention ends, and not a moment earlier', async () => {
  const { ports, recording } = await setUp();
  for (let month = 0; month < 3; month += 1) {
    expect(left(ports)).toMatchObject({ recordings: 1, deliveries: 1 });
    expect(left(ports).objects).toHaveLength(2);
    await sweepAfter(ports, month === 2 ? 30 - 1 / dayMs : 30);
  }
  expect(stored(ports, recording)).toMatchObject({ state: 'COMPLETED', outcome: { succeeded: true } });
  await sweepAfter(ports, 1 / dayMs);
  expect(left(ports)).toEqual(nothing);
});

test('without a retention it is kept for ever, and is no work for the sweeper', async () => {
  const { ports, recording } = await setUp({});
  expect(stored(ports, recording).dueAt).toBeUndefined();
  await sweepAfter(ports, 4000);
  expect(left(ports)).toMatchObject({ recordings: 1, deliveries: 1 });
});

test('what has failed goes too', async () => {
  const ports = portsWith(makeSource({ retentionDays: 1 }));
  ports.vendor.nextAnswers({ status: 400, body: {} });
  await submitDemo(ports);
  await drainHints(ports);
  await sweepAfter(ports, 1);
  expect(left(ports)).toEqual(nothing);
});

test('what waits for its retention is not due for the pipeline: no hint, no upload, no download', async () => {
  const { ports, recording } = await setUp({ retentionDays: 365 });
  const { ver } = stored(ports, recording);
  ports.hints.lose();
  await sweepAfter(ports, 20);
  expect(ports.hints.waiting()).toEqual([]);
  expect(stored(ports, recording).ver).toBe(ver);
  const waiting = [];
  for await (const page of ports.due.waiting()) waiting.push(...page);
  expect(waiting).toEqual([]);
});

describe('with it go', () => {
  test('audio and logs of earlier attempts', async () => {
    const { ports } = await setUp({ retentionDays: 7, forward: 'always' });
    ports.vendor.nextAnswers({ body: successBody('4430', { transcription: 'the second attempt' }) });
    await ports.clock.pass(1000);
    await submitDemo(ports, { voicefileUrl: 'https://example.com/another.wav' });
    await passWithWork(ports, 15);
    expect(left(ports).objects).toHaveLength(4);
    await sweepAfter(ports, 7);
    expect(left(ports)).toEqual(nothing);
  });

  test('a result that came too late to be the one', async () => {
    const { ports } = await setUp({ retentionDays: 7 });
    const late = await receive(ports, successBody('4430', { transcription: 'said otherwise' }));
    expect(late.results).toMatchObject([{ verdict: 'evidence' }]);
    expect(left(ports).objects).toHaveLength(3);
    await sweepAfter(ports, 7);
    expect(left(ports)).toEqual(nothing);
  });

  test.each([
    ['that two could await', undefined, 'conflict'],
    ['that two have had already', 'COMPLETED', 'evidence'],
  ] as const)('the log of a result %s: with the first of them', async (_, state, verdict) => {
    const ports = portsWith(makeSource());
    const first = makeRecording(state ?? 'SUBMITTED', { retentionDays: 7 });
    const second = makeRecording(state ?? 'SUBMITTED', { source: 'CCDdemo', vendorSource: 'ccd' });
    for (const row of [first, second]) ports.recordings.put(row);
    const { results, jsonLogName } = await receive(ports, successBody('4430', { transcription: 'whose?' }));
    expect(results).toMatchObject([{ verdict }]);
    expect(results?.[0]).not.toHaveProperty('recordingId');
    expect(ports.jsonLogs.keys()).toEqual([jsonLogName]);
    for (const { id } of [first, second])
      expect(await ports.belongings.list(id)).toEqual({
        objectKeys: [jsonLogKey(jsonLogName)],
        webhookHashes: [ports.webhooks.all()[0]?.hash],
      });
    const ended = makeRecording('COMPLETED', { retentionDays: 7 });
    ports.recordings.put(ended);
    await deleteRecording(ports, ended);
    expect([ports.jsonLogs.keys(), ports.recordings.all()]).toMatchObject([[], [{ id: second.id }]]);
  });

  test('the log of a result whose recording is deleted while it is settled', async () => {
    const { ports, recording } = await setUp({ retentionDays: 7 });
    await ports.clock.pass(7 * dayMs);
    const { add } = ports.belongings;
    ports.belongings.add = async (...noted) => {
      await ports.expire(recording.id);
      return add.apply(ports.belongings, noted);
    };
    const late = await receive(ports, successBody('4430', { transcription: 'said otherwise' }));
    expect(late.results).toMatchObject([{ verdict: 'evidence', recordingId: recording.id }]);
    expect(left(ports)).toEqual(nothing);
    expect(ports.belongings.ids()).toEqual([]);
  });

  test('the log of a webhook that held results of others as well', async () => {
    const ports = portsWith(makeSource({ retentionDays: 7 }));
    for (const audioId of ['4430', '4431']) {
      await submitDemo(ports, { audioId });
      await drainHints(ports);
    }
    const results = ['4430', '4431'].flatMap((audioId) => successBody(audioId).results);
    const intent = await receive(ports, { success: true, results });
    await drainHints(ports);
    expect(left(ports).objects).toHaveLength(3);
    ports.recordings.put({
      ...stored(ports, { id: intent.results?.[1]?.recordingId ?? '' }),
      dueAt: undefined,
    });
    await sweepAfter(ports, 7);
    expect(left(ports).objects).toEqual([intent.resultLogNames[1]]);
  });

  test("receivers' long answers", async () => {
    const ports = portsWith(makeSource({ retentionDays: 7 }));
    ports.receiver.script.next(answered(500, 'x'.repeat(5000)), answered(200, 'y'.repeat(5000)));
    await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, successBody('4430'));
    await drainHints(ports);
    await ports.clock.pass(5000);
    await drainHints(ports);
    expect(ports.answers.keys()).toHaveLength(2);
    await sweepAfter(ports, 7);
    expect(left(ports)).toEqual(nothing);
  });
});

test('a result that is still being delivered stays until its delivery has ended', async () => {
  const { ports, recording } = await setUp({ retentionDays: 1 });
  const [row] = ports.deliveries.all();
  if (!row) throw new Error('no delivery');
  ports.deliveries.put({ ...row, status: 'pending', dueAt: ports.clock.now() + 3 * dayMs });
  await sweepAfter(ports, 1);
  expect(stored(ports, recording).dueAt).toBe(ports.clock.now() + dayMs);
  ports.deliveries.put({ ...row, status: 'undelivered' });
  await sweepAfter(ports, 1);
  expect(left(ports)).toEqual(nothing);
});

describe('a source that changes its mind', () => {
  test('and keeps longer, is obeyed at the old end', async () => {
    const { ports } = await setUp({ retentionDays: 7 });
    ports.sources.put(makeSource({ retentionDays: 20 }));
    await sweepAfter(ports, 7);
    expect(left(ports)).toMatchObject({ recordings: 1 });
    await sweepAfter(ports, 13);
    expect(left(ports)).toEqual(nothing);
  });

  test('and keeps for ever, is obeyed', async () => {
    const { ports, recording } = await setUp({ retentionDays: 7 });
    ports.sources.put(makeSource());
    await sweepAfter(ports, 7);
    expect(stored(ports, recording).dueAt).toBeUndefined();
  });

  test('and keeps shorter, is obeyed within 30 days', async () => {
    const { ports } = await setUp({ retentionDays: 3650 });
    ports.sources.put(makeSource({ retentionDays: 5 }));
    await sweepAfter(ports, 30);
    expect(left(ports)).toEqual(nothing);
  });

  test('no more, for it is gone: what it said last holds', async () => {
    const { ports } = await setUp({ retentionDays: 7 });
    ports.sources.remove(makeSource());
    await sweepAfter(ports, 7);
    expect(left(ports)).toEqual(nothing);
  });
});

test('a caller who asks again while it is being deleted gets a new attempt, and the deletion stops', async () => {
  const { ports, recording } = await setUp({ retentionDays: 7 });
  const removeDelivery = ports.removals.delivery;
  ports.removals.delivery = async (id) => {
    await submitDemo(ports);
    await removeDelivery(id);
  };
  await ports.clock.pass(7 * dayMs);
  await expect(ports.expire(recording.id)).rejects.toThrow(VersionConflict);
  await passWithWork(ports, 5);
  const row = stored(ports, recording);
  expect(row).toMatchObject({ attempt: 2, state: 'SUBMITTED' });
  expect(row.withdrawnAt).toBeUndefined();
  expect(ports.wavs.keys()).toEqual([row.wavKey]);
});
