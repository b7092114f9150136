// The first admin key, the first sources and a demo key for each: written straight into the accounts table.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AccountsTable } from '../../shared/aws/accounts-table.ts';
import { newKey } from '../../shared/domain/api-key.ts';
import { defaultAccount, firstSources } from '../../shared/domain/source.ts';
import { random } from '../../shared/edge/chance.ts';
import { makeFirstAccounts, makeFirstAdminKey } from '../first-accounts.ts';
import { localRegion } from './engine/template/identity.ts';

const fileSchema = z.object({ adminKey: z.string(), demoKeys: z.record(z.string(), z.string()) });
export type LocalKeys = z.output<typeof fileSchema>;

/** The one file that holds keys in clear: readable by its owner alone. */
const keysFile = (dataDirectory: string): string => join(dataDirectory, 'keys.json');

const readKeys = async (dataDirectory: string): Promise<LocalKeys | undefined> => {
  const text = await readFile(keysFile(dataDirectory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : fileSchema.parse(JSON.parse(text));
};

const writeKeys = async (dataDirectory: string, keys: LocalKeys): Promise<void> => {
  const file = keysFile(dataDirectory);
  await writeFile(file, `${JSON.stringify(keys, undefined, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
};

export const localDocuments = (endpoint: string): DynamoDBDocumentClient => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: localRegion, credentials });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
};

export const localAccountsTable = (endpoint: string, tableName: string): AccountsTable =>
  new AccountsTable({ client: localDocuments(endpoint), tableName, cacheSeconds: 0 });

export interface LocalAccountsProps {
  readonly accounts: AccountsTable;
  readonly dataDirectory: string;
  readonly adminKey: string | undefined;
  /** Where the demo sources forward to now, and where they did at the last start. */
  readonly forwardUrl: string;
  readonly formerForwardUrl: string | undefined;
}

/** Demo sources follow the demo receiver to its new port; what an admin has set stays. */
const followReceiver = async ({
  accounts,
  forwardUrl,
  formerForwardUrl,
}: LocalAccountsProps): Promise<void> => {
  if (formerForwardUrl === undefined || formerForwardUrl === forwardUrl) return;
  for (const { name } of firstSources) {
    const source = await accounts.getSource(defaultAccount, name);
    if (source?.forwardUrl === formerForwardUrl) await accounts.putSource({ ...source, forwardUrl }, source);
  }
};

/** At the first start alone, and for another admin key: what was revoked or removed since stays so. */
export const prepareLocalAccounts = async (
  props: LocalAccountsProps,
): Promise<LocalKeys & { readonly isFirstStart: boolean }> => {
  const { accounts, dataDirectory, forwardUrl } = props;
  const known = await readKeys(dataDirectory);
  const keys: LocalKeys = {
    adminKey: props.adminKey ?? known?.adminKey ?? newKey(random),
    demoKeys: known?.demoKeys ?? Object.fromEntries(firstSources.map(({ name }) => [name, newKey(random)])),
  };
  if (known === undefined) await makeFirstAccounts(accounts, { ...keys, forwardUrl });
  else if (known.adminKey !== keys.adminKey) await makeFirstAdminKey(accounts, keys.adminKey);
  // Last: a first start that was cut off is one again.
  await writeKeys(dataDirectory, keys);
  await followReceiver(props);
  return { ...keys, isFirstStart: known === undefined };
};
