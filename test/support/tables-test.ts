// Tests of the table adapters: the embedded DynamoDB, and tables of the deployed shape that no other test writes to.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'vitest';
import {
  ensureTable,
  startDynamodb,
  tableProperties,
  tableTypes,
} from '../../infra/local/engine/services/dynamodb.ts';
import { readAssembly } from '../../infra/local/engine/template/assembly.ts';
import { openStack } from '../../infra/local/engine/template/stack.ts';
import { synthesise } from '../../infra/local/synthesise.ts';
import { type Documents, documentsOf } from './stored-items.ts';

interface Dynamodb {
  readonly endpoint: string;
  /** @param construct `Recordings` or `Accounts` @returns the name of a new, empty table of its shape */
  create(construct: string): Promise<string>;
}

const nowhere = 'http://127.0.0.1:1';

/** The tables as the template describes them. */
const describedTables = async () => {
  const { directory } = await synthesise(() => {});
  const assembly = readAssembly(directory);
  const endpoints = { dynamodb: nowhere, s3: nowhere, sqs: nowhere, secrets: nowhere };
  const stack = openStack(assembly, { stackName: assembly.stackName, endpoints, apiBaseUrl: nowhere });
  return stack.resources(tableTypes, tableProperties);
};

export interface TablesFixtures {
  readonly documents: Documents;
  readonly recordingsTable: string;
  readonly accountsTable: string;
}

export const tablesTest = base
  .extend<{ dynamodb: Dynamodb }>({
    dynamodb: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
      async ({}, use: (dynamodb: Dynamodb) => Promise<void>) => {
        const directory = await mkdtemp(join(tmpdir(), 'voxgate-tables-'));
        const [service, tables] = await Promise.all([startDynamodb(directory), describedTables()]);
        const create = async (construct: string): Promise<string> => {
          const table = tables.find(({ logicalId }) => logicalId.startsWith(construct));
          if (!table) throw new Error(`the template has no table ${construct}`);
          const name = `${construct}-${randomUUID()}`;
          await ensureTable(service.endpoint, { ...table, identity: { ...table.identity, name } });
          return name;
        };
        await use({ endpoint: service.endpoint, create });
        await service.close();
        await rm(directory, { recursive: true, force: true });
      },
      { scope: 'worker' },
    ],
  })
  .extend<TablesFixtures>({
    documents: async ({ dynamodb }, use) => {
      const documents = documentsOf(dynamodb.endpoint);
      await use(documents);
      documents.close();
    },
    recordingsTable: async ({ dynamodb }, use) => use(await dynamodb.create('Recordings')),
    accountsTable: async ({ dynamodb }, use) => use(await dynamodb.create('Accounts')),
  });
