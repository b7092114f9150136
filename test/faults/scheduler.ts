// A virtual clock and one queue of events in its order. Every effect of a function is one event, so that all functions interleave at
// every effect, and any of them can be killed or failed there.
import type { Clock } from '../../shared/domain/randomness.ts';
import type { SeededRandom } from './random.ts';

interface Event {
  readonly at: number;
  /** Breaks ties in the order of scheduling: a run must not depend on a sort's whims. */
  readonly order: number;
  readonly run: () => Promise<void> | undefined;
}

/** A binary heap, earliest event first. */
class EventQueue {
  readonly #events: Event[] = [];

  get size(): number {
    return this.#events.length;
  }

  push(event: Event): void {
    const events = this.#events;
    let index = events.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, events[parent])) break;
      events[index] = events[parent] as Event;
      index = parent;
    }
    events[index] = event;
  }

  pop(): Event | undefined {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (events.length === 0 || last === undefined) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= events.length) break;
      if (child + 1 < events.length && isBefore(events[child + 1] as Event, events[child])) child += 1;
      if (!isBefore(events[child] as Event, last)) break;
      events[index] = events[child] as Event;
      index = child;
    }
    events[index] = last;
    return first;
  }
}

const isBefore = (a: Event, b: Event | undefined): boolean =>
  b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order);

/** What the SDK's clients take at most, their retries included: see shared/aws/clients.ts. */
const clientLimitMs = 15_000;

export class InjectedFault extends Error {}

/** One run of a function: dead once killed, and then nothing it awaits ever comes. */
export class Invocation {
  isDead = false;
  isOver = false;
  pending = 0;
  readonly #wakers: (() => void)[] = [];

  /** Resolves when the function has begun its next effect, or has come to its end. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  wake(): void {
    for (const waker of this.#wakers.splice(0)) waker();
  }
}

const faults = ['kill before', 'kill after', 'error before', 'error after', 'delay'] as const;

export class Scheduler implements Clock {
  #now: number;
  #order = 0;
  readonly #queue = new EventQueue();
  readonly random: SeededRandom;
  /** Probability of a fault at each effect. */
  faultRate: number;
  faults = 0;

  constructor(random: SeededRandom, faultRate: number, startMs: number) {
    this.random = random;
    this.faultRate = faultRate;
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  at(ms: number, run: Event['run']): void {
    this.#order += 1;
    this.#queue.push({ at: Math.max(ms, this.#now), order: this.#order, run });
  }

  after(ms: number, run: Event['run']): void {
    this.at(this.#now + ms, run);
  }

  /** Starts a function; `killAfterMs` is its time limit. */
  invoke(
    work: (invocation: Invocation) => Promise<void>,
    onEnd: (error?: unknown) => void,
    killAfterMs: number,
  ): void {
    const invocation = new Invocation();
    const end = (error?: unknown) => {
      invocation.isOver = true;
      if (!invocation.isDead) onEnd(error);
      invocation.wake();
    };
    this.after(killAfterMs, () => {
      if (!invocation.isOver) invocation.isDead = true;
      return undefined;
    });
    this.after(0, () => {
      const settled = invocation.settled();
      work(invocation).then(() => end(), end);
      return settled;
    });
  }

  /**
   * One effect on the world outside the function. `act` happens at one instant, or not at all.
   * @param maxDelayMs what a time limit of its own leaves a slow one
   */
  effect<Result>(
    invocation: Invocation,
    act: () => Result,
    latencyMs = 1 + this.random.below(40),
    maxDelayMs = clientLimitMs,
  ): Promise<Result> {
    const fault = this.random.happens(this.faultRate) ? this.random.pick(faults) : undefined;
    if (fault) this.faults += 1;
    const slowness = fault === 'delay' ? this.random.below(maxDelayMs) : 0;
    invocation.pending += 1;
    const result = new Promise<Result>((resolve, reject) => {
      this.after(latencyMs + slowness, () => {
        invocation.pending -= 1;
        if (invocation.isDead) return undefined;
        if (fault === 'kill before') invocation.isDead = true;
        if (invocation.isDead) return undefined;
        const settled = invocation.pending > 0 ? undefined : invocation.settled();
        if (fault === 'error before') reject(new InjectedFault('before'));
        else this.#perform(invocation, fault, act, resolve, reject);
        return invocation.isDead ? undefined : settled;
      });
    });
    invocation.wake();
    return result;
  }

  #perform<Result>(
    invocation: Invocation,
    fault: string | undefined,
    act: () => Result,
    resolve: (result: Result) => void,
    reject: (error: unknown) => void,
  ): void {
    try {
      const done = act();
      if (fault === 'kill after') invocation.isDead = true;
      else if (fault === 'error after') reject(new InjectedFault('after'));
      else resolve(done);
    } catch (error) {
      reject(error);
    }
  }

  /** Runs until nothing is left to happen or the clock says `untilMs`. */
  async run(untilMs: number): Promise<void> {
    for (let event = this.#queue.pop(); event; event = this.#queue.pop()) {
      if (event.at > untilMs) return;
      this.#now = event.at;
      const settling = event.run();
      if (settling) await settling;
    }
  }
}
