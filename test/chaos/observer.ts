// Looks at the table again and again while the run goes on: how far it is, and whether a result ever changes.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal, type Recording } from '../../shared/domain/recording.ts';
import { readRows, type StoredRows } from './stored-rows.ts';

export interface Progress {
  /** Recordings that have come to an end. */
  readonly ended: number;
  /** Recordings, webhooks and deliveries on which something is still to be done. */
  readonly open: number;
}

const isOpen = (recording: Recording): boolean =>
  !isTerminal(recording.state) || recording.deliveries.some(({ isAnnounced }) => !isAnnounced);

export const progressOf = ({ recordings, intents, deliveries }: StoredRows): Progress => ({
  ended: recordings.filter(({ state }) => isTerminal(state)).length,
  open:
    recordings.filter(isOpen).length +
    intents.filter(({ results }) => results === undefined).length +
    deliveries.filter(({ status }) => status === 'pending').length,
});

/** What callers would be told; analysis that is added later is no part of it. */
const resultOf = ({ outcome, failure, state }: Recording): string =>
  createHash('sha256')
    .update(JSON.stringify([state, outcome?.jsonLogName, outcome?.transcription, failure]))
    .update(outcome?.bodyGzip ?? '')
    .digest('hex');

/** A look costs the stack time, for its table lives in its process: rare enough to be a small share of it. */
const restFactor = 5;
const minRestMs = 1000;
const maxRestMs = 15_000;

export class Observer {
  readonly #dataDirectory: string;
  readonly #results = new Map<string, string>();
  readonly #changed = new Set<string>();
  readonly #stopping = new AbortController();
  #progress: Progress = { ended: 0, open: Number.POSITIVE_INFINITY };
  #work: Promise<void> | undefined;

  constructor(dataDirectory: string) {
    this.#dataDirectory = dataDirectory;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Recordings whose result was another one at a later look. */
  get changed(): readonly string[] {
    return [...this.#changed];
  }

  start(): void {
    this.#work = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  /** At once; the stack may be down at the moment, then nothing is learned. */
  async look(): Promise<void> {
    const rows = await readRows(this.#dataDirectory).catch(() => undefined);
    if (rows) this.note(rows);
  }

  /** Compares with what was seen before. */
  note(rows: StoredRows): void {
    this.#progress = progressOf(rows);
    for (const recording of rows.recordings) {
      // A result may still come when we gave up waiting for it.
      if (!isTerminal(recording.state) || recording.failure?.code === 'NO_RESULT') continue;
      const attempt = `${recording.id} attempt ${recording.attempt}`;
      const result = resultOf(recording);
      if ((this.#results.get(attempt) ?? result) !== result) this.#changed.add(attempt);
      this.#results.set(attempt, result);
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const startedAt = Date.now();
      await this.look();
      const restMs = Math.min(maxRestMs, Math.max(minRestMs, (Date.now() - startedAt) * restFactor));
      await delay(restMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }
}
