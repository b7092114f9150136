// The caller waits: poll the item until it has ended, the vendor proves unreachable, or the time is up.
import type { Clock, Randomness } from '../../../shared/domain/randomness.ts';
import { isTerminal, type Recording } from '../../../shared/domain/recording.ts';
import type { Recordings } from '../../../shared/use-cases/ports.ts';

export interface WaitDeps {
  readonly recordings: Pick<Recordings, 'get'>;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly pause: (ms: number) => Promise<void>;
}

const firstPausesMs = [250, 350];

/** After this many failed uploads in a row the caller is told, while the work goes on. */
const hopelessFailures = 3;

const hasBecomeHopeless = (recording: Recording, atFirst: Recording): boolean =>
  recording.vendorFailures >= hopelessFailures && recording.vendorFailures > atFirst.vendorFailures;

/** Returns the recording as last read: ended, or not. */
export const waitForOutcome = async (
  deps: WaitDeps,
  accepted: Recording,
  waitMs: number,
): Promise<Recording> => {
  const deadline = deps.clock.now() + waitMs;
  let latest = accepted;
  for (let poll = 0; ; poll += 1) {
    const leftMs = deadline - deps.clock.now();
    if (leftMs <= 0 || isTerminal(latest.state)) return latest;
    const pauseMs = firstPausesMs[poll] ?? 400 + 100 * deps.random.fraction();
    await deps.pause(Math.min(pauseMs, leftMs));
    const read = await deps.recordings.get(accepted.id);
    // Deleted while its caller waited: what was last seen is all there is to say.
    if (!read) return latest;
    latest = read;
    if (isTerminal(latest.state) || hasBecomeHopeless(latest, accepted)) return latest;
  }
};
