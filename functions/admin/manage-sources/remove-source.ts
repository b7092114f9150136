// A source goes, and its keys with it: one that is made later under the same name must not let former callers in.
import type { ApiKey } from '../../../shared/domain/api-key.ts';
import { type Source, sourceNamePattern } from '../../../shared/domain/source.ts';
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

const removeKeys = async (
  accounts: RemoveSourceDeps['accounts'],
  account: string,
  name: string,
): Promise<void> => {
  let after: string | undefined;
  do {
    const page = await accounts.listKeys(account, pageSize, after);
    for (const key of page.items) if (key.source === name) await accounts.deleteKey(key.id);
    after = page.next;
  } while (after !== undefined);
};

/**
 * Recordings stay: those under way end as they would, and what is owed to its server is given up and shows so.
 * Asked for again after a crash in between, it removes what is left.
 * @throws VoxgateError NOT_FOUND
 */
export const removeSource = async (
  { accounts }: RemoveSourceDeps,
  account: string,
  name: string,
): Promise<void> => {
  const unknown = new VoxgateError('NOT_FOUND', 'No such source');
  // No source can have such a name, and the table might not take it as a key.
  if (!sourceNamePattern.test(name)) throw unknown;
  const isThere = await accounts.getSource(account, name);
  // First, so that no key is made for it from here on.
  await accounts.deleteSource(account, name);
  await removeKeys(accounts, account, name);
  // The list may lag behind a key that was made just before.
  await removeKeys(accounts, account, name);
  if (!isThere) throw unknown;
};
