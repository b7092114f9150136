// A call as it is, byte by byte: no client library that would mend it on the way.
import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Call {
  readonly method: string;
  /** With its query, escaped or not as it shall be sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Buffer | undefined;
}

export interface CallAnswer {
  /** 0: the connection broke without one. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly durationMs: number;
}

/** Longer than the API lets any function take. */
const timeoutMs = 40_000;

export const callAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: 8 });

export const sendCall = (baseUrl: string, agent: Agent, call: Call): Promise<CallAnswer> => {
  const startedAt = performance.now();
  const { hostname, port } = new URL(baseUrl);
  const since = () => performance.now() - startedAt;
  return new Promise((resolve) => {
    const broken = (error: Error) =>
      resolve({ status: 0, headers: {}, text: error.message, durationMs: since() });
    const length = call.body ? { 'content-length': call.body.length } : {};
    const outgoing = request(
      {
        ...{ hostname, port, agent, method: call.method, path: call.path, timeout: timeoutMs },
        headers: { ...call.headers, ...length } as Record<string, string | string[]>,
      },
      (incoming) => {
        buffer(incoming).then((bytes) => {
          const { statusCode = 0, headers } = incoming;
          resolve({ status: statusCode, headers, text: bytes.toString('utf8'), durationMs: since() });
        }, broken);
      },
    );
    outgoing.on('error', broken);
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    outgoing.end(call.body);
  });
};
