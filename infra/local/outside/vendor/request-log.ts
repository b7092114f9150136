// What the vendor simulator remembers of each upload, for tests and for `GET /simulator/requests`.
import type { WebhookAttempt } from './webhook-sender.ts';

export interface VendorRequest {
  /** RFC 3339, when the headers arrived. */
  readonly at: string;
  readonly userId: string;
  /** Without the token; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  audioID: string | undefined;
  tokenAccepted: boolean;
  fields: Readonly<Record<string, string>>;
  file: { readonly name: string; readonly contentType: string; readonly bytes: number } | undefined;
  audio: HeardAudio | undefined;
  /** Why the file is no 16-bit PCM WAV. */
  unsupported: string | undefined;
  outcome: 'pending' | 'dropped' | { readonly status: number };
  /** RFC 3339, when the answer was written or dropped. */
  endedAt: string | undefined;
  readonly webhooks: WebhookAttempt[];
}

export interface HeardAudio {
  readonly sampleRate: number;
  readonly channels: number;
  readonly durationSeconds: number;
  /** SHA-256 of the samples alone, little-endian, in hex: equal for equal audio whatever the header. */
  readonly samplesSha256: string;
  readonly voicedSegments: number;
}

/** A long chaos run must not fill the memory. */
const keptRequests = 20_000;

export class RequestLog {
  #requests: VendorRequest[] = [];

  add(request: VendorRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > keptRequests) this.#requests.splice(0, keptRequests / 10);
  }

  /** Oldest first; of one audioID, or of all. */
  list(audioID?: string): readonly VendorRequest[] {
    return this.#requests.filter((request) => audioID === undefined || request.audioID === audioID);
  }

  clear(): void {
    this.#requests = [];
  }
}
