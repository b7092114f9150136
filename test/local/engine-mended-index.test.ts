// A killed engine may have written an index and not the item, or the other way round: the next start finds every item again.
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callAwsJson } from '../../infra/local/engine/services/aws-json.ts';
import { ensureTable, startDynamodb } from '../../infra/local/engine/services/dynamodb.ts';
import type { Service } from '../../infra/local/engine/services/service.ts';
import { removeDirectory, temporaryDirectory } from './engine-assembly.ts';

interface Store {
  open(): Promise<void>;
  keys(): { all(): Promise<string[]> };
  del(key: string): Promise<void>;
  close(): Promise<void>;
}

// What dynalite itself stores with, by its documented interface.
const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as {
  Level: new (directory: string) => Store;
};

const table = {
  logicalId: 'Records',
  identity: { type: 'AWS::DynamoDB::Table', physicalId: 'Records', name: 'Records', attributes: {} },
  properties: {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'dueShard', AttributeType: 'S' },
      { AttributeName: 'due', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'due', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
};

let directory: string;
let service: Service | undefined;

beforeEach(() => {
  directory = temporaryDirectory();
});

afterEach(async () => {
  await service?.close();
  service = undefined;
  removeDirectory(directory);
});

const start = async () => {
  service = await startDynamodb(path.join(directory, 'dynamodb'));
  await ensureTable(service.endpoint, table as Parameters<typeof ensureTable>[1]);
};

const call = (action: string, input: Record<string, unknown>) =>
  callAwsJson({
    endpoint: service?.endpoint ?? '',
    target: `DynamoDB_20120810.${action}`,
    input: { TableName: 'Records', ...input },
  });

const dueItems = async (): Promise<unknown> => {
  const { Items } = await call('Query', {
    IndexName: 'due',
    KeyConditionExpression: 'dueShard = :shard',
    ExpressionAttributeValues: { ':shard': { S: 's' } },
  });
  return (Items as { pk: { S: string } }[]).map(({ pk }) => pk.S).sort();
};

/** As a kill between two writes leaves it. */
const loseIndex = async () => {
  const store = new Level(path.join(directory, 'dynamodb'));
  await store.open();
  const entries = (await store.keys().all()).filter((key) => key.startsWith('index-global~Records~due'));
  for (const key of entries) await store.del(key);
  await store.close();
  return entries.length;
};

test('an item whose entry in the index was lost is in it again after the next start', async () => {
  await start();
  await call('PutItem', {
    Item: { pk: { S: 'one' }, dueShard: { S: 's' }, due: { N: '7' }, text: { S: 'kept' } },
  });
  await call('PutItem', { Item: { pk: { S: 'two' }, dueShard: { S: 's' }, due: { N: '8' } } });
  await call('PutItem', { Item: { pk: { S: 'three' }, due: { N: '9' } } });
  await service?.close();
  expect(await loseIndex()).toBe(2);

  await start();
  expect(await dueItems()).toEqual(['one', 'two']);
  const { Item } = await call('GetItem', { Key: { pk: { S: 'one' } } });
  expect(Item).toEqual({ pk: { S: 'one' }, dueShard: { S: 's' }, due: { N: '7' }, text: { S: 'kept' } });
});
