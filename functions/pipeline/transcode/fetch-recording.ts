// Claim → download, detect, convert, keep in S3 → straight on to the vendor while the WAV is at hand.
import { fetchPauseMs } from '../../../shared/domain/backoff.ts';
import { wavKey } from '../../../shared/domain/json-log-name.ts';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { advance } from '../../../shared/domain/transitions.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { Audio, PreparedAudio } from '../../../shared/use-cases/ports.ts';
import { type SubmitDeps, submitToVendor } from './submit-to-vendor.ts';

export interface FetchDeps extends SubmitDeps {
  readonly audio: Audio;
  readonly random: Randomness;
  readonly leaseSeconds: number;
  readonly fetchPausesSeconds: readonly number[];
}

/** The recording's own fault ends it; anything else gives the claim back for another try. */
const recordFailure = async (deps: FetchDeps, claimed: Recording, error: unknown): Promise<void> => {
  const nowMs = deps.clock.now();
  if (error instanceof VoxgateError) {
    const failure = { code: error.code, message: error.message };
    const patch = { failure, dueAt: undefined, endedAt: nowMs };
    await deps.recordings.save(advance(claimed, 'fail', nowMs, patch, error.code));
    return;
  }
  const pauseMs = fetchPauseMs(claimed.fetchTries, deps.random, deps.fetchPausesSeconds);
  await deps.recordings.save(advance(claimed, 'interrupt', nowMs, { dueAt: nowMs + pauseMs }));
  await deps.hints.recording(claimed, pauseMs);
};

export const fetchRecording = async (deps: FetchDeps, recording: Recording): Promise<void> => {
  const nowMs = deps.clock.now();
  // Chosen before anything is written under it: who takes over after a crash overwrites, and leaves no orphan.
  const key = recording.wavKey ?? wavKey(recording.audioId, recording.id, recording.attempt, nowMs);
  const claimed = advance(recording, 'fetch', nowMs, {
    wavKey: key,
    fetchTries: recording.fetchTries + 1,
    dueAt: nowMs + deps.leaseSeconds * 1000,
  });
  await deps.recordings.save(claimed);
  let prepared: PreparedAudio;
  try {
    prepared = await deps.audio.prepare({ voicefileUrl: recording.voicefileUrl, wavKey: key });
  } catch (error) {
    deps.log.warn('recording not fetched', { recordingId: recording.id, error });
    return recordFailure(deps, claimed, error);
  }
  try {
    await submitToVendor(deps, { ...claimed, audio: prepared.facts }, prepared.wav);
  } finally {
    await prepared.dispose();
  }
};
