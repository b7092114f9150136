// The vendor's webhook → written down, settled, and answered with what became of its first result's forward.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { jsonLogName } from '../../../shared/domain/json-log-name.ts';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { readVendorBody } from '../../../shared/domain/vendor-body.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { WebhookIntent } from '../../../shared/domain/webhook-intent.ts';
import { isAwaitedAnew } from '../../../shared/domain/webhook-timing.ts';
import type { Deliveries, Webhooks } from '../../../shared/use-cases/ports.ts';
import { type SettleDeps, settleWebhook } from '../../../shared/use-cases/settle-webhook.ts';

export interface ReceiveWebhookDeps extends SettleDeps {
  readonly webhooks: Webhooks;
  readonly deliveries: Pick<Deliveries, 'create' | 'get'>;
  /** What arrived, for forensics and for bodies too large for an item. */
  readonly rawBodies: { put(key: string, body: Uint8Array): Promise<void> };
  readonly random: Randomness;
  /** How long after its first coming a body is taken for a repeat. */
  readonly repeatSeconds: number;
  /** How long the sweeper leaves a new intent to us. */
  readonly hintGraceSeconds: number;
}

export interface ReceiveWebhookInput {
  readonly body: Uint8Array;
  /** The recording whose callback URL it came to, its token already proven. */
  readonly recordingId?: string;
  /** Of that recording: one that is submitted again after its deletion has the same id, and another nonce. */
  readonly nonce?: string;
  readonly attempt?: number;
}

/** Above this, gzipped, a body lies in S3 instead of the item. */
const maxInlineBytes = 300 * 1024;

/** What is known of each result stands in the intent's item: more than any vendor batches, far from DynamoDB's 400 KB. */
const maxResults = 500;

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const notJson = 'The request body is not valid JSON';

/** How many results the body holds, or why it cannot be taken. */
const inspect = (text: string | undefined): number | string => {
  const body = text === undefined ? undefined : readVendorBody(text);
  // JSON that is no object holds no result, and is kept like every body without one.
  if (!body) return text !== undefined && isJson(text) ? 0 : notJson;
  const count = body.results.length;
  return count > maxResults ? `The request body has more than ${maxResults} results` : count;
};

const writeDown = async (
  deps: ReceiveWebhookDeps,
  input: ReceiveWebhookInput,
  text: string,
  resultCount: number,
): Promise<WebhookIntent> => {
  const { recordingId, nonce = '', attempt = '' } = input;
  const about = recordingId === undefined ? '' : `${recordingId}#${nonce}#${attempt}`;
  const hash = createHash('sha256').update(input.body).update(about).digest('hex');
  const nowMs = deps.clock.now();
  const bodyGzip = new Uint8Array(gzipSync(text));
  const isInline = bodyGzip.length <= maxInlineBytes;
  const bodyKey = `webhook_bodies/${hash}.json`;
  if (!isInline) {
    // A repeat's body is kept already, or was deleted with its recording.
    const known = await deps.webhooks.get(hash);
    if (known) return known;
    await deps.rawBodies.put(bodyKey, input.body);
  }
  const intent: WebhookIntent = {
    hash,
    ver: 1,
    dueAt: nowMs + deps.hintGraceSeconds * 1000,
    receivedAt: new Date(nowMs).toISOString(),
    tries: 0,
    jsonLogName: jsonLogName(nowMs, deps.random),
    resultLogNames: Array.from({ length: resultCount > 1 ? resultCount : 0 }, () =>
      jsonLogName(nowMs, deps.random),
    ),
    ...(recordingId !== undefined && { recordingId }),
    ...(isInline ? { bodyGzip } : { bodyKey }),
  };
  if (await deps.webhooks.create(intent)) return intent;
  const first = await deps.webhooks.get(hash);
  if (!first) throw new Error(`webhook ${hash} vanished`);
  return first;
};

/** Who awaits the very words that came before; a callback URL says by itself whom it is about. */
const findAwaiting = async (
  deps: ReceiveWebhookDeps,
  input: ReceiveWebhookInput,
  first: WebhookIntent,
  text: string,
): Promise<Recording | undefined> => {
  if (input.recordingId !== undefined) return undefined;
  const nowMs = deps.clock.now();
  for (const { audioId } of readVendorBody(text)?.results ?? []) {
    const known = await deps.recordings.listByAudioId(audioId);
    const found = known.find((one) => isAwaitedAnew(first, one, nowMs, deps.repeatSeconds * 1000));
    if (found) return found;
  }
  return undefined;
};

/** What was deleted is known by the body that is said again, for the answer alone. */
const recall = (first: WebhookIntent, text: string): WebhookIntent => {
  const said = readVendorBody(text)?.results ?? [];
  const results = first.results?.map((result, index) =>
    result.verdict === 'deleted' ? { ...result, audioId: said[index]?.audioId ?? '' } : result,
  );
  return { ...first, ...(results && { results }) };
};

/**
 * @returns the settled intent: of the first one, when this body came before
 * @throws VoxgateError INVALID_PARAMETER when the body is empty or no JSON
 */
export const receiveWebhook = async (
  deps: ReceiveWebhookDeps,
  input: ReceiveWebhookInput,
): Promise<WebhookIntent> => {
  if (input.body.length === 0) throw new VoxgateError('INVALID_PARAMETER', 'Empty request body');
  const text = decode(input.body);
  const inspected = inspect(text);
  if (text === undefined || typeof inspected === 'string') {
    const hash = createHash('sha256').update(input.body).digest('hex');
    await deps.rawBodies.put(`rejected_webhooks/${hash}`, input.body);
    throw new VoxgateError('INVALID_PARAMETER', typeof inspected === 'string' ? inspected : notJson);
  }
  const first = await writeDown(deps, input, text, inspected);
  if (!first.results) return settleWebhook(deps, first, text);
  const awaiting = await findAwaiting(deps, input, first, text);
  if (!awaiting) return recall(first, text);
  const { id: recordingId, nonce, attempt } = awaiting;
  const intent = await writeDown(deps, { body: input.body, recordingId, nonce, attempt }, text, inspected);
  return intent.results ? recall(intent, text) : settleWebhook(deps, intent, text);
};
