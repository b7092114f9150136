// Time for tests of the flow: it stands still until somebody passes it.
import type { Clock } from '../../shared/domain/randomness.ts';

interface Appointment {
  readonly at: number;
  readonly act: () => Promise<void> | void;
}

/** 2026-03-31T12:00:00.000Z */
export const testStartMs = Date.UTC(2026, 2, 31, 12);

export class VirtualClock implements Clock {
  #nowMs: number;
  #appointments: readonly Appointment[] = [];

  constructor(startMs = testStartMs) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Done when `ms` from now have passed; those of one moment in the order they were made. */
  after(ms: number, act: Appointment['act']): void {
    const next = [...this.#appointments, { at: this.#nowMs + ms, act }];
    this.#appointments = next.sort((a, b) => a.at - b.at);
  }

  /** Lets time pass, and has done on the way whatever falls due. */
  async pass(ms: number): Promise<void> {
    const end = this.#nowMs + ms;
    for (;;) {
      const [next, ...later] = this.#appointments;
      if (!next || next.at > end) break;
      this.#appointments = later;
      this.#nowMs = Math.max(this.#nowMs, next.at);
      await next.act();
    }
    this.#nowMs = Math.max(this.#nowMs, end);
  }
}
