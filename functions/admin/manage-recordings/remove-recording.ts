// An operator has a recording deleted → gone everywhere, with a receipt that says what went and what backups still hold.
import type * as z from 'zod/mini';
import { isAtRest } from '../../../shared/domain/retention.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { againOnConflict } from '../../../shared/use-cases/again-on-conflict.ts';
import { type DeleteRecordingDeps, deleteRecording } from '../../../shared/use-cases/delete-recording.ts';
import type { Log, Recordings } from '../../../shared/use-cases/ports.ts';
import type { deletionView } from './contract.ts';
import { findRecording } from './show-recording.ts';

export interface RemoveRecordingDeps extends DeleteRecordingDeps {
  readonly recordings: Pick<Recordings, 'get' | 'save'>;
  readonly log: Log;
  readonly logRetentionDays: number;
}

type Receipt = z.output<typeof deletionView>;

const dayMs = 86_400_000;

/** What point-in-time recovery reaches back: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html */
const recoveryDays = 35;

const backups = (nowMs: number, logRetentionDays: number): Receipt['backups'] => {
  const until = (days: number) => new Date(nowMs + days * dayMs).toISOString();
  return [
    {
      what: "point-in-time recovery of the table: the recording's items, not its objects",
      until: until(recoveryDays),
    },
    { what: 'logs of the functions: ids and times, no content', until: until(logRetentionDays) },
  ];
};

const nothingYet = { audioObjects: 0, resultObjects: 0, deliveries: 0, webhooks: 0 };

/** @throws VoxgateError NOT_FOUND; IDEMPOTENCY_CONFLICT while it is being processed */
export const removeRecording = async (
  deps: RemoveRecordingDeps,
  account: string,
  id: string,
): Promise<Receipt> => {
  const first = await findRecording(deps, account, id);
  const nowMs = deps.clock.now();
  const receipt = (removed: Receipt['removed'], isComplete: boolean): Receipt => ({
    ...{ id, audioID: first.audioId, audioSource: first.source },
    deletedAt: new Date(nowMs).toISOString(),
    ...{ isComplete, removed },
    backups: backups(nowMs, deps.logRetentionDays),
  });
  try {
    const removed = await againOnConflict(async () => {
      const recording = await findRecording(deps, account, id);
      // One that has ended and still has deliveries to announce would leave them behind.
      if (recording.withdrawnAt === undefined && !isAtRest(recording)) {
        throw new VoxgateError(
          'IDEMPOTENCY_CONFLICT',
          'This recording is being processed: delete it when it has ended',
        );
      }
      return deleteRecording(deps, recording);
    });
    deps.log.info('recording deleted', { recordingId: id, source: first.source });
    return receipt(removed, true);
  } catch (error) {
    // It is withdrawn and due: the sweeper ends what was begun.
    if (error instanceof VersionConflict) return receipt(nothingYet, false);
    throw error;
  }
};
