// Whose result is it? The vendor carries only audioID, and two sources may share one.
import { describe, expect, test } from 'vitest';
import { acceptResult } from '../../shared/domain/accept-result.ts';
import { awaitsResult, blocksAudioId, matchResult, mayBeEnriched } from '../../shared/domain/match-result.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import { readVendorBody, type VendorResult } from '../../shared/domain/vendor-body.ts';
import { audioFacts, makeRecording } from '../support/make-recording.ts';
import { testStartMs } from '../support/virtual-clock.ts';
import { successBody } from '../support/webhook-bodies.ts';

const result = (changes: Partial<VendorResult> = {}): VendorResult => ({
  audioId: '4430',
  succeeded: true,
  transcription: 'Hello, how can I help you today...',
  bodyText: '{}',
  ...changes,
});

const noResult = { code: 'NO_RESULT', message: '' };
const answeredBy = (via: 'answer' | 'webhook', changes: Partial<Recording['outcome']> = {}) => ({
  outcome: { via, succeeded: true, jsonLogName: 'x', ...changes },
});
const answered = (changes: Partial<Recording> = {}) =>
  makeRecording('COMPLETED', {
    ...answeredBy('answer', { transcription: result().transcription }),
    ...changes,
  });
const inCcd = { source: 'CCDdemo', vendorSource: 'ccd' };

describe('a recording awaits a result', () => {
  const table: [string, Recording, boolean][] = [
    ['before it is fetched: no', makeRecording('RECEIVED'), false],
    ['while it is fetched: no', makeRecording('FETCHING'), false],
    ['held, never uploaded: no', makeRecording('STORED'), false],
    ['postponed after an upload: yes', makeRecording('STORED', { vendorCalls: 1 }), true],
    ['while it is uploaded, for a webhook may be faster: yes', makeRecording('SUBMITTING'), true],
    ['acknowledged: yes', makeRecording('SUBMITTED'), true],
    ['completed: no', makeRecording('COMPLETED'), false],
    ['failed before the vendor: no', makeRecording('FAILED'), false],
    ['refused: no', makeRecording('FAILED', answeredBy('answer', { succeeded: false })), false],
    ['given up for want of a result: yes', makeRecording('FAILED', { failure: noResult }), true],
    ['restarted, not uploaded again: no', makeRecording('RECEIVED', { attempt: 2 }), false],
  ];
  test.each(table)('%s', (_, recording, expected) => {
    expect(awaitsResult(recording)).toBe(expected);
  });
});

describe('analysis may follow', () => {
  const table: [string, Recording, boolean][] = [
    ['a synchronous answer: yes', answered(), true],
    ['a synchronous refusal: yes', makeRecording('FAILED', answeredBy('answer', { succeeded: false })), true],
    ['once: no', answered(answeredBy('answer', { enrichmentLogName: 'y' })), false],
    ['a webhook: no', makeRecording('COMPLETED'), false],
    ['nothing: no', makeRecording('SUBMITTED'), false],
  ];
  test.each(table)('%s', (_, recording, expected) => {
    expect(mayBeEnriched(recording)).toBe(expected);
  });
});

describe('an audioID stays taken', () => {
  const graceMs = 10_000;
  const table: [string, Recording, number, boolean][] = [
    ['while its holder lives', makeRecording('SUBMITTED'), 0, true],
    ['even before it is uploaded', makeRecording('RECEIVED'), 0, true],
    ['no longer than a webhook', makeRecording('COMPLETED'), 0, false],
    ['no longer than a failure', makeRecording('FAILED'), 0, false],
    ['shortly after an answer', answered(), graceMs - 1, true],
    ['no longer than the grace', answered(), graceMs, false],
    ['not once the analysis has come', answered(answeredBy('answer', { enrichmentLogName: 'y' })), 0, false],
  ];
  test.each(table)('%s', (_, holder, afterMs, expected) => {
    expect(blocksAudioId(holder, testStartMs + afterMs, graceMs)).toBe(expected);
  });
});

describe('a result', () => {
  const mine = makeRecording('SUBMITTED');
  const others = makeRecording('SUBMITTED', inCcd);

  test('of an audioID that nobody submitted is unknown', () => {
    expect(matchResult(result(), [])).toEqual({ kind: 'unknown' });
  });

  test('ends the one recording that awaits it', () => {
    expect(matchResult(result(), [mine])).toEqual({ kind: 'one', recording: mine });
  });

  test.each(['pbx', 'PBXdemo'])('that names its source %s goes there', (source) => {
    expect(matchResult(result({ source }), [mine, others])).toEqual({ kind: 'one', recording: mine });
  });

  test("that names another source's system is unknown", () => {
    expect(matchResult(result({ source: 'omnichannel' }), [mine, others])).toEqual({ kind: 'unknown' });
  });

  test('that several await is nobody’s', () => {
    expect(matchResult(result(), [mine, others])).toEqual({ kind: 'several', recordings: [mine, others] });
    expect(matchResult(result(), [others, mine])).toEqual({ kind: 'several', recordings: [others, mine] });
  });

  test('goes to the one that awaits it, not to those that have ended or have not begun', () => {
    const ended = makeRecording('COMPLETED', inCcd);
    const held = makeRecording('STORED', { source: 'Omni', vendorSource: 'omni' });
    expect(matchResult(result(), [ended, mine, held])).toEqual({ kind: 'one', recording: mine });
  });

  test('completes late what was given up for want of it', () => {
    const late = makeRecording('FAILED', { failure: noResult });
    expect(matchResult(result(), [late])).toEqual({ kind: 'one', recording: late });
  });

  test('that two have given up for want of is nobody’s', () => {
    const late = makeRecording('FAILED', { failure: noResult });
    const other = makeRecording('FAILED', { failure: noResult, ...inCcd });
    expect(matchResult(result(), [late, other])).toEqual({ kind: 'several', recordings: [late, other] });
  });

  test('enriches the one that was answered', () => {
    const one = answered();
    expect(matchResult(result({ transcription: 'another wording' }), [one])).toEqual({
      kind: 'one',
      recording: one,
    });
  });

  test('that repeats the words of an answered one is its own, though another awaits one', () => {
    const one = answered();
    expect(matchResult(result(), [one, others])).toEqual({ kind: 'one', recording: one });
    expect(matchResult(result(), [others, one])).toEqual({ kind: 'one', recording: one });
  });

  test('that repeats a transcript of hours is its own too', () => {
    const transcription = 'Hello, how can I help you today? '.repeat(2000);
    const bodyText = JSON.stringify(successBody('4430', { transcription }));
    const [said] = readVendorBody(bodyText)?.results ?? [];
    const uploaded = makeRecording('SUBMITTING');
    const byAnswer = { via: 'answer', jsonLogName: 'x', nowMs: testStartMs } as const;
    const one = said && acceptResult(uploaded, undefined, { result: said, ...byAnswer });
    expect(one?.outcome).not.toHaveProperty('transcription');
    expect(said && one && matchResult(said, [one, others])).toEqual({ kind: 'one', recording: one });
  });

  test('is told from another’s by the length of the audio', () => {
    const facts = { ...audioFacts, durationSeconds: 300 };
    const long = makeRecording('SUBMITTED', { ...inCcd, audio: facts });
    const of = (durationSeconds: number) => matchResult(result({ durationSeconds }), [mine, long]);
    expect(of(42)).toEqual({ kind: 'one', recording: mine });
    expect(of(299)).toEqual({ kind: 'one', recording: long });
    expect(of(290)).toEqual({ kind: 'several', recordings: [mine, long] });
    expect(of(1000)).toEqual({ kind: 'several', recordings: [mine, long] });
  });

  test('that fits an ended recording by its length is not given to one that still waits', () => {
    const lengthOf = (durationSeconds: number) => ({ audio: { ...audioFacts, durationSeconds } });
    const ended = makeRecording('COMPLETED', lengthOf(279.3));
    const waiting = makeRecording('SUBMITTED', { ...inCcd, ...lengthOf(281) });
    const late = result({ durationSeconds: 279.3 });
    expect(matchResult(late, [ended, waiting])).toEqual({ kind: 'evidence', recordings: [ended] });
    expect(matchResult({ ...late, durationSeconds: 281 }, [ended, waiting])).toEqual({
      kind: 'one',
      recording: waiting,
    });
  });

  test('of another length than its one recording is taken all the same: a vendor may count otherwise', () => {
    expect(matchResult(result({ durationSeconds: 1000 }), [mine])).toEqual({ kind: 'one', recording: mine });
  });

  test('after the first is evidence beside its recording', () => {
    const ended = makeRecording('COMPLETED');
    expect(matchResult(result(), [ended])).toEqual({ kind: 'evidence', recordings: [ended] });
  });

  test('that comes before any upload is evidence', () => {
    const fetching = makeRecording('FETCHING');
    expect(matchResult(result(), [fetching])).toEqual({ kind: 'evidence', recordings: [fetching] });
  });

  test('of two that have ended is evidence about either', () => {
    const ended = [makeRecording('COMPLETED'), makeRecording('COMPLETED', inCcd)];
    expect(matchResult(result({ transcription: 'x' }), ended)).toEqual({
      kind: 'evidence',
      recordings: ended,
    });
  });
});
