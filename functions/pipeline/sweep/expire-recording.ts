// An ended recording that is due → gone when its source's retention has ended, else looked at again later.
import type { Recording } from '../../../shared/domain/recording.ts';
import {
  isAtRest,
  pendingDeliveryPauseMs,
  retentionEndsAt,
  retentionLookAt,
} from '../../../shared/domain/retention.ts';
import { type DeleteRecordingDeps, deleteRecording } from '../../../shared/use-cases/delete-recording.ts';
import type { Log, Recordings, Sources } from '../../../shared/use-cases/ports.ts';

export interface ExpireDeps extends DeleteRecordingDeps {
  readonly recordings: Pick<Recordings, 'get' | 'save'>;
  readonly sources: Sources;
  readonly log: Log;
}

/** No step of its life: the timeline stays as it is. */
const keep = (
  deps: ExpireDeps,
  recording: Recording,
  changes: { readonly retentionDays: number | undefined; readonly dueAt: number | undefined },
): Promise<void> => deps.recordings.save({ ...recording, ...changes, ver: recording.ver + 1 } as Recording);

const isStillDelivered = async (deps: ExpireDeps, { deliveries }: Recording): Promise<boolean> => {
  const rows = await Promise.all(deliveries.map(({ id }) => deps.deliveries.get(id)));
  return rows.some((row) => row?.status === 'pending');
};

const isToGo = async (deps: ExpireDeps, recording: Recording): Promise<boolean> => {
  if (recording.withdrawnAt !== undefined) return true;
  const nowMs = deps.clock.now();
  // What the source says now counts, not what it said then; of a source that is gone, what it said last.
  const source = await deps.sources.get(recording.account, recording.source);
  const { retentionDays } = source ?? recording;
  const endsAt = retentionEndsAt(recording, retentionDays);
  if (endsAt === undefined || endsAt > nowMs) {
    await keep(deps, recording, {
      retentionDays,
      dueAt: retentionLookAt({ ...recording, retentionDays }, nowMs),
    });
    return false;
  }
  if (!(await isStillDelivered(deps, recording))) return true;
  await keep(deps, recording, { retentionDays, dueAt: nowMs + pendingDeliveryPauseMs });
  return false;
};

/** Safe to repeat at any point. @throws VersionConflict when the recording was changed meanwhile */
export const expireRecording = async (deps: ExpireDeps, recordingId: string): Promise<void> => {
  const recording = await deps.recordings.get(recordingId);
  if (!recording || !isAtRest(recording)) return;
  if (recording.dueAt === undefined || recording.dueAt > deps.clock.now()) return;
  if (!(await isToGo(deps, recording))) return;
  await deleteRecording(deps, recording);
  deps.log.info('recording deleted', { recordingId, source: recording.source });
};
