// A call to submit → a recording that is surely kept, then the wait for what becomes of it.
import { isAnyPaused } from '../../../shared/domain/brake.ts';
import type { Clock, Randomness } from '../../../shared/domain/randomness.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { type Source, sourceNamePattern } from '../../../shared/domain/source.ts';
import {
  idempotencyPointer,
  judgeRepeat,
  newRecording,
  restartPatch,
  type Submission,
} from '../../../shared/domain/submission.ts';
import { advance } from '../../../shared/domain/transitions.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { againOnConflict } from '../../../shared/use-cases/again-on-conflict.ts';
import { type AuthoriseDeps, authoriseKey } from '../../../shared/use-cases/authorise-key.ts';
import { type HintRecordingDeps, hintRecording } from '../../../shared/use-cases/hint-recording.ts';
import type { Recordings, Sources, Submissions, VendorBrake } from '../../../shared/use-cases/ports.ts';
import { type WaitDeps, waitForOutcome } from './wait-for-outcome.ts';

export interface SubmitRecordingDeps extends AuthoriseDeps, WaitDeps, HintRecordingDeps {
  readonly recordings: Recordings;
  readonly submissions: Submissions;
  readonly sources: Sources;
  readonly vendorBrake: Pick<VendorBrake, 'get'>;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly account: string;
  readonly hintGraceSeconds: number;
  /** 0: no limit. */
  readonly submitRatePerMinute: number;
}

export interface SubmitRecordingInput {
  readonly audioId: string;
  readonly voicefileUrl: string;
  readonly audioSource: string;
  readonly apiKey: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** How long the caller is willing to wait; 0 answers at once. */
  readonly waitMs: number;
}

export interface SubmitRecordingOutcome {
  readonly recording: Recording;
  /** The outcome was there before this call: nothing was done, nothing will be billed. */
  readonly isReplay: boolean;
}

const checkRate = async (deps: SubmitRecordingDeps, source: string): Promise<void> => {
  if (deps.submitRatePerMinute === 0) return;
  const nowMs = deps.clock.now();
  const count = await deps.submissions.countInMinute(deps.account, source, nowMs);
  if (count <= deps.submitRatePerMinute) return;
  const retryAfter = String(60 - (Math.floor(nowMs / 1000) % 60));
  throw new VoxgateError('RATE_LIMITED', `More than ${deps.submitRatePerMinute} submissions in one minute`, {
    headers: { 'retry-after': retryAfter },
  });
};

const accept = async (deps: SubmitRecordingDeps, submission: Submission): Promise<SubmitRecordingOutcome> => {
  const graceMs = deps.hintGraceSeconds * 1000;
  const fresh = newRecording(submission, deps.clock.now(), graceMs, deps.random);
  if (await deps.recordings.create(fresh)) {
    await hintRecording(deps, fresh);
    return { recording: fresh, isReplay: false };
  }
  const existing = await deps.recordings.get(fresh.id);
  if (!existing) throw new VersionConflict(fresh.id);
  switch (judgeRepeat(existing, submission.voicefileUrl)) {
    case 'join':
      return { recording: existing, isReplay: false };
    case 'replay':
      return { recording: existing, isReplay: true };
    case 'conflict':
      throw new VoxgateError(
        'IDEMPOTENCY_CONFLICT',
        'This audioID is being processed with another voicefileURL',
      );
    case 'restart': {
      const nowMs = deps.clock.now();
      const restarted = advance(
        existing,
        'restart',
        nowMs,
        restartPatch(submission, existing, nowMs, graceMs),
      );
      await deps.recordings.save(restarted);
      await hintRecording(deps, restarted);
      return { recording: restarted, isReplay: false };
    }
  }
};

/** @throws VoxgateError INVALID_AUDIO_SOURCE */
const findSource = async (deps: SubmitRecordingDeps, name: string): Promise<Source> => {
  // What cannot be a source's name is not looked up: a table takes no key of any length.
  const source = sourceNamePattern.test(name) ? await deps.sources.get(deps.account, name) : undefined;
  if (!source?.isActive) throw new VoxgateError('INVALID_AUDIO_SOURCE', 'Invalid audioSource value');
  return source;
};

/** @throws VoxgateError in the contract's order: source, key, rate, conflict */
export const submitRecording = async (
  deps: SubmitRecordingDeps,
  input: SubmitRecordingInput,
): Promise<SubmitRecordingOutcome> => {
  const { audioId, voicefileUrl } = input;
  const source = await findSource(deps, input.audioSource);
  await authoriseKey(deps, { key: input.apiKey, scopes: ['submit'], source: source.name });
  await checkRate(deps, source.name);
  const submission = { audioId, voicefileUrl, source };
  if (input.idempotencyKey !== undefined) {
    const pointer = idempotencyPointer(submission, input.idempotencyKey);
    if (!(await deps.submissions.claimIdempotencyKey(pointer, deps.clock.now()))) {
      throw new VoxgateError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was used for another recording');
    }
  }
  const accepted = await againOnConflict(() => accept(deps, submission));
  if (accepted.isReplay) return accepted;
  // While an operator holds it back there is nothing to wait for, and waiting callers would use up the concurrency.
  const isHeld = isAnyPaused(source.brake, await deps.vendorBrake.get(deps.account));
  const recording = await waitForOutcome(deps, accepted.recording, isHeld ? 0 : input.waitMs);
  return { recording, isReplay: false };
};
