// An operator has a delivery posted once more → due now, to where its source's results go today, under the same id.
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import { judgeRedelivery, type RedeliveryVerdict, redelivered } from '../../../shared/domain/redelivery.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { againOnConflict } from '../../../shared/use-cases/again-on-conflict.ts';
import type { Deliveries, Hints, Log, Sources } from '../../../shared/use-cases/ports.ts';

export interface RedeliverDeps {
  readonly deliveries: Pick<Deliveries, 'get' | 'save'>;
  /** As they stand: one that was written a moment ago is what the operator means. */
  readonly sources: Sources;
  readonly hints: Pick<Hints, 'delivery'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RedeliverInput {
  /** Of the operator's key. */
  readonly account: string;
  readonly id: string;
  /** What it was found as: in another status it is left alone. @default any */
  readonly status?: Delivery['status'];
}

/** @throws VoxgateError NOT_FOUND, for another account's delivery and for a test of a target too */
export const findDelivery = async (
  { deliveries }: { readonly deliveries: Pick<Deliveries, 'get'> },
  account: string,
  id: string,
): Promise<Delivery> => {
  const delivery = await deliveries.get(id);
  if (delivery?.account !== account || delivery.isTest) {
    throw new VoxgateError('NOT_FOUND', 'No such delivery');
  }
  return delivery;
};

const refusalOf = (verdict: Exclude<RedeliveryVerdict, { kind: 'redeliver' }>, source: string): string => {
  switch (verdict.kind) {
    case 'being-posted':
      return 'This delivery is being posted right now: try again in a minute';
    case 'no-source':
      return `The source ${source} is gone: write it again, with a forwardUrl, and then redeliver`;
    case 'no-target':
      return `The source ${source} has no forwardUrl: write it with one, and then redeliver`;
    case 'switched-off':
      return `Forwarding for the source ${source} is switched off since ${verdict.since}: write the source, which switches it on again, and then redeliver`;
  }
};

/** The delivery is kept and due, so nobody need hear of a hint that was lost: the sweeper sends it again. */
const hint = async ({ hints, log }: RedeliverDeps, delivery: Delivery): Promise<void> => {
  try {
    await hints.delivery(delivery);
  } catch (error) {
    log.warn('hint not sent', { deliveryId: delivery.id, error });
  }
};

const redeliverOnce = async (deps: RedeliverDeps, input: RedeliverInput): Promise<Delivery> => {
  const delivery = await findDelivery(deps, input.account, input.id);
  if (input.status !== undefined && delivery.status !== input.status) {
    throw new VoxgateError('IDEMPOTENCY_CONFLICT', `This delivery is ${delivery.status} by now`);
  }
  // Before the source is read: what switches it off from here on is younger than this redelivery.
  const nowMs = deps.clock.now();
  const source = await deps.sources.get(delivery.account, delivery.source);
  const verdict = judgeRedelivery(delivery, source, nowMs);
  if (verdict.kind !== 'redeliver') {
    throw new VoxgateError('IDEMPOTENCY_CONFLICT', refusalOf(verdict, delivery.source));
  }
  const anew = redelivered(delivery, verdict.target, nowMs);
  await deps.deliveries.save(anew);
  await hint(deps, anew);
  return anew;
};

/**
 * A second click finds the first one's delivery due or being posted, and makes no second one.
 * @throws VoxgateError NOT_FOUND; IDEMPOTENCY_CONFLICT that says what to do
 */
export const redeliver = (deps: RedeliverDeps, input: RedeliverInput): Promise<Delivery> =>
  againOnConflict(() => redeliverOnce(deps, input));
