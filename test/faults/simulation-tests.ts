// The promises over a range of seeds.
import { expect, test } from 'vitest';
import { recordingsPerRun, replayLine, runOf } from './runs.ts';
import { simulate } from './simulate.ts';

export const simulationTests = (firstSeed: number, lastSeed: number): void => {
  test(`nothing is lost, doubled or mixed up: seeds ${firstSeed} to ${lastSeed}`, {
    timeout: 300_000,
  }, async () => {
    let accepted = 0;
    for (let seed = firstSeed; seed <= lastSeed; seed += 1) {
      const run = runOf(seed);
      const report = await simulate(run);
      expect(report.violations, replayLine(run)).toEqual([]);
      accepted += report.accepted;
    }
    // Callers give up after six tries, so at 40 % faults a few never get in; the rest must be there.
    expect(accepted).toBeGreaterThan(0.95 * recordingsPerRun * (lastSeed - firstSeed + 1));
  });
};
