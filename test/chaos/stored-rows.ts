// What the stack has stored, read past its adapters: the rows of the recordings table and the keys in its buckets.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { dueIndexName } from '../../shared/aws/versioned-items.ts';
import { type Delivery, deliverySchema } from '../../shared/domain/delivery.ts';
import { type Recording, recordingSchema } from '../../shared/domain/recording.ts';
import { type WebhookIntent, webhookIntentSchema } from '../../shared/domain/webhook-intent.ts';
import { documentsOf } from '../support/stored-items.ts';

export interface StoredRows {
  readonly recordings: readonly Recording[];
  readonly intents: readonly WebhookIntent[];
  readonly deliveries: readonly Delivery[];
}

const endpointsSchema = z.object({ dynamodb: z.string(), s3: z.string() });
const rowSchema = z.looseObject({ pk: z.string(), sk: z.string(), dueAt: z.optional(z.number()) });
type Row = z.output<typeof rowSchema>;

const readEndpoints = async (dataDirectory: string) =>
  endpointsSchema.parse(JSON.parse(await readFile(join(dataDirectory, 'endpoints.json'), 'utf8')));

const scan = async (dataDirectory: string, index?: string): Promise<readonly Row[]> => {
  const { client, close } = documentsOf((await readEndpoints(dataDirectory)).dynamodb);
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const TableName = TableNames.find((name) => name.includes('Recordings'));
    const pages = paginateScan({ client }, { TableName, ...(index !== undefined && { IndexName: index }) });
    const rows: Row[] = [];
    for await (const { Items = [] } of pages) rows.push(...Items.map((row) => rowSchema.parse(row)));
    return rows;
  } finally {
    close();
  }
};

/** What lies beside recordings: the lock of their audioID, and what belongs to them. */
const isBeside = ({ sk }: Row): boolean => sk.startsWith('~');

/** @throws Error while the stack is down */
export const readRows = async (dataDirectory: string): Promise<StoredRows> => {
  const rows = await scan(dataDirectory);
  const of = (prefix: string) => rows.filter((row) => row.pk.startsWith(prefix) && !isBeside(row));
  return {
    recordings: of('R#').map((row) => recordingSchema.parse(row)),
    intents: of('W#').map((row) => webhookIntentSchema.parse(row)),
    deliveries: of('D#').map((row) => deliverySchema.parse(row)),
  };
};

/** Items that are due at some time, but not in the sweeper's index: nobody would ever come back to them. */
export const readForgotten = async (dataDirectory: string): Promise<readonly string[]> => {
  const known = await scan(dataDirectory, dueIndexName);
  const due = new Map(known.map(({ pk, sk, dueAt }) => [`${pk} ${sk}`, dueAt] as const));
  const rows = await scan(dataDirectory);
  return rows
    .filter(({ pk, sk, dueAt }) => dueAt !== undefined && due.get(`${pk} ${sk}`) !== dueAt)
    .map(({ pk, sk }) => `${pk} ${sk}`);
};

/** @returns every key in both buckets: none occurs in the two of them */
export const readKeys = async (dataDirectory: string): Promise<readonly string[]> => {
  const client = new S3Client({
    endpoint: (await readEndpoints(dataDirectory)).s3,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const keys: string[] = [];
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    for (const { Name } of Buckets) {
      const pages = paginateListObjectsV2({ client }, { Bucket: Name });
      for await (const { Contents = [] } of pages) keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
    }
  } finally {
    client.destroy();
  }
  return keys;
};
