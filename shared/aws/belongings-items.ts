// What a recording's own item does not name, in an item beside it that is written without a version: two sets that only grow.
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { VersionConflict } from '../domain/version-conflict.ts';
import type { Belongings, Noted } from '../use-cases/ports.ts';
import { keyOfRecording, partitionOf } from './recording-keys.ts';
import { unlessRefused } from './unless-refused.ts';
import type { ItemKey } from './versioned-items.ts';

const skPrefix = '~OBJECTS#';

const belongingsKey = (recordingId: string): ItemKey => {
  const { pk, sk } = keyOfRecording({ id: recordingId });
  return { pk, sk: `${skPrefix}${sk}` };
};

const textSet = z._default(z.set(z.string()), new Set<string>());
/** DynamoDB knows no empty set; items written before webhooks were noted lack theirs. */
const rowSchema = z.object({ pk: z.string(), sk: z.string(), objectKeys: textSet, webhookHashes: textSet });

const idOf = ({ pk, sk }: ItemKey): string => `rec_${pk.slice('R#'.length)}${sk.slice(skPrefix.length)}`;

/** The sets that hold something, by their names. */
const setsOf = ({ objectKeys, webhookHashes }: Noted) =>
  Object.entries({ objectKeys, webhookHashes }).map(([name, values]) => ({ name, values: new Set(values) }));

const valuesOf = (sets: ReturnType<typeof setsOf>) =>
  Object.fromEntries(sets.map(({ name, values }) => [`:${name}`, values]));

export class BelongingsItems implements Belongings {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async add(recordingId: string, noted: Noted): Promise<void> {
    const sets = setsOf(noted).filter(({ values }) => values.size > 0);
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: belongingsKey(recordingId),
        UpdateExpression: `ADD ${sets.map(({ name }) => `${name} :${name}`).join(', ')}`,
        ExpressionAttributeValues: valuesOf(sets),
      }),
    );
  }

  async list(recordingId: string): Promise<Noted> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: belongingsKey(recordingId), ConsistentRead: true }),
    );
    if (Item === undefined) return { objectKeys: [], webhookHashes: [] };
    const { objectKeys, webhookHashes } = rowSchema.parse(Item);
    return { objectKeys: [...objectKeys], webhookHashes: [...webhookHashes] };
  }

  async noting(audioId: string, webhookHash: string): Promise<readonly string[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': partitionOf(audioId), ':prefix': skPrefix },
        ConsistentRead: true,
      }),
    );
    const rows = Items.map((row) => rowSchema.parse(row));
    return rows.filter(({ webhookHashes }) => webhookHashes.has(webhookHash)).map(idOf);
  }

  /** @throws VersionConflict when more was noted than that */
  async remove(recordingId: string, listed: Noted): Promise<void> {
    const Key = belongingsKey(recordingId);
    const sets = setsOf(listed);
    const isAsListed = sets.map(({ name, values }) =>
      values.size > 0 ? `${name} = :${name}` : `attribute_not_exists(${name})`,
    );
    const isRemoved = await unlessRefused(
      this.#client.send(
        new DeleteCommand({
          TableName: this.#tableName,
          Key,
          ConditionExpression: `attribute_not_exists(pk) OR (${isAsListed.join(' AND ')})`,
          ExpressionAttributeValues: valuesOf(sets.filter(({ values }) => values.size > 0)),
        }),
      ),
    );
    if (!isRemoved) throw new VersionConflict(Key.pk);
  }
}
