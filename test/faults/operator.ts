// The operator: looks in every hour, and has some of what has failed tried again.
import type { SeededRandom } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedCloud } from './simulated-cloud.ts';
import type { World } from './world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Long enough to meet whatever got no result in its day; what is retried then has its time until the run ends. */
const roundsMs = 48 * hourMs;
/** Of what has failed, this part is retried, and this part of that with a double click. */
const retried = 0.3;
const doubleClicked = 0.3;

/** Clicks until it is answered, a few times at most, as people do. */
const click = (cloud: SimulatedCloud, scheduler: Scheduler, id: string, tries: number): void => {
  cloud.retry(id, (isAnswered) => {
    if (isAnswered || tries <= 1) return;
    scheduler.after(5000, () => {
      click(cloud, scheduler, id, tries - 1);
      return undefined;
    });
  });
};

/** @param random of its own: what it does is no matter of how the scheduler's faults fall */
export const keepAnOperator = (
  cloud: SimulatedCloud,
  scheduler: Scheduler,
  world: World,
  random: SeededRandom,
): void => {
  const untilMs = scheduler.now() + roundsMs;
  /** Each is thought about once. */
  const seen = new Set<string>();
  const lookIn = (): undefined => {
    for (const { id, state } of world.recordings.values()) {
      if (state !== 'FAILED' || seen.has(id)) continue;
      seen.add(id);
      if (!random.happens(retried)) continue;
      click(cloud, scheduler, id, 4);
      if (random.happens(doubleClicked)) click(cloud, scheduler, id, 1);
    }
    if (scheduler.now() + hourMs < untilMs) scheduler.after(hourMs, lookIn);
    return undefined;
  };
  scheduler.after(hourMs, lookIn);
};
