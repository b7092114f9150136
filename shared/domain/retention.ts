// How long an ended recording is kept: as many days after its end as its source says, or for ever.
import { isTerminal, type Recording } from './recording.ts';

const dayMs = 86_400_000;

/** A source may shorten its retention: what is kept already is looked at this often, so that it learns of it. */
const lookEveryMs = 30 * dayMs;

/** While a delivery is still tried, its JSON log must be there to be fetched. */
export const pendingDeliveryPauseMs = dayMs;

/** It has ended and owes nobody anything: all that is left to do with it is to delete it some day. */
export const isAtRest = ({ state, deliveries }: Pick<Recording, 'state' | 'deliveries'>): boolean =>
  isTerminal(state) && deliveries.every(({ isAnnounced }) => isAnnounced);

/** Epoch milliseconds, or `undefined` when it is kept for ever. */
export const retentionEndsAt = (
  { endedAt }: Pick<Recording, 'endedAt'>,
  retentionDays: number | undefined,
): number | undefined =>
  endedAt === undefined || retentionDays === undefined ? undefined : endedAt + retentionDays * dayMs;

/** When the sweeper looks whether it is to go; `undefined`: never. */
export const retentionLookAt = (
  recording: Pick<Recording, 'endedAt' | 'retentionDays' | 'withdrawnAt'>,
  nowMs: number,
): number | undefined => {
  // Its deletion was begun: whatever came in between, it goes on.
  if (recording.withdrawnAt !== undefined) return nowMs;
  const endsAt = retentionEndsAt(recording, recording.retentionDays);
  return endsAt === undefined ? undefined : Math.min(endsAt, nowMs + lookEveryMs);
};
