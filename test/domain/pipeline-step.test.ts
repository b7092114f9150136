// What a hint makes of a recording follows from the item alone.
import { describe, expect, test } from 'vitest';
import { type PipelineStep, pipelineStep } from '../../shared/domain/pipeline-step.ts';
import { type Recording, type RecordingState, recordingStates } from '../../shared/domain/recording.ts';
import { makeRecording } from '../support/make-recording.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const now = testStartMs;
const owed = { id: 'dlv_1', revision: 1, jsonLogName: 'x', isAnnounced: false };

const table: [RecordingState, Partial<Recording>, PipelineStep][] = [
  ['RECEIVED', { dueAt: now + 20_000 }, 'fetch'],
  ['RECEIVED', { dueAt: now }, 'fetch'],
  ['FETCHING', { dueAt: now + 1 }, 'nothing'],
  ['FETCHING', { dueAt: now, fetchTries: 1 }, 'fetch'],
  ['FETCHING', { dueAt: now, fetchTries: 5 }, 'fetch'],
  ['FETCHING', { dueAt: now, fetchTries: 6 }, 'give-up-fetching'],
  ['STORED', { dueAt: now + 1 }, 'nothing'],
  ['STORED', { dueAt: now }, 'submit'],
  ['SUBMITTING', { dueAt: now + 1 }, 'nothing'],
  ['SUBMITTING', { dueAt: now }, 'submit-after-doubt'],
  ['SUBMITTING', { dueAt: now, ambiguousCalls: 1 }, 'await-result'],
  ['SUBMITTED', { dueAt: now + 1 }, 'nothing'],
  ['SUBMITTED', { dueAt: now }, 'give-up-waiting'],
  ['COMPLETED', {}, 'nothing'],
  ['COMPLETED', { dueAt: now }, 'nothing'],
  ['FAILED', { dueAt: now }, 'nothing'],
];

test.each(table)('%s with %j: %s', (state, changes, step) => {
  expect(pipelineStep(makeRecording(state, changes), now)).toBe(step);
});

describe('whatever the state', () => {
  test.each(recordingStates)('in %s, an owed delivery comes first', (state) => {
    expect(pipelineStep(makeRecording(state, { deliveries: [owed] }), now)).toBe('announce');
    const announced = [{ ...owed, isAnnounced: true }];
    expect(pipelineStep(makeRecording(state, { deliveries: announced }), now)).not.toBe('announce');
  });

  test.each(recordingStates.filter((state) => state !== 'COMPLETED' && state !== 'FAILED'))(
    'in %s, something is to be done once it is due: it cannot be stuck',
    (state) => {
      expect(pipelineStep(makeRecording(state, { dueAt: now }), now)).not.toBe('nothing');
    },
  );
});
