// Beneath every server of this room: one HTTP server on 127.0.0.1 that starts on a free port and stops at once.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request. What it throws becomes a plain 500, so that a broken server never looks like a silent one. */
export type LoopbackHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface LoopbackServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, never `localhost`: that name may mean `::1`, where nobody listens. */
  readonly baseUrl: string;
  /** Stops listening and breaks open connections off; resolves when the port is free again. */
  close(): Promise<void>;
}

export interface LoopbackServerOptions {
  readonly handler: LoopbackHandler;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  /** @default no log */
  readonly log?: ((line: string) => void) | undefined;
}

/** @throws Error naming the port when another program holds it. */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const wanted = options.port ?? 0;
  const server = createServer((request, response) => {
    answer(options, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`Cannot listen on 127.0.0.1:${wanted}: ${cause.message}`, { cause })),
    );
    server.listen(wanted, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    baseUrl: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  options: LoopbackServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await options.handler(request, response);
  } catch (error) {
    options.log?.(`${request.method} failed: ${error instanceof Error ? error.message : String(error)}`);
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { message: 'Internal error of the local server' });
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** @throws Error when the body is longer than `maxBytes`, or ends before its time. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBytes) throw new Error(`Body is over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
