// `npm run prove-layer`: builds both layers, proves each in a jail, and prints a table; fails when anything is not proven.
import { readFile, stat } from 'node:fs/promises';
import { buildSoxLayer } from '../../../layers/sox/build-sox-layer.ts';
import { layerArchs } from '../../../layers/sox/layer-arch.ts';
import { AudioBench } from '../../support/audio-sox.ts';
import { readZip } from '../../support/audio-zip.ts';
import { findWayIn } from './enter-jail.ts';
import { findEmulator } from './find-emulator.ts';
import { makeProofRecordings } from './proof-recordings.ts';
import { proveLayer } from './prove-layer.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (line: string): void => {
  process.exitCode = 1;
  say(line);
};
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const wayIn = await findWayIn();
const bench = await AudioBench.open();
try {
  const recordings = await makeProofRecordings(bench);
  for (const arch of layerArchs) {
    const { zipFile } = await buildSoxLayer({ arch, log: say });
    const layerFiles = readZip(await readFile(zipFile));
    const unzippedBytes = layerFiles.reduce((sum, { content }) => sum + content.length, 0);
    const sizes = `zip ${megabytes((await stat(zipFile)).size)}, unzipped ${megabytes(unzippedBytes)}`;
    const emulator = await findEmulator(arch);
    if (!wayIn) fail(`${arch}: NOT PROVEN, for that one must be root, or allowed to make user namespaces.`);
    else if (!emulator) fail(`${arch}: NOT PROVEN, for that install qemu-user-static.`);
    else {
      say(`\n${arch}: ${sizes}, jailed by ${wayIn.name}${emulator === 'none' ? '' : `, run by ${emulator}`}`);
      await proveLayer({ layerFiles, wayIn, emulator }, recordings, (row) => {
        const line = `  ${row.passed ? 'ok  ' : 'FAIL'} ${row.what.padEnd(22)} ${`${row.milliseconds}`.padStart(6)} ms  ${row.found}`;
        if (row.passed) say(line);
        else fail(line);
      });
    }
  }
} finally {
  await bench.close();
}
