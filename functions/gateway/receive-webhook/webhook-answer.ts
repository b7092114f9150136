// What the vendor reads back, field by field as the seed shows it.
import { jsonLogUrl } from '../../../shared/domain/json-log-name.ts';
import type { SettledResult, WebhookIntent } from '../../../shared/domain/webhook-intent.ts';
import type { ForwardReport } from './wait-for-forward.ts';

const severalMessage = 'Several recordings could await this result: saved, not forwarded';
const deletedMessage = 'Received before; its recording has been deleted since (not forwarded)';

/** Null where the log was deleted. */
const urlOf = (name: string, publicBaseUrl: string): string | null =>
  name === '' ? null : jsonLogUrl(publicBaseUrl, name);

const forwardFields = (result: SettledResult, forward: ForwardReport | undefined) => ({
  forward_url: forward?.url ?? null,
  forward_status: forward?.status ?? null,
  forward_response: forward?.response ?? null,
  forward_error: result.verdict === 'conflict' ? severalMessage : (forward?.error ?? null),
});

const listed = (result: SettledResult, publicBaseUrl: string) => ({
  audioID: result.audioId,
  audioSource: result.source ?? null,
  json_url: urlOf(result.jsonLogName, publicBaseUrl),
  forward: result.deliveryId === undefined ? null : 'queued',
});

/** @param forward what is known of the first result's delivery */
export const webhookAnswer = (
  intent: WebhookIntent,
  forward: ForwardReport | undefined,
  publicBaseUrl: string,
) => {
  const saved = {
    filename: intent.jsonLogName || null,
    json_url: urlOf(intent.jsonLogName, publicBaseUrl),
  };
  const results = intent.results ?? [];
  const [first] = results;
  const list = results.length > 1 ? { results: results.map((result) => listed(result, publicBaseUrl)) } : {};
  if (first ? first.verdict === 'deleted' : saved.filename === null) {
    const audioID = first?.audioId || null;
    return { status: 'success', message: deletedMessage, audioID, ...saved, ...list };
  }
  if (!first) {
    return { status: 'success', message: 'Saved, but no audioID found in results[]', ...saved };
  }
  if (first.verdict === 'unknown') {
    const message = 'Saved, but no DB record found for audioID (not forwarded)';
    return { status: 'success', message, audioID: first.audioId, ...saved, ...list };
  }
  return {
    status: 'success',
    audioID: first.audioId,
    audioSource: first.source ?? null,
    ...saved,
    ...forwardFields(first, forward),
    ...list,
  };
};
