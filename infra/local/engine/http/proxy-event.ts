// Inside the HTTP API: a request becomes the event of payload format 2.0, as API Gateway writes it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { localAccount } from '../template/identity.ts';
import type { RouteMatch } from './route-table.ts';

export interface ProxyEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface RequestParts {
  readonly method: string;
  /** Decoded: unlike a REST API, an HTTP API hands the decoded path to the function. */
  readonly path: string;
  readonly rawQueryString: string;
}

/** @throws URIError when the path's percent-encoding is broken. */
export function readRequestLine(request: IncomingMessage): RequestParts {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(rawPath),
    rawQueryString: rest.join('?'),
  };
}

export function proxyEvent(
  request: IncomingMessage,
  parts: RequestParts,
  match: RouteMatch,
  body: Buffer,
  apiId: string,
): ProxyEvent {
  const { cookie, ...headers } = joinHeaders(request);
  const query = joinQuery(parts.rawQueryString);
  const isBase64Encoded = body.length > 0 && !isText(headers['content-type'], headers['content-encoding']);
  const now = new Date();
  const host = headers.host ?? '127.0.0.1';
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: parts.path,
    rawQueryString: parts.rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/; */).filter((one) => one !== '') }),
    headers: {
      ...headers,
      'x-forwarded-for': headers['x-forwarded-for'] ? `${headers['x-forwarded-for']}, ${sourceIp}` : sourceIp,
      'x-forwarded-port': String(request.socket.localPort),
      'x-forwarded-proto': 'http',
    },
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: localAccount,
      apiId,
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: parts.method,
        path: parts.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** Every other type, forms and multipart among them, reaches the function as base64; so does what is compressed. */
function isText(contentType: string | undefined, contentEncoding: string | undefined): boolean {
  if (contentEncoding !== undefined && contentEncoding !== 'identity') return false;
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return (
    type.startsWith('text/') ||
    ['application/json', 'application/javascript', 'application/xml'].includes(type) ||
    /^application\/.+\+(json|xml)$/.test(type)
  );
}

/** These concern one connection and end at the API. */
const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function joinHeaders(request: IncomingMessage): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values !== undefined && !hopByHop.has(name))
      joined[name] = values.join(name === 'cookie' ? '; ' : ',');
  }
  return joined;
}

function joinQuery(rawQueryString: string): Record<string, string> | undefined {
  if (rawQueryString === '') return undefined;
  const joined: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(rawQueryString)) {
    joined[key] = Object.hasOwn(joined, key) ? `${joined[key]},${value}` : value;
  }
  return joined;
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
