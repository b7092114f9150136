// `npm run layer`: builds the sox layer for both machines; `-- --refresh` pins the mirror's newest packages first.
import { buildSoxLayer } from './build-sox-layer.ts';
import { layerArchs } from './layer-arch.ts';
import { refreshLock } from './refresh-lock.ts';

const log = (line: string): void => console.log(line);

try {
  if (process.argv.includes('--refresh')) await refreshLock(log);
  for (const arch of layerArchs) {
    const { directory, zipFile } = await buildSoxLayer({ arch, log });
    log(`${arch}: ${directory} and ${zipFile}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
