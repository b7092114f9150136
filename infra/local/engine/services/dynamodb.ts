// The table's home on one machine: dynalite, persisted below the data directory.
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { StackResource } from '../template/stack.ts';
import { AwsJsonError, callAwsJson } from './aws-json.ts';
import { mendIndexes } from './mend-indexes.ts';
import type { Service } from './service.ts';

// dynalite is CommonJS without types; this is the part of its documented interface that is used.
const dynalite = createRequire(import.meta.url)('dynalite') as (options: {
  path: string;
  createTableMs: number;
  deleteTableMs: number;
  updateTableMs: number;
}) => Server;

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const projection = z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() });
const indexes = z
  .array(z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
  .optional();

export const tableTypes = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'] as const;

export const tableProperties = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: indexes,
  LocalSecondaryIndexes: indexes,
});

export async function startDynamodb(directory: string): Promise<Service> {
  mkdirSync(directory, { recursive: true });
  const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.prependListener('request', survivesBrokenRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    ...runningDynamodb(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One that somebody else started, and stops: DynamoDB Local. */
export const runningDynamodb = (endpoint: string): Service => ({
  endpoint,
  async ping(signal) {
    await callAwsJson({ endpoint, target: 'DynamoDB_20120810.ListTables', input: { Limit: 1 }, signal });
  },
  close: async () => {},
});

/** dynalite throws on a request's error, which a killed worker causes: that would end the whole stack. */
function survivesBrokenRequest(request: IncomingMessage): void {
  const on = request.on.bind(request);
  request.on = (event: string, listener: (...values: never[]) => void) =>
    event === 'error' ? on('error', () => request.destroy()) : on(event, listener as never);
}

type TableResource = StackResource<z.infer<typeof tableProperties>>;

/**
 * Creates the table unless it is there; mends the indexes of one that is, for the last engine may have been killed.
 * @throws Error when the data directory holds the table with other keys or indexes than the template's.
 */
export async function ensureTable(endpoint: string, { identity, properties }: TableResource): Promise<void> {
  const TableName = identity.name;
  const existing = await describeTable(endpoint, TableName);
  if (existing === undefined) {
    const input = { TableName, BillingMode: 'PAY_PER_REQUEST', ...properties };
    await callAwsJson({ endpoint, target: 'DynamoDB_20120810.CreateTable', input });
  } else if (shapeOf(tableProperties.parse(existing)) !== shapeOf(properties)) {
    throw new Error(
      `Table "${TableName}" in the data directory has other keys or indexes than the template: ` +
        'delete the data directory to start afresh',
    );
  }
  while ((await describeTable(endpoint, TableName))?.TableStatus !== 'ACTIVE') await delay(5);
  if (existing === undefined) return;
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = properties;
  const indexes = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes];
  await mendIndexes(endpoint, {
    name: TableName,
    key: namesOf(properties.KeySchema),
    indexes: indexes.map(({ IndexName, KeySchema }) => ({ name: IndexName, key: namesOf(KeySchema) })),
  });
}

function namesOf(key: z.infer<typeof keySchema>): readonly string[] {
  return key.map(({ AttributeName }) => AttributeName);
}

async function describeTable(
  endpoint: string,
  tableName: string,
): Promise<Record<string, unknown> | undefined> {
  const target = 'DynamoDB_20120810.DescribeTable';
  try {
    const { Table } = await callAwsJson({ endpoint, target, input: { TableName: tableName } });
    return Table as Record<string, unknown>;
  } catch (error) {
    if (error instanceof AwsJsonError && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function shapeOf(table: z.infer<typeof tableProperties>): string {
  const indexShapes = (list: typeof table.GlobalSecondaryIndexes) =>
    (list ?? []).map(({ IndexName, KeySchema }) => JSON.stringify([IndexName, KeySchema])).sort();
  return JSON.stringify([
    table.KeySchema,
    indexShapes(table.GlobalSecondaryIndexes),
    indexShapes(table.LocalSecondaryIndexes),
  ]);
}
