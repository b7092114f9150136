// The due index of the simulated table: sparse, so only what is owed at some time is in it.
import type { DueItem } from '../../functions/pipeline/sweep/sweep-due.ts';

interface Due {
  readonly dueAt: number;
  readonly item: DueItem;
}

export class DueItems {
  readonly #due = new Map<string, Due>();

  /** Called with each write of an item. */
  note(key: string, dueAt: number | undefined, item: DueItem): void {
    if (dueAt === undefined) this.#due.delete(key);
    else this.#due.set(key, { dueAt, item });
  }

  list(nowMs: number, limit: number): readonly DueItem[] {
    return [...this.#due.values()]
      .filter(({ dueAt }) => dueAt <= nowMs)
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(({ item }) => item);
  }

  next(): number | undefined {
    let next: number | undefined;
    for (const { dueAt } of this.#due.values()) if (next === undefined || dueAt < next) next = dueAt;
    return next;
  }
}
