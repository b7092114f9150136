// The simulated AWS: queues that lose, repeat and reorder, functions that are killed, the sweeper's minute.
import { retryRecording } from '../../functions/admin/manage-recordings/retry-recording.ts';
import { receiveWebhook } from '../../functions/gateway/receive-webhook/receive-webhook.ts';
import { submitRecording } from '../../functions/gateway/submit-recording/submit-recording.ts';
import { deliverResult } from '../../functions/pipeline/deliver/deliver-result.ts';
import { sweepDue } from '../../functions/pipeline/sweep/sweep-due.ts';
import { processRecording } from '../../functions/pipeline/transcode/process-recording.ts';
import type { ApiKey } from '../../shared/domain/api-key.ts';
import { settingDefaults } from '../../shared/domain/settings.ts';
import { defaultAccount } from '../../shared/domain/source.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import type { DueKind, Hints } from '../../shared/use-cases/ports.ts';
import type { Invocation, Scheduler } from './scheduler.ts';
import { simulatedOutside } from './simulated-outside.ts';
import { silent, simulatedPorts } from './simulated-ports.ts';
import { type Heard, SimulatedVendor } from './simulated-vendor.ts';
import type { World } from './world.ts';

const numbersOf = (list: string): readonly number[] => list.split(',').map(Number);

const minuteMs = 60_000;
const visibilityMs = 90 * minuteMs;
const maxReceives = 5;

export interface Submission {
  readonly audioId: string;
  readonly voicefileUrl: string;
  readonly audioSource: string;
}

type Work = (id: string, invocation: Invocation) => Promise<void>;

export class SimulatedCloud {
  readonly #scheduler: Scheduler;
  readonly #world: World;
  readonly #vendor: SimulatedVendor;
  #sweepAt = 0;

  constructor(scheduler: Scheduler, world: World) {
    this.#scheduler = scheduler;
    this.#world = world;
    this.#vendor = new SimulatedVendor(scheduler, (body, heard, onAnswer) =>
      this.#webhook(body, heard, onAnswer),
    );
  }

  /** `onAnswer(false)`: the caller knows nothing and may ask again. */
  submit(submission: Submission, onAnswer: (isAccepted: boolean) => void): void {
    const key: ApiKey = { ...anyKey, source: submission.audioSource };
    const voicefileUrl =
      this.#world.off === 'idempotent submission'
        ? `${submission.voicefileUrl}/${this.#scheduler.random.token(4)}`
        : submission.voicefileUrl;
    const work = async (invocation: Invocation) => {
      const { recording } = await submitRecording(
        {
          ...this.#deps(invocation),
          keys: { find: async () => key, noteUse: async () => {} },
          submissions: { claimIdempotencyKey: async () => true, countInMinute: async () => 0 },
          account: defaultAccount,
          submitRatePerMinute: 0,
          pause: async () => {},
        },
        { ...submission, voicefileUrl, apiKey: 'key', idempotencyKey: undefined, waitMs: 0 },
      );
      this.#world.accepted.add(recording.id);
    };
    this.#call(work, 29_000, onAnswer);
  }

  /** `onAnswer(false)`: the operator knows nothing and may click again. */
  retry(id: string, onAnswer: (isAnswered: boolean) => void): void {
    const work = async (invocation: Invocation) => {
      try {
        await retryRecording(this.#deps(invocation), { account: defaultAccount, id, isForced: false });
      } catch (error) {
        // 409: somebody was faster, and that is an answer.
        if (!(error instanceof VoxgateError)) throw error;
      }
    };
    this.#call(work, 29_000, onAnswer);
  }

  #webhook(body: string, heard: Heard, onAnswer: (isOk: boolean) => void): void {
    const work = async (invocation: Invocation) => {
      const deps = this.#deps(invocation);
      await receiveWebhook(
        {
          ...deps,
          webhooks: {
            ...deps.webhooks,
            create: async (intent) => {
              const isNew = await deps.webhooks.create(intent);
              // From here on the vendor need not come again: what it said must not be lost.
              this.#world.heard.add(heard.attempt);
              return isNew;
            },
          },
          rawBodies: { put: async () => {} },
        },
        { body: new TextEncoder().encode(body) },
      );
    };
    this.#call(work, 29_000, onAnswer);
  }

  /** A synchronous call: who calls learns of success, of failure, or, when the function is killed, of a broken connection. */
  #call(
    work: (invocation: Invocation) => Promise<void>,
    limitMs: number,
    onAnswer: (isOk: boolean) => void,
  ): void {
    let isAnswered = false;
    const answer = (isOk: boolean) => {
      if (!isAnswered) onAnswer(isOk);
      isAnswered = true;
    };
    this.#scheduler.invoke(work, (error) => answer(error === undefined), limitMs);
    this.#scheduler.after(limitMs + 1000, () => {
      answer(false);
      return undefined;
    });
  }

  #process: Work = async (id, invocation) => processRecording(this.#deps(invocation), id);

  #deliver: Work = async (id, invocation) => deliverResult(this.#deps(invocation), id);

  #deps(invocation: Invocation) {
    const ports = simulatedPorts(this.#world, this.#scheduler, invocation);
    return {
      ...ports,
      ...simulatedOutside(this.#world, this.#scheduler, invocation, this.#vendor, ports.flushIntents),
      hints: this.#hints(invocation),
      clock: this.#scheduler,
      random: this.#scheduler.random,
      log: silent,
      vendorBrake: { get: async () => ({ isPaused: false }) },
      publicBaseUrl: 'http://voxgate.test',
      hintGraceSeconds: settingDefaults.HINT_GRACE_SECONDS,
      repeatSeconds: settingDefaults.WEBHOOK_REPEAT_SECONDS,
      leaseSeconds: settingDefaults.LEASE_SECONDS,
      vendorTimeoutSeconds: settingDefaults.VENDOR_TIMEOUT_SECONDS,
      ambiguousWaitSeconds: settingDefaults.AMBIGUOUS_WAIT_SECONDS,
      resultWaitSeconds: settingDefaults.RESULT_WAIT_SECONDS,
      vendorGiveUpSeconds: settingDefaults.VENDOR_GIVE_UP_SECONDS,
      webhookGraceSeconds: settingDefaults.WEBHOOK_GRACE_SECONDS,
      vendorPausesSeconds: numbersOf(settingDefaults.VENDOR_PAUSES_SECONDS),
      tokenPauseSeconds: settingDefaults.VENDOR_TOKEN_PAUSE_SECONDS,
      holdMaxSeconds: settingDefaults.HOLD_MAX_SECONDS,
      fetchPausesSeconds: numbersOf(settingDefaults.FETCH_PAUSES_SECONDS),
      claimSeconds: settingDefaults.FORWARD_TIMEOUT_SECONDS + settingDefaults.FORWARD_CLAIM_MARGIN_SECONDS,
      disableAfterSeconds: Number.POSITIVE_INFINITY,
      pausesSeconds: numbersOf(settingDefaults.FORWARD_PAUSES_SECONDS),
    };
  }

  #hints(invocation: Invocation): Hints {
    const send =
      (work: Work, limitMs: number) =>
      async (hint: { readonly id: string }, delayMs = 0) => {
        if (delayMs > 900_000) return;
        await this.#scheduler.effect(invocation, () => this.#enqueue(work, hint.id, delayMs, limitMs));
      };
    return { recording: send(this.#process, 900_000), delivery: send(this.#deliver, 60_000) };
  }

  /** At least once, mostly: a message may be lost, come twice, or come late. */
  #enqueue(work: Work, id: string, delayMs: number, limitMs: number): void {
    const { random, faultRate } = this.#scheduler;
    if (random.happens(faultRate / 4)) return;
    const copies = random.happens(faultRate / 4) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const lateness = random.happens(faultRate / 2) ? random.below(5 * minuteMs) : random.below(100);
      this.#receive(work, id, delayMs + lateness, limitMs, 1);
    }
  }

  #receive(work: Work, id: string, delayMs: number, limitMs: number, receives: number): void {
    this.#scheduler.after(delayMs, () => {
      const again = (isOk: boolean) => {
        if (!isOk && receives < maxReceives) this.#receive(work, id, visibilityMs, limitMs, receives + 1);
      };
      this.#call((invocation) => work(id, invocation), limitMs, again);
      return undefined;
    });
  }

  /** Sleeps through minutes in which nothing is due. */
  keepSweeping(untilMs: number): void {
    if (this.#world.off === 'sweeper') return;
    const now = this.#scheduler.now();
    const next = Math.max(now + minuteMs, this.#world.due.next() ?? now + minuteMs);
    if (next > untilMs || next <= this.#sweepAt) return;
    this.#sweepAt = next;
    this.#scheduler.at(next, () => {
      this.#scheduler.invoke(
        (invocation) => this.#sweep(invocation),
        () => {},
        55_000,
      );
      this.keepSweeping(untilMs);
      return undefined;
    });
  }

  async #sweep(invocation: Invocation): Promise<void> {
    const deps = this.#deps(invocation);
    const { due } = this.#world;
    const list = (kind: DueKind, nowMs: number) =>
      this.#scheduler.effect(invocation, () => due.list(kind, nowMs));
    await sweepDue({
      ...deps,
      due: {
        async *pages(kind, nowMs) {
          yield await list(kind, nowMs);
        },
      },
      rawBodies: { get: async () => undefined },
      expire: async () => {},
      settlePauseSeconds: settingDefaults.SETTLE_PAUSE_SECONDS,
      sweepSeconds: 45,
    });
  }
}

const anyKey: ApiKey = {
  ...{
    id: 'key',
    hash: '',
    prefix: '',
    account: defaultAccount,
    label: '',
    scopes: ['submit'],
    isActive: true,
  },
  ...{ createdAt: '2100-01-01T00:00:00Z', lastUsedAt: '2100-01-01T00:00:00Z' },
};
