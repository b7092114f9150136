// Recordings in any state, as the flow itself would have left them.
import type { AudioFacts, Recording, RecordingState } from '../../shared/domain/recording.ts';
import { newRecording } from '../../shared/domain/submission.ts';
import { advance } from '../../shared/domain/transitions.ts';
import { makeSource } from './make-source.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { testStartMs } from './virtual-clock.ts';

export const audioFacts: AudioFacts = {
  sourceFormat: 'gsm',
  sourceBytes: 69_795,
  converted: true,
  sampleRateHz: 8000,
  channels: 1,
  frames: 338_400,
  durationSeconds: 42.3,
  wavBytes: 676_844,
  sourceSha256: 'a'.repeat(64),
  wavSha256: 'b'.repeat(64),
  silenceRatio: 0.25,
  clippingRatio: 0,
  peaks: [Uint8Array.from([0, 128, 255])],
  warnings: [],
};

export const demoUrl = 'https://example.com/recordings/call-4430.wav';

/** A field set to `undefined` is taken away. */
type Changes = { readonly [Field in keyof Recording]?: Recording[Field] | undefined };

const path: Readonly<Record<RecordingState, readonly RecordingState[]>> = {
  RECEIVED: [],
  FETCHING: ['FETCHING'],
  STORED: ['FETCHING', 'STORED'],
  SUBMITTING: ['FETCHING', 'SUBMITTING'],
  SUBMITTED: ['FETCHING', 'SUBMITTING', 'SUBMITTED'],
  COMPLETED: ['FETCHING', 'SUBMITTING', 'SUBMITTED', 'COMPLETED'],
  FAILED: ['FETCHING', 'FAILED'],
};

const step = (recording: Recording, to: RecordingState): Recording => {
  const now = testStartMs;
  switch (to) {
    case 'RECEIVED':
      return recording;
    case 'FETCHING':
      return advance(recording, 'fetch', now, {
        wavKey: `WAV/${recording.id}.wav`,
        fetchTries: 1,
        dueAt: now + 930_000,
      });
    case 'STORED':
      return advance(recording, 'hold', now, { holds: 1, dueAt: now + 2000, audio: audioFacts });
    case 'SUBMITTING':
      return advance(recording, 'submit', now, {
        audio: audioFacts,
        vendorCalls: 1,
        firstVendorCallAt: now,
        jsonLogName: `voice_20260331_120000_${'s'.repeat(26)}.json`,
        dueAt: now + 150_000,
      });
    case 'SUBMITTED':
      return advance(recording, 'acknowledge', now, { dueAt: now + 86_400_000 });
    case 'COMPLETED':
      return advance(recording, 'complete', now, {
        dueAt: undefined,
        endedAt: now,
        outcome: {
          via: 'webhook',
          succeeded: true,
          jsonLogName: `voice_20260331_120000_${'w'.repeat(26)}.json`,
        },
      });
    case 'FAILED': {
      const failure = { code: 'DOWNLOAD_FAILED', message: 'the recording could not be downloaded' };
      return advance(recording, 'fail', now, { failure, dueAt: undefined, endedAt: now });
    }
  }
};

/** A recording of source PBXdemo in this state. */
export const makeRecording = (state: RecordingState = 'RECEIVED', changes: Changes = {}): Recording => {
  const source = makeSource({
    name: changes.source ?? 'PBXdemo',
    vendorSource: changes.vendorSource ?? 'pbx',
    account: changes.account ?? 'default',
  });
  const submission = { audioId: changes.audioId ?? '4430', voicefileUrl: demoUrl, source };
  const first = newRecording(submission, testStartMs, 20_000, seededRandomness(3));
  const made = { ...path[state].reduce(step, first), ...changes };
  return Object.fromEntries(Object.entries(made).filter(([, field]) => field !== undefined)) as Recording;
};
