// A hint → one attempt to post the result to the customer's own server, claimed before and recorded after.
import { deliveryPauseMs } from '../../../shared/domain/backoff.ts';
import { isAnyPaused } from '../../../shared/domain/brake.ts';
import {
  type Delivery,
  type DeliveryAttempt,
  deliveryForm,
  forwardAnswerKey,
  inlineResponseBytes,
  withAttempt,
} from '../../../shared/domain/delivery.ts';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import { nextAttemptOfRow, withoutOldBelief } from '../../../shared/domain/redelivery.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import type {
  Answers,
  Deliveries,
  ForwardReply,
  Hints,
  Receiver,
  Sources,
} from '../../../shared/use-cases/ports.ts';
import { type DeliveryHeadersDeps, deliveryHeaders } from './delivery-headers.ts';
import { isAccepted, type WatchHealthDeps, watchHealth } from './watch-health.ts';

export interface DeliverDeps extends DeliveryHeadersDeps, WatchHealthDeps {
  readonly deliveries: Deliveries;
  readonly sources: Sources;
  /** As they stand: for a test of a target that was written a moment ago, and for a delivery to where its source no longer points. */
  readonly currentSources: Sources;
  readonly receiver: Receiver;
  readonly answers: Pick<Answers, 'put'>;
  readonly hints: Pick<Hints, 'delivery'>;
  readonly random: Randomness;
  /** Longer than any attempt can take. */
  readonly claimSeconds: number;
  readonly pausesSeconds: readonly number[];
}

/** Longer than anybody waits for a test. */
const testPatienceMs = 30_000;

const toAttempt = async (
  deps: DeliverDeps,
  delivery: Delivery,
  reply: ForwardReply,
): Promise<DeliveryAttempt> => {
  const at = new Date(deps.clock.now()).toISOString();
  const { durationMs } = reply;
  if (reply.kind === 'failed') return { at, durationMs, error: reply.error };
  const { statusCode, body } = reply;
  const error = isAccepted(reply) ? {} : { error: `the receiver answered ${statusCode}` };
  // A test's answer goes with its item: no recording's end would remove an object.
  if (delivery.isTest || Buffer.byteLength(body) <= inlineResponseBytes)
    return { at, statusCode, durationMs, responseText: body, ...error };
  const responseKey = forwardAnswerKey(delivery.id, delivery.attemptCount + 1);
  await deps.answers.put(responseKey, body);
  return { at, statusCode, durationMs, responseKey, ...error };
};

/** When to try again, or `undefined` when this delivery is over. */
const nextDueAt = (deps: DeliverDeps, delivery: Delivery, reply: ForwardReply, isDisabled: boolean) => {
  if (isAccepted(reply) || isDisabled || delivery.isTest) return undefined;
  const retryAfter = reply.kind === 'answered' ? reply.retryAfterSeconds : undefined;
  const pauseMs = deliveryPauseMs(nextAttemptOfRow(delivery), deps.random, deps.pausesSeconds, retryAfter);
  return pauseMs === undefined ? undefined : deps.clock.now() + pauseMs;
};

const finish = async (
  deps: DeliverDeps,
  claimed: Delivery,
  attempt: DeliveryAttempt,
  dueAt: number | undefined,
): Promise<void> => {
  const { dueAt: _, claimedUntil: __, ...rest } = claimed;
  const isDelivered = attempt.error === undefined;
  const saved: Delivery = {
    ...rest,
    ver: claimed.ver + 1,
    attempts: withAttempt(claimed, attempt),
    attemptCount: claimed.attemptCount + 1,
    status: isDelivered ? 'delivered' : dueAt === undefined ? 'undelivered' : 'pending',
    ...(dueAt !== undefined && { dueAt }),
  };
  await deps.deliveries.save(saved);
  if (dueAt !== undefined) await deps.hints.delivery(claimed, dueAt - deps.clock.now());
};

/** Why this delivery cannot even be tried. A target that is switched off may be tested: that is how one knows that it is back. */
const obstacle = (source: Source | undefined, delivery: Delivery, nowMs: number): string | undefined => {
  if (!source || delivery.url === '') return 'the source has no forward URL any more';
  if (delivery.isTest) {
    const isLate = nowMs - Date.parse(delivery.createdAt) > testPatienceMs;
    return isLate ? 'nobody waits for this test any more' : undefined;
  }
  return source.forwardDisabledAt === undefined
    ? undefined
    : `forwarding is switched off since ${source.forwardDisabledAt}: ${source.forwardDisabledReason ?? ''}`;
};

/** `undefined` when somebody else was faster. */
const claim = async (deps: DeliverDeps, delivery: Delivery): Promise<Delivery | undefined> => {
  const until = deps.clock.now() + deps.claimSeconds * 1000;
  const claimed = { ...delivery, ver: delivery.ver + 1, dueAt: until, claimedUntil: until };
  try {
    await deps.deliveries.save(claimed);
    return claimed;
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
};

/** Believed for a while, but not where it makes a difference: for a test, and when the target has moved. */
const sourceOf = async (deps: DeliverDeps, { account, source: name, url, isTest }: Delivery) => {
  const believed = isTest ? undefined : await deps.sources.get(account, name);
  return believed?.forwardUrl === url ? believed : deps.currentSources.get(account, name);
};

export const deliverResult = async (deps: DeliverDeps, deliveryId: string): Promise<void> => {
  const delivery = await deps.deliveries.get(deliveryId);
  const nowMs = deps.clock.now();
  if (delivery?.status !== 'pending' || (delivery.dueAt ?? 0) > nowMs) return;
  const believed = await sourceOf(deps, delivery);
  // Paused by an operator: it stays due, and the sweeper comes by with hints until that is over. A test waits for nothing.
  if (isAnyPaused(believed?.brake) && !delivery.isTest) return;
  const claimed = await claim(deps, delivery);
  if (!claimed) return;
  const source = believed && withoutOldBelief(believed, delivery);
  const why = obstacle(source, delivery, nowMs);
  if (!source || why) {
    const error = why ?? 'unknown source';
    return finish(deps, claimed, { at: new Date(nowMs).toISOString(), error }, undefined);
  }
  const body = deliveryForm(delivery);
  const headers = await deliveryHeaders(deps, delivery, source, body).catch(async (error: unknown) => {
    // Counts as an attempt, so that it shows in the ledger and comes to an end; thrown on, for the log.
    const unsigned = { kind: 'failed', error: 'the delivery could not be signed', durationMs: 0 } as const;
    const attempt = await toAttempt(deps, delivery, unsigned);
    await finish(deps, claimed, attempt, nextDueAt(deps, delivery, unsigned, false));
    throw error;
  });
  const reply = await deps.receiver.post({ url: delivery.url, body, headers });
  const attempt = await toAttempt(deps, delivery, reply);
  const isDisabled = delivery.isTest ? false : await watchHealth(deps, source, delivery, reply);
  await finish(deps, claimed, attempt, nextDueAt(deps, delivery, reply, isDisabled));
};
