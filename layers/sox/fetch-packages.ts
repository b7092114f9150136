// First step of the layer build: the pinned packages come from a Debian mirror, checked, into a cache beside the results.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { debianMirrors } from './debian-mirrors.ts';
import type { PinnedPackage } from './package-lock.ts';
import type { PackageTools } from './package-tools.ts';

export interface FetchedPackage extends PinnedPackage {
  /** The `.deb` on this machine. */
  readonly file: string;
}

/**
 * @param cache folder that keeps packages by their hash, so that only the first build needs the network.
 * @throws Error that names the packages no mirror has any more, and says what to do.
 */
export async function fetchPackages(
  packages: readonly PinnedPackage[],
  cache: string,
  tools: PackageTools,
): Promise<FetchedPackage[]> {
  await mkdir(cache, { recursive: true });
  const fetched = packages.map((pinned) => ({ ...pinned, file: join(cache, `${pinned.sha256}.deb`) }));
  const missing = await missingOf(fetched);
  if (missing.length > 0) await download(missing, cache, tools);
  return fetched;
}

/** What one mirror lacks is asked of the next. */
async function download(
  wanted: readonly FetchedPackage[],
  cache: string,
  tools: PackageTools,
): Promise<void> {
  const mirrors = await debianMirrors();
  const failures: string[] = [];
  let missing = wanted;
  // Downloaded beside the cache and moved in whole: another build may be reading it.
  const landing = await mkdtemp(join(cache, 'landing-'));
  try {
    for (const mirror of mirrors) {
      const asked = missing.map((pinned) => ({
        pinned,
        landed: { ...pinned, file: join(landing, randomUUID()) },
        url: `${mirror}/${encodeURI(pinned.path).replaceAll('+', '%2b')}`,
      }));
      const reasons = await tools.download(
        asked.map(({ url, landed }) => ({ url, target: landed.file, sha256: landed.sha256 })),
      );
      for (const { pinned, landed, url } of asked) {
        if (await isWhole(landed)) await rename(landed.file, pinned.file);
        else failures.push(failureLine(pinned, `${reasons.get(url) ?? 'It did not arrive.'} (${mirror})`));
      }
      missing = await missingOf(missing);
      if (missing.length === 0) return;
    }
  } finally {
    await rm(landing, { recursive: true, force: true });
  }
  throw new Error(adviceFor(missing.length, failures));
}

function failureLine({ name, version, path }: PinnedPackage, reason: string): string {
  return `- ${name} ${version}, ${basename(path)}: ${reason}`;
}

function adviceFor(count: number, failures: readonly string[]): string {
  return [
    `${count} of the sox layer's pinned packages could not be fetched:`,
    ...failures,
    'A mirror drops a build when Debian publishes a newer one. Pin what it has now, on Debian, with `npm run layer -- --refresh`,',
    'or set DEBIAN_MIRROR to the base address of a mirror, or of a dated archive, that still has these builds.',
  ].join('\n');
}

async function missingOf<Kind extends FetchedPackage>(packages: readonly Kind[]): Promise<Kind[]> {
  const present = await Promise.all(packages.map(isWhole));
  return packages.filter((_, index) => !present[index]);
}

/** A cache may have been cut off or meddled with: what is taken from it is checked like what is downloaded. */
async function isWhole({ file, sha256 }: FetchedPackage): Promise<boolean> {
  try {
    const content = await readFile(file);
    return createHash('sha256').update(content).digest('hex') === sha256;
  } catch {
    return false;
  }
}
