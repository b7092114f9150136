// An operator asks for an ended recording once more → a new attempt, under way.
import type { Clock } from '../../../shared/domain/randomness.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { judgeRetry, retry } from '../../../shared/domain/retry.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { againOnConflict } from '../../../shared/use-cases/again-on-conflict.ts';
import { type HintRecordingDeps, hintRecording } from '../../../shared/use-cases/hint-recording.ts';
import type { Recordings, Sources } from '../../../shared/use-cases/ports.ts';

export interface RetryRecordingDeps extends HintRecordingDeps {
  readonly recordings: Pick<Recordings, 'get' | 'save'>;
  readonly sources: Sources;
  readonly clock: Clock;
  readonly hintGraceSeconds: number;
  readonly webhookGraceSeconds: number;
}

export interface RetryRecordingInput {
  /** Of the operator's key. */
  readonly account: string;
  readonly id: string;
  /** A completed recording too, although the vendor is paid for it a second time. */
  readonly isForced: boolean;
}

const refusals = {
  'in-flight': 'This recording is being processed: there is nothing to retry yet',
  completed:
    'This recording is completed, and a retry is billed again: send {"force": true} if that is meant',
} as const;

const retryOnce = async (deps: RetryRecordingDeps, input: RetryRecordingInput): Promise<Recording> => {
  const existing = await deps.recordings.get(input.id);
  if (existing?.account !== input.account) throw new VoxgateError('NOT_FOUND', 'No such recording');
  const verdict = judgeRetry(existing, input.isForced);
  if (verdict !== 'retry') throw new VoxgateError('IDEMPOTENCY_CONFLICT', refusals[verdict]);
  const source = await deps.sources.get(existing.account, existing.source);
  const { recording, hintDelayMs } = retry(existing, source, {
    nowMs: deps.clock.now(),
    hintGraceMs: deps.hintGraceSeconds * 1000,
    webhookGraceMs: deps.webhookGraceSeconds * 1000,
  });
  await deps.recordings.save(recording);
  await hintRecording(deps, recording, hintDelayMs);
  return recording;
};

/**
 * A second click finds the first one's attempt in flight.
 * @throws VoxgateError NOT_FOUND, for another account's recording too; IDEMPOTENCY_CONFLICT
 */
export const retryRecording = (deps: RetryRecordingDeps, input: RetryRecordingInput): Promise<Recording> =>
  againOnConflict(() => retryOnce(deps, input));
