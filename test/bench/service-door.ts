// Stands at the doors of the embedded services: every request that a function makes of AWS, seen when it was answered.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoints } from '../../infra/local/engine/template/identity.ts';

export interface Call {
  /** The function's short name; `local` for everybody else, the engine and its pumps among them. */
  readonly caller: string;
  readonly service: 'dynamodb' | 's3' | 'sqs' | 'secrets';
  /** As the SDK calls it: `PutItem`. */
  readonly operation: string;
  /** `undefined` for S3. */
  readonly input: Readonly<Record<string, unknown>> | undefined;
  /** Of an object in S3, else empty. */
  readonly key: string;
  /** Of the body, before any encoding of S3's. */
  readonly bytes: number;
  readonly status: number;
  /** `performance.now()` when the last byte of the answer was handed over. */
  readonly answeredAt: number;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const headerOf = ({ headers }: IncomingMessage, name: string): string => String(headers[name] ?? '');

/** Each function has an access key of its own name here, as each has a role of its own on AWS. */
const callerOf = (request: IncomingMessage): string =>
  /Credential=([^/]+)\//.exec(headerOf(request, 'authorization'))?.[1] ?? 'local';

const objectOperation = (request: IncomingMessage): Pick<Call, 'operation' | 'key'> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
  const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
  const operation =
    searchParams.get('x-id') ?? `${request.method}${searchParams.has('uploads') ? ' uploads' : ''}`;
  return { operation, key };
};

const readCall = (request: IncomingMessage, status: number, body: readonly Buffer[]): Call => {
  const [api = '', operation = ''] = headerOf(request, 'x-amz-target').split('.');
  const declared = headerOf(request, 'x-amz-decoded-content-length') || headerOf(request, 'content-length');
  const common = {
    caller: callerOf(request),
    status,
    bytes: Number(declared),
    answeredAt: performance.now(),
  };
  if (api === '') return { ...common, service: 's3', input: undefined, ...objectOperation(request) };
  const service = api.startsWith('DynamoDB') ? 'dynamodb' : api === 'AmazonSQS' ? 'sqs' : 'secrets';
  return { ...common, service, operation, key: '', input: JSON.parse(Buffer.concat(body).toString('utf8')) };
};

/** @returns what leaves the doors again */
export const watchDoors = (endpoints: Endpoints, see: (call: Call) => void): (() => void) => {
  const ports = new Set(Object.values(endpoints).map((url) => Number(new URL(url).port)));
  const bodies = new WeakMap<IncomingMessage, Buffer[]>();
  const onStart = (message: unknown) => {
    const { request } = message as Exchange;
    if (!ports.has(request.socket.localPort ?? 0)) return;
    const body: Buffer[] = [];
    bodies.set(request, body);
    // Objects are large, and nobody asks what is in them.
    if (headerOf(request, 'x-amz-target') === '') return;
    // Looks on as the parser hands over each piece; a listener would start the stream before its owner is ready.
    const push = request.push.bind(request);
    request.push = (chunk: Buffer | null, encoding) => {
      if (chunk !== null) body.push(Buffer.from(chunk));
      return push(chunk, encoding);
    };
  };
  const onFinish = (message: unknown) => {
    const { request, response } = message as Exchange;
    const body = bodies.get(request);
    if (body) see(readCall(request, response.statusCode, body));
  };
  subscribe('http.server.request.start', onStart);
  subscribe('http.server.response.finish', onFinish);
  return () => {
    unsubscribe('http.server.request.start', onStart);
    unsubscribe('http.server.response.finish', onFinish);
  };
};
