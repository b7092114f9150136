// A delivery as it stands in the ledger → what an operator reads of it.
import type * as z from 'zod/mini';
import { type Delivery, type DeliveryAttempt, deliveryForm } from '../../shared/domain/delivery.ts';
import type { Answers } from '../../shared/use-cases/ports.ts';
import type { deliveryView } from './delivery-view.ts';

type DeliveryBody = z.output<typeof deliveryView>;

/** Of long answers as JSON, in one delivery: a function's own answer ends at 6 MB. */
const longAnswersBytes = 1024 * 1024;

/** @param responseOf what is shown of the answer to an attempt */
const bodyWith = (
  delivery: Delivery,
  responseOf: (attempt: DeliveryAttempt) => string | undefined,
): DeliveryBody => ({
  id: delivery.id,
  recordingId: delivery.recordingId,
  audioID: delivery.audioId,
  audioSource: delivery.source,
  url: delivery.url,
  status: delivery.status,
  createdAt: delivery.createdAt,
  body: deliveryForm(delivery),
  attemptCount: delivery.attemptCount,
  attempts: delivery.attempts.map((attempt) => ({
    at: attempt.at,
    statusCode: attempt.statusCode ?? null,
    durationMs: attempt.durationMs ?? null,
    error: attempt.error ?? null,
    response: responseOf(attempt) ?? null,
  })),
  nextAttemptAt: delivery.dueAt === undefined ? null : new Date(delivery.dueAt).toISOString(),
});

/** Newest first, as many as fit. */
const readLongAnswers = async (
  answers: Pick<Answers, 'get'>,
  { attempts }: Delivery,
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  let leftBytes = longAnswersBytes;
  for (const { responseKey } of attempts.toReversed()) {
    if (responseKey === undefined) continue;
    const text = await answers.get(responseKey);
    if (text === undefined) continue;
    leftBytes -= Buffer.byteLength(JSON.stringify(text));
    if (leftBytes < 0) break;
    found.set(responseKey, text);
  }
  return found;
};

/** One of a list: of the answers that of its newest attempt alone, if it is short. A page of them must fit as well. */
export const deliveryLine = (delivery: Delivery): DeliveryBody => {
  const newest = delivery.attempts.at(-1);
  return bodyWith(delivery, (attempt) => (attempt === newest ? attempt.responseText : undefined));
};

/** With what was answered to each attempt, long answers too. */
export const deliveryBody = async (
  delivery: Delivery,
  answers: Pick<Answers, 'get'>,
): Promise<DeliveryBody> => {
  const long = await readLongAnswers(answers, delivery);
  return bodyWith(delivery, ({ responseText, responseKey = '' }) => responseText ?? long.get(responseKey));
};
