// Fetches the caller's recording into a file: every hop guarded, every byte counted, nothing left behind on failure.
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { AddressPolicy } from '../domain/address-policy.ts';
import { guardedRequest } from './guarded-http.ts';
import type { HopAnswer, HopLimits } from './hop-request.ts';
import { startDeadline } from './outgoing-deadline.ts';
import {
  asDownloadFailure,
  checkAnswerHead,
  checkFirstBytes,
  downloadFailed,
  sniffedBytes,
  tooLargeReason,
} from './recording-answer.ts';
import { type HostLookup, parseCallerUrl } from './resolve-target.ts';

export interface DownloadLimits extends HopLimits {
  /** The whole download, redirects included. @default 300000 */
  readonly totalTimeoutMs?: number | undefined;
  /** @default 500 MiB */
  readonly maxBytes?: number | undefined;
  /** @default 5 */
  readonly maxRedirects?: number | undefined;
}

export interface Download {
  readonly url: string;
  /** Overwritten when it exists; removed when the download fails. */
  readonly toPath: string;
  readonly policy: AddressPolicy;
  readonly limits?: DownloadLimits | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly lookup?: HostLookup | undefined;
}

export interface DownloadedRecording {
  readonly bytes: number;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
  /** What the server called it; never to be believed. */
  readonly contentType?: string;
  /** Host name of the URL that answered, after redirects. */
  readonly finalHost: string;
}

export const defaultDownloadTimeoutMs = 300_000;
const defaultMaxBytes = 500 * 1024 * 1024;
const defaultMaxRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Each hop is a new request that carries nothing of the one before: there is no credential to drop. */
async function followRedirects(download: Download, signal: AbortSignal): Promise<HopAnswer> {
  const { policy, limits, lookup } = download;
  const maxRedirects = limits?.maxRedirects ?? defaultMaxRedirects;
  let url = parseCallerUrl(download.url);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await guardedRequest({ url, method: 'GET', policy, limits, lookup, signal });
    if (!redirectStatuses.has(answer.statusCode)) return answer;
    await answer.close();
    const { location } = answer.headers;
    if (location === undefined) throw downloadFailed('the server redirected to nowhere', 'never');
    if (redirects === maxRedirects)
      throw downloadFailed(`it took more than ${maxRedirects} redirects`, 'never');
    // Node reads headers as Latin-1; servers that do not escape their paths write UTF-8.
    url = parseCallerUrl(Buffer.from(location, 'latin1').toString(), url);
  }
}

async function writeAnswer(
  answer: HopAnswer,
  toPath: string,
  maxBytes: number,
): Promise<DownloadedRecording> {
  const hash = createHash('sha256');
  const file = await open(toPath, 'w', 0o600);
  let bytes = 0;
  let start: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of answer.chunks()) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw downloadFailed(tooLargeReason(maxBytes), 'never');
      if (start.length < sniffedBytes) {
        start = Buffer.concat([start, chunk.subarray(0, sniffedBytes)]);
        if (start.length >= sniffedBytes) checkFirstBytes(start);
      }
      hash.update(chunk);
      await file.appendFile(chunk);
    }
  } finally {
    await file.close();
  }
  if (bytes === 0) throw downloadFailed('the server sent an empty answer', 'never');
  checkFirstBytes(start);
  const contentType = answer.headers['content-type'];
  return {
    bytes,
    sha256: hash.digest('hex'),
    ...(contentType === undefined ? {} : { contentType }),
    finalHost: answer.url.hostname,
  };
}

/**
 * @throws VoxgateError `DOWNLOAD_FAILED`, whose sentence gives the reason but no resolved address and no URL, and whose
 * `retry` says whether another try may help. Errors of the disk are passed on as they are.
 */
export async function downloadRecording(download: Download): Promise<DownloadedRecording> {
  const { toPath, limits, signal } = download;
  const maxBytes = limits?.maxBytes ?? defaultMaxBytes;
  const deadline = startDeadline(limits?.totalTimeoutMs ?? defaultDownloadTimeoutMs, signal);
  try {
    const answer = await followRedirects(download, deadline.signal);
    try {
      checkAnswerHead(answer, maxBytes);
      return await writeAnswer(answer, toPath, maxBytes);
    } finally {
      await answer.close();
    }
  } catch (error) {
    await rm(toPath, { force: true });
    throw asDownloadFailure(error);
  } finally {
    deadline.clear();
  }
}
