// A body that came before, and whose recording was deleted since: known, answered, and never stored again.
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { receiveWebhook } from '../../../functions/gateway/receive-webhook/receive-webhook.ts';
import { webhookAnswer } from '../../../functions/gateway/receive-webhook/webhook-answer.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { deleteRecording } from '../../../shared/use-cases/delete-recording.ts';
import { portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { leftOf } from '../../support/left-of-recording.ts';
import { makeSource } from '../../support/make-source.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

const words = 'words that are to be forgotten';
const body = successBody('4430', { transcription: words });
const refusal = failureBody('4430');

const upload = async (ports: MemoryPorts, audioId = '4430') => {
  const { recording } = await submitDemo(ports, { audioId });
  await passWithWork(ports, 3);
  return stored(ports, recording);
};

const remove = async (ports: MemoryPorts, { id }: Pick<Recording, 'id'>) =>
  deleteRecording(ports, stored(ports, { id }));

/** Recording 4430 had this result, delivered, and was deleted. */
const deleted = async (said: unknown) => {
  const ports = portsWith(makeSource());
  const recording = await upload(ports);
  await receive(ports, said);
  await drainHints(ports);
  await remove(ports, recording);
  return { ports, recording };
};

const answer = {
  status: 'success',
  message: 'Received before; its recording has been deleted since (not forwarded)',
  audioID: '4430',
  filename: null,
  json_url: null,
};

describe('a repeat', () => {
  test('says so, brings nothing back, and is no result of nobody', async () => {
    const { ports, recording } = await deleted(body);
    const posts = ports.receiver.posts.length;
    for (let round = 0; round < 3; round += 1) {
      const intent = await receive(ports, body);
      expect(Object.entries(webhookAnswer(intent, undefined, ports.publicBaseUrl))).toEqual(
        Object.entries(answer),
      );
      await passWithWork(ports, 600, 60);
    }
    expect(leftOf(ports, recording, [words])).toEqual([]);
    expect([ports.jsonLogs.keys(), ports.rawBodies.keys()]).toEqual([[], []]);
    expect(ports.receiver.posts).toHaveLength(posts);
  });

  test('of a body that is too large for an item leaves no copy of it either', async () => {
    const large = { ...body, padding: randomBytes(400_000).toString('base64') };
    const { ports, recording } = await deleted(large);
    expect(ports.rawBodies.keys()).toEqual([]);
    const intent = await receive(ports, large);
    expect(webhookAnswer(intent, undefined, ports.publicBaseUrl)).toEqual(answer);
    expect(leftOf(ports, recording, [words])).toEqual([]);
    expect([ports.jsonLogs.keys(), ports.rawBodies.keys()]).toEqual([[], []]);
  });

  test('of a webhook about two tells of the other one what it told', async () => {
    const ports = portsWith(makeSource());
    const [first, second] = [await upload(ports, '4430'), await upload(ports, '4431')];
    const results = ['4430', '4431'].flatMap((audioID) => successBody(audioID).results);
    const before = await receive(ports, { success: true, results });
    await drainHints(ports);
    await remove(ports, first);
    const again = await receive(ports, { success: true, results });
    expect(webhookAnswer(again, undefined, ports.publicBaseUrl)).toEqual({
      ...answer,
      results: [
        { audioID: '4430', audioSource: null, json_url: null, forward: null },
        {
          ...{ audioID: '4431', audioSource: 'PBXdemo', forward: 'queued' },
          json_url: expect.stringContaining(before.resultLogNames[1] ?? '?'),
        },
      ],
    });
    await remove(ports, second);
    expect([ports.jsonLogs.keys(), ports.recordings.all()]).toEqual([[], []]);
    expect(leftOf(ports, second, [words])).toEqual([]);
  });

  test('where only the second one is gone describes the first, whose own log stays', async () => {
    const ports = portsWith(makeSource());
    const [, second] = [await upload(ports, '4430'), await upload(ports, '4431')];
    const results = ['4430', '4431'].flatMap((audioID) => successBody(audioID).results);
    const before = await receive(ports, { success: true, results });
    await drainHints(ports);
    await remove(ports, second);
    const again = webhookAnswer(
      await receive(ports, { success: true, results }),
      undefined,
      ports.publicBaseUrl,
    );
    expect(again).toMatchObject({ audioID: '4430', audioSource: 'PBXdemo', filename: null, json_url: null });
    expect(again).not.toHaveProperty('message');
    expect(ports.jsonLogs.keys()).toEqual([before.resultLogNames[0]]);
  });
});

describe('the same audioID submitted again after the deletion', () => {
  test('gets the same refusal as its own, when repeats of the first are over', async () => {
    const { ports } = await deleted(refusal);
    await passWithWork(ports, 600, 60);
    const again = await upload(ports);
    expect(again).toMatchObject({ state: 'SUBMITTED', attempt: 1 });
    const intent = await receive(ports, refusal);
    expect(intent.results).toMatchObject([{ verdict: 'applied', recordingId: again.id }]);
    expect(stored(ports, again)).toMatchObject({ state: 'FAILED', failure: { code: 'NO_SPEECH_DETECTED' } });
    await remove(ports, again);
    expect(leftOf(ports, again)).toEqual([]);
  });

  test('gets it in each of its lives: the hashes of an earlier one are not its own', async () => {
    const { ports } = await deleted(refusal);
    for (let life = 2; life <= 4; life += 1) {
      await passWithWork(ports, 600, 60);
      const again = await upload(ports);
      await receive(ports, refusal);
      expect(stored(ports, again)).toMatchObject({ state: 'FAILED', attempt: 1 });
      await drainHints(ports);
      await remove(ports, again);
      expect(leftOf(ports, again)).toEqual([]);
    }
  });

  test('is not ended by a repeat of the first within ten minutes', async () => {
    const { ports } = await deleted(refusal);
    const again = await upload(ports);
    await receive(ports, refusal);
    expect(stored(ports, again)).toMatchObject({ state: 'SUBMITTED' });
  });

  test('gets the same words through its own callback URL at once', async () => {
    const ports = portsWith(makeSource());
    const bytes = new TextEncoder().encode(JSON.stringify(refusal));
    const say = ({ id: recordingId, nonce, attempt }: Recording) =>
      receiveWebhook(ports, { body: bytes, recordingId, nonce, attempt });
    for (let life = 1; life <= 3; life += 1) {
      const recording = await upload(ports);
      const intent = await say(recording);
      expect(intent.results).toMatchObject([{ verdict: 'applied' }]);
      expect((await say(recording)).results).toEqual(intent.results);
      await drainHints(ports);
      await remove(ports, recording);
      expect(leftOf(ports, recording)).toEqual([]);
    }
  });
});

test('a repeat to the callback URL of a recording that is gone is nobody else’s result', async () => {
  const ports = portsWith(makeSource(), makeSource({ name: 'CCDdemo', vendorSource: 'ccd' }));
  const { id: recordingId, nonce, attempt } = await upload(ports);
  const say = () =>
    receiveWebhook(ports, {
      body: new TextEncoder().encode(JSON.stringify(refusal)),
      ...{ recordingId, nonce, attempt },
    });
  await say();
  await drainHints(ports);
  await remove(ports, { id: recordingId });
  const { recording: other } = await submitDemo(ports, { audioSource: 'CCDdemo' });
  await passWithWork(ports, 600, 60);
  expect((await say()).results).toMatchObject([{ verdict: 'deleted' }]);
  expect(stored(ports, other).state).toBe('SUBMITTED');
});

describe('what came to its callback URL', () => {
  test.each([
    ['names another audioID', successBody('9999', { transcription: words })],
    ['holds no result', { success: true, note: words }],
  ])('and %s goes with it', async (_, said) => {
    const ports = portsWith(makeSource());
    const recording = await upload(ports);
    await receive(ports, said, recording.id);
    await receive(ports, body, recording.id);
    await drainHints(ports);
    expect(ports.jsonLogs.keys()).toHaveLength(2);
    await remove(ports, recording);
    expect(leftOf(ports, recording, [words])).toEqual([]);
    expect(ports.jsonLogs.keys()).toEqual([]);
  });
});
