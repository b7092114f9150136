// A call to submit: kept before anything is answered, then waited for.
import { describe, expect, test } from 'vitest';
import { type ApiKey, newKey } from '../../../shared/domain/api-key.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import { keyOf, portsWith, stored, submitDemo } from '../../support/arrange-flow.ts';
import { demoUrl } from '../../support/make-recording.ts';
import { makeKeyRow, makeSource } from '../../support/make-source.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { seededRandomness } from '../../support/seeded-randomness.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

test('the recording is kept, due for the sweeper, and a hint is sent', async () => {
  const ports = portsWith(makeSource({ language: 'th' }));
  const { recording, isReplay } = await submitDemo(ports);
  expect(isReplay).toBe(false);
  expect(stored(ports, recording)).toMatchObject({
    ...{ state: 'RECEIVED', audioId: '4430', source: 'PBXdemo', vendorSource: 'pbx', language: 'th' },
    ...{ voicefileUrl: demoUrl, attempt: 1, dueAt: testStartMs + 20_000 },
  });
  expect(ports.hints.waiting()).toMatchObject([{ kind: 'recording', id: recording.id, source: 'PBXdemo' }]);
});

test('a hint that cannot be sent costs nothing: it is logged, and the sweeper sends another', async () => {
  const ports = portsWith();
  const send = ports.hints.recording.bind(ports.hints);
  ports.hints.recording = async () => {
    throw new Error('the queue is throttled');
  };
  const { recording } = await submitDemo(ports);
  ports.hints.recording = send;
  expect(ports.logLines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'hint not sent' }));
  await passWithWork(ports, 90);
  expect(stored(ports, recording).state).toBe('SUBMITTED');
});

test('two sources may use the same audioID: two recordings', async () => {
  const ports = portsWith(makeSource(), makeSource({ name: 'CCDdemo', vendorSource: 'ccd' }));
  const one = await submitDemo(ports);
  const other = await submitDemo(ports, { audioSource: 'CCDdemo' });
  expect(other.recording.id).not.toBe(one.recording.id);
  expect(ports.recordings.all()).toHaveLength(2);
});

describe('checks, in the contract’s order', () => {
  const foreign = keyOf('CCDdemo');
  const setUp = () =>
    portsWith(
      makeSource(),
      makeSource({ name: 'CCDdemo', vendorSource: 'ccd' }),
      makeSource({ name: 'Offdemo', isActive: false }),
    );

  test.each([
    ['an unknown source', { audioSource: 'Nobody', apiKey: undefined }, 'INVALID_AUDIO_SOURCE', 400],
    ['a disabled source', { audioSource: 'Offdemo', apiKey: undefined }, 'INVALID_AUDIO_SOURCE', 400],
    ['no key', { apiKey: undefined }, 'MISSING_API_KEY', 401],
    ['an empty key', { apiKey: '' }, 'MISSING_API_KEY', 401],
    ['an unknown key', { apiKey: newKey(seededRandomness(99)) }, 'INVALID_API_KEY', 403],
    ['a mistyped key', { apiKey: `${keyOf('PBXdemo')}x` }, 'INVALID_API_KEY', 403],
    ['another source’s key', { apiKey: foreign }, 'INVALID_API_KEY', 403],
  ])('%s', async (_, changes, code, status) => {
    const ports = setUp();
    await expect(submitDemo(ports, changes)).rejects.toMatchObject({ code, status });
    expect(ports.recordings.all()).toEqual([]);
    expect(ports.hints.waiting()).toEqual([]);
  });

  const unfit: [string, Partial<ApiKey>][] = [
    ['revoked', { isActive: false }],
    ['expired', { expiresAt: new Date(testStartMs).toISOString() }],
    ['without the scope', { scopes: ['read'] }],
    ['another source’s', { source: 'another' }],
  ];
  test.each(unfit)('a key that is %s', async (_, changes) => {
    const ports = setUp();
    ports.keys.put(makeKeyRow(keyOf('PBXdemo'), changes));
    await expect(submitDemo(ports)).rejects.toMatchObject({ code: 'INVALID_API_KEY' });
    expect(ports.recordings.all()).toEqual([]);
  });
});

describe('a rate per source', () => {
  const setUp = () => ({
    ...portsWith(makeSource(), makeSource({ name: 'CCDdemo' })),
    submitRatePerMinute: 2,
  });

  test('lets as many through as it says, then says when to come back', async () => {
    const ports = setUp();
    await ports.clock.pass(45_000);
    await submitDemo(ports, { audioId: '1' });
    await submitDemo(ports, { audioId: '2' });
    await expect(submitDemo(ports, { audioId: '3' })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      headers: { 'retry-after': '15' },
    });
    expect(ports.recordings.all()).toHaveLength(2);
    await ports.clock.pass(15_000);
    await submitDemo(ports, { audioId: '3' });
    expect(ports.recordings.all()).toHaveLength(3);
  });

  test('is each source’s own', async () => {
    const ports = setUp();
    for (const audioId of ['1', '2']) await submitDemo(ports, { audioId });
    await submitDemo(ports, { audioSource: 'CCDdemo' });
    expect(ports.recordings.all()).toHaveLength(3);
  });

  test('0 is any number', async () => {
    const ports = portsWith();
    for (let count = 0; count < 50; count += 1) await submitDemo(ports, { audioId: String(count) });
    expect(ports.recordings.all()).toHaveLength(50);
  });
});

describe('the very same call many times at once', () => {
  test('is one recording, one hint, one upload', async () => {
    const ports = portsWith();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => submitDemo(ports)));
    expect(new Set(outcomes.map(({ recording }) => recording.id)).size).toBe(1);
    expect(ports.hints.waiting()).toHaveLength(1);
    await drainHints(ports);
    expect(ports.vendor.uploads).toHaveLength(1);
  });

  test('a race that is never won is an error, not an endless loop', async () => {
    const ports = portsWith();
    ports.recordings.create = async () => false;
    await expect(submitDemo(ports)).rejects.toThrow(VersionConflict);
  });
});
