// `npm run chaos`: the local stack under load while everything dies; its report, and exit code 1 when something was lost.
import { parseArgs } from 'node:util';
import { renderReport } from './report.ts';
import { isBroken } from './report-row.ts';
import { runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: {
    recordings: { type: 'string', default: '10000' },
    restarts: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    callers: { type: 'string', default: '16' },
    keep: { type: 'boolean', default: false },
  },
});
// The exit takes the stack and the directory with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const rows = await runChaos({
  recordings: Number(values.recordings),
  restarts: Number(values.restarts),
  seed: Number(values.seed),
  callers: Number(values.callers),
  keep: values.keep,
  log: (line) => console.log(line),
});
console.log(`\n${renderReport(rows)}`);
process.exitCode = rows.some(isBroken) ? 1 : 0;
