// A recording moves as the table says, or not at all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordingSchema, recordingStates } from '../../shared/domain/recording.ts';
import {
  advance,
  IllegalTransition,
  type TransitionName,
  transitions,
} from '../../shared/domain/transitions.ts';
import { makeRecording } from '../support/make-recording.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const names = Object.keys(transitions) as TransitionName[];
const nowMs = testStartMs + 1000;
const cases = names.flatMap((name) => recordingStates.map((state) => ({ name, state })));
const isAllowed = (name: TransitionName, state: string) =>
  (transitions[name].from as readonly string[]).includes(state);

test.each(cases.filter(({ name, state }) => isAllowed(name, state)))(
  '$name leads out of $state, one version on and told in the timeline',
  ({ name, state }) => {
    const before = makeRecording(state);
    const after = advance(before, name, nowMs, {});
    const { to, event } = transitions[name];
    expect(after).toMatchObject({
      state: to === 'same' ? state : to,
      ver: before.ver + 1,
      updatedAt: '2026-03-31T12:00:01.000Z',
    });
    if (name === 'hold' && before.timeline.at(-1)?.event === event) {
      expect(after.timeline).toEqual(before.timeline);
      return;
    }
    expect(after.timeline.at(-1)).toEqual({ at: '2026-03-31T12:00:01.000Z', event, attempt: 1 });
    expect(after.timeline.slice(0, -1)).toEqual(before.timeline);
  },
);

test('a recording that is held again and again says so once', () => {
  const held = advance(makeRecording('FETCHING'), 'hold', nowMs, {});
  const stillHeld = advance(held, 'hold', nowMs + 30_000, {});
  expect(stillHeld.timeline).toEqual(held.timeline);
  expect(stillHeld.ver).toBe(held.ver + 1);
});

test.each(cases.filter(({ name, state }) => !isAllowed(name, state)))(
  '$name is refused in $state',
  ({ name, state }) => {
    expect(() => advance(makeRecording(state), name, nowMs, {})).toThrow(IllegalTransition);
  },
);

describe('the table keeps the promises of the design', () => {
  test('a terminal state is left only by a new attempt or by a late result', () => {
    const leaving = names.filter(
      (name) =>
        transitions[name].to !== 'same' && (isAllowed(name, 'COMPLETED') || isAllowed(name, 'FAILED')),
    );
    expect(leaving.sort()).toEqual(['complete', 'refuse', 'restart', 'resubmit', 'retry']);
    expect(isAllowed('complete', 'COMPLETED') || isAllowed('refuse', 'COMPLETED')).toBe(false);
  });

  test.each(['STORED', 'SUBMITTING', 'SUBMITTED'])('a result may come in %s', (state) => {
    expect(isAllowed('complete', state) && isAllowed('refuse', state)).toBe(true);
  });

  test('every state that is not terminal can fail', () => {
    const open = recordingStates.filter((state) => state !== 'COMPLETED' && state !== 'FAILED');
    expect([...transitions.fail.from].sort()).toEqual([...open].sort());
  });
});

test('any row of allowed steps counts its version up by one each and never changes who the recording is', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names), { maxLength: 400 }), (steps) => {
      const first = makeRecording();
      let recording = first;
      let taken = 0;
      for (const name of steps) {
        if (!isAllowed(name, recording.state)) continue;
        recording = advance(recording, name, nowMs, {});
        taken += 1;
      }
      expect(recording.ver).toBe(first.ver + taken);
      const { id, account, source, audioId, nonce, createdAt } = first;
      expect(recording).toMatchObject({ id, account, source, audioId, nonce, createdAt });
      recordingSchema.parse(recording);
    }),
  );
});

test('a recording that was postponed a thousand times keeps its first steps, its latest, and fits its item', () => {
  let recording = makeRecording('SUBMITTING');
  for (let round = 0; round < 1000; round += 1) {
    recording = advance(recording, 'postpone', nowMs + round, {}, 'the vendor answered 503');
    recording = advance(recording, 'submit', nowMs + round, {});
  }
  expect(recording.timeline).toHaveLength(200);
  expect(recording.timeline.slice(0, 3).map(({ event }) => event)).toEqual([
    'received',
    'fetching',
    'submitting',
  ]);
  expect(recording.timeline.at(-1)?.at).toBe(new Date(nowMs + 999).toISOString());
  expect(JSON.stringify(recording).length).toBeLessThan(40_000);
});

test('an empty detail is left out and a given one is kept', () => {
  const submitting = makeRecording('SUBMITTING');
  expect(advance(submitting, 'postpone', nowMs, {}, '').timeline.at(-1)).not.toHaveProperty('detail');
  expect(advance(submitting, 'postpone', nowMs, {}, 'refused').timeline.at(-1)?.detail).toBe('refused');
});

test('the version before is left as it was', () => {
  const before = makeRecording('SUBMITTED');
  const copy = structuredClone(before);
  advance(before, 'complete', nowMs, { dueAt: undefined });
  expect(before).toEqual(copy);
});
