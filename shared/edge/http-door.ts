// The one way in by HTTP: parse the event, let the use case answer, turn errors into the dialect's bodies, log one line.
import middy from '@middy/core';
import httpCors from '@middy/http-cors';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { FunctionContract, HttpTrigger } from '../contract.ts';
import { VoxgateError } from '../domain/voxgate-error.ts';
import type { Metrics } from '../use-cases/ports.ts';
import { checkBodySize, type HttpAnswer, type HttpRequest, readHttpRequest } from './http-request.ts';
import { log } from './log.ts';

export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpDoor {
  readonly contract: FunctionContract;
  /** @param route of the contract, as `GET /v1/recordings/{id}`; a HEAD is asked as the GET whose head it is */
  readonly respond: (request: HttpRequest, route: string) => Promise<HttpAnswer>;
  /** The dialect's error body. */
  readonly errorBody: (error: VoxgateError, requestId: string) => unknown;
  /** Told of each 500 that is our own mistake: to Lambda it is an answer like any other. */
  readonly metrics: Metrics;
  /** What cross-origin routes allow, without credentials; `none` turns CORS off. */
  readonly corsOrigin?: string;
}

export const routesOf = (contract: FunctionContract): readonly HttpTrigger[] => {
  const { trigger } = contract;
  if (trigger.kind === 'http') return [trigger];
  if (trigger.kind === 'http-group') return trigger.routes;
  throw new Error(`${contract.name} has no HTTP trigger`);
};

const pathPattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replaceAll(/[.]/g, '\\.')
      .replaceAll(/\{\w+\}/g, '[^/]+')
      .replaceAll(/\{\w+\+\}/g, '.*')}$`,
  );

const routeOf = (contract: FunctionContract, request: HttpRequest): HttpTrigger | undefined =>
  routesOf(contract).find(({ path }) => pathPattern(path).test(request.path));

/** @throws VoxgateError METHOD_NOT_ALLOWED */
const routeKey = (route: HttpTrigger | undefined, request: HttpRequest): string => {
  const methods: readonly string[] = route?.methods ?? [];
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (methods.includes(method)) return `${method} ${route?.path}`;
  throw new VoxgateError('METHOD_NOT_ALLOWED', `Method not allowed, must use ${methods.join(' or ')}`, {
    headers: { allow: methods.join(', ') },
  });
};

/** A body that breaks its own schema is our fault: 500, and the log says where. */
const render = (contract: FunctionContract, answer: HttpAnswer): APIGatewayProxyStructuredResultV2 => {
  const { status, body, cookies = [] } = answer;
  const head = { statusCode: status, ...(cookies.length > 0 && { cookies: [...cookies] }) };
  if (body === undefined) return { ...head, headers: { ...answer.headers } };
  if (body instanceof Uint8Array) {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return { ...head, headers: { ...answer.headers }, body: bytes.toString('base64'), isBase64Encoded: true };
  }
  if (typeof body !== 'string') contract.responses?.[status]?.parse(body);
  return {
    ...head,
    headers: { 'content-type': 'application/json; charset=utf-8', ...answer.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
};

const toVoxgateError = (error: unknown): VoxgateError =>
  error instanceof VoxgateError
    ? error
    : new VoxgateError('INTERNAL_ERROR', 'Something went wrong on our side', { cause: error });

const errorAnswer = (door: HttpDoor, error: VoxgateError, requestId: string): HttpAnswer => ({
  status: error.status,
  // What was refused to one caller is no answer for another.
  headers: { 'cache-control': 'no-store', ...error.headers },
  body: door.errorBody(error, requestId),
});

/** What is wrong with a parameter is told in the caller's own words, and one of them may be a key: those stay out of the log. */
const reasonOf = ({ code, message }: VoxgateError): { readonly reason?: string } =>
  code === 'INVALID_PARAMETER' ? {} : { reason: message };

const serve = async (door: HttpDoor, request: HttpRequest): Promise<APIGatewayProxyStructuredResultV2> => {
  const startedAt = Date.now();
  // The route, not the path: a JSON log's name is the capability to read it.
  const route = routeOf(door.contract, request);
  const line = { method: request.method, route: route?.path, requestId: request.requestId };
  let result: APIGatewayProxyStructuredResultV2;
  let failure: VoxgateError | undefined;
  try {
    const key = routeKey(route, request);
    checkBodySize(request);
    result = render(door.contract, await door.respond(request, key));
  } catch (error) {
    failure = toVoxgateError(error);
    result = render(door.contract, errorAnswer(door, failure, request.requestId));
  }
  const outcome = { ...line, status: result.statusCode, durationMs: Date.now() - startedAt };
  if (!failure) log.info('request', outcome);
  else if (failure.code === 'INTERNAL_ERROR') {
    log.error('request', { ...outcome, code: failure.code, error: failure });
    door.metrics.record('InternalErrors', 1);
  } else log.info('request', { ...outcome, code: failure.code, ...reasonOf(failure) });
  return { ...result, headers: { ...result.headers, 'x-request-id': request.requestId } };
};

export const httpDoor = (door: HttpDoor): HttpHandler => {
  const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>();
  const isCrossOrigin = routesOf(door.contract).some((route) => route.isCrossOrigin);
  const corsOrigin = door.corsOrigin ?? 'none';
  if (isCrossOrigin && corsOrigin !== 'none') {
    const methods = routesOf(door.contract).flatMap((route) => route.methods);
    handler.use(
      httpCors({
        disableBeforePreflightResponse: false,
        origin: corsOrigin,
        methods: [...new Set([...methods, 'OPTIONS'])].join(','),
        headers: 'Content-Type,X-API-Key,Authorization,Idempotency-Key,Prefer',
        exposeHeaders: 'X-Request-Id,Idempotent-Replayed,Retry-After',
        maxAge: 86_400,
      }),
    );
  }
  handler.handler((event, context) =>
    serve(
      door,
      readHttpRequest(event, () => context.getRemainingTimeInMillis()),
    ),
  );
  return handler as unknown as HttpHandler;
};
