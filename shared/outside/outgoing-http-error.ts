// The one error of the outgoing HTTP room: what broke, in words fit for the caller; where it broke stays in the `cause`.

export type OutgoingHttpErrorKind =
  /** The URL, or an address of its host, may not be asked at all; nothing was dialled. */
  | 'refused-address'
  | 'dns'
  | 'connect'
  /** One of our limits ran out, or the caller's signal stopped the call. */
  | 'timeout'
  | 'reset'
  | 'tls'
  /** What arrived is not an HTTP answer that this client accepts; or our own request is not one. */
  | 'protocol';

export interface OutgoingHttpErrorOptions {
  readonly cause?: unknown;
  /** Whether the same call may succeed later. @default later for connect, timeout and reset */
  readonly retry?: 'never' | 'later';
  /** Whether a byte of the request may have reached the server. @default false */
  readonly requestSent?: boolean;
  /** Whether the server may have the whole body: the outcome is then unknown, not failed. @default false */
  readonly bodySent?: boolean;
}

const transientKinds: ReadonlySet<OutgoingHttpErrorKind> = new Set(['connect', 'timeout', 'reset']);

/** The message is a clause without capital and full stop; it never holds an address, a host or a URL. */
export class OutgoingHttpError extends Error {
  readonly kind: OutgoingHttpErrorKind;
  readonly retry: 'never' | 'later';
  readonly requestSent: boolean;
  readonly bodySent: boolean;

  constructor(kind: OutgoingHttpErrorKind, message: string, options: OutgoingHttpErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'OutgoingHttpError';
    this.kind = kind;
    this.retry = options.retry ?? (transientKinds.has(kind) ? 'later' : 'never');
    this.requestSent = options.requestSent ?? false;
    this.bodySent = options.bodySent ?? false;
  }

  /** The same error, told at a point where more is known about how far the request got. */
  withProgress(progress: RequestProgress): OutgoingHttpError {
    return new OutgoingHttpError(this.kind, this.message, {
      cause: this.cause,
      retry: this.retry,
      requestSent: progress.phase === 'exchanging',
      bodySent: progress.bodySent,
    });
  }
}

/** How far a request got: up to a TCP connection, through the TLS handshake, or to bytes of HTTP. */
export interface RequestProgress {
  readonly phase: 'connecting' | 'securing' | 'exchanging';
  readonly bodySent: boolean;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Names what Node's sockets, TLS and HTTP parser report. */
export function fromNetworkError(error: unknown, progress: RequestProgress): OutgoingHttpError {
  if (error instanceof OutgoingHttpError) return error.withProgress(progress);
  const code = codeOf(error);
  const named = (kind: OutgoingHttpErrorKind, message: string) =>
    new OutgoingHttpError(kind, message, { cause: error }).withProgress(progress);
  if (code.startsWith('HPE_') || code.startsWith('ERR_')) {
    if (progress.phase !== 'securing') return named('protocol', 'the server did not answer in valid HTTP');
  }
  if (progress.phase === 'connecting') return named('connect', 'the server did not accept the connection');
  if (progress.phase === 'securing' && code !== 'ECONNRESET') {
    return named('tls', 'no trusted TLS connection could be made');
  }
  return named('reset', 'the connection broke off before the answer was complete');
}

/** EAI_AGAIN and its like: the name server could not be asked, as against "there is no such name". */
const temporaryDnsCodes = new Set([
  'EAI_AGAIN',
  'ETIMEOUT',
  'ETIMEDOUT',
  'ESERVFAIL',
  'SERVFAIL',
  'ECONNREFUSED',
  'EREFUSED',
]);

export function fromLookupError(error: unknown): OutgoingHttpError {
  if (error instanceof OutgoingHttpError) return error;
  const retry = temporaryDnsCodes.has(codeOf(error)) ? 'later' : 'never';
  return new OutgoingHttpError('dns', 'the host name could not be resolved', { cause: error, retry });
}
