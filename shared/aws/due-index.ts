// The sweeper's view of the recordings table: what is due of one kind, oldest first in each shard, page by page.
import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DueItem, DueItems, DueKind } from '../use-cases/ports.ts';
import { dueIndexName, dueShards } from './versioned-items.ts';

const rowSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  dueAt: z.number(),
  source: z.optional(z.string()),
});

/** What the keys of a kind begin with. */
const prefixes = { recording: 'R#', delivery: 'D#', webhook: 'W#' } as const satisfies Record<
  DueKind,
  string
>;

const toDue = (kind: DueKind, row: unknown): DueItem => {
  const { pk, sk, dueAt, source = '' } = rowSchema.parse(row);
  const name = pk.slice(prefixes[kind].length);
  return { id: kind === 'recording' ? `rec_${name}${sk}` : name, source, dueAt };
};

export class DueIndex implements DueItems {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async *pages(kind: DueKind, nowMs: number): AsyncIterable<readonly DueItem[]> {
    for (const shard of dueShards(prefixes[kind])) {
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
}
