// Which runs are played, and the line that plays one of them again.
import type { Run } from './simulate.ts';

export const faultRates = [0.05, 0.2, 0.4] as const;
export const recordingsPerRun = 500;

/** In CI each seed plays one of the rates in turn; `npm run simulate -- --seeds 200` plays all of each. */
export const runOf = (seed: number): Run => ({
  seed,
  recordings: recordingsPerRun,
  faultRate: faultRates[seed % faultRates.length] ?? 0,
});

export const replayLine = ({ seed, faultRate, off }: Run): string =>
  `npm run simulate -- --seed ${seed} --faults ${faultRate}${off ? ` --off "${off}"` : ''}`;
