// What a new deployment starts with: the seed's three sources and the first admin key.
import type { AccountsTable } from '../shared/aws/accounts-table.ts';
import { newApiKey } from '../shared/domain/api-key.ts';
import { defaultAccount, firstSources } from '../shared/domain/source.ts';

export interface FirstAccounts {
  readonly adminKey: string;
  /** Where the first sources forward to. @default nowhere */
  readonly forwardUrl?: string;
  /** A key to submit with, by source. @default none */
  readonly demoKeys?: Readonly<Record<string, string>>;
}

/** A key that is there already is left as it is. */
export const makeFirstAdminKey = async (accounts: AccountsTable, adminKey: string): Promise<void> => {
  const admin = { account: defaultAccount, label: 'first admin key', scopes: ['admin' as const] };
  await accounts.createKey(newApiKey(adminKey, admin, Date.now()));
};

/** What is there already is left as it is. */
export const makeFirstAccounts = async (accounts: AccountsTable, first: FirstAccounts): Promise<void> => {
  const nowMs = Date.now();
  const at = new Date(nowMs).toISOString();
  for (const { name, vendorSource } of firstSources) {
    if (await accounts.getSource(defaultAccount, name)) continue;
    await accounts.putSource({
      ...{ account: defaultAccount, name, vendorSource, forward: 'webhook', isActive: true },
      ...{ forwardHeaders: {}, signingSecrets: [], createdAt: at, updatedAt: at },
      ...(first.forwardUrl !== undefined && { forwardUrl: first.forwardUrl }),
    });
  }
  await makeFirstAdminKey(accounts, first.adminKey);
  for (const [source, key] of Object.entries(first.demoKeys ?? {})) {
    const scopes = ['submit' as const, 'read' as const];
    const demo = { account: defaultAccount, label: `demo key of ${source}`, scopes, source };
    await accounts.createKey(newApiKey(key, demo, nowMs));
  }
};
