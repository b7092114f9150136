// The vendor, as the local stack has it: a real HTTP server in Callmetrik's place that listens, answers and calls back.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { sendJson, startLoopbackServer } from './loopback-server.ts';
import { control } from './vendor/control-routes.ts';
import { type Plan, PlanBook } from './vendor/plan.ts';
import { RequestLog, type VendorRequest } from './vendor/request-log.ts';
import { receiveUpload, type UploadDesk } from './vendor/upload-route.ts';
import { WebhookSender } from './vendor/webhook-sender.ts';

export interface VendorSimulatorOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** Asked before each webhook that no `callbackUrl` of the upload redirects. */
  readonly webhookUrl: () => string;
  /** Headers that the webhook's receiver knows the vendor by: a shared secret, or a signature over the raw body. @default none */
  readonly webhookHeaders?: (rawBody: string) => Readonly<Record<string, string>>;
  /** What `PDAI-API-Token` must hold. @default anything but nothing */
  readonly token?: string;
  /** The only user id in the path that is known. @default any */
  readonly userId?: string;
  /** Keeps webhooks that wait to be sent, so that they outlive a restart. @default memory */
  readonly dataDir?: string;
  /** Pauses between the attempts of a webhook that gets no 2xx. @default half a second, two, five */
  readonly retryDelaysMs?: readonly number[];
  /** @default no log */
  readonly log?: (line: string) => void;
}

export interface VendorSimulator {
  /** What `CALLMETRIK_BASE_URL` must be: the upload path hangs below it. */
  readonly baseUrl: string;
  readonly port: number;
  /** Uploads received, oldest first; of one audioID, or all. */
  requests(audioID?: string): readonly VendorRequest[];
  /** From now on; replaces an earlier plan. @throws ZodError */
  plan(audioID: string, plan: Plan): void;
  /** For every audioID without a plan of its own. @throws ZodError */
  planDefault(plan: Plan): void;
  /** Forgets plans and requests; webhooks under way still go out. */
  reset(): void;
  /** Resolves when no upload is being answered and no webhook waits. */
  idle(): Promise<void>;
  /** At once; with `dataDir` the next start sends what waited. */
  close(): Promise<void>;
}

const uploadPath = /^\/v1\.3\/audio_upload\/upload-audio-file\/([^/?]+)(?:\?|$)/;
const defaultRetryDelaysMs = [500, 2000, 5000];

/** Steered in process by the object it returns, or over HTTP below `/simulator` (an unknown path there lists the routes). */
export async function startVendorSimulator(options: VendorSimulatorOptions): Promise<VendorSimulator> {
  const log = options.log ?? (() => {});
  const closing = new AbortController();
  const webhooks = new WebhookSender({
    webhookUrl: options.webhookUrl,
    webhookHeaders: options.webhookHeaders ?? (() => ({})),
    retryDelaysMs: options.retryDelaysMs ?? defaultRetryDelaysMs,
    directory: options.dataDir === undefined ? undefined : join(options.dataDir, 'vendor-webhooks'),
    log,
  });
  const plans = new PlanBook();
  const requests = new RequestLog();
  const desk = { plans, log: requests, webhooks, token: options.token, closing: closing.signal };
  const underWay = new Set<Promise<void>>();
  const server = await startLoopbackServer({
    port: options.port,
    log,
    handler: async (request, response) => {
      const work = route(desk, options.userId, request, response);
      underWay.add(work);
      await work.finally(() => underWay.delete(work));
    },
  });
  webhooks.resume();
  const idle = async () => {
    while (underWay.size > 0) await Promise.allSettled(underWay);
    await webhooks.idle();
  };
  return {
    baseUrl: server.baseUrl,
    port: server.port,
    requests: (audioID) => requests.list(audioID),
    plan: (audioID, plan) => void plans.put(audioID, plan),
    planDefault: (plan) => void plans.putDefault(plan),
    reset: () => {
      plans.clear();
      requests.clear();
    },
    idle,
    close: async () => {
      closing.abort();
      await Promise.all([server.close(), webhooks.close()]);
    },
  };
}

async function route(
  desk: UploadDesk,
  userId: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/';
  if (path.startsWith('/simulator')) return control(desk, request, response);
  const uploader = uploadPath.exec(path)?.[1];
  if (uploader === undefined) return sendJson(response, 404, { detail: 'Not Found' });
  if (userId !== undefined && uploader !== encodeURIComponent(userId)) {
    return sendJson(response, 404, { success: false, message: 'Unknown user', error_code: 'UNKNOWN_USER' });
  }
  if (request.method !== 'POST') {
    return sendJson(response, 405, { detail: 'Method Not Allowed' }, { allow: 'POST' });
  }
  return receiveUpload(desk, uploader, request, response);
}
