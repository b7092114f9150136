// One hop of outgoing HTTP that can be trusted with a stranger's URL: downloads, forwards and the vendor all go through it.
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { dialTarget, isTargetAddress } from './dial-target.ts';
import { type HopAnswer, type HopRequest, isEncoded, requestHeaders } from './hop-request.ts';
import { inSeconds, stoppedError } from './outgoing-deadline.ts';
import { fromNetworkError, OutgoingHttpError, type RequestProgress } from './outgoing-http-error.ts';
import { parseTargetUrl, resolveTarget, type Target } from './resolve-target.ts';

const defaultConnectTimeoutMs = 5_000;
const defaultIdleTimeoutMs = 15_000;

class Hop {
  readonly #request: HopRequest;
  readonly #stop = new AbortController();
  readonly #connectTimeoutMs: number;
  readonly #connectTimer: NodeJS.Timeout;
  readonly #onOuterAbort = () => this.#fail(stoppedError(this.#request.signal));
  #phase: RequestProgress['phase'] = 'connecting';
  #client: ClientRequest | undefined;
  #clientClosed: Promise<void> = Promise.resolve();
  /** Where the parser says what was wrong: the answer's own stream then only knows that it was aborted. */
  #clientError: Error | undefined;
  #incoming: IncomingMessage | undefined;

  constructor(request: HopRequest) {
    this.#request = request;
    this.#connectTimeoutMs = request.limits?.connectTimeoutMs ?? defaultConnectTimeoutMs;
    this.#connectTimer = setTimeout(
      () => this.#fail(this.#timeout('no connection was made within', this.#connectTimeoutMs)),
      this.#connectTimeoutMs,
    );
    if (request.signal.aborted) this.#onOuterAbort();
    request.signal.addEventListener('abort', this.#onOuterAbort, { once: true });
    if (request.body instanceof Readable) request.body.once('error', (error) => this.#fail(error));
  }

  async open(): Promise<HopAnswer> {
    const { policy, lookup } = this.#request;
    try {
      const url = parseTargetUrl(String(this.#request.url));
      const target = await resolveTarget(url, policy, this.#stop.signal, lookup);
      this.#stop.signal.throwIfAborted();
      const incoming = await this.#send(target);
      const { statusCode = 0, headers } = incoming;
      return {
        url,
        statusCode,
        headers,
        isEncoded: isEncoded(headers),
        chunks: () => this.#chunks(incoming),
        isBodySent: () => this.#isBodySent(),
        close: () => this.#close(),
      };
    } catch (error) {
      const failure = this.#failure(error);
      await this.#close();
      throw failure;
    }
  }

  #send(target: Target): Promise<IncomingMessage> {
    const { body, method } = this.#request;
    const headers = requestHeaders(this.#request, target.url);
    const client = dialTarget(target, { method, headers, connectTimeoutMs: this.#connectTimeoutMs });
    this.#client = client;
    this.#clientClosed = new Promise((resolve) => client.once('close', resolve));
    client.once('socket', (socket) => this.#watch(socket, target));
    return new Promise((resolve, reject) => {
      client.once('response', (incoming) => {
        this.#incoming = incoming;
        // An answer that breaks while nobody reads it is told to whoever reads it next.
        incoming.on('error', () => {});
        resolve(incoming);
      });
      client.on('error', (error) => {
        this.#clientError ??= error;
        reject(error);
      });
      client.once('close', () => reject(new Error('closed without an answer')));
      if (body instanceof Readable) {
        pipeline(body, client, () => {});
      } else {
        client.end(body);
      }
    });
  }

  #watch(socket: Socket, target: Target): void {
    const isSecure = target.url.protocol === 'https:';
    socket.once('connect', () => {
      this.#phase = 'securing';
      const { remoteAddress } = socket;
      // Undefined: the server has closed already, and the socket is about to say so.
      if (remoteAddress !== undefined && !isTargetAddress(target, remoteAddress)) {
        this.#fail(new OutgoingHttpError('refused-address', 'the connection went to another address'));
      }
    });
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      if (this.#stop.signal.aborted) return;
      this.#phase = 'exchanging';
      clearTimeout(this.#connectTimer);
      const idleTimeoutMs = this.#request.limits?.idleTimeoutMs ?? defaultIdleTimeoutMs;
      socket.setTimeout(idleTimeoutMs, () =>
        this.#fail(this.#timeout('the server was silent for', idleTimeoutMs)),
      );
    });
  }

  async *#chunks(incoming: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
    try {
      for await (const chunk of incoming) yield chunk;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #isBodySent(): boolean {
    return this.#phase === 'exchanging' && this.#client?.writableEnded === true;
  }

  #timeout(what: string, milliseconds: number): OutgoingHttpError {
    return new OutgoingHttpError('timeout', `${what} ${inSeconds(milliseconds)}`);
  }

  /** The first reason wins: what the sockets say once they are torn down is only its echo. */
  #fail(reason: Error): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(reason);
    (this.#incoming ?? this.#client)?.destroy(reason);
  }

  #failure(error: unknown): unknown {
    const { aborted, reason } = this.#stop.signal;
    // An error of the caller's own body stream is not the network's.
    if (aborted && !(reason instanceof OutgoingHttpError)) return reason;
    const progress = { phase: this.#phase, bodySent: this.#isBodySent() };
    return fromNetworkError(aborted ? reason : (this.#clientError ?? error), progress);
  }

  async #close(): Promise<void> {
    clearTimeout(this.#connectTimer);
    this.#request.signal.removeEventListener('abort', this.#onOuterAbort);
    const { body } = this.#request;
    if (body instanceof Readable) body.destroy();
    this.#incoming?.destroy();
    this.#client?.destroy();
    await this.#clientClosed;
  }
}

/**
 * Sends one request and resolves with the head of its answer; redirects are the caller's to judge.
 * The connection is closed once the call has thrown, or `close` of the answer has resolved.
 * @throws OutgoingHttpError; an error of the body stream itself is passed on as it is.
 */
export function guardedRequest(request: HopRequest): Promise<HopAnswer> {
  return new Hop(request).open();
}
