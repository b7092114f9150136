// What an operator may retry, where the new attempt starts, and what it takes along.
import { describe, expect, test } from 'vitest';
import { acceptResult } from '../../shared/domain/accept-result.ts';
import { deliveryId } from '../../shared/domain/delivery.ts';
import { wavKey } from '../../shared/domain/json-log-name.ts';
import { awaitsResult } from '../../shared/domain/match-result.ts';
import {
  type Outcome,
  type Recording,
  recordingSchema,
  recordingStates,
} from '../../shared/domain/recording.ts';
import { objectKeys } from '../../shared/domain/recording-objects.ts';
import { judgeRetry, retry } from '../../shared/domain/retry.ts';
import { newRecording } from '../../shared/domain/submission.ts';
import { IllegalTransition } from '../../shared/domain/transitions.ts';
import { readVendorBody } from '../../shared/domain/vendor-body.ts';
import { audioFacts, demoUrl, makeRecording } from '../support/make-recording.ts';
import { makeSource } from '../support/make-source.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { testStartMs } from '../support/virtual-clock.ts';
import { successBody } from '../support/webhook-bodies.ts';

const nowMs = testStartMs + 60_000;
const times = { nowMs, hintGraceMs: 20_000, webhookGraceMs: 10_000 };
const kept = { wavKey: 'WAV/4430_1.wav', audio: audioFacts };

describe('what may be retried', () => {
  test.each(recordingStates)('in %s', (state) => {
    const isOver = state === 'COMPLETED' || state === 'FAILED';
    expect(judgeRetry({ state }, false)).toBe(
      state === 'FAILED' ? 'retry' : isOver ? 'completed' : 'in-flight',
    );
    expect(judgeRetry({ state }, true)).toBe(isOver ? 'retry' : 'in-flight');
  });

  test.each(recordingStates.filter((state) => state !== 'COMPLETED' && state !== 'FAILED'))(
    'nothing makes a new attempt out of one that is %s',
    (state) => {
      expect(() => retry(makeRecording(state), makeSource(), times)).toThrow(IllegalTransition);
    },
  );
});

describe('a new attempt', () => {
  const outcome = (via: Outcome['via'], changes: Partial<Outcome> = {}): Outcome => ({
    ...{ via, succeeded: false, errorCode: 'NO_SPEECH_DETECTED', jsonLogName: 'voice_1.json' },
    ...changes,
  });
  const spent = (changes: Partial<Recording>): Recording =>
    makeRecording('FAILED', {
      deliveries: [{ id: 'dlv_1', revision: 1, jsonLogName: 'voice_1.json', isAnnounced: false }],
      ...{
        callbackToken: 'of the first attempt',
        jsonLogName: 'voice_1.json',
        firstVendorCallAt: testStartMs,
      },
      ...{ fetchTries: 2, vendorCalls: 3, vendorFailures: 2, ambiguousCalls: 1, holds: 4 },
      ...{ outcome: outcome('webhook'), endedAt: testStartMs },
      ...changes,
    });

  test.each([
    ['with its WAV kept starts with the vendor', kept, 'STORED', 2000],
    ['without audio fetches', {}, 'RECEIVED', 0],
    ['of which no audio is kept fetches', { ...kept, store: false }, 'RECEIVED', 0],
  ] as const)('%s, and knows nothing of the one before', (_, changes, state, hintDelayMs) => {
    const ended = spent(changes);
    const retried = retry(ended, makeSource(), times);
    const first = newRecording(
      { audioId: '4430', voicefileUrl: demoUrl, source: makeSource() },
      testStartMs,
      0,
      seededRandomness(3),
    );
    const { id, nonce, createdAt, deliveries, store } = ended;
    expect(retried.hintDelayMs).toBe(hintDelayMs);
    expect(JSON.parse(JSON.stringify(recordingSchema.parse(retried.recording)))).toEqual(
      JSON.parse(
        JSON.stringify({
          ...first,
          ...{ id, nonce, createdAt, deliveries, store, state },
          ...(state === 'STORED' && kept),
          updatedAt: '2026-03-31T12:01:00.000Z',
          attempt: 2,
          acceptedAt: nowMs,
          formerObjects: objectKeys(ended),
          formerAttempt: { wasUploaded: true, isAwaited: false },
          ver: ended.ver + 1,
          dueAt: nowMs + (state === 'STORED' ? 2000 : 20_000),
          timeline: [...ended.timeline, { at: '2026-03-31T12:01:00.000Z', event: 'retried', attempt: 2 }],
        }),
      ),
    );
  });

  test('awaits no result before it was uploaded: what comes until then is about the attempt before', () => {
    expect(awaitsResult(retry(spent(kept), makeSource(), times).recording)).toBe(false);
    expect(awaitsResult(retry(spent({}), makeSource(), times).recording)).toBe(false);
  });

  test('but one that was given up for want of a result awaits it still, while it has the same audio', () => {
    const failure = { code: 'NO_RESULT', message: '' };
    const { outcome: _, ...givenUp } = spent({ ...kept, failure });
    expect(awaitsResult(retry(givenUp, makeSource(), times).recording)).toBe(true);
    const { outcome: __, ...withoutAudio } = spent({ failure });
    expect(awaitsResult(retry(withoutAudio, makeSource(), times).recording)).toBe(false);
  });

  test('of what was never uploaded need not wait', () => {
    expect(retry(spent({ ...kept, vendorCalls: 0 }), makeSource(), times).hintDelayMs).toBe(0);
  });

  test('keeps it as long as the source says now', () => {
    const now = makeSource({ retentionDays: 7 });
    expect(retry(spent(kept), now, times).recording.retentionDays).toBe(7);
  });

  test('goes on as the source is now, or as it was when the source is gone', () => {
    const ended = spent({ vendorSource: 'pbx', language: 'th' });
    const now = makeSource({ vendorSource: 'pbx-2', language: 'en' });
    expect(retry(ended, now, times).recording).toMatchObject({ vendorSource: 'pbx-2', language: 'en' });
    expect(retry(ended, makeSource(), times).recording.language).toBeUndefined();
    expect(retry(ended, undefined, times).recording).toMatchObject({ vendorSource: 'pbx', language: 'th' });
  });

  test.each([
    ['a synchronous answer just now', outcome('answer'), nowMs - 1000, 9000],
    ['a synchronous answer long ago', outcome('answer'), nowMs - 60_000, 2000],
    ['an answer whose analysis has come', outcome('answer', { enrichmentLogName: 'x' }), nowMs - 1000, 2000],
    ['a webhook', outcome('webhook'), nowMs - 1000, 2000],
  ])(
    'after %s waits until no webhook can follow that would be taken for its own',
    (_, was, endedAt, pauseMs) => {
      const { recording, hintDelayMs } = retry(
        spent({ ...kept, outcome: was, endedAt }),
        makeSource(),
        times,
      );
      expect(hintDelayMs).toBe(pauseMs);
      expect(recording.dueAt).toBe(nowMs + pauseMs);
    },
  );

  test('that fetches again writes under another key, even within the same second', () => {
    const { recording } = retry(spent({}), makeSource(), times);
    const keyOf = ({ audioId, id, attempt }: Recording) => wavKey(audioId, id, attempt, nowMs);
    expect(recording.wavKey).toBeUndefined();
    expect(keyOf(recording)).not.toBe(keyOf(spent({})));
  });

  test('owes its result under an id of its own', () => {
    const ended = spent({ ...kept, deliveries: [] });
    const before = deliveryId(ended, 1);
    const { recording } = retry({ ...ended, deliveries: [owed(before)] }, makeSource(), times);
    const [result] = readVendorBody(JSON.stringify(successBody('4430')))?.results ?? [];
    if (!result) throw new Error('the test needs a result');
    const accepted = acceptResult({ ...recording, state: 'SUBMITTED', vendorCalls: 1 }, makeSource(), {
      ...{ result, via: 'webhook', jsonLogName: 'voice_2.json', nowMs },
    });
    const [first, second, ...more] = accepted?.deliveries ?? [];
    expect(more).toEqual([]);
    expect(first?.id).toBe(before);
    expect(second).toMatchObject({
      id: deliveryId({ ...ended, attempt: 2 }, 1),
      jsonLogName: 'voice_2.json',
    });
    expect(second?.id).not.toBe(before);
  });
});

const owed = (id: string) => ({ id, revision: 1, jsonLogName: 'voice_1.json', isAnnounced: true });
