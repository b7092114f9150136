// The rules of an operator's redelivery: what may be posted once more, where to, and what is believed of its source then.
import type { Delivery } from './delivery.ts';
import type { Source } from './source.ts';

/** A source that results can be posted for. */
export type Target = Source & { readonly forwardUrl: string };

export type RedeliveryVerdict =
  | { readonly kind: 'redeliver'; readonly target: Target }
  | { readonly kind: 'being-posted' | 'no-source' | 'no-target' }
  | { readonly kind: 'switched-off'; readonly since: string };

const hasTarget = (source: Source): source is Target => source.forwardUrl !== undefined;

/** A paused source is no obstacle: what is due then waits until it goes on. */
export const judgeRedelivery = (
  { claimedUntil = 0 }: Pick<Delivery, 'claimedUntil'>,
  source: Source | undefined,
  nowMs: number,
): RedeliveryVerdict => {
  if (claimedUntil > nowMs) return { kind: 'being-posted' };
  if (!source) return { kind: 'no-source' };
  if (!hasTarget(source)) return { kind: 'no-target' };
  const since = source.forwardDisabledAt;
  return since === undefined ? { kind: 'redeliver', target: source } : { kind: 'switched-off', since };
};

/**
 * The same delivery, due now: receivers know it by its id. One that had ended has all its attempts before it again; one
 * that is still tried has those it had left. Either goes to where its source's results go now.
 * @param nowMs when the target was read
 */
export const redelivered = (delivery: Delivery, { forwardUrl }: Target, nowMs: number): Delivery => {
  const { claimedUntil: _, ...rest } = delivery;
  return {
    ...rest,
    ver: delivery.ver + 1,
    status: 'pending',
    url: forwardUrl,
    dueAt: nowMs,
    redeliveredAt: new Date(nowMs).toISOString(),
    ...(delivery.status !== 'pending' && { formerAttempts: delivery.attemptCount }),
  };
};

/** Which attempt of the present row the next one is, from 1 on: by it pauses grow, and end. */
export const nextAttemptOfRow = ({ attemptCount, formerAttempts = 0 }: Delivery): number =>
  attemptCount + 1 - formerAttempts;

/**
 * Functions believe a source for a while, and who had this one posted anew found it switched on: one that was switched
 * off before that is an old belief, and so is the row of failures that had led to it.
 */
export const withoutOldBelief = (source: Source, { redeliveredAt }: Delivery): Source => {
  const { forwardDisabledAt, forwardDisabledReason: _, forwardFailingSince: __, ...rest } = source;
  const isOld =
    redeliveredAt !== undefined && forwardDisabledAt !== undefined && forwardDisabledAt < redeliveredAt;
  return isOld ? rest : source;
};
