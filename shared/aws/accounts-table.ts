// The accounts table: API keys by their hash, and sources by name. Few items, read on every call: cached for seconds.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type ApiKey, apiKeySchema, keyId } from '../domain/api-key.ts';
import { type Brake, brakeSchema } from '../domain/brake.ts';
import { type Source, sourceSchema } from '../domain/source.ts';
import { VersionConflict } from '../domain/version-conflict.ts';
import type { Keys } from '../use-cases/authorise-key.ts';
import type { ForwardHealth, Sources, VendorBrake } from '../use-cases/ports.ts';
import { KeyedItems, type Page } from './keyed-items.ts';
import { withLatestUses } from './latest-uses.ts';
import { isStillSource } from './still-source.ts';
import { timedCache } from './timed-cache.ts';

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
  readonly #items: KeyedItems;

  constructor({ client, tableName, cacheSeconds }: AccountsTableProps) {
    const items = new KeyedItems(client, tableName);
    this.#items = items;
    const cacheMs = cacheSeconds * 1000;
    const findKey = timedCache(cacheMs, async (hash: string) => {
      const key = await this.getKey(keyId(hash));
      return key?.hash === hash ? key : undefined;
    });
    const findSource = timedCache(cacheMs, (pk: string) => items.get(pk, sourceSchema));
    this.keys = withLatestUses({
      find: findKey,
      noteUse: (key, at) => items.update(keyPk(key.id), 'SET lastUsedAt = :at', { ':at': at }),
    });
    const findBrake = timedCache(cacheMs, (account: string) => this.getVendorBrake(account));
    this.vendorBrake = { get: async (account) => (await findBrake(account)) ?? released };
    this.sources = { get: (account, name) => findSource(sourcePk(account, name)) };
    const pkOf = (source: Source) => sourcePk(source.account, source.name);
    this.forwardHealth = {
      noteFailure: (source, at) =>
        items.update(pkOf(source), 'SET forwardFailingSince = if_not_exists(forwardFailingSince, :at)', {
          ':at': at,
        }),
      noteSuccess: (source) => items.update(pkOf(source), 'REMOVE forwardFailingSince'),
      disable: (source, at, reason) =>
        items.update(pkOf(source), 'SET forwardDisabledAt = :at, forwardDisabledReason = :reason', {
          ':at': at,
          ':reason': reason,
        }),
    };
  }

  getKey(id: string): Promise<ApiKey | undefined> {
    return this.#items.get(keyPk(id), apiKeySchema);
  }

  async getSource(account: string, name: string): Promise<Source | undefined> {
    // No name has the mark that parts an account from a name.
    if (name.includes('#')) return undefined;
    return this.#items.get(sourcePk(account, name), sourceSchema);
  }

  /** `false` when a key with this hash is there already. */
  createKey(key: ApiKey): Promise<boolean> {
    const listed = { listPk: `KEYS#${key.account}`, listSk: `${key.createdAt}#${key.id}` };
    const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };
    return this.#items.put({ ...key, pk: keyPk(key.id), ...listed }, isNew);
  }

  /** @returns the key as it is now, or `undefined` when it is gone: a change must not bring a revoked key back */
  changeKey(id: string, { label, isActive, expiresAt }: KeyChanges): Promise<ApiKey | undefined> {
    // An end that an operator sets, or takes away, is the one that counts.
    const retiresAt = expiresAt === undefined ? undefined : null;
    return this.#items.change(keyPk(id), { label, isActive, expiresAt, retiresAt }, apiKeySchema);
  }

  /** Its end by a rotation: an earlier one stays. */
  async retireKey(id: string, retiresAt: string): Promise<void> {
    const isLater = 'attribute_not_exists(retiresAt) OR retiresAt > :at';
    await this.#items.update(keyPk(id), 'SET retiresAt = :at', { ':at': retiresAt }, isLater);
  }

  deleteKey(id: string): Promise<void> {
    return this.#items.remove(keyPk(id));
  }

  /**
   * @param before the source that was read, and parts of which are carried over
   * @throws VersionConflict when another is there by now, none any more, or one although none was read
   */
  async putSource(source: Source, before?: Source): Promise<void> {
    const { account, name } = source;
    const pk = sourcePk(account, name);
    const item = { ...source, pk, listPk: `SOURCES#${account}`, listSk: name };
    if (!(await this.#items.put(item, isStillSource(before)))) throw new VersionConflict(pk);
  }

  /**
   * Puts the brake on a source or lets it go, and touches nothing else of it.
   * @returns the source as it is now, or `undefined` when there is none
   */
  async brakeSource(account: string, name: string, brake: Brake): Promise<Source | undefined> {
    return this.#items.change(sourcePk(account, name), { brake }, sourceSchema);
  }

  deleteSource(account: string, name: string): Promise<void> {
    return this.#items.remove(sourcePk(account, name));
  }

  /** A stage whose vendor was never paused has no such item: that is an answer too. */
  async getVendorBrake(account: string): Promise<Brake> {
    return (await this.#items.get(brakePk(account), brakeSchema)) ?? released;
  }

  async putVendorBrake(account: string, brake: Brake): Promise<void> {
    await this.#items.put({ ...brake, pk: brakePk(account) });
  }

  /** Newest first. */
  listKeys(account: string, limit: number, after?: string): Promise<Page<ApiKey>> {
    return this.#items.list({ listPk: `KEYS#${account}`, isAscending: false, limit, after }, apiKeySchema);
  }

  /** By name. */
  listSources(account: string, limit: number, after?: string): Promise<Page<Source>> {
    return this.#items.list({ listPk: `SOURCES#${account}`, isAscending: true, limit, after }, sourceSchema);
  }
}

export interface KeyChanges {
  readonly label?: string | undefined;
  readonly isActive?: boolean | undefined;
  /** `null` takes the end away. */
  readonly expiresAt?: string | null | undefined;
}
