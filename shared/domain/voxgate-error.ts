// The one error class: what went wrong, in words fit for the caller; the secret part is the `cause`, for the log alone.

/** `never`: repeating the same request cannot help. `later`: it may. */
type Retry = 'never' | 'later';

/** Every code a caller may meet, with its HTTP status and whether trying again can help. */
export const errorCodes = {
  METHOD_NOT_ALLOWED: { status: 405, retry: 'never' },
  PAYLOAD_TOO_LARGE: { status: 413, retry: 'never' },
  MISSING_PARAMETER: { status: 400, retry: 'never' },
  INVALID_PARAMETER: { status: 400, retry: 'never' },
  INVALID_AUDIO_SOURCE: { status: 400, retry: 'never' },
  MISSING_API_KEY: { status: 401, retry: 'never' },
  INVALID_API_KEY: { status: 403, retry: 'never' },
  /** The panel's session is over, was signed out, or its key was revoked. */
  SESSION_EXPIRED: { status: 401, retry: 'never' },
  CROSS_ORIGIN_REFUSED: { status: 403, retry: 'never' },
  RATE_LIMITED: { status: 429, retry: 'later' },
  IDEMPOTENCY_CONFLICT: { status: 409, retry: 'never' },
  /** What was to be changed is no longer what the caller has read. */
  PRECONDITION_FAILED: { status: 412, retry: 'never' },
  NOT_FOUND: { status: 404, retry: 'never' },
  DOWNLOAD_FAILED: { status: 502, retry: 'never' },
  CONVERSION_FAILED: { status: 500, retry: 'never' },
  VENDOR_UNREACHABLE: { status: 502, retry: 'later' },
  VENDOR_REJECTED: { status: 502, retry: 'never' },
  NO_RESULT: { status: 502, retry: 'never' },
  INTERNAL_ERROR: { status: 500, retry: 'later' },
} as const satisfies Record<string, { status: number; retry: Retry }>;

export type ErrorCode = keyof typeof errorCodes;

export interface VoxgateErrorOptions {
  /** What the log needs and the caller must not see. */
  readonly cause?: unknown;
  /** Extra response headers, lower case: `allow`, `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields the answer's body carries beside the error: `status_url`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Overrides the code's own retry: a download that was cut off may succeed later, a 404 will not. */
  readonly retry?: Retry;
}

export class VoxgateError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retry: Retry;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, options: VoxgateErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'VoxgateError';
    this.code = code;
    this.status = errorCodes[code].status;
    this.retry = options.retry ?? errorCodes[code].retry;
    this.headers = options.headers ?? {};
    this.fields = options.fields ?? {};
  }
}
