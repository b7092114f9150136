// What the vendor's answer to an upload means for the recording.
import { readVendorBody, type VendorResult } from './vendor-body.ts';

export type VendorReply =
  /** The result itself, good or bad; `body` is what the caller gets, untouched. */
  | { readonly kind: 'answer'; readonly body: string; readonly result: VendorResult }
  | { readonly kind: 'acknowledged' }
  /** It surely did not take the recording: connection refused, 429, 5xx. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly retryAfterSeconds?: number }
  | { readonly kind: 'token-rejected'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string }
  /** The body was sent and no answer came: it may have taken the recording. */
  | { readonly kind: 'ambiguous'; readonly reason: string };

const resultFor = (text: string, audioId: string): VendorResult | undefined => {
  const body = readVendorBody(text);
  if (!body) return undefined;
  const result = body.results.find((candidate) => candidate.audioId === audioId);
  if (result) return { ...result, bodyText: text };
  if (!body.isRefusal) return undefined;
  return { audioId, succeeded: false, errorCode: body.errorCode ?? 'VENDOR_REJECTED', bodyText: text };
};

/** @param retryAfterSeconds the answer's Retry-After, if it had one */
export const classifyVendorReply = (
  status: number,
  text: string,
  audioId: string,
  retryAfterSeconds?: number,
): VendorReply => {
  const reason = `the vendor answered ${status}`;
  if (status === 401 || status === 403) return { kind: 'token-rejected', reason };
  const isRedirect = status >= 300 && status < 400;
  const mayAnswer = status !== 429 && status < 500 && !isRedirect;
  const result = mayAnswer ? resultFor(text, audioId) : undefined;
  if (result) return { kind: 'answer', body: text, result };
  if (!mayAnswer || status === 408) {
    return { kind: 'unreachable', reason, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  }
  return status < 300 ? { kind: 'acknowledged' } : { kind: 'rejected', reason };
};
