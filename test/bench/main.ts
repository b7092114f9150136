// `npm run bench`: ratios within one run, each with its target and an honest verdict.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../infra/local/synthesise.ts';
import { benchAudio } from './audio.ts';
import { benchBundles } from './bundles.ts';

const runs = 11;
const scratch = await mkdtemp(join(tmpdir(), 'voxgate-bench-'));
try {
  const { directory, soxLayer } = await synthesise((line) => console.log(line));
  console.log(`Each ratio is the median of ${runs} pairs.\n`);
  const rows = [
    ...(await benchBundles(directory, scratch, runs)),
    ...(await benchAudio(join(soxLayer.directory, 'sox'), scratch, runs)),
  ];
  console.log('| what | measured | target | |\n|---|---|---|---|');
  for (const { what, measured, target, isMet } of rows) {
    console.log(`| ${what} | ${measured} | ${target} | ${isMet ? 'met' : 'NOT MET'} |`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
