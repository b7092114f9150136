// Behind the front door: an HTTP API of the template, from request to response, with the error bodies of AWS.
import type { IncomingMessage } from 'node:http';
import type { FunctionPool } from '../functions/function-pool.ts';
import type { Outcome } from '../functions/worker.ts';
import type { Health } from '../health.ts';
import { type CorsConfiguration, corsHeaders, preflightHeaders } from './cors.ts';
import { proxyEvent, type RequestParts } from './proxy-event.ts';
import { messageResponse, type ProxyResponse, proxyResponse } from './proxy-response.ts';
import type { RouteMatch } from './route-table.ts';

export interface HttpApi {
  readonly id: string;
  readonly cors: CorsConfiguration | undefined;
  match(method: string, path: string): RouteMatch | undefined;
  find(target: string): FunctionPool;
  health(): Promise<Health>;
  /** What a caller reads whose request fits the API but not the function: `undefined` is AWS's own body. */
  readonly oversizedBody?: ((requestId: string) => unknown) | undefined;
  /** AWS ends every integration after 30 s. */
  readonly integrationTimeoutSeconds: number;
}

export interface ApiRequest {
  readonly incoming: IncomingMessage;
  readonly parts: RequestParts;
  /** Nothing when it was longer than the API takes. */
  readonly body: Buffer | undefined;
}

export async function answerRequest(api: HttpApi, request: ApiRequest): Promise<ProxyResponse> {
  const { incoming, parts } = request;
  if (parts.path === '/health' && (parts.method === 'GET' || parts.method === 'HEAD')) {
    return healthResponse(await api.health());
  }
  const cors = corsHeaders(api.cors, incoming.headers.origin);
  if (api.cors && parts.method === 'OPTIONS' && incoming.headers['access-control-request-method']) {
    return { status: 204, headers: { ...cors, ...preflightHeaders(api.cors) }, body: Buffer.alloc(0) };
  }
  const response = await invokeRoute(api, request);
  // The API's own CORS answer replaces the function's.
  return { ...response, headers: { ...response.headers, ...cors } };
}

async function invokeRoute(api: HttpApi, { incoming, parts, body }: ApiRequest): Promise<ProxyResponse> {
  if (body === undefined) return messageResponse(413, 'Request Entity Too Large');
  const match = api.match(parts.method, parts.path);
  if (match === undefined) return messageResponse(404, 'Not Found');
  const event = proxyEvent(incoming, parts, match, body, api.id);
  const outcome = await withTimeout(api.find(match.route.target), event, api.integrationTimeoutSeconds);
  const requestId = String(event.requestContext.requestId);
  if (outcome?.ok === false && outcome.error.errorType === 'RequestTooLargeException') {
    const own = api.oversizedBody?.(requestId);
    const response = messageResponse(413, 'Request Entity Too Large');
    if (own === undefined) return response;
    const headers = { ...response.headers, 'x-request-id': requestId, 'access-control-allow-origin': '*' };
    return { ...response, headers, body: Buffer.from(JSON.stringify(own)) };
  }
  return outcomeResponse(outcome);
}

/** Nothing when time is up; the function may go on all the same, as it does on AWS. */
async function withTimeout(
  pool: FunctionPool,
  event: unknown,
  seconds: number,
): Promise<Outcome | undefined> {
  const stopWaiting = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, undefined);
  });
  const outcome = await Promise.race([pool.invoke(event, stopWaiting.signal), timeUp]);
  clearTimeout(timer);
  stopWaiting.abort();
  return outcome;
}

function outcomeResponse(outcome: Outcome | undefined): ProxyResponse {
  if (outcome === undefined) return messageResponse(503, 'Service Unavailable');
  if (outcome.ok) return proxyResponse(outcome.answer) ?? messageResponse(500, 'Internal Server Error');
  switch (outcome.error.errorType) {
    case 'TooManyRequestsException':
      return messageResponse(503, 'Service Unavailable');
    default:
      return messageResponse(500, 'Internal Server Error');
  }
}

function healthResponse(health: Health): ProxyResponse {
  return {
    status: health.status === 'ok' ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: Buffer.from(JSON.stringify(health)),
  };
}
