// An operator has paused a source, or the vendor: recordings are kept and held, and no clock runs out meanwhile.
import { clockStart, isAnyPaused } from '../../../shared/domain/brake.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { advance } from '../../../shared/domain/transitions.ts';
import type { Recordings, Sources, VendorBrake } from '../../../shared/use-cases/ports.ts';

export interface BrakeDeps {
  readonly recordings: Pick<Recordings, 'save'>;
  readonly sources: Sources;
  readonly vendorBrake: VendorBrake;
  readonly clock: Clock;
}

/** What may be put on: for its source, for all. */
export const brakesOf = (deps: Pick<BrakeDeps, 'sources' | 'vendorBrake'>, recording: Recording) =>
  Promise.all([
    deps.sources.get(recording.account, recording.source).then((source) => source?.brake),
    deps.vendorBrake.get(recording.account),
  ]);

/**
 * A pause needs no timer: what is held stays due, so the sweeper comes by with hints until it is over. One write at most,
 * that keeps what was just fetched.
 */
export const holdForOperator = async (deps: BrakeDeps, recording: Recording): Promise<void> => {
  if (recording.state !== 'FETCHING') return;
  const nowMs = deps.clock.now();
  await deps.recordings.save(advance(recording, 'hold', nowMs, { dueAt: nowMs }, 'paused by an operator'));
};

/**
 * A result is overdue: `true` when no pause excuses it. Else its clock begins anew after the pause; while that lasts, it
 * stays due.
 */
export const isOverdue = async (
  deps: BrakeDeps & { readonly resultWaitSeconds: number },
  recording: Recording,
): Promise<boolean> => {
  const brakes = await brakesOf(deps, recording);
  if (isAnyPaused(...brakes)) return false;
  const nowMs = deps.clock.now();
  const waitMs = deps.resultWaitSeconds * 1000;
  const dueAt = clockStart((recording.dueAt ?? nowMs) - waitMs, ...brakes) + waitMs;
  if (dueAt <= nowMs) return true;
  await deps.recordings.save({ ...recording, ver: recording.ver + 1, dueAt });
  return false;
};
