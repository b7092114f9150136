// One request to one server with its whole answer in memory: the vendor client's way out; forwards build on it too.
import type { IncomingHttpHeaders } from 'node:http';
import { guardedRequest } from './guarded-http.ts';
import type { HopAnswer, HopLimits, HopRequest } from './hop-request.ts';
import { startDeadline } from './outgoing-deadline.ts';
import { OutgoingHttpError } from './outgoing-http-error.ts';

export interface CallLimits extends HopLimits {
  /** From the first look-up to the last byte. @default 30000 */
  readonly totalTimeoutMs?: number | undefined;
}

export interface HttpRequest extends Omit<HopRequest, 'limits' | 'signal'> {
  readonly limits?: CallLimits | undefined;
  /** Longest answer that is read. @default 1 MiB */
  readonly maxResponseBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the server may have read the whole request body; false when it answered before that. */
  readonly bodySent: boolean;
}

const defaultTotalTimeoutMs = 30_000;
const defaultMaxResponseBytes = 1024 * 1024;

function tooLong(maxResponseBytes: number): OutgoingHttpError {
  return new OutgoingHttpError('protocol', `the answer is longer than ${maxResponseBytes} bytes`);
}

async function readBody(answer: HopAnswer, maxResponseBytes: number): Promise<Buffer> {
  if (answer.isEncoded)
    throw new OutgoingHttpError('protocol', 'the answer is compressed, which was not asked for');
  if (Number(answer.headers['content-length'] ?? 0) > maxResponseBytes) throw tooLong(maxResponseBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.chunks()) {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) throw tooLong(maxResponseBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Redirects and statuses are not judged: what the server says is returned.
 * @throws OutgoingHttpError; its `requestSent` and `bodySent` tell a call that certainly did nothing from one whose outcome
 * is unknown. An error of the body stream itself is passed on as it is.
 */
export async function httpRequest(request: HttpRequest): Promise<HttpResponse> {
  const { limits, maxResponseBytes = defaultMaxResponseBytes, signal, ...hop } = request;
  const deadline = startDeadline(limits?.totalTimeoutMs ?? defaultTotalTimeoutMs, signal);
  try {
    const answer = await guardedRequest({ ...hop, limits, signal: deadline.signal });
    try {
      const body = await readBody(answer, maxResponseBytes);
      return { statusCode: answer.statusCode, headers: answer.headers, body, bodySent: answer.isBodySent() };
    } catch (error) {
      throw error instanceof OutgoingHttpError
        ? error.withProgress({ phase: 'exchanging', bodySent: answer.isBodySent() })
        : error;
    } finally {
      await answer.close();
    }
  } finally {
    deadline.clear();
  }
}
