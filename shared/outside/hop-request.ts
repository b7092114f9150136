// What one hop of outgoing HTTP is asked and what it answers, and how both read on the wire.
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { AddressPolicy } from '../domain/address-policy.ts';
import type { HostLookup } from './resolve-target.ts';

export interface HopLimits {
  /** Name look-up, TCP and TLS together. @default 5000 */
  readonly connectTimeoutMs?: number | undefined;
  /** Longest silence on the connection, in both directions at once. @default 15000 */
  readonly idleTimeoutMs?: number | undefined;
}

export interface HopRequest {
  readonly url: string | URL;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A stream is destroyed however the call ends. */
  readonly body?: Readable | Buffer | string | undefined;
  /** Length of a streamed body; without it, the stream is sent chunked. */
  readonly bodyBytes?: number | undefined;
  readonly limits?: HopLimits | undefined;
  /** Left out only for hosts that our own settings name, never for a URL that somebody sent. */
  readonly policy?: AddressPolicy | undefined;
  /** @default the system's resolver */
  readonly lookup?: HostLookup | undefined;
  /** Carries the total time limit: see `startDeadline`. */
  readonly signal: AbortSignal;
}

export interface HopAnswer {
  /** What was asked, as parsed: the base of a redirect's URL. */
  readonly url: URL;
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  /** The body is compressed although identity was asked for: a bomb, or audio that only looks broken. */
  readonly isEncoded: boolean;
  /** The body as it arrives. @throws OutgoingHttpError when it breaks off or a limit runs out */
  chunks(): AsyncGenerator<Buffer, void, undefined>;
  /** Whether the server may have the whole request body by now. */
  isBodySent(): boolean;
  /** To be called once the answer is done with, read or not: resolves when the socket is closed. */
  close(): Promise<void>;
}

/** True for any coding that would have to be undone; `chunked` alone is framing, which Node's parser removes. */
export function isEncoded(headers: IncomingHttpHeaders): boolean {
  const codings = [headers['content-encoding'] ?? '', headers['transfer-encoding'] ?? '']
    .join(',')
    .split(',');
  return codings.some((coding) => !['', 'identity', 'chunked'].includes(coding.trim().toLowerCase()));
}

/** The head of the request, whatever the caller's headers say. */
export function requestHeaders(request: HopRequest, url: URL): Record<string, string> {
  const own = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const bodyBytes = typeof request.body === 'string' ? Buffer.byteLength(request.body) : request.bodyBytes;
  return {
    'user-agent': 'Voxgate/0.1',
    accept: '*/*',
    ...Object.fromEntries(own),
    host: url.host,
    'accept-encoding': 'identity',
    ...(bodyBytes === undefined ? {} : { 'content-length': String(bodyBytes) }),
  };
}
