// A repeat of the same body changes nothing, saves nothing, forwards nothing, and is answered as the first was.
import { describe, expect, test } from 'vitest';
import type { WebhookIntent } from '../../../shared/domain/webhook-intent.ts';
import { portsWith, receive, stored } from '../../support/arrange-flow.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { drainHints } from '../../support/run-flow.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const recording = makeRecording('SUBMITTED');
const body = successBody('4430');

const setUp = () => {
  const ports = portsWith();
  ports.recordings.put(recording);
  return ports;
};

describe('five identical webhooks', () => {
  test('one after the other are one log, one result, one forward, one answer', async () => {
    const ports = setUp();
    const intents: WebhookIntent[] = [];
    for (let round = 0; round < 5; round += 1) {
      intents.push(await receive(ports, body));
      await ports.clock.pass(60_000);
      await drainHints(ports);
    }
    expect(intents).toEqual(intents.map(() => intents[0]));
    expect(ports.jsonLogs.puts).toHaveLength(1);
    expect(ports.recordings.written.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
    expect(ports.receiver.posts).toHaveLength(1);
  });

  test('at the same time have one log name, one result and one forward', async () => {
    const ports = setUp();
    const intents = await Promise.all(Array.from({ length: 5 }, () => receive(ports, body)));
    await drainHints(ports);
    expect(new Set(intents.map(({ jsonLogName }) => jsonLogName)).size).toBe(1);
    expect(intents.map(({ results }) => results)).toEqual(intents.map(() => intents[0]?.results));
    expect(ports.jsonLogs.keys()).toHaveLength(1);
    expect(stored(ports, recording).deliveries).toHaveLength(1);
    expect(ports.deliveries.all()).toHaveLength(1);
    expect(ports.receiver.posts).toHaveLength(1);
  });
});

test('another body for the same recording is evidence: the first result wins', async () => {
  const ports = setUp();
  await receive(ports, body);
  const second = await receive(ports, successBody('4430', { transcription: 'something else' }));
  await drainHints(ports);
  expect(second.results).toMatchObject([{ verdict: 'evidence', recordingId: recording.id }]);
  expect(ports.jsonLogs.peek(second.jsonLogName)).toContain('something else');
  expect(stored(ports, recording).outcome?.transcription).toBe('Hello, how can I help you today...');
  expect(ports.receiver.posts).toHaveLength(1);
});

test('a repeat after a new attempt has begun does not become the new attempt’s result', async () => {
  const ports = setUp();
  await receive(ports, body);
  ports.recordings.put(makeRecording('SUBMITTED', { attempt: 2, ver: 20 }));
  await receive(ports, body);
  expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', attempt: 2 });
});
