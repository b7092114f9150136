// The vendor simulator calling back: webhooks that wait their time, repeat when nobody answers, and survive a restart.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { pause } from '../pause.ts';
import { post } from '../post.ts';

const jobSchema = z.strictObject({
  audioID: z.string(),
  /** Where to; absent means the deployment's webhook. */
  callbackUrl: z.string().optional(),
  body: z.string(),
  delayMs: z.number(),
  copies: z.number(),
  concurrently: z.boolean(),
  /** Wrong values in the query and no secret headers. */
  forgedToken: z.boolean(),
});

export type WebhookJob = z.infer<typeof jobSchema>;

/** One POST of one copy. */
export interface WebhookAttempt {
  /** RFC 3339, when it was sent. */
  readonly at: string;
  readonly url: string;
  /** Counted from 1. */
  readonly copy: number;
  /** Counted from 1 within the copy. */
  readonly attempt: number;
  readonly sent: string;
  /** The receiver's answer; undefined when there was none. */
  readonly status: number | undefined;
  readonly answer: string | undefined;
  readonly error: string | undefined;
}

export interface WebhookSenderOptions {
  readonly webhookUrl: () => string;
  /** Secret headers, made from the raw body so that they may be a signature. */
  readonly webhookHeaders: (rawBody: string) => Readonly<Record<string, string>>;
  /** Pauses before the second, third, … attempt of a copy; then the vendor gives up, as vendors do. */
  readonly retryDelaysMs: readonly number[];
  /** Where webhooks that are not sent yet are kept; undefined keeps them in memory alone. */
  readonly directory: string | undefined;
  readonly log: (line: string) => void;
}

/** Longer than any HTTP API of the gateway waits. */
const answerTimeoutMs = 35_000;

export class WebhookSender {
  readonly #options: WebhookSenderOptions;
  readonly #closing = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
    if (options.directory !== undefined) mkdirSync(options.directory, { recursive: true });
  }

  /**
   * Keeps the job before it returns, so that a simulator killed right after its answer still calls back.
   * @returns when every copy was answered or given up
   */
  schedule(
    job: WebhookJob,
    answered: Promise<void>,
    record: (attempt: WebhookAttempt) => void,
  ): Promise<void> {
    const file = this.#keep(job);
    return this.#track(this.#run(job, answered, record, file));
  }

  /** Takes up what an earlier process left unsent; each job waits its whole delay again. */
  resume(): void {
    const { directory, log } = this.#options;
    if (directory === undefined) return;
    for (const name of readdirSync(directory).filter((entry) => entry.endsWith('.json'))) {
      const file = join(directory, name);
      const job = readJob(file);
      log(job === undefined ? `${file} is no webhook` : `Webhook for ${job.audioID} is left from last time`);
      if (job !== undefined) this.#track(this.#run(job, Promise.resolve(), () => {}, file));
    }
  }

  /** Resolves when no webhook waits any more. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Forgets what waits in memory; what is on disk stays for the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
    return tracked;
  }

  async #run(
    job: WebhookJob,
    answered: Promise<void>,
    record: (attempt: WebhookAttempt) => void,
    file: string | undefined,
  ): Promise<void> {
    await answered;
    if (!(await pause(job.delayMs, this.#closing.signal))) return;
    const copies = Array.from({ length: job.copies }, (_, index) => index + 1);
    if (job.concurrently) await Promise.all(copies.map((copy) => this.#sendCopy(job, copy, record)));
    else for (const copy of copies) await this.#sendCopy(job, copy, record);
    if (file !== undefined && !this.#closing.signal.aborted) rmSync(file, { force: true });
  }

  async #sendCopy(job: WebhookJob, copy: number, record: (attempt: WebhookAttempt) => void): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#sendOnce(job, copy, attempt);
      if (this.#closing.signal.aborted) return;
      record(outcome);
      if (outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300) return;
      const pauseMs = this.#options.retryDelaysMs[attempt - 1];
      this.#options.log(
        `Webhook for ${job.audioID} got ${outcome.status ?? outcome.error}${pauseMs === undefined ? ', given up' : ''}`,
      );
      if (pauseMs === undefined || !(await pause(pauseMs, this.#closing.signal))) return;
    }
  }

  async #sendOnce(job: WebhookJob, copy: number, attempt: number): Promise<WebhookAttempt> {
    const at = new Date().toISOString();
    const text = job.callbackUrl ?? this.#options.webhookUrl();
    const known = { at, url: text, copy, attempt, sent: job.body };
    try {
      const url = new URL(text);
      const secrets = job.forgedToken ? {} : this.#options.webhookHeaders(job.body);
      if (job.forgedToken) for (const name of url.searchParams.keys()) url.searchParams.set(name, 'forged');
      const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(answerTimeoutMs)]);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Callmetrik-Simulator',
        ...secrets,
      };
      const answer = await post(url, job.body, headers, signal);
      return { ...known, url: url.href, status: answer.status, answer: answer.body, error: undefined };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ...known, status: undefined, answer: undefined, error: message };
    }
  }

  #keep(job: WebhookJob): string | undefined {
    if (this.#options.directory === undefined) return undefined;
    const file = join(this.#options.directory, `${randomUUID()}.json`);
    writeFileSync(`${file}.part`, JSON.stringify(job));
    renameSync(`${file}.part`, file);
    return file;
  }
}

/** @returns undefined for a file that another version wrote, or none of ours: no reason not to start */
function readJob(file: string): WebhookJob | undefined {
  try {
    return jobSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
