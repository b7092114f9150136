// Items of one kind in the recordings table: parsed on the way in, and every write a compare-and-set on `ver`.
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import { VersionConflict } from '../domain/version-conflict.ts';
import type { ListKeys } from './list-index.ts';
import { unlessRefused } from './unless-refused.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export const dueIndexName = 'due';

/** Recordings that have ended wait for the end of their retention apart: they are many, and nobody is waiting for them. */
export const expiryPrefix = 'X#';

/** Each kind of item has partitions of its own in the due index, so that a backlog of one hides none of another. */
const shardsPerKind = 4;

/** @param prefix what the keys of this kind begin with: `R#` */
export const dueShards = (prefix: string): readonly string[] =>
  Array.from({ length: shardsPerKind }, (_, shard) => `${prefix}${shard}`);

const shardOf = ({ pk }: ItemKey, prefix: string): string => {
  let sum = 0;
  for (const character of pk) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return `${prefix}${sum % shardsPerKind}`;
};

export interface VersionedItemsProps<Item> {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly schema: z.ZodMiniType<Item>;
  readonly keyOf: (item: Item) => ItemKey;
  /** Two characters: whose partitions of the due index it is in. @default what its key begins with */
  readonly dueAs?: (item: Item) => string | undefined;
  /** Its place in the list indexes. @default in none */
  readonly listAs?: (item: Item) => ListKeys | undefined;
}

export class VersionedItems<Item extends { readonly ver: number; readonly dueAt?: number | undefined }> {
  readonly #props: VersionedItemsProps<Item>;

  constructor(props: VersionedItemsProps<Item>) {
    this.#props = props;
  }

  /** `false` when it is there already. */
  async create(item: Item): Promise<boolean> {
    return this.#put(item, { ConditionExpression: 'attribute_not_exists(pk)' });
  }

  /** @throws VersionConflict when the version before it is gone */
  async save(item: Item): Promise<void> {
    const isSaved = await this.#put(item, {
      ConditionExpression: 'ver = :before',
      ExpressionAttributeValues: { ':before': item.ver - 1 },
    });
    if (!isSaved) throw new VersionConflict(this.#props.keyOf(item).pk);
  }

  /** @throws VersionConflict when another version is there */
  async remove(item: Item): Promise<void> {
    const { client, tableName, keyOf } = this.#props;
    const Key = keyOf(item);
    const command = new DeleteCommand({
      TableName: tableName,
      Key,
      ConditionExpression: 'attribute_not_exists(pk) OR ver = :ver',
      ExpressionAttributeValues: { ':ver': item.ver },
    });
    if (!(await unlessRefused(client.send(command)))) throw new VersionConflict(Key.pk);
  }

  /** Strongly consistent. */
  async get(key: ItemKey): Promise<Item | undefined> {
    const { client, tableName } = this.#props;
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : this.parse(Item);
  }

  /** @throws Error on a stored row that breaks its schema: 500, never the caller's fault */
  parse(row: unknown): Item {
    return this.#props.schema.parse(row);
  }

  async #put(
    item: Item,
    condition: { ConditionExpression: string; ExpressionAttributeValues?: Record<string, unknown> },
  ): Promise<boolean> {
    const { client, tableName, keyOf, dueAs, listAs } = this.#props;
    const key = keyOf(item);
    const kind = dueAs?.(item) ?? key.pk.slice(0, 2);
    const due = item.dueAt === undefined ? {} : { dueShard: shardOf(key, kind) };
    const Item = { ...item, ...key, ...due, ...listAs?.(item) };
    return unlessRefused(client.send(new PutCommand({ TableName: tableName, Item, ...condition })));
  }
}
