// What the vendor reads back, field by field as the seed shows it.
import { jsonLogUrl } from '../../../shared/domain/json-log-name.ts';
import type { SettledResult, WebhookIntent } from '../../../shared/domain/webhook-intent.ts';
import type { ForwardReport } from './wait-for-forward.ts';

const severalMessage = 'Several recordings could await this result: saved, not forwarded';

const forwardFields = (result: SettledResult, forward: ForwardReport | undefined) => ({
  forward_url: forward?.url ?? null,
  forward_status: forward?.status ?? null,
  forward_response: forward?.response ?? null,
  forward_error: result.verdict === 'conflict' ? severalMessage : (forward?.error ?? null),
});

const listed = (result: SettledResult, publicBaseUrl: string) => ({
  audioID: result.audioId,
  audioSource: result.source ?? null,
  json_url: jsonLogUrl(publicBaseUrl, result.jsonLogName),
  forward: result.deliveryId === undefined ? null : 'queued',
});

/** @param forward what is known of the first result's delivery */
export const webhookAnswer = (
  intent: WebhookIntent,
  forward: ForwardReport | undefined,
  publicBaseUrl: string,
) => {
  const saved = {
    filename: intent.jsonLogName,
    json_url: jsonLogUrl(publicBaseUrl, intent.jsonLogName),
  };
  const results = intent.results ?? [];
  const [first] = results;
  if (!first) {
    return { status: 'success', message: 'Saved, but no audioID found in results[]', ...saved };
  }
  const list = results.length > 1 ? { results: results.map((result) => listed(result, publicBaseUrl)) } : {};
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
