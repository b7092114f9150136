// Builds the Lambda layer that holds sox, for one machine; infra bundles the zip, the local stack and tests use the folder.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleLayer } from './assemble-layer.ts';
import { fetchPackages } from './fetch-packages.ts';
import type { LayerArch } from './layer-arch.ts';
import { readPackageLock } from './package-lock.ts';
import { writeZip } from './write-zip.ts';

export interface BuildSoxLayerOptions {
  readonly arch: LayerArch;
  /** @default silence */
  readonly log?: (line: string) => void;
  /** Where results and fetched packages are kept. @default `dist` beside this file */
  readonly distDirectory?: string;
}

export interface SoxLayer {
  /** `directory/sox` is what Lambda shows as `/opt/sox`. */
  readonly directory: string;
  /** The layer's zip, byte for byte the same from build to build. */
  readonly zipFile: string;
}

/**
 * Gives the layer at once when it was already built from this lock and these scripts; else builds it, which the first time needs
 * the machine's Debian mirror. Safe to call from several processes: each builds aside and moves its result in whole.
 * @throws Error that says what is missing: a tool, a mirror, a package, a library.
 */
export async function buildSoxLayer(options: BuildSoxLayerOptions): Promise<SoxLayer> {
  const { arch, log = () => {}, distDirectory = join(import.meta.dirname, 'dist') } = options;
  const layer = { directory: join(distDirectory, arch), zipFile: join(distDirectory, `sox-${arch}.zip`) };
  const lock = await readPackageLock();
  const recipe = await hashRecipe(arch);
  if (await isBuiltFrom(recipe, layer)) return layer;

  log(`Building the sox layer for ${arch} from ${lock.packages[arch].length} pinned Debian packages`);
  const packages = await fetchPackages(lock.packages[arch], join(distDirectory, 'packages'));
  const scratch = await mkdtemp(join(distDirectory, `building-${arch}-`));
  try {
    const built = join(scratch, 'layer');
    await assembleLayer(arch, packages, join(scratch, 'packages'), join(built, 'sox'));
    await writeZip(built, join(scratch, 'layer.zip'));
    await writeFile(join(built, 'recipe'), recipe);
    await rename(join(scratch, 'layer.zip'), layer.zipFile);
    await moveIn(built, layer, recipe, join(scratch, 'outdated'));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  log(`Built ${layer.zipFile}, ${(await stat(layer.zipFile)).size} bytes`);
  return layer;
}

/** Changes with whatever could change the result: the lock, these scripts, the compressor. */
async function hashRecipe(arch: LayerArch): Promise<string> {
  const files = (await readdir(import.meta.dirname)).filter((name) => /\.(ts|json)$/.test(name)).sort();
  const hash = createHash('sha256').update(`${arch} ${process.versions.zlib}`);
  for (const file of files) hash.update(file).update(await readFile(join(import.meta.dirname, file)));
  return hash.digest('hex');
}

async function isBuiltFrom(recipe: string, layer: SoxLayer): Promise<boolean> {
  try {
    const [found] = await Promise.all([
      readFile(join(layer.directory, 'recipe'), 'utf8'),
      stat(layer.zipFile),
    ]);
    return found === recipe;
  } catch {
    return false;
  }
}

/**
 * The folder goes last: its recipe says that all is there. A fresh one is never moved, because who built it may be using it; an
 * outdated one steps aside, because a folder cannot be renamed onto another.
 */
async function moveIn(built: string, layer: SoxLayer, recipe: string, aside: string): Promise<void> {
  try {
    await rename(built, layer.directory);
  } catch (error) {
    if (await isBuiltFrom(recipe, layer)) return;
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error;
    await rename(layer.directory, aside);
    await rename(built, layer.directory);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
