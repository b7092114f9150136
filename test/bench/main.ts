// `npm run bench`: ratios within one run, each with its target and an honest verdict.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../infra/local/synthesise.ts';
import { benchAudio } from './audio.ts';
import { benchBundles } from './bundles.ts';
import { table } from './row.ts';

const runs = 11;
const say = (line: string): void => console.log(line);
const scratch = await mkdtemp(join(tmpdir(), 'voxgate-bench-'));
try {
  const { directory, soxLayer } = await synthesise(say);
  say(`Each ratio is the median of pairs: ${runs}, or what the line says.`);
  const rows = [
    ...(await benchBundles(directory, scratch, runs, say)),
    ...(await benchAudio({ soxDirectory: join(soxLayer.directory, 'sox'), scratch, runs, say })),
  ];
  say(`\n${table(rows)}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
