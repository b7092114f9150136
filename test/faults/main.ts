// `npm run simulate -- --seed N --faults 0.2`: one run of the simulation, and what became of its recordings.
import { parseArgs } from 'node:util';
import { type Safeguard, safeguards } from './safeguards.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '0.2' },
    recordings: { type: 'string', default: '500' },
    off: { type: 'string' },
  },
});
if (values.off !== undefined && !(values.off in safeguards)) {
  console.error(`--off: one of ${Object.keys(safeguards).join(', ')}`);
  process.exit(2);
}
const off = values.off as Safeguard | undefined;
const report = await simulate({
  seed: Number(values.seed),
  faultRate: Number(values.faults),
  recordings: Number(values.recordings),
  ...(off && { off }),
});
console.log(JSON.stringify(report, undefined, 2));
process.exit(report.violations.length > 0 ? 1 : 0);
