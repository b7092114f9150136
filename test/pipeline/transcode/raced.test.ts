// The vendor's webhook may be faster than our own writes: the first result wins, whoever brings it.
import { describe, expect, test } from 'vitest';
import type { Source } from '../../../shared/domain/source.ts';
import { eventsOf, portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeSource } from '../../support/make-source.ts';
import { drainHints } from '../../support/run-flow.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

const setUp = async (...sources: readonly Source[]) => {
  const ports = portsWith(...sources);
  const { recording } = await submitDemo(ports);
  return { ports, recording };
};
const byWebhook = successBody('4430', { transcription: 'of the webhook' });

test('a webhook that beats our SUBMITTED write completes the recording, and is forwarded once', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.script.next(async () => {
    await receive(ports, byWebhook);
    return { kind: 'acknowledged' };
  });
  await drainHints(ports);
  const row = stored(ports, recording);
  expect(row).toMatchObject({ state: 'COMPLETED', outcome: { via: 'webhook' } });
  expect(eventsOf(row)).toEqual(['received', 'fetching', 'submitting', 'completed', 'forward-queued']);
  expect(ports.receiver.posts).toHaveLength(1);
});

describe('a webhook before our own answer', () => {
  test('is the result; the answer is kept as evidence, and is not forwarded', async () => {
    const { ports, recording } = await setUp(makeSource({ forward: 'always' }));
    ports.vendor.nextAnswers({ body: successBody('4430', { transcription: 'of the answer' }) });
    const answer = ports.vendor.submit.bind(ports.vendor);
    ports.vendor.submit = async (upload) => {
      await receive(ports, byWebhook);
      return answer(upload);
    };
    await drainHints(ports);
    const row = stored(ports, recording);
    expect(row).toMatchObject({ state: 'COMPLETED', outcome: { transcription: 'of the webhook' } });
    expect(ports.jsonLogs.peek(row.jsonLogName ?? '')).toContain('of the answer');
    expect(ports.receiver.posts).toHaveLength(1);
    expect(ports.receiver.posts[0]?.body).toContain(row.outcome?.jsonLogName);
  });

  test('that refuses stands against an answer that succeeds', async () => {
    const { ports, recording } = await setUp();
    ports.vendor.script.next(async () => {
      await receive(ports, failureBody('4430'));
      return { kind: 'unreachable', reason: 'the vendor answered 503' };
    });
    await drainHints(ports);
    expect(stored(ports, recording)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'NO_SPEECH_DETECTED' },
    });
    await ports.clock.pass(60_000);
    await drainHints(ports);
    expect(ports.vendor.uploads).toHaveLength(1);
  });
});

test('a webhook between two uploads ends the recording', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.script.next({ kind: 'unreachable', reason: 'the vendor answered 503' });
  await drainHints(ports);
  await receive(ports, byWebhook);
  await ports.clock.pass(60_000);
  await drainHints(ports);
  expect(stored(ports, recording).state).toBe('COMPLETED');
  expect(ports.vendor.uploads).toHaveLength(1);
});

test('analysis that follows a synchronous answer enriches it, once, and is what is forwarded', async () => {
  const { ports, recording } = await setUp();
  ports.vendor.nextAnswers({ body: successBody('4430') });
  await drainHints(ports);
  const one = await receive(ports, byWebhook);
  const two = await receive(ports, successBody('4430', { transcription: 'still more' }));
  await drainHints(ports);
  expect(one.results).toMatchObject([{ verdict: 'applied' }]);
  expect(two.results).toMatchObject([{ verdict: 'evidence', recordingId: recording.id }]);
  expect(stored(ports, recording).outcome?.enrichmentLogName).toBe(one.jsonLogName);
  expect(ports.receiver.posts).toHaveLength(1);
  expect(ports.receiver.posts[0]?.body).toContain(one.jsonLogName);
});
