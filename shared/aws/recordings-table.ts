// The recordings table: recordings with their audioID lock, webhook intents, deliveries, and the sweeper's index over them.
import { createHash } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { deliverySchema } from '../domain/delivery.ts';
import { publicStatus, type Recording, recordingSchema } from '../domain/recording.ts';
import { isAtRest } from '../domain/retention.ts';
import type { IdempotencyPointer } from '../domain/submission.ts';
import { webhookIntentSchema } from '../domain/webhook-intent.ts';
import type {
  AudioIdLock,
  Belongings,
  Deliveries,
  Recordings,
  Removals,
  Submissions,
  Webhooks,
} from '../use-cases/ports.ts';
import { AudioIdLockItem } from './audio-id-lock.ts';
import { BelongingsItems } from './belongings-items.ts';
import { listKeys } from './list-index.ts';
import { keyOfRecording, lockSk, partitionOf, recordingKey } from './recording-keys.ts';
import { unlessRefused } from './unless-refused.ts';
import { expiryPrefix, type ItemKey, VersionedItems } from './versioned-items.ts';

const daySeconds = 86_400;
const idempotencyDays = 30;

const counterSchema = z.object({ count: z.number() });

const webhookKey = (hash: string): ItemKey => ({ pk: `W#${hash}`, sk: 'W' });
export const deliveryKey = (id: string): ItemKey => ({ pk: `D#${id}`, sk: 'D' });

/** Nothing that a caller chose can be read from it. */
const idempotencyPk = ({ account, source, key }: IdempotencyPointer): string => {
  const used = JSON.stringify([account, source, key]);
  return `I#${createHash('sha256').update(used).digest('hex')}`;
};

/** Longer than any of ours. */
const maxIdBytes = 500;

export class RecordingsTable {
  readonly recordings: Recordings;
  readonly audioIdLock: AudioIdLock;
  readonly submissions: Submissions;
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly belongings: Belongings;
  readonly removals: Removals;
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
    const table = { client, tableName };
    const items = new VersionedItems({
      ...{ ...table, schema: recordingSchema, keyOf: keyOfRecording },
      dueAs: (recording) => (isAtRest(recording) ? expiryPrefix : undefined),
      listAs: (recording) => listKeys('R#', { ...recording, status: publicStatus(recording.state) }),
    });
    this.recordings = {
      create: (recording) => items.create(recording),
      save: (recording) => items.save(recording),
      get: async (id) => {
        const key = recordingKey(id);
        return key && items.get(key);
      },
      listByAudioId: (audioId) => this.#listByAudioId(audioId, items),
    };
    const lock = new AudioIdLockItem(client, tableName);
    this.audioIdLock = lock;
    this.submissions = {
      claimIdempotencyKey: (pointer, nowMs) => this.#claimIdempotencyKey(pointer, nowMs),
      countInMinute: (account, source, nowMs) => this.#countInMinute(account, source, nowMs),
    };
    const webhooks = new VersionedItems({
      ...table,
      schema: webhookIntentSchema,
      keyOf: ({ hash }) => webhookKey(hash),
    });
    this.webhooks = {
      create: (intent) => webhooks.create(intent),
      save: (intent) => webhooks.save(intent),
      get: (hash) => webhooks.get(webhookKey(hash)),
    };
    const deliveries = new VersionedItems({
      ...table,
      schema: deliverySchema,
      keyOf: ({ id }) => deliveryKey(id),
      // A test of a source's target is nobody's result.
      listAs: (delivery) => (delivery.isTest ? undefined : listKeys('D#', delivery)),
    });
    this.deliveries = {
      create: (delivery) => deliveries.create(delivery),
      save: (delivery) => deliveries.save(delivery),
      // A longer key is an error to DynamoDB, not a miss.
      get: async (id) => (Buffer.byteLength(id) > maxIdBytes ? undefined : deliveries.get(deliveryKey(id))),
    };
    const belongings = new BelongingsItems(client, tableName);
    this.belongings = belongings;
    this.removals = {
      recording: (recording) => items.remove(recording),
      delivery: (id) => this.#remove(deliveryKey(id)),
      belongings: (recordingId, listed) => belongings.remove(recordingId, listed),
      lock: (recording) => lock.release(recording),
    };
  }

  async #remove(key: ItemKey): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#tableName, Key: key }));
  }

  async #listByAudioId(audioId: string, items: VersionedItems<Recording>): Promise<readonly Recording[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk AND sk < :lock',
        ExpressionAttributeValues: { ':pk': partitionOf(audioId), ':lock': lockSk },
        ConsistentRead: true,
      }),
    );
    return Items.map((row) => items.parse(row));
  }

  /** One write: a key that is new, or was used for the same, passes. */
  #claimIdempotencyKey(pointer: IdempotencyPointer, nowMs: number): Promise<boolean> {
    const { fingerprint } = pointer;
    return unlessRefused(
      this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: {
            pk: idempotencyPk(pointer),
            sk: 'I',
            fingerprint,
            expiresAtSeconds: Math.floor(nowMs / 1000) + idempotencyDays * daySeconds,
          },
          ConditionExpression: 'attribute_not_exists(pk) OR fingerprint = :fingerprint',
          ExpressionAttributeValues: { ':fingerprint': fingerprint },
        }),
      ),
    );
  }

  async #countInMinute(account: string, source: string, nowMs: number): Promise<number> {
    const minute = Math.floor(nowMs / 60_000);
    const { Attributes } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: { pk: `C#${account}#${source}#${minute}`, sk: 'C' },
        UpdateExpression: 'SET expiresAtSeconds = :expires ADD #count :one',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':one': 1, ':expires': minute * 60 + 600 },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return counterSchema.parse(Attributes).count;
  }
}
