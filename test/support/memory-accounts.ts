// Sources, their forwarding health and keys in memory. Sources may be believed for a while, as functions believe them.
import { type ApiKey, apiKeySchema } from '../../shared/domain/api-key.ts';
import type { Brake } from '../../shared/domain/brake.ts';
import type { Clock } from '../../shared/domain/randomness.ts';
import { type Source, sourceSchema } from '../../shared/domain/source.ts';
import type { Keys } from '../../shared/use-cases/authorise-key.ts';
import type { ForwardHealth, Sources, VendorBrake } from '../../shared/use-cases/ports.ts';

const nameOf = (account: string, name: string): string => JSON.stringify([account, name]);

export class MemorySources implements Sources, ForwardHealth {
  readonly #rows = new Map<string, Source>();
  readonly #believed = new Map<string, { readonly source: Source | undefined; readonly untilMs: number }>();
  readonly #clock: Clock;
  /** 0 reads each time. */
  cacheSeconds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(account: string, name: string): Promise<Source | undefined> {
    const key = nameOf(account, name);
    const believed = this.#believed.get(key);
    if (believed && believed.untilMs > this.#clock.now()) return structuredClone(believed.source);
    const source = this.peek(account, name);
    this.#believed.set(key, { source, untilMs: this.#clock.now() + this.cacheSeconds * 1000 });
    return structuredClone(source);
  }

  /** As it stands, whatever is believed. */
  peek(account: string, name: string): Source | undefined {
    const row = this.#rows.get(nameOf(account, name));
    return row && sourceSchema.parse(structuredClone(row));
  }

  put(source: Source): void {
    this.#rows.set(nameOf(source.account, source.name), structuredClone(source));
  }

  remove({ account, name }: Source): void {
    this.#rows.delete(nameOf(account, name));
  }

  async noteFailure(source: Source, at: string): Promise<void> {
    this.#change(source, (row) => ({ ...row, forwardFailingSince: row.forwardFailingSince ?? at }));
  }

  async noteSuccess(source: Source): Promise<void> {
    this.#change(source, ({ forwardFailingSince: _, ...row }) => row);
  }

  async disable(source: Source, at: string, reason: string): Promise<void> {
    this.#change(source, (row) => ({ ...row, forwardDisabledAt: at, forwardDisabledReason: reason }));
  }

  #change({ account, name }: Source, change: (row: Source) => Source): void {
    const row = this.#rows.get(nameOf(account, name));
    if (row) this.put(change(row));
  }
}

export class MemoryBrake implements VendorBrake {
  brake: Brake = { isPaused: false };

  async get(): Promise<Brake> {
    return this.brake;
  }
}

export class MemoryKeys implements Keys {
  readonly #rows = new Map<string, ApiKey>();

  put(key: ApiKey): void {
    this.#rows.set(key.hash, structuredClone(key));
  }

  async find(hash: string): Promise<ApiKey | undefined> {
    const row = this.#rows.get(hash);
    return row && apiKeySchema.parse(structuredClone(row));
  }

  async noteUse({ hash }: ApiKey, at: string): Promise<void> {
    const row = this.#rows.get(hash);
    if (row) this.put({ ...row, lastUsedAt: at });
  }
}
