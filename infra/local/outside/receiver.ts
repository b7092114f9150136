// The customer's server, as the local stack has it: takes what the gateway forwards, keeps it, and shows it.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, sendJson, startLoopbackServer } from './loopback-server.ts';
import { pause } from './pause.ts';
import { type Delivery, listDeliveries, readDelivery } from './receiver/delivery.ts';
import { DeliveryLog, type Wanted } from './receiver/delivery-log.ts';
import { type FullReceiverPlan, type ReceiverPlan, ReceiverPlanBook } from './receiver/receiver-plan.ts';

export interface ReceiverOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** The answer's status when no plan says otherwise. @default 200 */
  readonly status?: number;
  /** Fetches each delivery's `json_url`, after the answer, and keeps what it finds. @default false */
  readonly followJsonUrl?: boolean;
  /** @default no log */
  readonly log?: (line: string) => void;
}

export interface Receiver {
  /** `http://127.0.0.1:<port>`; a POST to any path below it is a delivery. */
  readonly url: string;
  readonly port: number;
  /** Oldest first. */
  deliveries(): readonly Delivery[];
  /**
   * Waits until so many came in all and resolves with all, or until some fit and resolves with those. A delivery
   * counts from its arrival on; its `answered` and `json` are filled later, and a function may wait for that.
   * @param timeoutMs 10 s by default
   * @throws Error saying what had come until then
   */
  waitFor(wanted: Wanted, timeoutMs?: number): Promise<readonly Delivery[]>;
  /** From now on. @throws ZodError */
  plan(plan: ReceiverPlan): void;
  /** Forgets deliveries and plan. */
  reset(): void;
  close(): Promise<void>;
}

const maxBodyBytes = 1024 * 1024;
const followTimeoutMs = 10_000;

interface ReceiverDesk {
  readonly plans: ReceiverPlanBook;
  readonly log: DeliveryLog;
  readonly followJsonUrl: boolean;
  readonly closing: AbortSignal;
}

export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const closing = new AbortController();
  const plans = new ReceiverPlanBook({ status: options.status });
  const log = new DeliveryLog();
  const desk = { plans, log, followJsonUrl: options.followJsonUrl ?? false, closing: closing.signal };
  const server = await startLoopbackServer({
    port: options.port,
    log: options.log,
    handler: (request, response) => route(desk, request, response),
  });
  return {
    url: server.baseUrl,
    port: server.port,
    deliveries: () => log.list(),
    waitFor: (wanted, timeoutMs = 10_000) => log.waitFor(wanted, timeoutMs, closing.signal),
    plan: (plan) => void plans.put(plan),
    reset: () => {
      plans.put({ status: options.status });
      log.clear();
    },
    close: async () => {
      closing.abort();
      await server.close();
    },
  };
}

async function route(desk: ReceiverDesk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://receiver');
  if (request.method === 'POST') return takeDelivery(desk, request, response);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /':
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(listDeliveries(desk.log.list()));
      return;
    case 'GET /deliveries': {
      const id = url.searchParams.get('id');
      const items = desk.log.list().filter((delivery) => id === null || delivery.form.id === id);
      return sendJson(response, 200, { count: items.length, items: items.toReversed() });
    }
    case 'PUT /plan':
      return putPlan(desk, request, response);
    default:
      return sendJson(response, 404, { status: false, message: 'POST a delivery, or GET /deliveries' });
  }
}

async function putPlan(
  desk: ReceiverDesk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = (await readBody(request, maxBodyBytes)).toString('utf8');
  try {
    sendJson(response, 200, desk.plans.put(JSON.parse(text)));
  } catch (error) {
    if (error instanceof z.ZodError) sendJson(response, 400, { message: z.prettifyError(error) });
    else if (error instanceof SyntaxError) sendJson(response, 400, { message: `Not JSON: ${error.message}` });
    else throw error;
  }
}

async function takeDelivery(
  desk: ReceiverDesk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const delivery = readDelivery(request, await readBody(request, maxBodyBytes));
  const plan = desk.plans.take();
  desk.log.add(delivery);
  if (!(await pause(plan.delayMs, desk.closing))) return;
  delivery.answered = plan.drop === undefined ? plan.status : 'dropped';
  await answerDelivery(plan, request, response);
  desk.log.changed();
  if (desk.followJsonUrl) await follow(desk, delivery);
}

async function answerDelivery(
  plan: FullReceiverPlan,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (plan.drop === 'before-answer' || response.destroyed) {
    request.socket.resetAndDestroy();
    return;
  }
  const isText = typeof plan.body === 'string';
  const body = Buffer.from(isText ? String(plan.body) : JSON.stringify(plan.body));
  response.writeHead(plan.status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': body.length,
    ...(plan.retryAfterSeconds === undefined ? {} : { 'retry-after': String(plan.retryAfterSeconds) }),
    ...plan.headers,
  });
  const closed = once(response, 'close');
  if (plan.drop === 'mid-answer') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  } else {
    response.end(body);
  }
  await closed;
}

async function follow(desk: ReceiverDesk, delivery: Delivery): Promise<void> {
  try {
    const signal = AbortSignal.any([desk.closing, AbortSignal.timeout(followTimeoutMs)]);
    const answer = await fetch(delivery.form.json_url ?? '', { signal, headers: { connection: 'close' } });
    if (!answer.ok) throw new Error(`json_url answered ${answer.status}`);
    delivery.json = await answer.json();
  } catch (error) {
    delivery.jsonError = error instanceof Error ? error.message : String(error);
  }
  desk.log.changed();
}
