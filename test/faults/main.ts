// `npm run simulate -- --seed N --faults 0.2`: one run of the simulation, and what became of its recordings.
// `npm run simulate -- --seeds 200`: so many seeds, each at every fault rate, with progress.
import { parseArgs } from 'node:util';
import { faultRates, recordingsPerRun, replayLine } from './runs.ts';
import { type Safeguard, safeguards } from './safeguards.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    faults: { type: 'string', default: '0.2' },
    recordings: { type: 'string', default: String(recordingsPerRun) },
    off: { type: 'string' },
  },
});
if (values.off !== undefined && !(values.off in safeguards)) {
  console.error(`--off: one of ${Object.keys(safeguards).join(', ')}`);
  process.exit(2);
}
const off = values.off as Safeguard | undefined;
const recordings = Number(values.recordings);

const playOne = async (): Promise<number> => {
  const run = { seed: Number(values.seed), faultRate: Number(values.faults), recordings };
  const report = await simulate({ ...run, ...(off && { off }) });
  console.log(JSON.stringify(report, undefined, 2));
  return report.violations.length;
};

const playMany = async (seeds: number): Promise<number> => {
  const sum = { runs: 0, accepted: 0, completed: 0, uploads: 0, posts: 0, faults: 0, violations: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    for (const faultRate of faultRates) {
      const run = { seed, faultRate, recordings, ...(off && { off }) };
      const report = await simulate(run);
      sum.runs += 1;
      for (const name of ['accepted', 'completed', 'uploads', 'posts', 'faults'] as const)
        sum[name] += report[name];
      sum.violations += report.violations.length;
      if (report.violations.length > 0) console.log(replayLine(run), report.violations);
    }
    if (seed % 10 === 0) console.log(`${seed} of ${seeds} seeds`, JSON.stringify(sum));
  }
  return sum.violations;
};

const violations = await (values.seeds === undefined ? playOne() : playMany(Number(values.seeds)));
process.exit(violations > 0 ? 1 : 0);
