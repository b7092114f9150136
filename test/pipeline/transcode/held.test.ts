// Two live recordings never await a result under one vendor audioID.
import { describe, expect, test } from 'vitest';
import { processRecording } from '../../../functions/pipeline/transcode/process-recording.ts';
import { eventsOf, portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeSource } from '../../support/make-source.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const ccd = makeSource({ name: 'CCDdemo', vendorSource: 'ccd', forwardUrl: 'http://10.0.10.163/ccd' });

const setUp = async () => {
  const ports = portsWith(makeSource(), ccd);
  const { recording: first } = await submitDemo(ports);
  await drainHints(ports);
  const { recording: second } = await submitDemo(ports, { audioSource: 'CCDdemo' });
  return { ports, first, second };
};

test('the later one is fetched and held, without an upload, until the first has its result', async () => {
  const { ports, first, second } = await setUp();
  await passWithWork(ports, 300);
  expect(stored(ports, second)).toMatchObject({ state: 'STORED', vendorCalls: 0 });
  expect(ports.vendor.uploads.map(({ vendorSource }) => vendorSource)).toEqual(['pbx']);

  await receive(ports, successBody('4430', { transcription: 'for the first' }));
  await passWithWork(ports, 60);
  expect(stored(ports, second).state).toBe('SUBMITTED');
  await receive(ports, successBody('4430', { transcription: 'for the second' }));
  await drainHints(ports);

  expect(stored(ports, first).outcome?.transcription).toBe('for the first');
  expect(stored(ports, second).outcome?.transcription).toBe('for the second');
  expect(ports.receiver.posts.map(({ url }) => url)).toEqual([makeSource().forwardUrl, ccd.forwardUrl]);
  expect(ports.audio.script.asked).toHaveLength(2);
});

test('being held is told, and looked at again after a few seconds', async () => {
  const { ports, second } = await setUp();
  await drainHints(ports);
  const row = stored(ports, second);
  expect(eventsOf(row)).toEqual(['received', 'fetching', 'held']);
  expect(row.holds).toBe(1);
  expect((row.dueAt ?? 0) - ports.clock.now()).toBeLessThanOrEqual(2500);
});

test('a webhook during the hold is the first one’s alone', async () => {
  const { ports, first, second } = await setUp();
  await drainHints(ports);
  const intent = await receive(ports, successBody('4430'));
  expect(intent.results).toMatchObject([{ verdict: 'applied', recordingId: first.id }]);
  expect(stored(ports, second)).toMatchObject({ state: 'STORED' });
});

describe('the audioID is free', () => {
  test('when its holder has failed', async () => {
    const { ports, first, second } = await setUp();
    const failed = { ...stored(ports, first), state: 'FAILED' as const };
    ports.recordings.put({ ...failed, failure: { code: 'VENDOR_REJECTED', message: '' } });
    await passWithWork(ports, 5);
    expect(stored(ports, second).state).toBe('SUBMITTED');
  });

  test('when its holder was deleted', async () => {
    const { ports, first, second } = await setUp();
    ports.recordings.remove(first.id);
    await drainHints(ports);
    expect(stored(ports, second).state).toBe('SUBMITTED');
    expect(ports.audioIdLock.holderOf('4430')).toBe(second.id);
  });

  test('ten seconds after a synchronous answer, for its analysis may follow', async () => {
    const ports = portsWith(makeSource(), ccd);
    ports.vendor.nextAnswers({ body: successBody('4430') });
    await submitDemo(ports);
    await drainHints(ports);
    const { recording: second } = await submitDemo(ports, { audioSource: 'CCDdemo' });
    await passWithWork(ports, 9);
    expect(stored(ports, second).state).toBe('STORED');
    await passWithWork(ports, 20);
    expect(stored(ports, second).state).toBe('SUBMITTED');
  });

  test('to one of two that wait for it at the same time', async () => {
    const omni = makeSource({ name: 'OmniCoredemo', vendorSource: 'omnichannel' });
    const ports = portsWith(makeSource(), ccd, omni);
    await submitDemo(ports);
    await drainHints(ports);
    const { recording: second } = await submitDemo(ports, { audioSource: 'CCDdemo' });
    const { recording: third } = await submitDemo(ports, { audioSource: 'OmniCoredemo' });
    await drainHints(ports);
    await receive(ports, successBody('4430'));
    await ports.clock.pass(60_000);
    await Promise.all([processRecording(ports, second.id), processRecording(ports, third.id)]);
    const states = [stored(ports, second).state, stored(ports, third).state].sort();
    expect(states).toEqual(['STORED', 'SUBMITTED']);
    expect(ports.vendor.uploads).toHaveLength(2);
  });
});

test('the same recording again is not held by itself', async () => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  ports.vendor.nextAnswers({ body: successBody('4430') });
  await drainHints(ports);
  await submitDemo(ports, { voicefileUrl: 'https://example.com/another.wav' });
  await passWithWork(ports, 15);
  expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', attempt: 2 });
});

test('nothing is held where each webhook proves its recording', async () => {
  const ports = portsWith(makeSource(), ccd);
  ports.vendor.takesCallbackUrl = true;
  const { recording: first } = await submitDemo(ports);
  const { recording: second } = await submitDemo(ports, { audioSource: 'CCDdemo' });
  await drainHints(ports);
  expect([stored(ports, first).state, stored(ports, second).state]).toEqual(['SUBMITTED', 'SUBMITTED']);
  await receive(ports, successBody('4430'), second.id);
  expect([stored(ports, first).state, stored(ports, second).state]).toEqual(['SUBMITTED', 'COMPLETED']);
});
