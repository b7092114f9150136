// The cache key of a built layer: it changes with whatever could change the result.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayerArch } from './layer-arch.ts';

/**
 * Over the machine, the compressor, the lock and every script of this folder.
 * @param folder @default the one of this file
 */
export async function hashRecipe(arch: LayerArch, folder = import.meta.dirname): Promise<string> {
  const files = (await readdir(folder)).filter((name) => /\.(ts|json)$/.test(name)).sort();
  const hash = createHash('sha256').update(`${arch} ${process.versions.zlib}`);
  for (const file of files) hash.update(file).update(await readFile(join(folder, file)));
  return hash.digest('hex');
}
