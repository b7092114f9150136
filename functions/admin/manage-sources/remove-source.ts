// A source goes, and its keys before it: one that is made later under the same name must not let former callers in.
import type { ApiKey } from '../../../shared/domain/api-key.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';

export interface RemoveSourceDeps {
  readonly accounts: {
    getSource(account: string, name: string): Promise<Source | undefined>;
    listKeys(
      account: string,
      limit: number,
      after?: string,
    ): Promise<{ readonly items: readonly ApiKey[]; readonly next?: string }>;
    deleteKey(id: string): Promise<void>;
    deleteSource(account: string, name: string): Promise<void>;
  };
}

const pageSize = 100;

/**
 * Recordings stay: those under way end as they would, and what is owed to its server is given up and shows so.
 * @throws VoxgateError NOT_FOUND
 */
export const removeSource = async (
  { accounts }: RemoveSourceDeps,
  account: string,
  name: string,
): Promise<void> => {
  if (!(await accounts.getSource(account, name))) throw new VoxgateError('NOT_FOUND', 'No such source');
  let after: string | undefined;
  do {
    const page = await accounts.listKeys(account, pageSize, after);
    for (const key of page.items) if (key.source === name) await accounts.deleteKey(key.id);
    after = page.next;
  } while (after !== undefined);
  await accounts.deleteSource(account, name);
};
