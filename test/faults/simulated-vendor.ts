// The vendor: answers at once, acknowledges, refuses, is away; its webhooks come late, twice, early or not at all.
import { durationOf } from './durations.ts';
import type { SeededRandom } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface Heard {
  readonly audioId: string;
  readonly vendorSource: string;
  /** What the audio was made from: a result must come back to just that. */
  readonly url: string;
  /** Which attempt of which recording it was uploaded for: the vendor does not know, the verdict asks. */
  readonly attempt: string;
}

export type VendorAnswer =
  | { readonly kind: 'answer'; readonly body: string }
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'unreachable' };

/** Resolves to `true` when the webhook was answered 2xx. */
export type SendWebhook = (body: string, heard: Heard, onAnswer: (isOk: boolean) => void) => void;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

export class SimulatedVendor {
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #send: SendWebhook;
  readonly #outage: { readonly from: number; readonly until: number };
  #jobs = 0;

  constructor(scheduler: Scheduler, send: SendWebhook) {
    this.#scheduler = scheduler;
    this.#random = scheduler.random;
    this.#send = send;
    const from = scheduler.now() + this.#random.below(20 * minute);
    this.#outage = { from, until: from + this.#random.below(10 * minute) };
  }

  /** The instant an upload arrives. */
  hear(heard: Heard): VendorAnswer {
    const now = this.#scheduler.now();
    const isAway = now >= this.#outage.from && now < this.#outage.until;
    if (isAway || this.#random.happens(this.#scheduler.faultRate / 2)) return { kind: 'unreachable' };
    this.#jobs += 1;
    const succeeded = this.#random.happens(0.9);
    const body = (extra: object) =>
      JSON.stringify(resultBody(heard, succeeded, { job: this.#jobs, ...extra }));
    const answers = this.#random.happens(0.5);
    if (!answers || this.#random.happens(0.5))
      this.#callBack(body({ duration: durationOf(heard.url) }), heard, answers);
    return answers ? { kind: 'answer', body: body({}) } : { kind: 'acknowledged' };
  }

  #callBack(body: string, heard: Heard, isExtra: boolean): void {
    // After a synchronous answer it comes soon or not at all: the audioID is held only so long.
    const delay = isExtra
      ? this.#random.below(8 * second)
      : this.#random.pick([1, 100, 5 * second, 3 * minute, 2 * hour]) + this.#random.below(second);
    const copies = this.#random.happens(0.1) ? 3 : 1;
    for (let copy = 0; copy < copies; copy += 1)
      this.#post(body, heard, delay + copy * this.#random.below(minute), 4);
  }

  #post(body: string, heard: Heard, delayMs: number, triesLeft: number): void {
    this.#scheduler.after(delayMs, () => {
      this.#send(body, heard, (isOk) => {
        if (!isOk && triesLeft > 1) this.#post(body, heard, 2 * second, triesLeft - 1);
      });
      return undefined;
    });
  }
}

const resultBody = ({ audioId, url }: Heard, succeeded: boolean, extra: object) =>
  succeeded
    ? {
        success: true,
        results: [{ audioID: audioId, transcription: `heard ${url}`, language: 'en', ...extra }],
      }
    : {
        success: false,
        error_code: 'NO_SPEECH_DETECTED',
        results: [{ audioID: audioId, error_code: 'NO_SPEECH_DETECTED', message: `heard ${url}`, ...extra }],
      };
