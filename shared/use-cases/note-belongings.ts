// What a webhook holds of recordings whose items do not name it is noted beside them, so that it goes with them.
import { jsonLogKey } from '../domain/json-log-name.ts';
import type { Recording } from '../domain/recording.ts';
import { VersionConflict } from '../domain/version-conflict.ts';
import type { SettledResult, WebhookIntent } from '../domain/webhook-intent.ts';
import type { Belongings, Recordings } from './ports.ts';
import { type RemoveBelongingsDeps, removeBelongings } from './remove-belongings.ts';

export interface NoteBelongingsDeps extends RemoveBelongingsDeps {
  readonly recordings: Pick<Recordings, 'get'>;
  readonly belongings: Belongings;
}

/** Whose callback URL it came to is known, whatever it holds. */
const idsOf = (intent: WebhookIntent, result: SettledResult, candidates: readonly Recording[]) => {
  const id = result.recordingId ?? intent.recordingId;
  return id === undefined ? candidates.map((candidate) => candidate.id) : [id];
};

/**
 * Of several recordings that could be meant, the log goes with the first that goes.
 * @returns the recordings it was noted beside, now or by who was at it before
 */
export const noteBelongings = async (
  deps: NoteBelongingsDeps,
  intent: WebhookIntent,
  result: SettledResult,
  candidates: readonly Recording[],
): Promise<readonly string[]> => {
  const ids = idsOf(intent, result, candidates);
  // Its recording may have been there when somebody who died noted it, and be deleted since.
  if (ids.length === 0) return deps.belongings.noting(result.audioId, intent.hash);
  // An applied one stands on the recording itself.
  const isNamed = result.verdict === 'applied';
  const objectKeys = [
    ...(isNamed ? [] : [jsonLogKey(result.jsonLogName)]),
    ...(result.jsonLogName === intent.jsonLogName ? [] : [jsonLogKey(intent.jsonLogName)]),
    ...(intent.bodyKey === undefined ? [] : [intent.bodyKey]),
  ];
  const webhookHashes = isNamed ? [] : [intent.hash];
  if (objectKeys.length + webhookHashes.length === 0) return [];
  for (const id of ids) await deps.belongings.add(id, { objectKeys, webhookHashes });
  return ids;
};

/** Beside whom anything of a settled webhook may be noted. */
export const notedBeside = async (
  deps: NoteBelongingsDeps,
  { hash, recordingId, results = [] }: WebhookIntent,
): Promise<ReadonlySet<string>> => {
  const known = [recordingId, ...results.map((result) => result.recordingId)];
  const found: string[] = [];
  for (const audioId of new Set(results.map((result) => result.audioId)))
    found.push(...(await deps.belongings.noting(audioId, hash)));
  return new Set([...known.filter((id) => id !== undefined), ...found]);
};

/** A recording that was deleted after it was read takes nothing along that was noted after that: nobody else would. */
export const removeOwnerless = async (
  deps: NoteBelongingsDeps,
  recordingIds: ReadonlySet<string>,
): Promise<void> => {
  for (const id of recordingIds) {
    if (await deps.recordings.get(id)) continue;
    // Losing this race means that somebody else noted more, or settles it, and comes here too.
    await removeBelongings(deps, id).catch((error: unknown) => {
      if (!(error instanceof VersionConflict)) throw error;
    });
  }
};
