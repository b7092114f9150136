// A server on loopback that breaks HTTP on purpose, byte by byte; and the proof that nothing was dialled.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls from 'node:tls';

export interface ReceivedRequest {
  readonly method: string;
  /** With its query string. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the server does with one request: whatever it writes goes out as it is. */
export type Behaviour = (socket: Socket, request: ReceivedRequest) => void;

export interface HostileServer {
  readonly address: string;
  readonly port: number;
  /** `http://address:port` with the path behind it. */
  url(path: string): string;
  readonly requests: readonly ReceivedRequest[];
  connectionCount(): number;
  /** Resolves when no connection is open: a client that leaks one makes the test run into its time limit. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface HostileServerProps {
  /** @default 127.0.0.1 */
  readonly address?: string;
  /** @default any free port */
  readonly port?: number;
  /** Serves https. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** By path without query; a path that is missing here gets 404. */
  readonly behaviours?: Readonly<Record<string, Behaviour>>;
}

function readRequest(received: string): ReceivedRequest | undefined {
  const [head = '', ...rest] = received.split('\r\n\r\n');
  if (rest.length === 0) return undefined;
  const [requestLine = '', ...headerLines] = head.split('\r\n');
  const [method = '', path = ''] = requestLine.split(' ');
  const headers = Object.fromEntries(
    headerLines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const body = rest.join('\r\n\r\n');
  const isWhole =
    headers['transfer-encoding'] === 'chunked'
      ? body.endsWith('0\r\n\r\n')
      : body.length >= Number(headers['content-length'] ?? 0);
  return isWhole ? { method, path, headers, body } : undefined;
}

export async function startHostileServer(props: HostileServerProps = {}): Promise<HostileServer> {
  const { address = '127.0.0.1', behaviours = {}, certificate } = props;
  const requests: ReceivedRequest[] = [];
  const open = new Set<Socket>();
  let connectionCount = 0;
  const onConnection = (socket: Socket) => {
    let received = '';
    let isAnswered = false;
    // A client that hangs up on us is what most of these tests are about.
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const request = readRequest(received);
      if (request === undefined || isAnswered) return;
      isAnswered = true;
      requests.push(request);
      const [path = ''] = request.path.split('?');
      const behaviour = behaviours[path] ?? answer(404, {}, 'not here');
      behaviour(socket, request);
    });
  };
  const server: Server =
    certificate === undefined ? net.createServer(onConnection) : tls.createServer(certificate, onConnection);
  // On the TCP level, below TLS: a refused handshake counts as dialled.
  server.on('connection', (socket: Socket) => {
    connectionCount += 1;
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      server.emit('hostile:closed');
    });
  });
  server.listen(props.port ?? 0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return {
    address,
    port,
    requests,
    url: (path) => `${certificate === undefined ? 'http' : 'https'}://${host}:${port}${path}`,
    connectionCount: () => connectionCount,
    async idle() {
      while (open.size > 0) await once(server, 'hostile:closed');
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The head of an answer, with nothing added. */
export function head(statusCode: number, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${statusCode} Whatever\r\n${lines.join('')}\r\n`;
}

/** A well-behaved answer. */
export function answer(
  statusCode: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
): Behaviour {
  return (socket) => {
    const bytes = Buffer.from(body);
    const length = statusCode === 204 ? {} : { 'content-length': String(bytes.length) };
    socket.end(Buffer.concat([Buffer.from(head(statusCode, { ...length, ...headers })), bytes]));
  };
}

export function redirect(location: string, statusCode = 302): Behaviour {
  return answer(statusCode, { location });
}

/** Writes exactly this, then ends the connection in good manners. */
export function raw(text: string | Buffer): Behaviour {
  return (socket) => socket.end(text);
}

/** Writes this, then kills the connection with a TCP reset as soon as it is on its way. */
export function resetAfter(text: string): Behaviour {
  return (socket) => socket.write(text, () => socket.resetAndDestroy());
}

/** Takes the request and says nothing, ever. */
export function silence(): Behaviour {
  return () => {};
}

/** One byte at a time, so that no idle timeout ever fires; without end. */
export function drip(start: string, everyMs: number): Behaviour {
  return (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write('x'), everyMs);
    socket.once('close', () => clearInterval(timer));
  };
}

/** As fast as the client takes it, without end. */
export function flood(start: string, block: Buffer): Behaviour {
  return (socket) => {
    const pour = () => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on('drain', pour);
    socket.write(start);
    pour();
  };
}

export interface DialWatch {
  /** How many client sockets this process has opened since, TLS included. */
  count(): number;
  /** How many of them are still there. */
  openCount(): number;
  stop(): void;
}

/** Sees every client socket of this process from now on, before it connects. */
export function watchDials(onDial: (socket: Socket) => void = () => {}): DialWatch {
  const sockets: Socket[] = [];
  const onSocket = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    sockets.push(socket);
    onDial(socket);
  };
  subscribe('net.client.socket', onSocket);
  return {
    count: () => sockets.length,
    openCount: () => sockets.filter((socket) => !socket.destroyed).length,
    stop: () => void unsubscribe('net.client.socket', onSocket),
  };
}

/** Whether this machine has an IPv6 loopback. */
export async function hasIpv6Loopback(): Promise<boolean> {
  const server = net.createServer().listen(0, '::1');
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.once('listening', () => server.close(() => resolve(true)));
  });
}
