// What a submission means for a recording that is there already.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Recording, type RecordingState, recordingSchema } from '../../shared/domain/recording.ts';
import { objectKeys } from '../../shared/domain/recording-objects.ts';
import {
  idempotencyPointer,
  judgeRepeat,
  newRecording,
  restartPatch,
  urlIdentity,
} from '../../shared/domain/submission.ts';
import { advance } from '../../shared/domain/transitions.ts';
import { demoUrl, makeRecording } from '../support/make-recording.ts';
import { makeSource } from '../support/make-source.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const elsewhere = 'https://example.com/recordings/call-4431.wav';

describe('URLs are compared without what a PBX signs afresh', () => {
  test.each([
    ['https://a.example/x.wav?sig=1', 'https://a.example/x.wav?sig=2', true],
    ['https://a.example/x.wav', 'https://a.example/x.wav?sig=2', true],
    ['https://A.example:443/x.wav', 'https://a.example/x.wav#t=1', true],
    ['https://a.example/x.wav', 'http://a.example/x.wav', false],
    ['https://a.example/x.wav', 'https://b.example/x.wav', false],
    ['https://a.example/x.wav', 'https://a.example:8443/x.wav', false],
    ['https://a.example/x.wav', 'https://a.example/y.wav', false],
    ['https://a.example/x.wav', 'https://a.example/X.wav', false],
  ])('%s and %s: the same is %s', (one, other, isSame) => {
    expect(urlIdentity(one) === urlIdentity(other)).toBe(isSame);
  });

  test('whatever the query says', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(\/[a-z0-9.-]{1,9}){0,4}$/), fc.string(), (path, text) => {
        const query = encodeURIComponent(text.toWellFormed());
        const url = `https://pbx.example${path}`;
        expect(urlIdentity(`${url}?${query}`)).toBe(urlIdentity(url));
      }),
    );
  });
});

describe('a repeat', () => {
  const refused = { via: 'answer', succeeded: false, jsonLogName: 'x' } as const;
  const noResult = { code: 'NO_RESULT', message: '' };
  const table: [RecordingState, string, string, Partial<Recording>?][] = [
    ...(['RECEIVED', 'FETCHING', 'STORED', 'SUBMITTING', 'SUBMITTED'] as const).flatMap(
      (state): [RecordingState, string, string][] => [
        [state, demoUrl, 'join'],
        [state, `${demoUrl}?sig=2`, 'join'],
        [state, elsewhere, 'conflict'],
      ],
    ),
    ['COMPLETED', demoUrl, 'replay'],
    ['COMPLETED', `${demoUrl}?sig=2`, 'replay'],
    ['COMPLETED', elsewhere, 'restart'],
    ['FAILED', demoUrl, 'restart'],
    ['FAILED', elsewhere, 'restart'],
    ['FAILED', demoUrl, 'replay', { outcome: refused }],
    ['FAILED', elsewhere, 'restart', { outcome: refused }],
    ['FAILED', demoUrl, 'restart', { failure: noResult }],
  ];
  test.each(table)('in %s with %s: %s', (state, url, verdict, changes = {}) => {
    expect(judgeRepeat(makeRecording(state, changes), url)).toBe(verdict);
  });
});

test('a new recording is a valid row that the sweeper finds when its hint is lost', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
      fc.webUrl(),
      (audioId, url) => {
        const submission = { audioId, voicefileUrl: url, source: makeSource({ language: 'th' }) };
        const made = newRecording(submission, testStartMs, 20_000, seededRandomness(1));
        expect(recordingSchema.parse(made)).toEqual(made);
        expect(made).toMatchObject({
          ...{ audioId, voicefileUrl: url, state: 'RECEIVED', ver: 1, attempt: 1, language: 'th' },
          dueAt: testStartMs + 20_000,
          createdAt: '2026-03-31T12:00:00.000Z',
        });
      },
    ),
  );
});

test('a restart keeps who it is and what happened, and nothing of the attempt before', () => {
  const ended = makeRecording('COMPLETED', {
    deliveries: [{ id: 'dlv_1', revision: 1, jsonLogName: 'x', isAnnounced: true }],
    callbackToken: 'of the first attempt',
    holds: 4,
    vendorFailures: 3,
    ambiguousCalls: 1,
    failure: { code: 'NO_SPEECH_DETECTED', message: '' },
  });
  const submission = { audioId: '4430', voicefileUrl: elsewhere, source: makeSource() };
  const patch = restartPatch(submission, ended, testStartMs, 20_000);
  const again = recordingSchema.parse(advance(ended, 'restart', testStartMs, patch));
  const first = newRecording(submission, testStartMs, 20_000, seededRandomness(3));
  const { id, nonce, createdAt, deliveries } = ended;
  expect(JSON.parse(JSON.stringify(again))).toEqual({
    ...JSON.parse(JSON.stringify(first)),
    ...{ id, nonce, createdAt, deliveries },
    attempt: 2,
    formerObjects: objectKeys(ended),
    formerAttempt: { wasUploaded: ended.vendorCalls > 0, isAwaited: false },
    ver: ended.ver + 1,
    timeline: [...ended.timeline, { at: '2026-03-31T12:00:00.000Z', event: 'received', attempt: 2 }],
  });
});

test('an Idempotency-Key remembers recording and URL, and no signature of the URL', () => {
  const source = makeSource();
  const first = idempotencyPointer({ audioId: '1', voicefileUrl: demoUrl, source }, 'k');
  const pointer = (audioId: string, voicefileUrl: string) =>
    idempotencyPointer({ audioId, voicefileUrl, source }, 'k').fingerprint;
  expect(first).toMatchObject({ account: 'default', source: 'PBXdemo', key: 'k' });
  expect(pointer('1', `${demoUrl}?sig=9`)).toBe(first.fingerprint);
  expect(pointer('2', demoUrl)).not.toBe(first.fingerprint);
  expect(pointer('1', elsewhere)).not.toBe(first.fingerprint);
});
