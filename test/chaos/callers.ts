// The integrators: each submits one recording after the other, and asks again like a sane one when nobody answers.
import { setTimeout as delay } from 'node:timers/promises';
import type { Randomness } from '../../shared/domain/randomness.ts';
import { type Answer, toAnswer } from '../support/gateway-client.ts';
import { submitWaitSeconds } from './chaos-settings.ts';
import { type Job, jobOf } from './jobs.ts';
import { drawVendorPlan } from './vendor-plans.ts';
import type { SourceName, World } from './world.ts';

export interface Accepted extends Job {
  /** What a 200 said; undefined for a 202 or 502. */
  readonly answer: string | undefined;
}

export interface Submitted {
  readonly accepted: readonly Accepted[];
  /** Nobody answered until the run was over. */
  readonly unanswered: readonly Job[];
  /** Answered with what no good submission may be answered with. */
  readonly refused: readonly string[];
}

export interface CallersOptions {
  readonly baseUrl: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly world: World;
  readonly recordings: number;
  readonly callers: number;
  readonly seed: number;
  readonly random: Randomness;
  /** Marks what must never be logged: the query of the voicefileURL. */
  readonly canary: string;
  readonly deadline: number;
  /** Callers pause while this is true. */
  readonly isOverloaded: (accepted: number) => boolean;
}

const patienceMs = 40_000;
const waitingShare = 0.3;
const repeatShare = 0.05;

/** Answers about the recording itself: it was accepted, whatever became of it. */
const accepts = ({ status, json }: Answer): boolean =>
  status === 200 ||
  status === 202 ||
  (status === 502 && (json?.status_url !== undefined || json?.error_code === 'DOWNLOAD_FAILED'));

export class Callers {
  readonly #options: CallersOptions;
  readonly #accepted: Accepted[] = [];
  readonly #unanswered: Job[] = [];
  readonly #refused: string[] = [];
  #next = 0;
  #isStopped = false;

  constructor(options: CallersOptions) {
    this.#options = options;
  }

  get accepted(): number {
    return this.#accepted.length;
  }

  /** What was not answered yet never will be. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves when every recording was submitted, or the deadline has passed. */
  async run(): Promise<Submitted> {
    await Promise.all(Array.from({ length: this.#options.callers }, () => this.#call()));
    return { accepted: this.#accepted, unanswered: this.#unanswered, refused: this.#refused };
  }

  async #call(): Promise<void> {
    const { recordings, seed, world, random, isOverloaded } = this.#options;
    while (this.#next < recordings) {
      const job = jobOf(seed, this.#next);
      this.#next += 1;
      while (isOverloaded(this.accepted) && !this.#isOver()) await delay(200);
      world.vendor.plan(job.audioID, drawVendorPlan(random));
      await this.#submit(job);
      if (random.fraction() < repeatShare) await this.#post(job, 0).catch(() => undefined);
    }
  }

  async #submit(job: Job): Promise<void> {
    const { random } = this.#options;
    const waitSeconds = random.fraction() < waitingShare ? submitWaitSeconds : 0;
    for (let tries = 1; !this.#isOver(); tries += 1) {
      const answer = await this.#post(job, waitSeconds).catch(() => undefined);
      if (answer && accepts(answer)) {
        this.#accepted.push({ ...job, answer: answer.status === 200 ? answer.text : undefined });
        return;
      }
      if (answer && answer.status < 500 && answer.status !== 429) {
        this.#refused.push(`${answer.status} ${answer.text}`);
        return;
      }
      await delay(Math.min(200 * tries, 2000) * (0.5 + random.fraction()));
    }
    this.#unanswered.push(job);
  }

  #isOver(): boolean {
    return this.#isStopped || Date.now() > this.#options.deadline;
  }

  async #post(job: Job, waitSeconds: number): Promise<Answer> {
    const { baseUrl, keys, world, random, canary } = this.#options;
    const response = await fetch(`${baseUrl}/voiceTranscription/api.php`, {
      method: 'POST',
      headers: {
        'x-api-key': keyOf(keys, job.source),
        prefer: waitSeconds === 0 ? 'respond-async' : `wait=${waitSeconds}`,
      },
      body: new URLSearchParams({
        audioID: job.audioID,
        // Signed afresh each time, as PBXs do.
        voicefileURL: `${world.recordings.urlOf(job.file)}?signature=${canary}${random.token(8)}`,
        audioSource: job.source,
      }),
      signal: AbortSignal.timeout(patienceMs),
    });
    return toAnswer(response);
  }
}

const keyOf = (keys: Readonly<Record<string, string>>, source: SourceName): string => keys[source] ?? '';
