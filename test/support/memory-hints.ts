// Queue messages as a list that a test looks at, loses, repeats and reorders as it likes.
import type { Clock } from '../../shared/domain/randomness.ts';
import type { Hints } from '../../shared/use-cases/ports.ts';

export interface SentHint {
  readonly kind: 'recording' | 'delivery';
  readonly id: string;
  readonly source: string;
  /** When it is received, in epoch milliseconds. */
  readonly at: number;
}

type Named = { readonly id: string; readonly source: string };

/** SQS cannot wait longer: what lies further ahead is the sweeper's. */
const maxDelayMs = 900_000;

export class MemoryHints implements Hints {
  readonly #clock: Clock;
  #sent: SentHint[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async recording({ id, source }: Named, delayMs = 0): Promise<void> {
    this.#send({ kind: 'recording', id, source, at: this.#clock.now() + delayMs }, delayMs);
  }

  async delivery({ id, source }: Named, delayMs = 0): Promise<void> {
    this.#send({ kind: 'delivery', id, source, at: this.#clock.now() + delayMs }, delayMs);
  }

  #send(hint: SentHint, delayMs: number): void {
    // Whole seconds, rounded up: a hint never comes before what it announces is due.
    const at = hint.at - delayMs + Math.ceil(delayMs / 1000) * 1000;
    if (delayMs <= maxDelayMs) this.#sent.push({ ...hint, at });
  }

  /** Those not received yet, in the order they were sent. */
  waiting(): readonly SentHint[] {
    return this.#sent;
  }

  /** Loses them all. */
  lose(): void {
    this.#sent = [];
  }

  /** Receives the first one that may be received by now. */
  receive(): SentHint | undefined {
    const index = this.#sent.findIndex(({ at }) => at <= this.#clock.now());
    return index < 0 ? undefined : this.#sent.splice(index, 1)[0];
  }
}
