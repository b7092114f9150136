// The sweeper's view of the recordings table: what is due, oldest first, over all shards.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { dueIndexName, dueShards } from './versioned-items.ts';

const rowSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  dueAt: z.number(),
  source: z.optional(z.string()),
});
type Row = z.output<typeof rowSchema>;

type Due =
  | { readonly kind: 'recording'; readonly id: string; readonly source: string }
  | { readonly kind: 'delivery'; readonly id: string; readonly source: string }
  | { readonly kind: 'webhook'; readonly hash: string };

const toDue = ({ pk, sk, source = '' }: Row): Due => {
  const name = pk.slice(2);
  if (pk.startsWith('R#')) return { kind: 'recording', id: `rec_${name}${sk}`, source };
  if (pk.startsWith('D#')) return { kind: 'delivery', id: name, source };
  if (pk.startsWith('W#')) return { kind: 'webhook', hash: name };
  throw new Error(`an item of unknown kind is due: ${pk.slice(0, 2)}`);
};

export class DueIndex {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async list(nowMs: number, limit: number): Promise<readonly Due[]> {
    const shards = await Promise.all(dueShards.map((shard) => this.#listShard(shard, nowMs, limit)));
    return shards
      .flat()
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(toDue);
  }

  async #listShard(shard: string, nowMs: number, limit: number): Promise<readonly Row[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        IndexName: dueIndexName,
        KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
        ExpressionAttributeValues: { ':shard': shard, ':now': nowMs },
        Limit: limit,
      }),
    );
    return Items.map((row) => rowSchema.parse(row));
  }
}
