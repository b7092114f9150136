// The due index of the simulated table: sparse, so only what is owed at some time is in it.
import type { DueItem, DueKind } from '../../shared/use-cases/ports.ts';

export class DueItems {
  readonly #due: Readonly<Record<DueKind, Map<string, DueItem>>> = {
    recording: new Map(),
    delivery: new Map(),
    webhook: new Map(),
    expiry: new Map(),
  };

  /** Called with each write of an item. */
  note(
    kind: DueKind,
    { id, source, dueAt }: Omit<DueItem, 'dueAt'> & { readonly dueAt: number | undefined },
  ): void {
    if (dueAt === undefined) this.#due[kind].delete(id);
    else this.#due[kind].set(id, { id, source, dueAt });
  }

  list(kind: DueKind, nowMs: number): readonly DueItem[] {
    const due: DueItem[] = [];
    for (const item of this.#due[kind].values()) if (item.dueAt <= nowMs) due.push(item);
    return due.sort((a, b) => a.dueAt - b.dueAt);
  }

  next(): number | undefined {
    let next: number | undefined;
    for (const items of Object.values(this.#due)) {
      for (const { dueAt } of items.values()) if (next === undefined || dueAt < next) next = dueAt;
    }
    return next;
  }
}
