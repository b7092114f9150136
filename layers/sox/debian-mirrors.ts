// Says where packages are fetched from: the machine's own apt configuration knows its mirror, and so no host is named here.
import { runTool, ToolError } from './run-tool.ts';

/**
 * Bases of Debian mirrors (`pool/` and `dists/` lie below), the likeliest first.
 * `DEBIAN_MIRROR` overrides what apt says. Which one answers matters little: every package is checked against the lock.
 * @throws Error when there is none.
 */
export async function debianMirrors(): Promise<string[]> {
  const chosen = process.env.DEBIAN_MIRROR;
  if (chosen) return [withoutSlash(chosen)];
  const mirrors = await configuredMirrors().catch((error: unknown) => {
    if (error instanceof ToolError && error.output === undefined) return [];
    throw error;
  });
  if (mirrors.length > 0) return mirrors;
  throw new Error(
    'The sox layer is made of Debian packages, and no apt here names a mirror of them. Set DEBIAN_MIRROR to the base address of one, `https://…/debian`.',
  );
}

async function configuredMirrors(): Promise<string[]> {
  const known = await listTargets('$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(SITE)');
  // Security updates have another label and another base, without our pool.
  const debian = known.filter(([origin, label]) => origin === 'Debian' && label === 'Debian');
  // A machine that never ran `apt-get update`, as a fresh container, knows its sites but not yet whose they are.
  const sites = known.length > 0 ? debian : await listTargets('||$(COMPONENT)|$(SITE)', '--no-release-info');
  const main = sites.filter(([, , component]) => component === 'main');
  const bases = [...new Set(main.map(([, , , site = '']) => withoutSlash(site)))];
  const likely = bases.filter((base) => base.endsWith('/debian'));
  return [...likely, ...bases.filter((base) => !likely.includes(base) && !base.endsWith('-security'))];
}

async function listTargets(format: string, ...options: string[]): Promise<string[][]> {
  const targets = await runTool('apt-get', [
    'indextargets',
    ...options,
    '--format',
    format,
    'Created-By: Packages',
  ]);
  return targets
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'));
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
