// An ended recording → nothing: its objects first, its items then, and its own item last, so that a crash leaves who knows the rest.
import { type Delivery, forwardAnswerKey } from '../domain/delivery.ts';
import type { Clock } from '../domain/randomness.ts';
import type { Recording } from '../domain/recording.ts';
import { isAudioKey, objectKeys } from '../domain/recording-objects.ts';
import { advance } from '../domain/transitions.ts';
import type { Deliveries, Recordings, Removals, StoredObjects } from './ports.ts';
import { type RemoveBelongingsDeps, removeBelongings } from './remove-belongings.ts';

export interface DeleteRecordingDeps extends RemoveBelongingsDeps {
  readonly recordings: Pick<Recordings, 'save'>;
  readonly deliveries: Pick<Deliveries, 'get'>;
  readonly removals: Removals;
  readonly audioObjects: StoredObjects;
  readonly clock: Clock;
}

/**
 * From here on the item names nothing that is about to go: who asks for the recording again begins a new attempt from
 * the caller's URL. It stays due, so that the sweeper ends what was begun.
 */
const withdraw = async (deps: DeleteRecordingDeps, recording: Recording): Promise<Recording> => {
  const { withdrawnAt, wavKey, jsonLogName, outcome } = recording;
  const isDone = withdrawnAt !== undefined && !wavKey && !jsonLogName && !outcome;
  if (isDone) return recording;
  const nowMs = deps.clock.now();
  const withdrawn = advance(recording, 'withdraw', nowMs, {
    withdrawnAt: nowMs,
    formerObjects: objectKeys(recording),
    ...{ wavKey: undefined, audio: undefined, jsonLogName: undefined, outcome: undefined },
    callbackToken: undefined,
    // What it owed is owed no more: there would be nothing to fetch.
    deliveries: recording.deliveries.map((delivery) => ({ ...delivery, isAnnounced: true })),
    dueAt: nowMs,
  });
  await deps.recordings.save(withdrawn);
  return withdrawn;
};

/** Receivers' long answers: also one whose attempt was never recorded. */
const answerKeys = ({ id, attemptCount }: Delivery): readonly string[] =>
  Array.from({ length: attemptCount + 1 }, (_, index) => forwardAnswerKey(id, index + 1));

/**
 * Repeating it after a crash at any point ends it. Deliveries that are still tried go with it.
 * @throws VersionConflict when the recording was changed meanwhile (a new attempt keeps its item), or more was noted beside
 * it; IllegalTransition when it has not ended
 */
export const deleteRecording = async (deps: DeleteRecordingDeps, recording: Recording): Promise<void> => {
  const withdrawn = await withdraw(deps, recording);
  const ids = withdrawn.deliveries.map(({ id }) => id);
  const rows = await Promise.all(ids.map((id) => deps.deliveries.get(id)));
  const keys = [...objectKeys(withdrawn), ...rows.flatMap((row) => (row ? answerKeys(row) : []))];
  await deps.audioObjects.remove(keys.filter(isAudioKey));
  await deps.resultObjects.remove(keys.filter((key) => !isAudioKey(key)));
  for (const id of ids) await deps.removals.delivery(id);
  await removeBelongings(deps, withdrawn.id);
  await deps.removals.recording(withdrawn);
  // A late webhook may have noted its log just before that; one that does it now finds no recording, and sees to it itself.
  await removeBelongings(deps, withdrawn.id);
};
