// Builds the Lambda layer that holds sox, for one machine; infra bundles the zip, the local stack and tests use the folder.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleLayer } from './assemble-layer.ts';
import { fetchPackages } from './fetch-packages.ts';
import type { LayerArch } from './layer-arch.ts';
import { hashRecipe } from './layer-recipe.ts';
import { isSealed, sealLayer } from './layer-seal.ts';
import { readPackageLock } from './package-lock.ts';
import { type PackageTools, packageTools } from './package-tools.ts';
import { writeZip } from './write-zip.ts';

export interface BuildSoxLayerOptions {
  readonly arch: LayerArch;
  /** @default silence */
  readonly log?: (line: string) => void;
  /** Where results and fetched packages are kept. @default `dist` beside this file */
  readonly distDirectory?: string;
  /** What packages are fetched and unpacked with; the result does not depend on it. @default what this machine has */
  readonly tools?: PackageTools;
}

export interface SoxLayer {
  /** `directory/sox` is what Lambda shows as `/opt/sox`. */
  readonly directory: string;
  /** The layer's zip, byte for byte the same from build to build. */
  readonly zipFile: string;
}

/**
 * Gives the layer at once when it was already built from this lock and these scripts, and is whole; else builds it, which the first
 * time needs a Debian mirror. Safe to call from several processes: each builds aside and moves its result in whole.
 * @throws Error that says what is missing: a tool, a mirror, a package, a library.
 */
export async function buildSoxLayer(options: BuildSoxLayerOptions): Promise<SoxLayer> {
  const { arch, log = () => {}, distDirectory = join(import.meta.dirname, 'dist') } = options;
  const { tools = packageTools() } = options;
  const layer = { directory: join(distDirectory, arch), zipFile: join(distDirectory, `sox-${arch}.zip`) };
  const lock = await readPackageLock();
  const recipe = await hashRecipe(arch);
  if (await isSealed(recipe, layer)) return layer;

  log(`Building the sox layer for ${arch} from ${lock.packages[arch].length} pinned Debian packages`);
  const packages = await fetchPackages(lock.packages[arch], join(distDirectory, 'packages'), tools);
  const scratch = await mkdtemp(join(distDirectory, `building-${arch}-`));
  try {
    const built = { directory: join(scratch, 'layer'), zipFile: join(scratch, 'layer.zip') };
    const unpacked = join(scratch, 'packages');
    await assembleLayer({ arch, packages, tools, scratch: unpacked, sox: join(built.directory, 'sox') });
    await writeZip(built.directory, built.zipFile);
    await sealLayer(recipe, built);
    await moveIn(built, layer, recipe, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  log(`Built ${layer.zipFile}, ${(await stat(layer.zipFile)).size} bytes`);
  return layer;
}

/**
 * The folder goes last: its seal says that all is there. A fresh one is never moved, because who built it may be using it; an
 * outdated or damaged one steps aside, because a folder cannot be renamed onto another. Other processes may be doing the same.
 */
async function moveIn(built: SoxLayer, layer: SoxLayer, recipe: string, scratch: string): Promise<void> {
  await rename(built.zipFile, layer.zipFile);
  for (;;) {
    try {
      return await rename(built.directory, layer.directory);
    } catch (error) {
      if (await isSealed(recipe, layer)) return;
      if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error;
    }
    await rename(layer.directory, join(scratch, `outdated-${randomUUID()}`)).catch((error: unknown) => {
      if (!isCode(error, 'ENOENT')) throw error;
    });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
