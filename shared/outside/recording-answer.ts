// Whether an HTTP answer can be the recording that was asked for: judged from its head, then from its first bytes.
import { VoxgateError } from '../domain/voxgate-error.ts';
import type { HopAnswer } from './hop-request.ts';
import { OutgoingHttpError } from './outgoing-http-error.ts';

/** @param reason a clause fit for the caller. */
export function downloadFailed(reason: string, retry: 'never' | 'later', cause?: unknown): VoxgateError {
  return new VoxgateError('DOWNLOAD_FAILED', `The recording could not be downloaded: ${reason}.`, {
    cause,
    retry,
  });
}

export const tooLargeReason = (maxBytes: number) => `it is larger than ${maxBytes} bytes`;
const webPageReason = 'the server sent a web page instead of a recording';

/** Statuses beside 5xx that ask to come back: request timeout, too early, too many requests. */
const comeBackStatuses = new Set([408, 425, 429]);

/** @throws VoxgateError `DOWNLOAD_FAILED` for any answer whose head already says that no recording follows. */
export function checkAnswerHead(answer: HopAnswer, maxBytes: number): void {
  const { statusCode, headers } = answer;
  if (statusCode < 200 || statusCode > 299) {
    const retry = statusCode >= 500 || comeBackStatuses.has(statusCode) ? 'later' : 'never';
    throw downloadFailed(`the server answered with HTTP status ${statusCode}`, retry);
  }
  if (statusCode === 206) throw downloadFailed('the server sent only a part of it', 'never');
  if (answer.isEncoded) throw downloadFailed('the server compressed it, which was not asked for', 'never');
  if (/^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '')) {
    throw downloadFailed(webPageReason, 'never');
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes)
    throw downloadFailed(tooLargeReason(maxBytes), 'never');
}

/** How many first bytes `checkFirstBytes` wants to see. */
export const sniffedBytes = 1024;

/** The openings of https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type; no audio starts so. */
const htmlOpening =
  /^(<!doctype html|<(html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)|<!--)[ >\t\r\n\f]/i;

/** @throws VoxgateError `DOWNLOAD_FAILED` for HTML that does not call itself so. */
export function checkFirstBytes(bytes: Buffer): void {
  // UTF-16 is ASCII with zero bytes between; byte order marks come first.
  const text = bytes
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '');
  if (htmlOpening.test(`${text.trimStart()} `)) throw downloadFailed(webPageReason, 'never');
}

/** What the caller is told when the network, not the answer, is at fault; anything else is ours and passes through. */
export function asDownloadFailure(error: unknown): unknown {
  return error instanceof OutgoingHttpError ? downloadFailed(error.message, error.retry, error) : error;
}
