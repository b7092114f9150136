// Beside a built layer: what it was built from and what came out, so that a damaged one is not taken for a whole one.
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { SoxLayer } from './build-sox-layer.ts';

const seal = 'recipe';

/** @param recipe see `hashRecipe` */
export async function sealLayer(recipe: string, layer: SoxLayer): Promise<void> {
  await writeFile(join(layer.directory, seal), `${recipe}\n${await hashResult(layer)}\n`);
}

/** Reads all of the layer: some 20 MB, a few hundredths of a second. */
export async function isSealed(recipe: string, layer: SoxLayer): Promise<boolean> {
  try {
    const found = await readFile(join(layer.directory, seal), 'utf8');
    return found.startsWith(`${recipe}\n`) && found === `${recipe}\n${await hashResult(layer)}\n`;
  } catch {
    return false;
  }
}

async function hashResult({ directory, zipFile }: SoxLayer): Promise<string> {
  const entries = await readdir(join(directory, 'sox'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  const hash = createHash('sha256');
  for (const path of [...paths, zipFile]) {
    const content = await readFile(path);
    const isExecutable = ((await stat(path)).mode & 0o100) !== 0;
    // The zip is made under another name than it is kept under.
    const name = path === zipFile ? 'zip' : relative(directory, path);
    hash.update(`${name}\0${isExecutable}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
