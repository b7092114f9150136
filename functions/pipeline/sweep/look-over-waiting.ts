// Every fifth minute: how many recordings wait for their end, and how long the oldest has, whatever they are due for.
import type { Clock } from '../../../shared/domain/randomness.ts';
import type { Log, Metrics, WaitingRecordings } from '../../../shared/use-cases/ports.ts';

export interface LookOverDeps {
  readonly due: WaitingRecordings;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  /** How long one look may take. */
  readonly lookSeconds: number;
}

/** A look reads the whole index; nobody needs to know each minute what an hour decides. */
const everyMinutes = 5;

/** A backlog too long for one look counts as far as it was seen: at least so many, at least so old. */
const lookOver = async ({ due, metrics, clock, lookSeconds }: LookOverDeps): Promise<void> => {
  const startMs = clock.now();
  let waiting = 0;
  let oldestMs = startMs;
  for await (const page of due.waiting()) {
    waiting += page.length;
    for (const { acceptedAt = startMs } of page) oldestMs = Math.min(oldestMs, acceptedAt);
    if (clock.now() - startMs >= lookSeconds * 1000) break;
  }
  metrics.record('RecordingsWaiting', waiting);
  metrics.record('OldestWaitingSeconds', Math.floor((startMs - oldestMs) / 1000));
};

/** What goes wrong here is logged: nobody's work may wait for it. */
export const lookOverWaiting = async (deps: LookOverDeps): Promise<void> => {
  if (Math.floor(deps.clock.now() / 60_000) % everyMinutes !== 0) return;
  try {
    await lookOver(deps);
  } catch (error) {
    deps.log.error('waiting recordings not counted', { error });
  }
};
