// Tests of the table adapters: tables of the deployed shape that no other test writes to, in the embedded DynamoDB or in any other.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
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
  readonly documents: Documents;
  /** @param construct `Recordings` or `Accounts` @returns the name of a new, empty table of its shape */
  create(construct: string): Promise<string>;
  close(): Promise<void>;
}

const nowhere = 'http://127.0.0.1:1';

/** The tables as the template describes them. */
const describedTables = async () => {
  const { directory } = await synthesise(() => {});
  const assembly = readAssembly(directory);
  const endpoints = { dynamodb: nowhere, s3: nowhere, sqs: nowhere, secrets: nowhere };
  const stack = openStack(assembly, { stackName: assembly.stackName, endpoints, apiBaseUrl: nowhere });
  const tables = stack.resources(tableTypes, tableProperties);
  return (construct: string) => {
    const table = tables.find(({ logicalId }) => logicalId.startsWith(construct));
    if (!table) throw new Error(`the template has no table ${construct}`);
    const name = `${construct}-${randomUUID()}`;
    return { ...table, identity: { ...table.identity, name } };
  };
};

const embeddedDynamodb = async (): Promise<Dynamodb> => {
  const directory = await mkdtemp(join(tmpdir(), 'voxgate-tables-'));
  const [service, describe] = await Promise.all([startDynamodb(directory), describedTables()]);
  const documents = documentsOf(service.endpoint);
  return {
    documents,
    async create(construct) {
      const table = describe(construct);
      await ensureTable(service.endpoint, table);
      return table.identity.name;
    },
    async close() {
      documents.close();
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

/** The one that the SDK's own environment variables name, with nothing of it said in code; what is made there is removed. */
const namedDynamodb = async (): Promise<Dynamodb> => {
  const describe = await describedTables();
  const documents = documentsOf();
  const made: string[] = [];
  return {
    documents,
    async create(construct) {
      const { identity, properties } = describe(construct);
      const TableName = identity.name;
      const input = { TableName, BillingMode: 'PAY_PER_REQUEST', ...properties };
      await documents.client.send(new CreateTableCommand(input as CreateTableCommandInput));
      made.push(TableName);
      await waitUntilTableExists({ client: documents.client, maxWaitTime: 60, minDelay: 1 }, { TableName });
      return TableName;
    },
    async close() {
      for (const TableName of made) await documents.client.send(new DeleteTableCommand({ TableName }));
      documents.close();
    },
  };
};

const { AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL } = process.env;
const isNamed = Boolean(AWS_ENDPOINT_URL_DYNAMODB || AWS_ENDPOINT_URL);

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
        const dynamodb = await (isNamed ? namedDynamodb() : embeddedDynamodb());
        await use(dynamodb);
        await dynamodb.close();
      },
      { scope: 'worker' },
    ],
  })
  .extend<TablesFixtures>({
    documents: async ({ dynamodb }, use) => use(dynamodb.documents),
    recordingsTable: async ({ dynamodb }, use) => use(await dynamodb.create('Recordings')),
    accountsTable: async ({ dynamodb }, use) => use(await dynamodb.create('Accounts')),
  });
