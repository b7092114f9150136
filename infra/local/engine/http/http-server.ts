// The stack's front door: listens on 127.0.0.1 and holds requests to the sizes that API Gateway takes.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { answerRequest, type HttpApi } from './http-api.ts';
import { type RequestParts, readRequestLine } from './proxy-event.ts';
import { messageResponse, type ProxyResponse } from './proxy-response.ts';

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const maxBodyBytes = 10 * 1024 * 1024;
const maxHeaderBytes = 10_240;
/** What a refused client may still send before the line is cut; else it would see a reset instead of the answer. */
const maxDrainedBytes = 64 * 1024 * 1024;

export interface HttpServer {
  readonly port: number;
  readonly baseUrl: string;
  /** Until then every request is answered 503. */
  serve(api: HttpApi): void;
  /** Takes no new connections. */
  stopListening(): void;
  close(): Promise<void>;
}

/**
 * @param port 0 takes any free port
 * @throws Error naming the port when another program holds it.
 */
export async function startHttpServer(port: number): Promise<HttpServer> {
  let api: HttpApi | undefined;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    handleRequest(api, request)
      .then((answer) => send(response, answer))
      .catch(() => sendInternalError(response));
  };
  // Kept alive for longer than clients do, so that none writes into a socket that is just being closed.
  const server = createServer({ maxHeaderSize: maxHeaderBytes, keepAliveTimeout: 75_000 }, handle);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!announcesTooMuch(request)) response.writeContinue();
    handle(request, response);
  });
  server.on('clientError', refuseBrokenRequest);
  await listen(server, port);
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    baseUrl: `http://127.0.0.1:${address.port}`,
    serve(served) {
      api = served;
    },
    stopListening: () => server.close(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handleRequest(api: HttpApi | undefined, incoming: IncomingMessage): Promise<ProxyResponse> {
  const parts = readParts(incoming);
  const body = await readBody(incoming);
  if (parts === undefined) return messageResponse(400, 'Bad Request');
  if (api === undefined) return messageResponse(503, 'Service Unavailable');
  return answerRequest(api, { incoming, parts, body });
}

function readParts(request: IncomingMessage): RequestParts | undefined {
  try {
    return readRequestLine(request);
  } catch {
    return undefined;
  }
}

function announcesTooMuch(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > maxBodyBytes;
}

/** Nothing when the body exceeds the limit; the rest of it then flows away unread. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    if (announcesTooMuch(request)) resolve(undefined);
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes) chunks.push(chunk);
      else resolve(undefined);
      if (length > maxDrainedBytes) request.destroy();
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

function send(response: ServerResponse, { status, headers, body }: ProxyResponse): void {
  const hasBody = status !== 204 && status !== 304;
  for (const [name, value] of Object.entries(headers)) {
    if (hasBody || name !== 'content-type') response.setHeader(name, value);
  }
  if (status === 413) response.setHeader('connection', 'close');
  if (hasBody) response.setHeader('content-length', body.length);
  response.setHeader('apigw-requestid', randomBytes(11).toString('base64url'));
  response.writeHead(status);
  response.end(hasBody ? body : undefined);
}

/** Reached by a client that broke off, and by a function whose headers no HTTP message can carry. */
function sendInternalError(response: ServerResponse): void {
  if (response.headersSent) return;
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  send(response, messageResponse(500, 'Internal Server Error'));
}

function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const reason = error.code === 'HPE_HEADER_OVERFLOW' ? 'Request Header Fields Too Large' : 'Bad Request';
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify({ message: reason });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`Cannot listen on 127.0.0.1:${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}
