// Posts the form of a delivery to a customer's server, and reports what it said: the only way Voxgate writes to strangers.
import type { AddressPolicy } from '../domain/address-policy.ts';
import { outgoingHeaderProblem } from '../domain/outgoing-headers.ts';
import { parseRetryAfter } from '../domain/retry-after.ts';
import { guardedRequest } from './guarded-http.ts';
import type { HopAnswer } from './hop-request.ts';
import type { CallLimits } from './http-request.ts';
import { startDeadline } from './outgoing-deadline.ts';
import { OutgoingHttpError } from './outgoing-http-error.ts';
import type { HostLookup } from './resolve-target.ts';

export interface FormPost {
  readonly url: string;
  /** The form, encoded already: a signature covers these very bytes. */
  readonly body: string;
  /** The source's own headers and the signature's. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly policy: AddressPolicy;
  readonly limits?: CallLimits & {
    /** How much of the answer is kept. @default 65536 */
    readonly maxAnswerBytes?: number | undefined;
  };
  readonly signal?: AbortSignal | undefined;
  readonly lookup?: HostLookup | undefined;
}

export interface FormPostResult {
  /** Redirects are not followed: a 3xx is returned, and is a failure. */
  readonly statusCode: number;
  /** The answer's first bytes as UTF-8. */
  readonly body: string;
  /** The answer was longer, compressed, or broke off after the status had come. */
  readonly isTruncated: boolean;
  readonly durationMs: number;
  /** From `Retry-After`, given there in seconds or as a date; absent when it is neither. */
  readonly retryAfterSeconds?: number;
}

const defaultTotalTimeoutMs = 30_000;
const defaultMaxAnswerBytes = 64 * 1024;

/** Once a status has come the delivery has an outcome: what happens to the rest of the answer cannot change it. */
async function readStart(
  answer: HopAnswer,
  maxBytes: number,
): Promise<{ body: string; isTruncated: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isTruncated = answer.isEncoded;
  try {
    if (!isTruncated) {
      for await (const chunk of answer.chunks()) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > maxBytes) break;
      }
    }
  } catch (error) {
    if (!(error instanceof OutgoingHttpError)) throw error;
    isTruncated = true;
  }
  isTruncated ||= bytes > maxBytes;
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes), { stream: isTruncated });
  return { body: text, isTruncated };
}

/**
 * @throws OutgoingHttpError when no status came: its message is fit for the ledger and the webhook's answer.
 */
export async function postForm(post: FormPost): Promise<FormPostResult> {
  const { url, headers = {}, policy, limits = {}, lookup } = post;
  for (const [name, value] of Object.entries(headers)) {
    const problem = outgoingHeaderProblem(name, value);
    if (problem !== undefined) throw new OutgoingHttpError('protocol', problem);
  }
  const startedAt = performance.now();
  const deadline = startDeadline(limits.totalTimeoutMs ?? defaultTotalTimeoutMs, post.signal);
  try {
    const answer = await guardedRequest({
      url,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: post.body,
      limits,
      policy,
      lookup,
      signal: deadline.signal,
    });
    try {
      const start = await readStart(answer, limits.maxAnswerBytes ?? defaultMaxAnswerBytes);
      const retryAfter = parseRetryAfter(answer.headers['retry-after'], Date.now());
      return {
        statusCode: answer.statusCode,
        ...start,
        durationMs: Math.round(performance.now() - startedAt),
        ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
      };
    } finally {
      await answer.close();
    }
  } finally {
    deadline.clear();
  }
}
