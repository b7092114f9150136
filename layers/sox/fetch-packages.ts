// First step of the layer build: the pinned packages come from the machine's mirror, checked, into a cache beside the results.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { debianMirrors } from './debian-mirrors.ts';
import type { PinnedPackage } from './package-lock.ts';
import { runTool, ToolError } from './run-tool.ts';

/** Part of Debian's essential package `apt`; it obeys the machine's proxy and certificate settings and checks hashes itself. */
const APT_HELPER = '/usr/lib/apt/apt-helper';

export interface FetchedPackage extends PinnedPackage {
  /** The `.deb` on this machine. */
  readonly file: string;
}

/**
 * @param cache folder that keeps packages by their hash, so that only the first build needs the network.
 * @throws Error that says what to do when no mirror has a pinned build any more.
 */
export async function fetchPackages(
  packages: readonly PinnedPackage[],
  cache: string,
): Promise<FetchedPackage[]> {
  await mkdir(cache, { recursive: true });
  const fetched = packages.map((pinned) => ({ ...pinned, file: join(cache, `${pinned.sha256}.deb`) }));
  const present = await Promise.all(fetched.map(isWhole));
  const missing = fetched.filter((_, index) => !present[index]);
  if (missing.length > 0) await download(missing, cache);
  return fetched;
}

async function download(missing: readonly FetchedPackage[], cache: string): Promise<void> {
  const mirrors = await debianMirrors();
  const failures: string[] = [];
  // Downloaded beside the cache and moved in whole: another build may be reading it.
  const landing = await mkdtemp(join(cache, 'landing-'));
  try {
    for (const mirror of mirrors) {
      try {
        const landed = missing.map((pinned) => ({ ...pinned, landed: join(landing, randomUUID()) }));
        await runTool(APT_HELPER, [
          'download-file',
          ...landed.flatMap((pinned) => [
            `${mirror}/${encodeURI(pinned.path).replaceAll('+', '%2b')}`,
            pinned.landed,
            `SHA256:${pinned.sha256}`,
          ]),
        ]);
        await Promise.all(landed.map((pinned) => rename(pinned.landed, pinned.file)));
        return;
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        failures.push(...failuresIn(error));
      }
    }
  } finally {
    await rm(landing, { recursive: true, force: true });
  }
  throw new Error(
    [
      `The pinned packages of the sox layer could not be fetched from ${mirrors.join(', ')}.`,
      'A mirror drops a build when Debian publishes a newer one: pin what it has now with',
      '`npm run layer -- --refresh`, or set DEBIAN_MIRROR to a mirror (or a dated archive) that still has these builds.',
      ...failures,
    ].join('\n'),
  );
}

/** A cache may have been cut off or meddled with: what is taken from it is checked like what is downloaded. */
async function isWhole({ file, sha256 }: FetchedPackage): Promise<boolean> {
  try {
    return (
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex') === sha256
    );
  } catch {
    return false;
  }
}

/** Of all that apt-helper prints, the lines that say which package failed and why. */
function failuresIn({ output, message }: ToolError): string[] {
  const lines = output.split('\n').filter((line) => /^E: Failed|^ {4}- /.test(line));
  return lines.length > 0 ? lines : [message];
}
