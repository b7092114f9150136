// What the use cases need of the world, in their own words. Adapters in shared/aws and shared/outside provide it.
import type { Readable } from 'node:stream';
import type { Brake } from '../domain/brake.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { MetricName } from '../domain/metrics.ts';
import type { AudioFacts, Recording } from '../domain/recording.ts';
import type { Source } from '../domain/source.ts';
import type { IdempotencyPointer } from '../domain/submission.ts';
import type { VendorReply } from '../domain/vendor-reply.ts';
import type { WebhookIntent } from '../domain/webhook-intent.ts';

/** Every `save` is a compare-and-set on the version before it and throws VersionConflict when that is gone. */
export interface Recordings {
  /** `false` when it is there already. */
  create(recording: Recording): Promise<boolean>;
  get(id: string): Promise<Recording | undefined>;
  /** All recordings, of any source, that the vendor knows under this audioID. Strongly consistent. */
  listByAudioId(audioId: string): Promise<readonly Recording[]>;
  save(recording: Recording): Promise<void>;
}

/** Who may be uploaded under an audioID: the vendor knows no other name, and two sources may share one. */
export interface AudioIdLock {
  /** Takes it when it is free or ours already; else tells who holds it. */
  acquire(recording: Recording): Promise<AudioIdHolder | undefined>;
  /** Takes it from a holder that has ended; `false` when somebody was faster. */
  takeOver(recording: Recording, holder: AudioIdHolder): Promise<boolean>;
}

export interface AudioIdHolder {
  readonly recordingId: string;
  readonly ver: number;
}

export interface Submissions {
  /** Remembers what an Idempotency-Key was first used for; `false` when it was for something else. */
  claimIdempotencyKey(pointer: IdempotencyPointer, nowMs: number): Promise<boolean>;
  /** Submissions of this source in the current minute, this one included. */
  countInMinute(account: string, source: string, nowMs: number): Promise<number>;
}

export interface Webhooks {
  create(intent: WebhookIntent): Promise<boolean>;
  get(hash: string): Promise<WebhookIntent | undefined>;
  save(intent: WebhookIntent): Promise<void>;
}

export interface Deliveries {
  create(delivery: Delivery): Promise<boolean>;
  get(id: string): Promise<Delivery | undefined>;
  save(delivery: Delivery): Promise<void>;
}

/** `expiry`: recordings that have ended, and whose retention is to be looked at. */
export type DueKind = 'recording' | 'delivery' | 'webhook' | 'expiry';

/** What a recording's own item does not name. */
export interface Noted {
  /** Logs of results that came too late, of webhooks about several. */
  readonly objectKeys: readonly string[];
  /** Webhooks that were only evidence for it, or could have been about another. */
  readonly webhookHashes: readonly string[];
}

export interface Belongings {
  /** One write, whoever else is at work on the recording; at least one of both lists holds something. */
  add(recordingId: string, noted: Noted): Promise<void>;
  list(recordingId: string): Promise<Noted>;
  /** Recordings of this audioID, there or deleted, that the webhook was noted beside. */
  noting(audioId: string, webhookHash: string): Promise<readonly string[]>;
}

/** Takes items out for good. What is gone already is no error. */
export interface Removals {
  /** @throws VersionConflict when another version is there than this one */
  recording(recording: Recording): Promise<void>;
  delivery(id: string): Promise<void>;
  /** @throws VersionConflict when more was noted than that */
  belongings(recordingId: string, listed: Noted): Promise<void>;
  /** Of its audioID, while it is this recording's. @throws VersionConflict when another version is there than this one */
  lock(recording: Recording): Promise<void>;
}

/** One bucket. What is gone already is no error. */
export interface StoredObjects {
  remove(keys: readonly string[]): Promise<void>;
}

export interface DueItem {
  /** A webhook's is its body's hash. */
  readonly id: string;
  /** Empty where none is known. */
  readonly source: string;
  readonly dueAt: number;
}

export interface DueItems {
  /** All of one kind that is due at that time, older before younger but for shards. */
  pages(kind: DueKind, nowMs: number): AsyncIterable<readonly DueItem[]>;
}

export interface WaitingRecordings {
  /** Recordings that have not ended, or whose result is not announced yet, whenever they are due; in no order. */
  waiting(): AsyncIterable<readonly { readonly acceptedAt?: number | undefined }[]>;
}

/** A WAV that can be read as often as it takes: the file at hand, or the object in S3. */
export interface Wav {
  readonly sizeBytes: number;
  open(): Promise<Readable>;
}

export interface PreparedAudio {
  readonly facts: AudioFacts;
  readonly wav: Wav;
  /** Removes what is left in the temp directory. */
  dispose(): Promise<void>;
}

export interface Audio {
  /**
   * Download, detect, convert, keep under `wavKey`.
   * @throws VoxgateError DOWNLOAD_FAILED or CONVERSION_FAILED when it is the recording's fault
   */
  prepare(recording: { readonly voicefileUrl: string; readonly wavKey: string }): Promise<PreparedAudio>;
  stored(wavKey: string, sizeBytes: number): Wav;
}

export interface VendorUpload {
  readonly audioId: string;
  readonly vendorSource: string;
  readonly language?: string;
  readonly wav: Wav;
  /** Only for a vendor that takes one. */
  readonly callbackUrl?: string;
}

export interface Vendor {
  /** Then each webhook proves which recording it is about, and no audioID needs to be held. */
  readonly takesCallbackUrl: boolean;
  /** Never throws: whatever happens is a reply that says what is known. */
  submit(upload: VendorUpload): Promise<VendorReply>;
}

export interface JsonLogs {
  put(name: string, text: string): Promise<void>;
  get(name: string): Promise<string | undefined>;
}

export interface Sources {
  get(account: string, name: string): Promise<Source | undefined>;
}

/** The operator's brake on the vendor, for the whole stage. */
export interface VendorBrake {
  get(account: string): Promise<Brake>;
}

export interface ForwardHealth {
  /** Notes the first failure of a row; ends the row. */
  noteFailure(source: Source, at: string): Promise<void>;
  noteSuccess(source: Source): Promise<void>;
  disable(source: Source, at: string, reason: string): Promise<void>;
}

/** Receivers' answers that are too large for the ledger's item. */
export interface Answers {
  put(key: string, text: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
}

/** Queue messages: losing, repeating or reordering them changes nothing. */
export interface Hints {
  /** At most 15 min ahead; what lies further is the sweeper's. */
  recording(recording: { readonly id: string; readonly source: string }, delayMs?: number): Promise<void>;
  delivery(delivery: { readonly id: string; readonly source: string }, delayMs?: number): Promise<void>;
}

/** Structured log lines. Nothing that a caller sent goes in unescaped, and no secret, transcript or URL query at all. */
export interface Log {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Numbers for operators. Never throws, and waits for nobody. */
export interface Metrics {
  record(name: MetricName, value: number): void;
}

export type ForwardReply =
  | {
      readonly kind: 'answered';
      readonly statusCode: number;
      /** At most 64 KB. */
      readonly body: string;
      readonly durationMs: number;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'failed'; readonly error: string; readonly durationMs: number };

/** The customer's own server. Never throws: whatever happens is a reply. */
export interface Receiver {
  post(request: {
    readonly url: string;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  }): Promise<ForwardReply>;
}

/** Keeps secrets unreadable in tables. */
export interface Seal {
  seal(clear: string): Promise<string>;
  open(sealed: string): Promise<string>;
}
