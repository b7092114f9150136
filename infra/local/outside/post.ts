// Outgoing calls of this room's servers: one POST on a connection of its own, so that no pooled one can die under it.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { readBody } from './loopback-server.ts';

export interface PostAnswer {
  readonly status: number;
  readonly body: string;
}

const maxAnswerBytes = 256 * 1024;

/** @throws Error when the URL is bad, nobody answers, the answer is over 256 KB, or `signal` fires. */
export async function post(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const call = request(
    url,
    {
      method: 'POST',
      agent: false,
      signal,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    },
    (response) => {
      readBody(response, maxAnswerBytes).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, body: bytes.toString('utf8') }),
        reject,
      );
    },
  );
  call.on('error', reject);
  call.end(body);
  return promise;
}
