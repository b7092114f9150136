// The recordings table: recordings with their audioID lock, webhook intents, deliveries, and the sweeper's index over them.
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { deliverySchema } from '../domain/delivery.ts';
import { type Recording, recordingSchema } from '../domain/recording.ts';
import { audioIdHash, splitRecordingId } from '../domain/recording-id.ts';
import { isAtRest } from '../domain/retention.ts';
import type { IdempotencyPointer } from '../domain/submission.ts';
import { VersionConflict } from '../domain/version-conflict.ts';
import { webhookIntentSchema } from '../domain/webhook-intent.ts';
import type {
  AudioIdHolder,
  AudioIdLock,
  Belongings,
  Deliveries,
  Recordings,
  Removals,
  Submissions,
  Webhooks,
} from '../use-cases/ports.ts';
import { unlessRefused } from './unless-refused.ts';
import { expiryPrefix, type ItemKey, VersionedItems } from './versioned-items.ts';

/** Sorts behind every recording of its partition; owners' hashes are lower case. */
const lockSk = '~LOCK';
const belongingsSk = '~OBJECTS#';
const daySeconds = 86_400;
const idempotencyDays = 30;

const holderSchema = z.object({ recordingId: z.string(), ver: z.number() });
const counterSchema = z.object({ count: z.number() });

const recordingKey = (id: string): ItemKey | undefined => {
  const parts = splitRecordingId(id);
  return parts && { pk: `R#${parts.audio}`, sk: parts.owner };
};

const keyOfRecording = ({ id }: { readonly id: string }): ItemKey => {
  const key = recordingKey(id);
  if (!key) throw new Error('not a recording id');
  return key;
};

const webhookKey = (hash: string): ItemKey => ({ pk: `W#${hash}`, sk: 'W' });
const deliveryKey = (id: string): ItemKey => ({ pk: `D#${id}`, sk: 'D' });
const lockKey = (audioId: string): ItemKey => ({ pk: `R#${audioIdHash(audioId)}`, sk: lockSk });

const belongingsKey = (recordingId: string): ItemKey => {
  const { pk, sk } = keyOfRecording({ id: recordingId });
  return { pk, sk: `${belongingsSk}${sk}` };
};
const belongingsSchema = z.object({ objectKeys: z.set(z.string()) });

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
    this.audioIdLock = {
      acquire: (recording) => this.#acquire(recording),
      takeOver: (recording, holder) => this.#takeOver(recording, holder),
    };
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
    });
    this.deliveries = {
      create: (delivery) => deliveries.create(delivery),
      save: (delivery) => deliveries.save(delivery),
      get: (id) => deliveries.get(deliveryKey(id)),
    };
    this.belongings = {
      add: (recordingId, keys) => this.#addBelongings(recordingId, keys),
      list: (recordingId) => this.#listBelongings(recordingId),
    };
    this.removals = {
      recording: (recording) => items.remove(recording),
      delivery: (id) => this.#remove(deliveryKey(id)),
      belongings: (recordingId, listed) => this.#removeBelongings(recordingId, listed),
    };
  }

  /** One write without a version: a function that is at work on the recording is not disturbed. */
  async #addBelongings(recordingId: string, keys: readonly string[]): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: belongingsKey(recordingId),
        UpdateExpression: 'ADD objectKeys :keys',
        ExpressionAttributeValues: { ':keys': new Set(keys) },
      }),
    );
  }

  async #listBelongings(recordingId: string): Promise<readonly string[]> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: belongingsKey(recordingId), ConsistentRead: true }),
    );
    return Item === undefined ? [] : [...belongingsSchema.parse(Item).objectKeys];
  }

  async #removeBelongings(recordingId: string, listed: readonly string[]): Promise<void> {
    const Key = belongingsKey(recordingId);
    const isRemoved = await unlessRefused(
      this.#client.send(
        new DeleteCommand({
          TableName: this.#tableName,
          Key,
          ConditionExpression: 'attribute_not_exists(pk) OR objectKeys = :listed',
          ExpressionAttributeValues: { ':listed': new Set(listed) },
        }),
      ),
    );
    if (!isRemoved) throw new VersionConflict(Key.pk);
  }

  async #remove(key: ItemKey): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#tableName, Key: key }));
  }

  async #listByAudioId(audioId: string, items: VersionedItems<Recording>): Promise<readonly Recording[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk AND sk < :lock',
        ExpressionAttributeValues: { ':pk': lockKey(audioId).pk, ':lock': lockSk },
        ConsistentRead: true,
      }),
    );
    return Items.map((row) => items.parse(row));
  }

  async #acquire(recording: Recording): Promise<AudioIdHolder | undefined> {
    const key = lockKey(recording.audioId);
    const isOurs = await unlessRefused(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#tableName,
          Key: key,
          // The version goes up each time, so that a rival who read the lock before us cannot take it after us.
          UpdateExpression: 'SET recordingId = :id ADD ver :one',
          ConditionExpression: 'attribute_not_exists(pk) OR recordingId = :id',
          ExpressionAttributeValues: { ':id': recording.id, ':one': 1 },
        }),
      ),
    );
    if (isOurs) return undefined;
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: key, ConsistentRead: true }),
    );
    return holderSchema.parse(Item);
  }

  #takeOver(recording: Recording, holder: AudioIdHolder): Promise<boolean> {
    return unlessRefused(
      this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: { ...lockKey(recording.audioId), recordingId: recording.id, ver: holder.ver + 1 },
          ConditionExpression: 'recordingId = :holder AND ver = :ver',
          ExpressionAttributeValues: { ':holder': holder.recordingId, ':ver': holder.ver },
        }),
      ),
    );
  }

  /** One write: a key that is new, or was used for the same, passes. */
  #claimIdempotencyKey(pointer: IdempotencyPointer, nowMs: number): Promise<boolean> {
    const { account, source, key, fingerprint } = pointer;
    return unlessRefused(
      this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: {
            pk: `I#${account}#${source}#${key}`,
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
