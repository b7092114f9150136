// API Gateway's event (HTTP API, payload format 2.0), parsed into what a door works with.
import * as z from 'zod/mini';
import { VoxgateError } from '../domain/voxgate-error.ts';

const eventSchema = z.object({
  rawPath: z.string(),
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string()),
  /** API Gateway takes them out of the headers. */
  cookies: z.optional(z.array(z.string())),
  pathParameters: z.optional(z.record(z.string(), z.string())),
  requestContext: z.object({
    requestId: z.string(),
    http: z.object({ method: z.string(), sourceIp: z.string() }),
  }),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** Lower-case names. An empty header counts as absent. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Each `name=value`. */
  readonly cookies: readonly string[];
  readonly query: URLSearchParams;
  readonly pathParameters: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly requestId: string;
  readonly sourceIp: string;
  /** What is left of the function's time limit. */
  readonly remainingMs: () => number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each becomes a Set-Cookie header. */
  readonly cookies?: readonly string[];
  /** An object leaves as JSON after its schema has passed it; text and bytes leave as they are; nothing leaves no body. */
  readonly body?: unknown;
}

/**
 * Our own limit. A Lambda takes 6 MB of event, in which API Gateway has base64-encoded forms and multipart:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxBodyBytes = 4 * 1024 * 1024;

/** @throws Error on an event that is none of API Gateway's */
export const readHttpRequest = (event: unknown, remainingMs: () => number): HttpRequest => {
  const { rawPath, rawQueryString, headers, cookies, pathParameters, requestContext, body, isBase64Encoded } =
    eventSchema.parse(event);
  const present = Object.entries(headers).filter(([, value]) => value !== '');
  return {
    method: requestContext.http.method.toUpperCase(),
    path: rawPath,
    headers: Object.fromEntries(present.map(([name, value]) => [name.toLowerCase(), value])),
    cookies: cookies ?? [],
    query: new URLSearchParams(rawQueryString),
    pathParameters: pathParameters ?? {},
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
    requestId: requestContext.requestId,
    sourceIp: requestContext.http.sourceIp,
    remainingMs,
  };
};

/** @throws VoxgateError PAYLOAD_TOO_LARGE */
export const checkBodySize = (request: HttpRequest): void => {
  if (request.body.length > maxBodyBytes) {
    throw new VoxgateError('PAYLOAD_TOO_LARGE', 'The request body is larger than 4 MB');
  }
};
