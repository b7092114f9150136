// What the sox layer is made of: the pinned Debian packages, read from the committed lock file.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayerArch } from './layer-arch.ts';

/** One Debian binary package, as a mirror's index describes it. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Below the mirror's base: `pool/main/…`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface PackageLock {
  /** Debian's code name of the release the packages come from. */
  readonly suite: string;
  readonly packages: Readonly<Record<LayerArch, readonly PinnedPackage[]>>;
}

const lockFile = join(import.meta.dirname, 'packages.lock.json');

export async function readPackageLock(): Promise<PackageLock> {
  return JSON.parse(await readFile(lockFile, 'utf8'));
}

export async function writePackageLock(lock: PackageLock): Promise<void> {
  await writeFile(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
}
