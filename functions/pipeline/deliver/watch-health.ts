// What a target answered → whether it goes on being posted to: one that says 410, or fails for days, is switched off.
import { clockStart } from '../../../shared/domain/brake.ts';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { ForwardHealth, ForwardReply } from '../../../shared/use-cases/ports.ts';

export interface WatchHealthDeps {
  readonly health: ForwardHealth;
  readonly clock: Clock;
  readonly disableAfterSeconds: number;
}

export const isAccepted = (reply: ForwardReply): boolean =>
  reply.kind === 'answered' && reply.statusCode >= 200 && reply.statusCode < 300;

/** @returns whether the target takes nothing any more */
export const watchHealth = async (
  deps: WatchHealthDeps,
  source: Source,
  delivery: Delivery,
  reply: ForwardReply,
): Promise<boolean> => {
  const isGone = reply.kind === 'answered' && reply.statusCode === 410;
  // A delivery keeps the URL it was made with: what a former target answers says nothing of the present one.
  if (delivery.url !== source.forwardUrl) return isGone;
  const nowMs = deps.clock.now();
  const at = new Date(nowMs).toISOString();
  const since = source.forwardFailingSince;
  if (isAccepted(reply)) {
    // Sources are believed for a while: the failure before this success may be younger than what was read.
    const mayBeFailing = since !== undefined || delivery.attemptCount > 0;
    if (mayBeFailing) await deps.health.noteSuccess(source);
    return false;
  }
  const isTooLong =
    since !== undefined &&
    nowMs - clockStart(Date.parse(since), source.brake) >= deps.disableAfterSeconds * 1000;
  if (isGone || isTooLong) {
    const reason = isGone ? 'the target answered 410 Gone' : 'the target failed for too long';
    await deps.health.disable(source, at, reason);
    return true;
  }
  if (since === undefined) await deps.health.noteFailure(source, at);
  return false;
};
