// A webhook about a recording that is just being deleted: whichever comes last finds what the other left.
import { describe, expect, test } from 'vitest';
import { receiveWebhook } from '../../functions/gateway/receive-webhook/receive-webhook.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import { deleteRecording } from '../../shared/use-cases/delete-recording.ts';
import { portsWith, receive, stored, submitDemo } from '../support/arrange-flow.ts';
import { someWebhook } from '../support/domain-items.ts';
import { failingPorts, InjectedFault } from '../support/failing-ports.ts';
import { interleavedPorts } from '../support/interleaved-ports.ts';
import { leftOf } from '../support/left-of-recording.ts';
import { makeSource } from '../support/make-source.ts';
import type { MemoryPorts } from '../support/memory-ports.ts';
import { drainHints, passWithWork } from '../support/run-flow.ts';
import { successBody } from '../support/webhook-bodies.ts';

const words = 'said of a recording that goes';
const late = successBody('4430', { transcription: words });
const lateBytes = new TextEncoder().encode(JSON.stringify(late));

const names = [
  ...(['recordings', 'deliveries', 'webhooks', 'belongings', 'removals'] as const),
  ...(['audioObjects', 'resultObjects', 'jsonLogs'] as const),
];

/** Recording 4430 has its result, delivered. */
const setUp = async () => {
  const ports = portsWith(makeSource());
  const { recording } = await submitDemo(ports);
  await drainHints(ports);
  await receive(ports, successBody('4430'));
  await drainHints(ports);
  await ports.clock.pass(60_000);
  return { ports, recording: stored(ports, recording) };
};

/** As an operator does it, or the sweeper: what loses a race is tried again later. */
const remove = async (ports: MemoryPorts, id: string): Promise<void> => {
  const recording = await ports.recordings.get(id);
  if (!recording) return;
  await deleteRecording(ports, recording).catch((error: unknown) => {
    if (!(error instanceof VersionConflict)) throw error;
  });
};

const callsOf = async (act: (ports: MemoryPorts, id: string) => Promise<unknown>) => {
  const { ports, recording } = await setUp();
  const { ports: watched, calls } = failingPorts(ports, names, 0, 'before');
  await act(watched, recording.id);
  return calls;
};

const deletion = await callsOf(remove);
const settling = await callsOf((ports) => receiveWebhook(ports, { body: lateBytes }));
const numbered = (calls: readonly string[]) => calls.map((call, index) => [call, index + 1] as const);

test('both have steps that can be raced', () => {
  expect(deletion.at(-2)).toBe('removals.recording');
  expect(settling).toEqual(
    expect.arrayContaining(['recordings.listByAudioId', 'belongings.add', 'webhooks.save']),
  );
});

// After its last call but one the recording is gone: what comes then matches no recording.
test.each(numbered(deletion.slice(0, -1)))(
  'a webhook that is settled just before %s (call %i of the deletion) leaves nothing',
  async (_, at) => {
    const { ports, recording } = await setUp();
    const arrive = async () => void (await receive(ports, late));
    const raced = interleavedPorts(ports, names, at, arrive);
    await remove({ ...ports, ...raced.ports }, recording.id);
    expect(ports.webhooks.all()).toHaveLength(2);
    await passWithWork(ports, 180, 20);
    expect(leftOf(ports, recording, [words])).toEqual([]);
  },
);

describe('a deletion while a webhook is settled', () => {
  const read = settling.indexOf('recordings.listByAudioId') + 1;
  // Before the look at the recordings it is an ordinary webhook that matches none.
  test.each(numbered(settling).filter(([, at]) => at > read))(
    'just before %s (call %i) leaves nothing of it',
    async (_, at) => {
      const { ports, recording } = await setUp();
      const raced = interleavedPorts(ports, names, at, () => remove(ports, recording.id));
      await receiveWebhook({ ...ports, ...raced.ports }, { body: lateBytes });
      await passWithWork(ports, 180, 20);
      expect(leftOf(ports, recording, [words])).toEqual([]);
    },
  );

  const noted = settling.indexOf('belongings.add') + 1;
  const crashes = numbered(settling).filter(([, at]) => at >= noted);

  test.each(crashes.flatMap(([call, at]) => crashes.map(([, dies]) => [call, at, dies] as const)))(
    'just before %s (call %i), and the webhook dies after call %i: nothing is left either',
    async (_, at, dies) => {
      const { ports, recording } = await setUp();
      const raced = interleavedPorts(ports, names, at, () => remove(ports, recording.id));
      const dying = failingPorts({ ...ports, ...raced.ports }, names, dies, 'after');
      await receiveWebhook(dying.ports, { body: lateBytes }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(InjectedFault);
      });
      await passWithWork(ports, 240, 20);
      await remove(ports, recording.id);
      expect(leftOf(ports, recording, [words])).toEqual([]);
    },
  );
});

test('a function that is slower than deletion puts no log back', async () => {
  const { ports, recording } = await setUp();
  // The sweeper settles the webhook while its own function hangs, then the recording goes, then the function wakes.
  const hang = async () => {
    await passWithWork(ports, 120, 20);
    await remove(ports, recording.id);
  };
  const slow = interleavedPorts(ports, ['jsonLogs'], 1, hang);
  await receiveWebhook({ ...ports, ...slow.ports }, { body: lateBytes });
  expect(leftOf(ports, recording, [words])).toEqual([]);
});

test('a webhook that is noted at the very last moment, and not settled yet, does not undo the deletion', async () => {
  const { ports, recording } = await setUp();
  const at = deletion.indexOf('removals.recording');
  const unsettled = someWebhook({ dueAt: 1 });
  const note = async () => {
    ports.webhooks.put(unsettled);
    await ports.belongings.add(recording.id, { objectKeys: [], webhookHashes: [unsettled.hash] });
  };
  const raced = interleavedPorts(ports, names, at, note);
  expect(await deleteRecording({ ...ports, ...raced.ports }, recording)).toMatchObject({ deliveries: 1 });
  expect(ports.recordings.all()).toEqual([]);
  // Its function, or the sweeper, ends it, and finds by this what it noted.
  expect(ports.belongings.ids()).toEqual([recording.id]);
});

test('two recordings of one webhook can be deleted at the same time', async () => {
  const ports = portsWith(makeSource());
  const audioIds = ['4430', '4431'];
  for (const audioId of audioIds) await submitDemo(ports, { audioId });
  await drainHints(ports);
  await receive(ports, { success: true, results: audioIds.flatMap((id) => successBody(id).results) });
  await drainHints(ports);
  const [first, second] = ports.recordings.all();
  if (!first || !second) throw new Error('two recordings are needed');
  const { ports: watched, calls } = failingPorts(ports, ['webhooks'], 0, 'before');
  const raced = interleavedPorts({ ...ports, ...watched }, ['webhooks'], 3, async () => {
    expect(await deleteRecording(ports, second)).toMatchObject({ webhooks: 1 });
  });
  expect(await deleteRecording({ ...ports, ...raced.ports }, first)).toMatchObject({ webhooks: 1 });
  expect(calls.slice(0, 3)).toEqual(['webhooks.get', 'webhooks.get', 'webhooks.save']);
  expect([...leftOf(ports, first), ...leftOf(ports, second)]).toEqual([]);
  expect(ports.jsonLogs.keys()).toEqual([]);
});
