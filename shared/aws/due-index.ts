// The sweeper's view of the recordings table: what is due of one kind, oldest first in each shard, and what waits at all.
import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DueItem, DueItems, DueKind, WaitingRecordings } from '../use-cases/ports.ts';
import { dueIndexName, dueShards, expiryPrefix } from './versioned-items.ts';

const rowSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  dueAt: z.number(),
  source: z.optional(z.string()),
});

const waitingSchema = z.object({ acceptedAt: z.optional(z.number()) });

/** What the keys of a kind begin with. */
const prefixes = {
  recording: 'R#',
  delivery: 'D#',
  webhook: 'W#',
  expiry: expiryPrefix,
} as const satisfies Record<DueKind, string>;

const toDue = (kind: DueKind, row: unknown): DueItem => {
  const { pk, sk, dueAt, source = '' } = rowSchema.parse(row);
  const name = pk.slice(prefixes[kind].length);
  const isRecording = kind === 'recording' || kind === 'expiry';
  return { id: isRecording ? `rec_${name}${sk}` : name, source, dueAt };
};

export class DueIndex implements DueItems, WaitingRecordings {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** Each minute begins with another shard: a backlog that no run reads to its end starves none of them. */
  async *pages(kind: DueKind, nowMs: number): AsyncIterable<readonly DueItem[]> {
    const shards = dueShards(prefixes[kind]);
    const first = Math.floor(nowMs / 60_000) % shards.length;
    for (const shard of [...shards.slice(first), ...shards.slice(0, first)]) {
      const pages = paginateQuery(
        { client: this.#client },
        {
          TableName: this.#tableName,
          IndexName: dueIndexName,
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
          ExpressionAttributeValues: { ':shard': shard, ':now': nowMs },
        },
      );
      for await (const { Items = [] } of pages) yield Items.map((row) => toDue(kind, row));
    }
  }

  /** Reads the whole index of recordings: a KB of it holds six or so. */
  async *waiting(): AsyncIterable<readonly { readonly acceptedAt?: number | undefined }[]> {
    for (const shard of dueShards(prefixes.recording)) {
      const pages = paginateQuery(
        { client: this.#client },
        {
          TableName: this.#tableName,
          IndexName: dueIndexName,
          KeyConditionExpression: 'dueShard = :shard',
          ProjectionExpression: 'acceptedAt',
          ExpressionAttributeValues: { ':shard': shard },
        },
      );
      for await (const { Items = [] } of pages) yield Items.map((row) => waitingSchema.parse(row));
    }
  }
}
