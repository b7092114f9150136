// Submitting is idempotent on (account, source, audioID) and on Idempotency-Key.
import { describe, expect, test } from 'vitest';
import { submitAnswer } from '../../../functions/gateway/submit-recording/submit-answer.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { demoUrl } from '../../support/make-recording.ts';
import { makeSource } from '../../support/make-source.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

const elsewhere = 'https://example.com/recordings/call-4431.wav';
const conflict = { code: 'IDEMPOTENCY_CONFLICT', status: 409 };
const base = 'https://voxgate.example';

describe('in flight', () => {
  test('a repeat joins: no second hint, no second upload', async () => {
    const ports = portsWith();
    const first = await submitDemo(ports);
    await drainHints(ports);
    const second = await submitDemo(ports);
    expect(second).toMatchObject({ isReplay: false, recording: { id: first.recording.id, attempt: 1 } });
    await drainHints(ports);
    expect(ports.vendor.uploads).toHaveLength(1);
  });

  test('a repeat with the URL signed afresh joins', async () => {
    const ports = portsWith();
    await submitDemo(ports, { voicefileUrl: `${demoUrl}?sig=1` });
    await submitDemo(ports, { voicefileUrl: `${demoUrl}?sig=2` });
    expect(ports.recordings.all()).toHaveLength(1);
  });

  test('the same audioID with another URL is 409, and changes nothing', async () => {
    const ports = portsWith();
    const { recording } = await submitDemo(ports);
    await expect(submitDemo(ports, { voicefileUrl: elsewhere })).rejects.toMatchObject(conflict);
    await drainHints(ports);
    await expect(submitDemo(ports, { voicefileUrl: elsewhere })).rejects.toMatchObject(conflict);
    expect(stored(ports, recording)).toMatchObject({ attempt: 1, voicefileUrl: demoUrl });
  });

  test('callers that join get the outcome the first one gets', async () => {
    const ports = portsWith();
    ports.clock.after(2000, () => drainHints(ports).then(() => undefined));
    ports.clock.after(5000, () => receive(ports, successBody('4430')).then(() => undefined));
    const [one, two] = await Promise.all([
      submitDemo(ports, { waitMs: 25_000 }),
      submitDemo(ports, { waitMs: 25_000 }),
    ]);
    expect([one?.recording.state, two?.recording.state]).toEqual(['COMPLETED', 'COMPLETED']);
    expect(ports.vendor.uploads).toHaveLength(1);
  });
});

describe('ended by the vendor', () => {
  test.each([
    ['a result', successBody('4430')],
    ['a refusal', failureBody('4430')],
  ])('%s is replayed byte for byte, without a second bill', async (_, body) => {
    const ports = portsWith();
    ports.vendor.nextAnswers({ body });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    const first = submitAnswer(stored(ports, recording), false, base);
    const repeat = await submitDemo(ports, { voicefileUrl: `${demoUrl}?sig=2`, waitMs: 25_000 });
    await drainHints(ports);
    expect(repeat.isReplay).toBe(true);
    expect(submitAnswer(repeat.recording, repeat.isReplay, base)).toEqual({
      status: 200,
      headers: { 'idempotent-replayed': 'true' },
      body: JSON.stringify(body),
    });
    expect(first).toEqual({ status: 200, body: JSON.stringify(body) });
    expect(ports.vendor.uploads).toHaveLength(1);
  });

  test('by webhook, a repeat replays the webhook’s body', async () => {
    const ports = portsWith();
    await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, successBody('4430'));
    const { recording, isReplay } = await submitDemo(ports);
    expect(submitAnswer(recording, isReplay, base).body).toBe(JSON.stringify(successBody('4430')));
  });

  test('another URL is a new attempt of the same recording', async () => {
    const ports = portsWith();
    ports.vendor.nextAnswers({ body: successBody('4430') }, { body: failureBody('4430') });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    const again = await submitDemo(ports, { voicefileUrl: elsewhere });
    expect(again).toMatchObject({ isReplay: false, recording: { id: recording.id, attempt: 2 } });
    await passWithWork(ports, 15);
    expect(stored(ports, recording)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'NO_SPEECH_DETECTED' },
    });
    expect(ports.audio.script.asked.map(({ voicefileUrl }) => voicefileUrl)).toEqual([demoUrl, elsewhere]);
    const [one, two] = ports.audio.script.asked.map(({ wavKey }) => wavKey);
    expect(two).not.toBe(one);
  });
});

describe('another URL soon after a synchronous answer', () => {
  test('waits until no webhook about the first file can follow, which is evidence and not the result', async () => {
    const ports = portsWith();
    ports.vendor.nextAnswers({ body: successBody('4430') });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    await ports.clock.pass(1000);
    await submitDemo(ports, { voicefileUrl: elsewhere });
    await passWithWork(ports, 3);
    expect(stored(ports, recording)).toMatchObject({ state: 'STORED', attempt: 2, vendorCalls: 0 });
    await receive(ports, successBody('4430', { analysis: 'of the first file' }));
    expect(stored(ports, recording).outcome).toBeUndefined();
    await passWithWork(ports, 10);
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', attempt: 2, vendorCalls: 1 });
    expect(ports.vendor.uploads).toHaveLength(2);
  });
});

describe('failed otherwise', () => {
  test.each(['DOWNLOAD_FAILED', 'CONVERSION_FAILED'] as const)(
    'after %s a repeat is a new attempt: same id, history kept',
    async (code) => {
      const ports = portsWith();
      ports.audio.script.next(() => {
        throw new VoxgateError(code, 'no');
      });
      const { recording } = await submitDemo(ports);
      await drainHints(ports);
      const failed = stored(ports, recording);
      const again = await submitDemo(ports);
      expect(again.recording).toMatchObject({ id: recording.id, attempt: 2, state: 'RECEIVED' });
      await drainHints(ports);
      const row = stored(ports, recording);
      expect(row).toMatchObject({ state: 'SUBMITTED', nonce: failed.nonce, createdAt: failed.createdAt });
      expect(row.failure).toBeUndefined();
      expect(row.timeline.slice(0, failed.timeline.length)).toEqual(failed.timeline);
      expect(row.timeline.at(-1)?.attempt).toBe(2);
    },
  );

  test('two repeats at once are one new attempt', async () => {
    const ports = portsWith();
    ports.audio.script.next(() => {
      throw new VoxgateError('DOWNLOAD_FAILED', 'no');
    });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    await Promise.all([submitDemo(ports), submitDemo(ports), submitDemo(ports)]);
    expect(stored(ports, recording).attempt).toBe(2);
    await drainHints(ports);
    expect(ports.vendor.uploads).toHaveLength(1);
  });

  test('a new attempt uses what the source says now', async () => {
    const ports = portsWith();
    ports.audio.script.next(() => {
      throw new VoxgateError('DOWNLOAD_FAILED', 'no');
    });
    await submitDemo(ports);
    await drainHints(ports);
    ports.sources.put(makeSource({ vendorSource: 'pbx-2', language: 'en' }));
    await submitDemo(ports);
    await drainHints(ports);
    expect(ports.vendor.uploads).toMatchObject([{ vendorSource: 'pbx-2', language: 'en' }]);
  });

  test('what an earlier attempt still owes is delivered all the same', async () => {
    const ports = portsWith();
    ports.vendor.nextAnswers({ body: successBody('4430') });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    const owed = { id: 'dlv_owed', revision: 1, jsonLogName: 'voice_x.json', isAnnounced: false };
    ports.recordings.put({ ...stored(ports, recording), deliveries: [owed] });
    await submitDemo(ports, { voicefileUrl: elsewhere });
    await passWithWork(ports, 15);
    expect(ports.deliveries.peek('dlv_owed')?.status).toBe('delivered');
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', attempt: 2 });
  });
});

describe('Idempotency-Key', () => {
  const first = { idempotencyKey: 'k1' };

  test('with the same recording joins, whatever the signature of its URL', async () => {
    const ports = portsWith();
    await submitDemo(ports, first);
    await submitDemo(ports, { ...first, voicefileUrl: `${demoUrl}?sig=2` });
    expect(ports.recordings.all()).toHaveLength(1);
  });

  test.each([
    ['another audioID', { audioId: '4431' }],
    ['another URL', { voicefileUrl: elsewhere }],
  ])('with %s is 409, and nothing is made', async (_, changes) => {
    const ports = portsWith();
    await submitDemo(ports, first);
    await expect(submitDemo(ports, { ...first, ...changes })).rejects.toMatchObject(conflict);
    expect(ports.recordings.all()).toHaveLength(1);
    expect(ports.hints.waiting()).toHaveLength(1);
  });

  test('is 409 with another URL even when the recording has ended', async () => {
    const ports = portsWith();
    ports.vendor.nextAnswers({ body: successBody('4430') });
    await submitDemo(ports, first);
    await drainHints(ports);
    await expect(submitDemo(ports, { ...first, voicefileUrl: elsewhere })).rejects.toMatchObject(conflict);
  });

  test('of another source is another key', async () => {
    const ports = portsWith(makeSource(), makeSource({ name: 'CCDdemo', vendorSource: 'ccd' }));
    await submitDemo(ports, first);
    await submitDemo(ports, { ...first, audioSource: 'CCDdemo', audioId: '77' });
    expect(ports.recordings.all()).toHaveLength(2);
  });

  test('another key for the same recording joins it: audioID alone makes it the same', async () => {
    const ports = portsWith();
    await submitDemo(ports, first);
    await submitDemo(ports, { idempotencyKey: 'k2' });
    expect(ports.recordings.all()).toHaveLength(1);
  });

  test('is not burnt by a key that may not submit', async () => {
    const ports = portsWith();
    await expect(submitDemo(ports, { ...first, apiKey: 'wrong', audioId: '1' })).rejects.toMatchObject({
      code: 'INVALID_API_KEY',
    });
    await submitDemo(ports, first);
    expect(ports.recordings.all()).toHaveLength(1);
  });
});
