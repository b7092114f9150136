// An ended recording → nothing: who points to it first, then its objects, its items, and its own item last, so that a crash
// leaves who knows the rest.
import { type Delivery, forwardAnswerKey } from '../domain/delivery.ts';
import { jsonLogKey } from '../domain/json-log-name.ts';
import type { Clock } from '../domain/randomness.ts';
import type { Recording } from '../domain/recording.ts';
import { isAudioKey, objectKeys } from '../domain/recording-objects.ts';
import { advance } from '../domain/transitions.ts';
import { VersionConflict } from '../domain/version-conflict.ts';
import { forgetWebhooks } from './forget-webhooks.ts';
import type { Deliveries, Noted, Recordings, Removals, StoredObjects } from './ports.ts';
import { isNothing, type RemoveBelongingsDeps, removeBelongings } from './remove-belongings.ts';

export interface DeleteRecordingDeps extends RemoveBelongingsDeps {
  readonly recordings: Pick<Recordings, 'save'>;
  readonly deliveries: Pick<Deliveries, 'get'>;
  readonly removals: Removals;
  readonly audioObjects: StoredObjects;
  readonly clock: Clock;
}

/**
 * What went, as the items named it. Of an attempt that was followed by another, a name counts too under which nothing was
 * written in the end.
 */
export interface Removed {
  readonly audioObjects: number;
  /** JSON logs, webhooks' large bodies, receivers' long answers. */
  readonly resultObjects: number;
  readonly deliveries: number;
  /** They stay known by their hashes, and say nothing of it. */
  readonly webhooks: number;
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

/** Names that were chosen before anything was written under them, and then nothing was, unless somebody died just then. */
const unwritten = ({ wavKey, audio, jsonLogName, outcome }: Recording): readonly (string | undefined)[] => [
  audio ? undefined : wavKey,
  outcome?.jsonLogName === jsonLogName || jsonLogName === undefined ? undefined : jsonLogKey(jsonLogName),
];

const removeObjects = async (
  deps: DeleteRecordingDeps,
  keys: readonly string[],
  rows: readonly Delivery[],
): Promise<void> => {
  const results = [...keys.filter((key) => !isAudioKey(key)), ...rows.flatMap(answerKeys)];
  await deps.audioObjects.remove(keys.filter(isAudioKey));
  await deps.resultObjects.remove(results);
};

/** What was noted after the first look: whoever does so later finds no recording, or is at it still, and sees to it himself. */
const lookAgain = (deps: DeleteRecordingDeps, recordingId: string): Promise<void> =>
  removeBelongings(deps, recordingId).catch((error: unknown) => {
    if (!(error instanceof VersionConflict)) throw error;
  });

/**
 * Repeating it after a crash at any point ends it. Deliveries that are still tried go with it.
 * @throws VersionConflict when the recording was changed meanwhile (a new attempt keeps its item), more was noted beside
 * it, a webhook about it is not settled yet, or a delivery is being posted; IllegalTransition when it has not ended
 */
export const deleteRecording = async (deps: DeleteRecordingDeps, recording: Recording): Promise<Removed> => {
  const withdrawn = await withdraw(deps, recording);
  const { id, webhookHashes = [] } = withdrawn;
  const beside = await deps.belongings.list(id);
  const known: Noted = {
    objectKeys: [...objectKeys(withdrawn), ...beside.objectKeys],
    webhookHashes: [...webhookHashes, ...beside.webhookHashes],
  };
  const { webhooks, objectKeys: keys } = await forgetWebhooks(deps, id, known);
  const found = await Promise.all(withdrawn.deliveries.map((delivery) => deps.deliveries.get(delivery.id)));
  const rows = found.filter((row) => row !== undefined);
  // Who is posting one right now may have an answer to keep.
  const nowMs = deps.clock.now();
  if (rows.some(({ claimedUntil = 0 }) => claimedUntil > nowMs)) throw new VersionConflict(id);
  await removeObjects(deps, keys, rows);
  for (const delivery of withdrawn.deliveries) await deps.removals.delivery(delivery.id);
  if (!isNothing(beside)) await deps.removals.belongings(id, beside);
  await deps.removals.lock(withdrawn);
  await deps.removals.recording(withdrawn);
  await lookAgain(deps, id);
  const none = unwritten(recording);
  const written = keys.filter((key) => !none.includes(key));
  const answers = rows.flatMap(({ attempts }) =>
    attempts.filter(({ responseKey }) => responseKey !== undefined),
  );
  return {
    audioObjects: written.filter(isAudioKey).length,
    resultObjects: written.filter((key) => !isAudioKey(key)).length + answers.length,
    deliveries: rows.length,
    webhooks,
  };
};
