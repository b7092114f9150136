// A hint → one attempt to post the result to the customer's own server, claimed before and recorded after.
import { deliveryPauseMs } from '../../../shared/domain/backoff.ts';
import { clockStart, isAnyPaused } from '../../../shared/domain/brake.ts';
import {
  type Delivery,
  type DeliveryAttempt,
  forwardAnswerKey,
  inlineResponseBytes,
  withAttempt,
} from '../../../shared/domain/delivery.ts';
import type { Clock, Randomness } from '../../../shared/domain/randomness.ts';
import { signWebhook } from '../../../shared/domain/sign-webhook.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import type {
  Answers,
  Deliveries,
  ForwardHealth,
  ForwardReply,
  Hints,
  Receiver,
  Seal,
  Sources,
} from '../../../shared/use-cases/ports.ts';

export interface DeliverDeps {
  readonly deliveries: Deliveries;
  readonly sources: Sources;
  readonly health: ForwardHealth;
  readonly receiver: Receiver;
  readonly answers: Pick<Answers, 'put'>;
  readonly seal: Pick<Seal, 'open'>;
  readonly hints: Pick<Hints, 'delivery'>;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Longer than any attempt can take. */
  readonly claimSeconds: number;
  readonly disableAfterSeconds: number;
  readonly pausesSeconds: readonly number[];
}

const isSuccess = (reply: ForwardReply): boolean =>
  reply.kind === 'answered' && reply.statusCode >= 200 && reply.statusCode < 300;

const headersFor = async (deps: DeliverDeps, delivery: Delivery, source: Source, body: string) => {
  const nowMs = deps.clock.now();
  const valid = source.signingSecrets.filter(
    ({ validUntil }) => validUntil === undefined || Date.parse(validUntil) > nowMs,
  );
  const identity = { ...source.forwardHeaders, 'webhook-id': delivery.id };
  if (valid.length === 0) return identity;
  const secrets = await Promise.all(valid.map(({ sealed }) => deps.seal.open(sealed)));
  const timestampSeconds = Math.floor(nowMs / 1000);
  return {
    ...identity,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signWebhook({ id: delivery.id, timestampSeconds, body }, secrets),
  };
};

const toAttempt = async (
  deps: DeliverDeps,
  delivery: Delivery,
  reply: ForwardReply,
): Promise<DeliveryAttempt> => {
  const at = new Date(deps.clock.now()).toISOString();
  const { durationMs } = reply;
  if (reply.kind === 'failed') return { at, durationMs, error: reply.error };
  const { statusCode, body } = reply;
  const error = isSuccess(reply) ? {} : { error: `the receiver answered ${statusCode}` };
  if (Buffer.byteLength(body) <= inlineResponseBytes)
    return { at, statusCode, durationMs, responseText: body, ...error };
  const responseKey = forwardAnswerKey(delivery.id, delivery.attemptCount + 1);
  await deps.answers.put(responseKey, body);
  return { at, statusCode, durationMs, responseKey, ...error };
};

/** When to try again, or `undefined` when this delivery is over. */
const nextDueAt = (deps: DeliverDeps, delivery: Delivery, reply: ForwardReply, isDisabled: boolean) => {
  if (isSuccess(reply) || isDisabled) return undefined;
  const retryAfter = reply.kind === 'answered' ? reply.retryAfterSeconds : undefined;
  const pauseMs = deliveryPauseMs(delivery.attemptCount + 1, deps.random, deps.pausesSeconds, retryAfter);
  return pauseMs === undefined ? undefined : deps.clock.now() + pauseMs;
};

/** A target that says 410, or failed for days without a break, is switched off. */
const watchHealth = async (
  deps: DeliverDeps,
  source: Source,
  delivery: Delivery,
  reply: ForwardReply,
): Promise<boolean> => {
  // A delivery keeps the URL it was made with: what a former target answers says nothing of the present one.
  if (delivery.url !== source.forwardUrl) return reply.kind === 'answered' && reply.statusCode === 410;
  const nowMs = deps.clock.now();
  const at = new Date(nowMs).toISOString();
  if (isSuccess(reply)) {
    // Sources are believed for a while: the failure before this success may be younger than what was read.
    const mayBeFailing = source.forwardFailingSince !== undefined || delivery.attemptCount > 0;
    if (mayBeFailing) await deps.health.noteSuccess(source);
    return false;
  }
  const isGone = reply.kind === 'answered' && reply.statusCode === 410;
  const since = source.forwardFailingSince;
  const isTooLong =
    since !== undefined &&
    nowMs - clockStart(Date.parse(since), source.brake) >= deps.disableAfterSeconds * 1000;
  if (isGone || isTooLong) {
    await deps.health.disable(
      source,
      at,
      isGone ? 'the target answered 410 Gone' : 'the target failed for too long',
    );
    return true;
  }
  if (since === undefined) await deps.health.noteFailure(source, at);
  return false;
};

const finish = async (
  deps: DeliverDeps,
  claimed: Delivery,
  attempt: DeliveryAttempt,
  dueAt: number | undefined,
): Promise<void> => {
  const { dueAt: _, ...rest } = claimed;
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

/** Why this delivery cannot even be tried. */
const obstacle = (source: Source | undefined, delivery: Delivery): string | undefined => {
  if (!source || delivery.url === '') return 'the source has no forward URL any more';
  return source.forwardDisabledAt === undefined
    ? undefined
    : `forwarding is switched off since ${source.forwardDisabledAt}: ${source.forwardDisabledReason ?? ''}`;
};

export const deliverResult = async (deps: DeliverDeps, deliveryId: string): Promise<void> => {
  const delivery = await deps.deliveries.get(deliveryId);
  const nowMs = deps.clock.now();
  if (delivery?.status !== 'pending' || (delivery.dueAt ?? 0) > nowMs) return;
  const source = await deps.sources.get(delivery.account, delivery.source);
  // Paused by an operator: it stays due, and the sweeper comes by with hints until that is over.
  if (isAnyPaused(source?.brake)) return;
  const claimed = { ...delivery, ver: delivery.ver + 1, dueAt: nowMs + deps.claimSeconds * 1000 };
  try {
    await deps.deliveries.save(claimed);
  } catch (error) {
    if (error instanceof VersionConflict) return;
    throw error;
  }
  const why = obstacle(source, delivery);
  if (!source || why) {
    return finish(
      deps,
      claimed,
      { at: new Date(nowMs).toISOString(), error: why ?? 'unknown source' },
      undefined,
    );
  }
  const body = new URLSearchParams({ id: delivery.audioId, json_url: delivery.jsonUrl }).toString();
  const headers = await headersFor(deps, delivery, source, body).catch(async (error: unknown) => {
    // Counts as an attempt, so that it shows in the ledger and comes to an end; thrown on, for the log.
    const unsigned = { kind: 'failed', error: 'the delivery could not be signed', durationMs: 0 } as const;
    const attempt = await toAttempt(deps, delivery, unsigned);
    await finish(deps, claimed, attempt, nextDueAt(deps, delivery, unsigned, false));
    throw error;
  });
  const reply = await deps.receiver.post({ url: delivery.url, body, headers });
  const attempt = await toAttempt(deps, delivery, reply);
  const isDisabled = await watchHealth(deps, source, delivery, reply);
  await finish(deps, claimed, attempt, nextDueAt(deps, delivery, reply, isDisabled));
};
