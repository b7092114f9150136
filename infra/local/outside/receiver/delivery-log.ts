// The customer's server's memory: deliveries in the order they came, and those who wait for them.
import type { Delivery } from './delivery.ts';

/** A number: so many in all. A function: at least one that fits. */
export type Wanted = number | ((delivery: Delivery) => boolean);

/** A long chaos run must not fill the memory. */
const keptDeliveries = 20_000;

export class DeliveryLog {
  #deliveries: Delivery[] = [];
  readonly #waiting = new Set<() => void>();

  /** Oldest first. */
  list(): readonly Delivery[] {
    return [...this.#deliveries];
  }

  add(delivery: Delivery): void {
    this.#deliveries.push(delivery);
    if (this.#deliveries.length > keptDeliveries) this.#deliveries.splice(0, keptDeliveries / 10);
    this.changed();
  }

  /** To be called when a kept delivery was altered, as a waiter may wait for just that. */
  changed(): void {
    for (const look of this.#waiting) look();
  }

  clear(): void {
    this.#deliveries = [];
  }

  /** @throws Error saying what had come until then */
  waitFor(wanted: Wanted, timeoutMs: number, closing: AbortSignal): Promise<readonly Delivery[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Delivery[]>();
    const look = () => {
      const found = this.#find(wanted);
      if (found !== undefined) resolve(found);
    };
    const giveUp = (why: string) => {
      const seen = this.#deliveries.map(({ form, answered }) => `id=${form.id} answered=${answered}`);
      reject(new Error(`${why}; ${seen.length} deliveries came: ${seen.slice(-20).join(', ')}`));
    };
    const onClose = () => giveUp('The receiver was closed');
    const timer = setTimeout(giveUp, timeoutMs, `Waited ${timeoutMs} ms in vain`);
    this.#waiting.add(look);
    closing.addEventListener('abort', onClose);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(look);
      closing.removeEventListener('abort', onClose);
    });
  }

  #find(wanted: Wanted): readonly Delivery[] | undefined {
    if (typeof wanted === 'number') return this.#deliveries.length >= wanted ? this.list() : undefined;
    const found = this.#deliveries.filter(wanted);
    return found.length > 0 ? found : undefined;
  }
}
