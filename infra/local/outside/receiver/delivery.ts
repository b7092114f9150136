// What the customer's server keeps of each call it gets, and how it shows them to a reader.
import type { IncomingMessage } from 'node:http';
import { TextDecoder } from 'node:util';

export interface Delivery {
  /** RFC 3339, when the body had arrived. */
  readonly at: string;
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  /** Names in lower case: `webhook-id`, `webhook-timestamp` and `webhook-signature` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
  /** The form fields, decoded; of a repeated one the last. */
  readonly form: Readonly<Record<string, string>>;
  /** How it was answered; undefined while the answer waits, `dropped` when none was given. */
  answered: number | 'dropped' | undefined;
  /** What `json_url` held, when the receiver follows it. */
  json: unknown;
  /** Why `json_url` could not be followed. */
  jsonError: string | undefined;
}

export function readDelivery(request: IncomingMessage, body: Buffer): Delivery {
  const rawBody = new TextDecoder().decode(body);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    at: new Date().toISOString(),
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(headers),
    rawBody,
    form: Object.fromEntries(new URLSearchParams(rawBody)),
    answered: undefined,
    json: undefined,
    jsonError: undefined,
  };
}

/** One paragraph per delivery, newest first, for a browser or a terminal. */
export function listDeliveries(deliveries: readonly Delivery[]): string {
  const lines = deliveries.toReversed().map((delivery) => {
    const { id = '(no id)', json_url: jsonUrl = '(no json_url)' } = delivery.form;
    const answered = delivery.answered ?? 'not yet';
    const webhookId = delivery.headers['webhook-id'] ?? '(no webhook-id)';
    return [
      `${delivery.at}  ${delivery.method} ${delivery.path}`,
      `  id        ${id}`,
      `  json_url  ${jsonUrl}`,
      `  webhook   ${webhookId}`,
      `  answered  ${answered}`,
    ].join('\n');
  });
  const title = `The customer's server. Deliveries received: ${deliveries.length}`;
  const hint = 'The same as JSON: GET /deliveries (or /deliveries?id=<audioID>)';
  return `${[title, hint, ...lines].join('\n\n')}\n`;
}
