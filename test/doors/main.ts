// `npm run doors`: what strangers and crowds can do at every door, as rows with a target each; ends with 1 when one is not met.
import { parseArgs } from 'node:util';
import { type Row, table } from '../bench/row.ts';
import { proveFairness } from './fairness/prove-fairness.ts';
import { fuzzRoutes } from './fuzz/fuzz-routes.ts';
import { proveIsolation } from './isolation/prove-isolation.ts';
import { attackByServers } from './outgoing/attack-by-servers.ts';
import { attackByUrls } from './outgoing/attack-by-urls.ts';
import type { ProofRun } from './proof-run.ts';
import { proveSignatures } from './signatures/prove-signatures.ts';

const say = (line: string): void => console.log(line);

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    /** Of all that is random: the same one plays the same calls. */
    seed: { type: 'string', default: '1' },
    /** Makes each proof as many times smaller: 1 is what the figures in docs/reliability.md were made with. */
    smaller: { type: 'string', default: '1' },
  },
});
const run = { seed: Number(values.seed), smaller: Number(values.smaller), say };

const proofs: Readonly<Record<string, (run: ProofRun) => Promise<readonly Row[]>>> = {
  fuzz: fuzzRoutes,
  urls: attackByUrls,
  servers: attackByServers,
  isolation: proveIsolation,
  signatures: proveSignatures,
  fairness: proveFairness,
};

const wanted = values.only ?? Object.keys(proofs);
const unknown = wanted.filter((name) => !(name in proofs));
if (unknown.length > 0) throw new Error(`--only knows ${Object.keys(proofs).join(', ')}, not ${unknown}`);
const rows: Row[] = [];
for (const name of wanted) {
  say(`${name} …`);
  rows.push(...((await proofs[name]?.(run)) ?? []));
}
say(`\n${table(rows)}`);
if (rows.some(({ target }) => target?.isMet === false)) process.exitCode = 1;
