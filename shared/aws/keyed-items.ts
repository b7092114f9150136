// The accounts table's items, whatever they are: each under one key, some of them in the list index too.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import { unlessRefused } from './unless-refused.ts';

export const listIndexName = 'list';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: a longer one is an error, not a miss. */
const maxPkBytes = 2048;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins. */
  readonly next?: string;
}

/** A condition with what its placeholders stand for. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
}

export interface ListQuery {
  readonly listPk: string;
  readonly isAscending: boolean;
  readonly limit: number;
  readonly after?: string | undefined;
}

export class KeyedItems {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** Strongly consistent. */
  async get<Item>(pk: string, schema: z.ZodMiniType<Item>): Promise<Item | undefined> {
    if (Buffer.byteLength(pk) > maxPkBytes) return undefined;
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: { pk }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : schema.parse(Item);
  }

  /** @returns `false` when the condition did not hold */
  put(item: { readonly pk: string }, condition?: Condition): Promise<boolean> {
    const command = new PutCommand({ TableName: this.#tableName, Item: item, ...condition });
    return unlessRefused(this.#client.send(command));
  }

  /**
   * Writes what is named and nothing else, so that two changes at once do not undo each other. `undefined` leaves a
   * field alone, `null` takes it away.
   * @returns the item as it is now; `undefined` when there is none: an update must not bring half of it back
   */
  async change<Item>(
    pk: string,
    fields: Readonly<Record<string, unknown>>,
    schema: z.ZodMiniType<Item>,
  ): Promise<Item | undefined> {
    const named = Object.entries(fields).filter(([, value]) => value !== undefined);
    if (named.length === 0) return this.get(pk, schema);
    const set = named.filter(([, value]) => value !== null);
    const removed = named.filter(([, value]) => value === null);
    const clauses = [
      ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.map(([name]) => `#${name}`).join(', ')}`] : []),
    ];
    const command = new UpdateCommand({
      TableName: this.#tableName,
      Key: { pk },
      UpdateExpression: clauses.join(' '),
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(named.map(([name]) => [`#${name}`, name])),
      ...(set.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
      }),
      ReturnValues: 'ALL_NEW',
    });
    try {
      const { Attributes } = await this.#client.send(command);
      return schema.parse(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** One expression of one's own, where the item is there. @param condition that must hold as well; else nothing is done */
  async update(
    pk: string,
    expression: string,
    values?: Record<string, unknown>,
    condition?: string,
  ): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.#tableName,
      Key: { pk },
      UpdateExpression: expression,
      ConditionExpression: condition ? `attribute_exists(pk) AND (${condition})` : 'attribute_exists(pk)',
      ...(values && { ExpressionAttributeValues: values }),
    });
    await unlessRefused(this.#client.send(command));
  }

  /** What is gone already is no error. */
  async remove(pk: string): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#tableName, Key: { pk } }));
  }

  /** May lag behind a write by a moment: it reads the index. */
  async list<Item>(query: ListQuery, schema: z.ZodMiniType<Item>): Promise<Page<Item>> {
    const { listPk, isAscending, limit, after } = query;
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        IndexName: listIndexName,
        KeyConditionExpression:
          after === undefined ? 'listPk = :pk' : `listPk = :pk AND listSk ${isAscending ? '>' : '<'} :after`,
        ExpressionAttributeValues: { ':pk': listPk, ...(after !== undefined && { ':after': after }) },
        ScanIndexForward: isAscending,
        Limit: limit,
      }),
    );
    const last = LastEvaluatedKey?.listSk;
    const items = Items.map((row) => schema.parse(row));
    return { items, ...(typeof last === 'string' && { next: last }) };
  }
}
