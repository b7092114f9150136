// The accounts table: API keys by their hash, and sources by name. Few items, read on every call: cached for seconds.
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
import { type ApiKey, apiKeySchema, keyId } from '../domain/api-key.ts';
import { type Source, sourceSchema } from '../domain/source.ts';
import type { Keys } from '../use-cases/authorise-key.ts';
import type { ForwardHealth, Sources } from '../use-cases/ports.ts';
import { timedCache } from './timed-cache.ts';

export const listIndexName = 'list';

const keyPk = (id: string): string => `KEY#${id}`;
const sourcePk = (account: string, name: string): string => `SOURCE#${account}#${name}`;

export interface AccountsTableProps {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** How long a key or a source is believed; 0 reads each time. */
  readonly cacheSeconds: number;
}

export class AccountsTable {
  readonly keys: Keys;
  readonly sources: Sources;
  readonly forwardHealth: ForwardHealth;
  readonly #props: AccountsTableProps;

  constructor(props: AccountsTableProps) {
    this.#props = props;
    const cacheMs = props.cacheSeconds * 1000;
    const findKey = timedCache(cacheMs, async (hash: string) => {
      const key = await this.getKey(keyId(hash));
      return key?.hash === hash ? key : undefined;
    });
    const findSource = timedCache(cacheMs, (pk: string) => this.#get(pk, sourceSchema));
    this.keys = {
      find: findKey,
      noteUse: (key, at) => this.#update(keyPk(key.id), 'SET lastUsedAt = :at', { ':at': at }),
    };
    this.sources = { get: (account, name) => findSource(sourcePk(account, name)) };
    const pkOf = (source: Source) => sourcePk(source.account, source.name);
    this.forwardHealth = {
      noteFailure: (source, at) =>
        this.#update(pkOf(source), 'SET forwardFailingSince = if_not_exists(forwardFailingSince, :at)', {
          ':at': at,
        }),
      noteSuccess: (source) => this.#update(pkOf(source), 'REMOVE forwardFailingSince'),
      disable: (source, at, reason) =>
        this.#update(pkOf(source), 'SET forwardDisabledAt = :at, forwardDisabledReason = :reason', {
          ':at': at,
          ':reason': reason,
        }),
    };
  }

  getKey(id: string): Promise<ApiKey | undefined> {
    return this.#get(keyPk(id), apiKeySchema);
  }

  getSource(account: string, name: string): Promise<Source | undefined> {
    return this.#get(sourcePk(account, name), sourceSchema);
  }

  /** `false` when a key with this hash is there already. */
  async createKey(key: ApiKey): Promise<boolean> {
    try {
      await this.#put(keyPk(key.id), `KEYS#${key.account}`, `${key.createdAt}#${key.id}`, key, true);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  putKey(key: ApiKey): Promise<void> {
    return this.#put(keyPk(key.id), `KEYS#${key.account}`, `${key.createdAt}#${key.id}`, key);
  }

  async deleteKey(id: string): Promise<void> {
    const { client, tableName } = this.#props;
    await client.send(new DeleteCommand({ TableName: tableName, Key: { pk: keyPk(id) } }));
  }

  putSource(source: Source): Promise<void> {
    const { account, name } = source;
    return this.#put(sourcePk(account, name), `SOURCES#${account}`, name, source);
  }

  /** Newest first. May lag behind a write by a moment: it reads an index. */
  listKeys(account: string, limit: number, after?: string): Promise<Page<ApiKey>> {
    return this.#list(`KEYS#${account}`, apiKeySchema, false, limit, after);
  }

  /** By name. */
  listSources(account: string, limit: number, after?: string): Promise<Page<Source>> {
    return this.#list(`SOURCES#${account}`, sourceSchema, true, limit, after);
  }

  async #get<Item>(pk: string, schema: z.ZodMiniType<Item>): Promise<Item | undefined> {
    const { client, tableName } = this.#props;
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { pk }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : schema.parse(Item);
  }

  async #put(pk: string, listPk: string, listSk: string, item: object, mustBeNew = false): Promise<void> {
    const { client, tableName } = this.#props;
    const condition = mustBeNew ? { ConditionExpression: 'attribute_not_exists(pk)' } : {};
    await client.send(
      new PutCommand({ TableName: tableName, Item: { ...item, pk, listPk, listSk }, ...condition }),
    );
  }

  async #update(pk: string, expression: string, values?: Record<string, unknown>): Promise<void> {
    const { client, tableName } = this.#props;
    try {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { pk },
          UpdateExpression: expression,
          // It may have been deleted meanwhile: an update must not bring half of it back.
          ConditionExpression: 'attribute_exists(pk)',
          ...(values && { ExpressionAttributeValues: values }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async #list<Item>(
    listPk: string,
    schema: z.ZodMiniType<Item>,
    isAscending: boolean,
    limit: number,
    after?: string,
  ): Promise<Page<Item>> {
    const { client, tableName } = this.#props;
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
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

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins. */
  readonly next?: string;
}
