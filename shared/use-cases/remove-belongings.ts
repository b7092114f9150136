// What was noted beside a recording → gone, with its item: by the sweeper who deletes the recording, or by who noted it too late.
import type { Belongings, Removals, StoredObjects } from './ports.ts';

export interface RemoveBelongingsDeps {
  readonly belongings: Pick<Belongings, 'list'>;
  readonly removals: Pick<Removals, 'belongings'>;
  readonly resultObjects: StoredObjects;
}

/** Safe to repeat. @throws VersionConflict when more was noted meanwhile: that is still there, and so is its item */
export const removeBelongings = async (deps: RemoveBelongingsDeps, recordingId: string): Promise<void> => {
  const keys = await deps.belongings.list(recordingId);
  if (keys.length === 0) return;
  await deps.resultObjects.remove(keys);
  await deps.removals.belongings(recordingId, keys);
};
