// What outlives a function: the tables, the bucket; and beside them what really happened, for the verdict.
import type { Delivery } from '../../shared/domain/delivery.ts';
import { isTerminal, type Recording } from '../../shared/domain/recording.ts';
import type { Source } from '../../shared/domain/source.ts';
import type { WebhookIntent } from '../../shared/domain/webhook-intent.ts';
import { DueItems } from './due-items.ts';
import type { Safeguard } from './safeguards.ts';

export interface Upload {
  readonly at: number;
  /** What the uploader was told, once it was told. */
  reply: 'none' | 'answer' | 'acknowledged' | 'unreachable' | 'ambiguous';
}

export class World {
  readonly recordings = new Map<string, Recording>();
  /** Ids by audioID: the partition of the table. */
  readonly byAudioId = new Map<string, Set<string>>();
  readonly locks = new Map<string, { recordingId: string; ver: number }>();
  readonly webhooks = new Map<string, WebhookIntent>();
  readonly deliveries = new Map<string, Delivery>();
  readonly jsonLogs = new Map<string, string>();
  readonly sources: Map<string, Source>;
  /** What lies in S3 under WAV/: the URL it was made from. */
  readonly wavs = new Map<string, string>();
  readonly off: Safeguard | undefined;

  /** Ids that a caller was told are accepted. */
  readonly accepted = new Set<string>();
  /** By id and attempt. */
  readonly uploads = new Map<string, Upload[]>();
  /** Bodies posted under each delivery id, and delivery ids under which each body was posted. */
  readonly posted = new Map<string, Set<string>>();
  readonly postedAs = new Map<string, Set<string>>();
  /** JSON logs whose result a recording ever carried, by id and attempt. */
  readonly results = new Map<string, Set<string>>();
  /** Attempts that ever carried the result of a JSON log. */
  readonly resultOf = new Map<string, Set<string>>();
  /** JSON logs by the body they hold: a body is saved once. */
  readonly logsOf = new Map<string, Set<string>>();
  /** Attempts whose webhook was received by a function that got past writing it down. */
  readonly heard = new Set<string>();
  /** Attempts that an operator began. */
  readonly retried = new Set<string>();
  readonly violations: string[] = [];
  readonly due = new DueItems();
  readonly #knownAt = new Map<string, number>();
  readonly #intentAt = new Map<string, number>();

  constructor(sources: readonly Source[], off: Safeguard | undefined) {
    this.sources = new Map(sources.map((source) => [source.name, source]));
    this.off = off;
  }

  putRecording(recording: Recording): void {
    const { id, source, dueAt } = recording;
    this.recordings.set(id, recording);
    this.due.note('recording', { id, source, dueAt });
  }

  putDelivery(delivery: Delivery): void {
    const { id, source, dueAt } = delivery;
    this.deliveries.set(id, delivery);
    this.due.note('delivery', { id, source, dueAt });
  }

  putWebhook(intent: WebhookIntent): void {
    const { hash, dueAt } = intent;
    this.webhooks.set(hash, intent);
    this.due.note('webhook', { id: hash, source: '', dueAt });
  }

  /** Called with each write of a recording, before it is made. */
  watch(after: Recording, now: number): void {
    const before = this.recordings.get(after.id);
    const key = attemptKey(after);
    if (after.outcome) {
      addTo(this.results, key, after.outcome.jsonLogName);
      addTo(this.resultOf, after.outcome.jsonLogName, key);
    }
    if ((after.outcome || after.state === 'SUBMITTED') && !this.#knownAt.has(key))
      this.#knownAt.set(key, now);
    if (after.state === 'SUBMITTING') this.#intentAt.set(key, now);
    if (!before || !isTerminal(before.state)) return;
    if (after.attempt > before.attempt) this.#watchNewAttempt(before, after);
    const isAllowed =
      after.attempt > before.attempt || before.state === after.state || before.failure?.code === 'NO_RESULT';
    if (!isAllowed) this.violations.push(`${after.id} left ${before.state} for ${after.state}`);
  }

  /** An operator retries what has failed; a caller's repeat begins anew only what has no outcome. */
  #watchNewAttempt(before: Recording, after: Recording): void {
    const isRetry = after.timeline.at(-1)?.event === 'retried';
    if (isRetry) this.retried.add(attemptKey(after));
    if (after.attempt !== before.attempt + 1)
      this.violations.push(`${attemptKey(after)} follows ${attemptKey(before)}`);
    if (isRetry ? before.state !== 'FAILED' : before.outcome !== undefined)
      this.violations.push(`${attemptKey(after)}: a repeat began a new attempt`);
  }

  /** Called at the instant an upload reaches the vendor. */
  watchUpload(recording: Recording, now: number, ambiguousWaitMs: number): Upload {
    const key = attemptKey(recording);
    const current = this.recordings.get(recording.id);
    const knownAt = this.#knownAt.get(key);
    const intentAt = this.#intentAt.get(key);
    if (
      intentAt === undefined ||
      current?.state === 'FETCHING' ||
      (current?.state === 'STORED' && !current.outcome)
    ) {
      this.violations.push(`${key} was uploaded without an intent`);
    }
    if (knownAt !== undefined && intentAt !== undefined && knownAt < intentAt) {
      this.violations.push(`${key} was uploaded again after its answer was known`);
    }
    for (const id of this.byAudioId.get(recording.audioId) ?? []) {
      const other = id === recording.id ? undefined : this.recordings.get(id);
      if (other?.state === 'SUBMITTING' || other?.state === 'SUBMITTED') {
        this.violations.push(`${key} was uploaded while ${id} awaits a result under the same audioID`);
      }
    }
    const uploads = this.uploads.get(key) ?? [];
    const last = uploads.at(-1);
    if (last && last.reply !== 'unreachable' && now - last.at < ambiguousWaitMs) {
      this.violations.push(`${key} was uploaded again while the first upload might still be answered`);
    }
    const upload: Upload = { at: now, reply: 'none' };
    uploads.push(upload);
    this.uploads.set(key, uploads);
    return upload;
  }

  watchPost(deliveryId: string, body: string, now: number): void {
    addTo(this.posted, deliveryId, body);
    addTo(this.postedAs, body, deliveryId);
    const delivery = this.deliveries.get(deliveryId);
    if (!delivery || (delivery.dueAt ?? 0) <= now)
      this.violations.push(`${deliveryId} was posted without a claim`);
  }
}

export const attemptKey = ({ id, attempt }: { readonly id: string; readonly attempt: number }): string =>
  `${id}#${attempt}`;

export const addTo = (sets: Map<string, Set<string>>, key: string, value: string): void => {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
};
