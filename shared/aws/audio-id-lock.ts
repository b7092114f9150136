// The lock of a vendor audioID: one small item in the partition of the recordings that share it.
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Recording } from '../domain/recording.ts';
import { VersionConflict } from '../domain/version-conflict.ts';
import type { AudioIdHolder, AudioIdLock } from '../use-cases/ports.ts';
import { keyOfRecording, lockKey } from './recording-keys.ts';
import { unlessRefused } from './unless-refused.ts';
import type { ItemKey } from './versioned-items.ts';

const holderSchema = z.object({ recordingId: z.string(), ver: z.number() });
const versionSchema = z.object({ ver: z.number() });

export class AudioIdLockItem implements AudioIdLock {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async acquire(recording: Recording): Promise<AudioIdHolder | undefined> {
    const key = lockKey(recording.audioId);
    const isOurs = await unlessRefused(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#tableName,
          Key: key,
          // The version goes up each time, so that a rival who read the lock before us cannot take it after us. It begins
          // with the time, so that one that was taken away and is back has none that was there before.
          UpdateExpression: 'SET recordingId = :id, ver = if_not_exists(ver, :start) + :one',
          ConditionExpression: 'attribute_not_exists(pk) OR recordingId = :id',
          ExpressionAttributeValues: {
            ':id': recording.id,
            ':one': 1,
            ':start': Date.parse(recording.updatedAt),
          },
        }),
      ),
    );
    if (isOurs) return undefined;
    // Who held it may have been deleted just now, and the lock with it.
    return (await this.#holder(key)) ?? this.acquire(recording);
  }

  takeOver(recording: Recording, holder: AudioIdHolder): Promise<boolean> {
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

  /**
   * Takes it away while this recording, which has ended, holds it. A new attempt of the same recording may take it at any
   * time: none had begun when the lock was read, for the recording is looked at after that, and one that begins later
   * changes the lock's version.
   * @throws VersionConflict when another version of the recording is there than this one
   */
  async release(recording: Recording): Promise<void> {
    const key = lockKey(recording.audioId);
    const holder = await this.#holder(key);
    if (holder?.recordingId !== recording.id) return;
    const { Item } = await this.#read(keyOfRecording(recording));
    if (Item !== undefined && versionSchema.parse(Item).ver !== recording.ver)
      throw new VersionConflict(recording.id);
    await unlessRefused(
      this.#client.send(
        new DeleteCommand({
          TableName: this.#tableName,
          Key: key,
          ConditionExpression: 'recordingId = :id AND ver = :ver',
          ExpressionAttributeValues: { ':id': recording.id, ':ver': holder.ver },
        }),
      ),
    );
  }

  async #holder(key: ItemKey): Promise<AudioIdHolder | undefined> {
    const { Item } = await this.#read(key);
    return Item === undefined ? undefined : holderSchema.parse(Item);
  }

  #read(key: ItemKey) {
    return this.#client.send(new GetCommand({ TableName: this.#tableName, Key: key, ConsistentRead: true }));
  }
}
