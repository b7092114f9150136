// Judges what the customers' servers got: everything that was owed, nothing twice under two names, all of it signed.
import { createHmac } from 'node:crypto';
import type { Delivery as Received } from '../../infra/local/outside/receiver/delivery.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import type { Evidence } from './evidence.ts';
import { countBy, forbidden, listed, type ReportRow, told } from './report-row.ts';

const idOf = ({ headers }: Received): string => headers['webhook-id'] ?? '(none)';

/** Keys under which more than one value was seen. */
const ambiguous = (pairs: readonly (readonly [string, string])[]): readonly string[] => {
  const values = new Map<string, Set<string>>();
  for (const [key, value] of pairs) values.set(key, (values.get(key) ?? new Set()).add(value));
  return [...values]
    .filter(([, seen]) => seen.size > 1)
    .map(([key, seen]) => `${key}: ${[...seen].join(' | ')}`);
};

/** Standard Webhooks, computed here anew. */
const isSigned = (received: Received, secret: string): boolean => {
  const { 'webhook-timestamp': timestamp, 'webhook-signature': signature } = received.headers;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const content = `${idOf(received)}.${timestamp}.${received.rawBody}`;
  return signature === `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
};

/** A webhook's result is forwarded; a synchronous one only where the source wants it. */
const isOwed = (recording: Recording): boolean =>
  recording.outcome?.via === 'webhook' || recording.outcome?.enrichmentLogName !== undefined;

/** A receiver that took it and broke off in the middle of its answer has it all the same. */
const mayHaveTaken = ({ answered }: Received): boolean => answered === 200 || answered === 'dropped';

const isFault = ({ answered }: Received): boolean => answered !== 200;

export const judgeDeliveries = (evidence: Evidence): readonly ReportRow[] => {
  const { rows, signingSecret, signedSource } = evidence;
  const received = Object.values(evidence.received).flat();
  const ledger = new Map(rows.deliveries.map((delivery) => [delivery.id, delivery] as const));
  const arrived = new Set(received.filter(mayHaveTaken).map(idOf));
  const owed = rows.recordings.flatMap(({ deliveries }) => deliveries);
  const withStatus = (status: string) => rows.deliveries.filter((delivery) => delivery.status === status);
  const attempts = rows.deliveries.reduce((sum, { attemptCount }) => sum + attemptCount, 0);
  const arrivals = [
    ...countBy(
      received.filter((one) => !isFault(one)),
      idOf,
    ).values(),
  ];
  const unsigned = evidence.received[signedSource].filter((one) => !isSigned(one, signingSecret));
  return [
    told('deliveries', rows.deliveries.length),
    told(
      'deliveries per recording',
      (rows.deliveries.length / Math.max(1, rows.recordings.length)).toFixed(3),
    ),
    told('attempts per delivery', (attempts / Math.max(1, rows.deliveries.length)).toFixed(3)),
    told('times a delivery was taken', listed(countBy(arrivals, (count) => `${count}×`))),
    told('undelivered', withStatus('undelivered').length),
    forbidden(
      'deliveries pending',
      withStatus('pending').map(({ id, dueAt }) => `${id} due ${dueAt}`),
    ),
    forbidden(
      'deliveries owed, not in the ledger',
      owed.filter(({ id }) => !ledger.has(id)).map(({ id }) => id),
    ),
    forbidden(
      'results never forwarded',
      rows.recordings.filter((one) => isOwed(one) && one.deliveries.length === 0).map(({ id }) => id),
    ),
    forbidden(
      'deliveries noted as delivered, never received',
      withStatus('delivered').flatMap(({ id }) => (arrived.has(id) ? [] : [id])),
    ),
    forbidden(
      'deliveries received, not in the ledger',
      received.map(idOf).filter((id) => !ledger.has(id)),
    ),
    forbidden('one webhook-id, several bodies', ambiguous(received.map((one) => [idOf(one), one.rawBody]))),
    forbidden('one body, several webhook-ids', ambiguous(received.map((one) => [one.rawBody, idOf(one)]))),
    forbidden('deliveries with a wrong signature', unsigned.map(idOf)),
    told('receiver faults', received.filter(isFault).length),
  ];
};
