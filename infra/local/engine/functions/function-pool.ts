// One Lambda function: a pool of workers that grows with the load, queues in order, and replaces what crashes.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { FunctionConfig } from './function-config.ts';
import type { FunctionError } from './protocol.ts';
import { type Outcome, Worker } from './worker.ts';

/** Synchronous payload, in and out: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxPayloadBytes = 6 * 1024 * 1024;

export interface PoolLimits {
  /** Workers per function, also when the template reserves more. */
  readonly maxWorkers: number;
  /** Events that wait for a worker; one more is refused as Lambda throttles. */
  readonly maxWaiting: number;
  /** A worker without work is ended after this long. */
  readonly idleSeconds: number;
  readonly initTimeoutSeconds: number;
}

export interface PoolOptions extends PoolLimits {
  readonly config: FunctionConfig;
  readonly runtimeFile: string;
  /** Holds one private directory per worker. */
  readonly temporaryRoot: string;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

export interface WorkerState {
  readonly function: string;
  readonly pid: number | undefined;
  readonly state: 'starting' | 'idle' | 'busy' | 'ending';
}

interface Waiting {
  readonly requestId: string;
  readonly event: string;
  readonly resolve: (outcome: Outcome) => void;
}

interface Member {
  readonly worker: Worker;
  state: WorkerState['state'];
  reaper: NodeJS.Timeout | undefined;
}

export class FunctionPool {
  readonly config: FunctionConfig;
  readonly #options: PoolOptions;
  readonly #maxWorkers: number;
  readonly #members = new Set<Member>();
  readonly #waiting: Waiting[] = [];
  #serial = 0;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.config = options.config;
    this.#options = options;
    this.#maxWorkers = Math.min(options.config.reservedConcurrency ?? options.maxWorkers, options.maxWorkers);
  }

  /** Never rejects. An event whose `signal` ends while it still waits for a worker is dropped unseen. */
  invoke(event: unknown, signal?: AbortSignal): Promise<Outcome> {
    const encoded = JSON.stringify(event) ?? '{}';
    const bytes = Buffer.byteLength(encoded);
    if (bytes > maxPayloadBytes) return Promise.resolve(refused(tooLarge(bytes)));
    if (this.#isClosed || this.#waiting.length >= this.#options.maxWaiting) {
      return Promise.resolve(refused(throttled));
    }
    return new Promise((resolve) => {
      const entry: Waiting = { requestId: randomUUID(), event: encoded, resolve };
      this.#waiting.push(entry);
      signal?.addEventListener('abort', () => {
        const place = this.#waiting.indexOf(entry);
        if (place < 0) return;
        this.#waiting.splice(place, 1);
        resolve(refused(throttled));
      });
      const idle = [...this.#members].findLast((one) => one.state === 'idle');
      if (idle) this.#takeNext(idle);
      else this.#grow();
    });
  }

  workers(): WorkerState[] {
    return [...this.#members].map(({ worker, state }) => ({
      function: this.config.shortName,
      pid: worker.pid,
      state,
    }));
  }

  /** Whether an event is being handled or waits to be. */
  isBusy(): boolean {
    return this.#waiting.length > 0 || this.isRunning();
  }

  isRunning(): boolean {
    return this.#count('busy') > 0;
  }

  /** SIGKILL to one worker, a busy one if there is one. `false` when none runs. */
  killWorker(): boolean {
    const alive = [...this.#members].filter((one) => one.state !== 'ending');
    const victim = alive.find((one) => one.state === 'busy') ?? alive[0];
    if (victim === undefined) return false;
    // A busy one stays in its place until its event has failed; any other is to get no event any more.
    if (victim.state === 'busy') victim.worker.kill();
    else this.#retire(victim);
    return true;
  }

  /** Refuses what waits, kills what runs; resolves when every process has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const one of this.#waiting.splice(0)) one.resolve(refused(throttled));
    const all = [...this.#members];
    for (const member of all) this.#retire(member);
    await Promise.all(all.map((one) => one.worker.ended));
  }

  #count(state: WorkerState['state']): number {
    return [...this.#members].filter((one) => one.state === state).length;
  }

  #grow(): void {
    while (!this.#isClosed && this.#count('starting') < this.#waiting.length) {
      if (this.#members.size - this.#count('ending') >= this.#maxWorkers) return;
      this.#startMember();
    }
  }

  #startMember(): void {
    this.#serial += 1;
    const temporaryDirectory = path.join(this.#options.temporaryRoot, `${this.config.name}-${this.#serial}`);
    const worker = new Worker({ ...this.#options, temporaryDirectory });
    const member: Member = { worker, state: 'starting', reaper: undefined };
    this.#members.add(member);
    worker.started.then((error) => {
      if (member.state === 'ending') return;
      if (error === undefined) return this.#takeNext(member);
      this.#options.onLine('stderr', `INIT_REPORT ${error.errorType}: ${error.errorMessage}`);
      // Lambda fails the event that caused the start; the next event tries a new environment.
      this.#waiting.shift()?.resolve(refused(error));
      this.#retire(member);
    });
    worker.ended.then(() => {
      clearTimeout(member.reaper);
      this.#members.delete(member);
      this.#grow();
    });
  }

  #takeNext(member: Member): void {
    clearTimeout(member.reaper);
    const next = this.#waiting.shift();
    if (next === undefined) {
      member.state = 'idle';
      member.reaper = setTimeout(() => this.#retire(member), this.#options.idleSeconds * 1000);
      return;
    }
    member.state = 'busy';
    member.worker.invoke(next.requestId, next.event).then((outcome) => {
      next.resolve(withinLimit(outcome));
      if (member.state === 'ending') return;
      if (outcome.ok || !isFatal(outcome.error)) this.#takeNext(member);
      else this.#retire(member);
    });
  }

  #retire(member: Member): void {
    member.state = 'ending';
    clearTimeout(member.reaper);
    member.worker.kill();
    this.#grow();
  }
}

const throttled: FunctionError = { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' };

function refused(error: FunctionError): Outcome {
  return { ok: false, error };
}

function tooLarge(bytes: number): FunctionError {
  return {
    errorType: 'RequestTooLargeException',
    errorMessage: `Request must be smaller than ${maxPayloadBytes} bytes for the InvokeFunction operation, it has ${bytes}`,
  };
}

function withinLimit(outcome: Outcome): Outcome {
  if (!outcome.ok || Buffer.byteLength(outcome.answer) <= maxPayloadBytes) return outcome;
  return refused({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
  });
}

/** After these the process is gone or not to be trusted. */
function isFatal(error: FunctionError): boolean {
  return error.errorType === 'Runtime.ExitError' || error.errorType === 'Sandbox.Timedout';
}
