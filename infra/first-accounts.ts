// What a new deployment starts with: the seed's three sources and the first admin key.
import type { AccountsTable } from '../shared/aws/accounts-table.ts';
import { type ApiKey, hashKey, keyId, keyPrefix } from '../shared/domain/api-key.ts';
import { defaultAccount, firstSources } from '../shared/domain/source.ts';

export interface FirstAccounts {
  readonly adminKey: string;
  /** Where the first sources forward to. @default nowhere */
  readonly forwardUrl?: string;
  /** A key to submit with, by source. @default none */
  readonly demoKeys?: Readonly<Record<string, string>>;
}

const apiKey = (
  key: string,
  createdAt: string,
  rest: Pick<ApiKey, 'label' | 'scopes' | 'source'>,
): ApiKey => {
  const hash = hashKey(key);
  return {
    id: keyId(hash),
    hash,
    prefix: keyPrefix(key),
    account: defaultAccount,
    isActive: true,
    createdAt,
    ...rest,
  };
};

/** What is there already is left as it is. */
export const makeFirstAccounts = async (accounts: AccountsTable, first: FirstAccounts): Promise<void> => {
  const at = new Date().toISOString();
  for (const { name, vendorSource } of firstSources) {
    if (await accounts.getSource(defaultAccount, name)) continue;
    await accounts.putSource({
      ...{ account: defaultAccount, name, vendorSource, forward: 'webhook', isActive: true },
      ...{ forwardHeaders: {}, signingSecrets: [], createdAt: at, updatedAt: at },
      ...(first.forwardUrl !== undefined && { forwardUrl: first.forwardUrl }),
    });
  }
  await accounts.createKey(apiKey(first.adminKey, at, { label: 'first admin key', scopes: ['admin'] }));
  for (const [source, key] of Object.entries(first.demoKeys ?? {})) {
    await accounts.createKey(apiKey(key, at, { label: 'demo key', scopes: ['submit', 'read'], source }));
  }
};
