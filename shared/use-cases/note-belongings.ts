// Logs of a webhook that no recording's item names are noted beside the recordings they are about, so that they go with them.
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

/**
 * Of several recordings that could be meant, the log goes with the first that goes.
 * @returns the recordings it was noted beside
 */
export const noteBelongings = async (
  deps: NoteBelongingsDeps,
  intent: WebhookIntent,
  result: SettledResult,
  candidates: readonly Recording[],
): Promise<readonly string[]> => {
  const isUnnamed = result.verdict === 'evidence' || result.verdict === 'conflict';
  const keys = [
    ...(isUnnamed ? [jsonLogKey(result.jsonLogName)] : []),
    ...(result.jsonLogName === intent.jsonLogName ? [] : [jsonLogKey(intent.jsonLogName)]),
    ...(intent.bodyKey === undefined ? [] : [intent.bodyKey]),
  ];
  if (keys.length === 0) return [];
  const ids = result.recordingId === undefined ? candidates.map(({ id }) => id) : [result.recordingId];
  for (const id of ids) await deps.belongings.add(id, keys);
  return ids;
};

/** A recording that was deleted after it was read takes nothing along that was noted after that: nobody else would. */
export const removeOwnerless = async (
  deps: NoteBelongingsDeps,
  recordingIds: ReadonlySet<string>,
): Promise<void> => {
  for (const id of recordingIds) {
    if (await deps.recordings.get(id)) continue;
    // Losing this race means that somebody else noted more, and comes here too.
    await removeBelongings(deps, id).catch((error: unknown) => {
      if (!(error instanceof VersionConflict)) throw error;
    });
  }
};
