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
import { type Brake, brakeSchema } from '../domain/brake.ts';
import { type Source, sourceSchema } from '../domain/source.ts';
import { VersionConflict } from '../domain/version-conflict.ts';
import type { Keys } from '../use-cases/authorise-key.ts';
import type { ForwardHealth, Sources, VendorBrake } from '../use-cases/ports.ts';
import { withLatestUses } from './latest-uses.ts';
import { type Condition, isStillBrake } from './still-brake.ts';
import { timedCache } from './timed-cache.ts';
import { unlessRefused } from './unless-refused.ts';

export const listIndexName = 'list';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: a longer one is an error, not a miss. */
const maxPkBytes = 2048;

const keyPk = (id: string): string => `KEY#${id}`;
const brakePk = (account: string): string => `VENDOR#${account}`;
const released: Brake = { isPaused: false };
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
  readonly vendorBrake: VendorBrake;
  readonly #props: AccountsTableProps;

  constructor(props: AccountsTableProps) {
    this.#props = props;
    const cacheMs = props.cacheSeconds * 1000;
    const findKey = timedCache(cacheMs, async (hash: string) => {
      const key = await this.getKey(keyId(hash));
      return key?.hash === hash ? key : undefined;
    });
    const findSource = timedCache(cacheMs, (pk: string) => this.#get(pk, sourceSchema));
    this.keys = withLatestUses({
      find: findKey,
      noteUse: (key, at) => this.#update(keyPk(key.id), 'SET lastUsedAt = :at', { ':at': at }),
    });
    const findBrake = timedCache(cacheMs, (account: string) => this.getVendorBrake(account));
    this.vendorBrake = { get: async (account) => (await findBrake(account)) ?? released };
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
  createKey(key: ApiKey): Promise<boolean> {
    const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };
    const sk = `${key.createdAt}#${key.id}`;
    return unlessRefused(this.#put(keyPk(key.id), `KEYS#${key.account}`, sk, key, isNew));
  }

  /**
   * Writes what is named and nothing else, so that two changes at once do not undo each other.
   * @returns the key as it is now, or `undefined` when it is gone: a change must not bring a revoked key back
   */
  async changeKey(id: string, { label, isActive, expiresAt }: KeyChanges): Promise<ApiKey | undefined> {
    const named = Object.entries({ label, isActive, ...(expiresAt !== null && { expiresAt }) });
    const set = named.filter(([, value]) => value !== undefined);
    const clauses = [
      ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`] : []),
      ...(expiresAt === null ? ['REMOVE expiresAt'] : []),
    ];
    if (clauses.length === 0) return this.getKey(id);
    const { client, tableName } = this.#props;
    try {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { pk: keyPk(id) },
          UpdateExpression: clauses.join(' '),
          ConditionExpression: 'attribute_exists(pk)',
          ...(set.length > 0 && {
            ExpressionAttributeNames: Object.fromEntries(set.map(([name]) => [`#${name}`, name])),
            ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
          }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return apiKeySchema.parse(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  async deleteKey(id: string): Promise<void> {
    const { client, tableName } = this.#props;
    await client.send(new DeleteCommand({ TableName: tableName, Key: { pk: keyPk(id) } }));
  }

  /**
   * @param brakeBefore the brake that was read and is carried over or changed
   * @throws VersionConflict when another is there by now: an operator has just put it on or let it go
   */
  async putSource(source: Source, brakeBefore?: Brake): Promise<void> {
    const { account, name } = source;
    const pk = sourcePk(account, name);
    const put = this.#put(pk, `SOURCES#${account}`, name, source, isStillBrake(brakeBefore));
    if (!(await unlessRefused(put))) throw new VersionConflict(pk);
  }

  /**
   * Puts the brake on a source or lets it go, and touches nothing else of it.
   * @returns the source as it is now, or `undefined` when there is none
   */
  async brakeSource(account: string, name: string, brake: Brake): Promise<Source | undefined> {
    await this.#update(sourcePk(account, name), 'SET brake = :brake', { ':brake': brake });
    return this.getSource(account, name);
  }

  /** A stage whose vendor was never paused has no such item: that is an answer too. */
  async getVendorBrake(account: string): Promise<Brake> {
    return (await this.#get(brakePk(account), brakeSchema)) ?? released;
  }

  async putVendorBrake(account: string, brake: Brake): Promise<void> {
    const { client, tableName } = this.#props;
    await client.send(new PutCommand({ TableName: tableName, Item: { ...brake, pk: brakePk(account) } }));
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
    if (Buffer.byteLength(pk) > maxPkBytes) return undefined;
    const { client, tableName } = this.#props;
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { pk }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : schema.parse(Item);
  }

  async #put(pk: string, listPk: string, listSk: string, item: object, condition: Condition): Promise<void> {
    const { client, tableName } = this.#props;
    await client.send(
      new PutCommand({ TableName: tableName, Item: { ...item, pk, listPk, listSk }, ...condition }),
    );
  }

  async #update(pk: string, expression: string, values?: Record<string, unknown>): Promise<void> {
    const { client, tableName } = this.#props;
    await unlessRefused(
      client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { pk },
          UpdateExpression: expression,
          // It may have been deleted meanwhile: an update must not bring half of it back.
          ConditionExpression: 'attribute_exists(pk)',
          ...(values && { ExpressionAttributeValues: values }),
        }),
      ),
    );
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

export interface KeyChanges {
  readonly label?: string | undefined;
  readonly isActive?: boolean | undefined;
  /** `null` takes the end away. */
  readonly expiresAt?: string | null | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins. */
  readonly next?: string;
}
