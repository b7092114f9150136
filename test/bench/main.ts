// `npm run bench`: ratios within one run, each with its target and an honest verdict.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesise } from '../../infra/local/synthesise.ts';
import { benchAudio } from './audio.ts';
import { benchBundles } from './bundles.ts';
import { benchLoad } from './load.ts';
import { benchOperations } from './operations.ts';
import { type Row, table } from './row.ts';

const runs = 11;
const say = (line: string): void => console.log(line);
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, backlog: { type: 'string', default: '2000' } },
});

const scratch = await mkdtemp(join(tmpdir(), 'voxgate-bench-'));
try {
  const { directory, soxLayer } = await synthesise(say);
  const soxDirectory = join(soxLayer.directory, 'sox');
  const parts: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
    bundles: () => benchBundles(directory, scratch, runs, say),
    operations: () => benchOperations(say),
    load: () => benchLoad(Number(values.backlog), say),
    audio: () => benchAudio({ soxDirectory, scratch, runs, say }),
  };
  const wanted = values.only ?? Object.keys(parts);
  const unknown = wanted.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`--only knows ${Object.keys(parts).join(', ')}, not ${unknown}`);
  say(`Each ratio is the median of pairs: ${runs}, or what the line says.`);
  const rows: Row[] = [];
  for (const name of wanted) rows.push(...((await parts[name]?.()) ?? []));
  say(`\n${table(rows)}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
