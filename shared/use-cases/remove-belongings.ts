// What was noted beside a recording → gone, with its item: by who deletes the recording, or by who noted it too late.
import { type ForgetWebhooksDeps, forgetWebhooks } from './forget-webhooks.ts';
import type { Belongings, Noted, Removals, StoredObjects } from './ports.ts';

export interface RemoveBelongingsDeps extends ForgetWebhooksDeps {
  readonly belongings: Pick<Belongings, 'list'>;
  readonly removals: Pick<Removals, 'belongings'>;
  readonly resultObjects: StoredObjects;
}

export const isNothing = ({ objectKeys, webhookHashes }: Noted): boolean =>
  objectKeys.length + webhookHashes.length === 0;

/**
 * Safe to repeat.
 * @throws VersionConflict when more was noted meanwhile, or a webhook is not settled yet: that is still there, and so is its item
 */
export const removeBelongings = async (deps: RemoveBelongingsDeps, recordingId: string): Promise<void> => {
  const noted = await deps.belongings.list(recordingId);
  if (isNothing(noted)) return;
  const { objectKeys } = await forgetWebhooks(deps, recordingId, noted);
  await deps.resultObjects.remove(objectKeys);
  await deps.removals.belongings(recordingId, noted);
};
