// Items of one kind in memory, as the recordings table keeps them: parsed rows, and each write a compare-and-set.
import type * as z from 'zod/mini';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';

type Versioned = { readonly ver: number; readonly dueAt?: number | undefined };

/** What a table does to `undefined`: the field is gone. */
const withoutUndefined = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(kept.map(([name, field]) => [name, withoutUndefined(field)]));
};

export class MemoryItems<Item extends Versioned> {
  readonly #schema: z.ZodMiniType<Item>;
  readonly #keyOf: (item: Item) => string;
  readonly #rows = new Map<string, unknown>();
  /** Writes that went through, as they were written: what an audit of a run looks at. */
  readonly written: Item[] = [];

  constructor(schema: z.ZodMiniType<Item>, keyOf: (item: Item) => string) {
    this.#schema = schema;
    this.#keyOf = keyOf;
  }

  /** `false` when it is there already. */
  async create(item: Item): Promise<boolean> {
    if (this.#rows.has(this.#keyOf(item))) return false;
    this.#write(item);
    return true;
  }

  /** @throws VersionConflict when the version before it is gone */
  async save(item: Item): Promise<void> {
    const key = this.#keyOf(item);
    if (this.peek(key)?.ver !== item.ver - 1) throw new VersionConflict(key);
    this.#write(item);
  }

  async get(key: string): Promise<Item | undefined> {
    return this.peek(key);
  }

  /** Without the wait: for assertions. */
  peek(key: string): Item | undefined {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : this.#schema.parse(structuredClone(row));
  }

  all(): readonly Item[] {
    return [...this.#rows.keys()].flatMap((key) => this.peek(key) ?? []);
  }

  remove(key: string): void {
    this.#rows.delete(key);
  }

  /** Puts an item there whatever was before: for arranging. */
  put(item: Item): void {
    this.#rows.set(this.#keyOf(item), structuredClone(withoutUndefined(item)));
  }

  #write(item: Item): void {
    this.put(item);
    const row = this.peek(this.#keyOf(item));
    if (row) this.written.push(row);
  }
}
