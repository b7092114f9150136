// Says where packages are fetched from: the machine's own apt configuration knows its mirror, and so no host is named here.
import { runTool } from './run-tool.ts';

/**
 * Bases of Debian mirrors (`pool/` and `dists/` lie below), the likeliest first.
 * `DEBIAN_MIRROR` overrides what apt says. Which one answers matters little: every package is checked against the lock.
 * @throws Error when there is none.
 */
export async function debianMirrors(): Promise<string[]> {
  const chosen = process.env.DEBIAN_MIRROR;
  if (chosen) return [withoutSlash(chosen)];
  const listed = await runTool('apt-get', [
    'indextargets',
    '--format',
    '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(SITE)',
    'Identifier: Packages',
  ]);
  const targets = listed.split('\n').map((line) => line.split('|'));
  const sites = (origin: string, label: string): string[] =>
    targets
      .filter((target) => target[0] === origin && target[1] === label && target[2] === 'main')
      .map((target) => withoutSlash(target[3] ?? ''));
  // A machine that never ran `apt-get update` knows sites but not yet their origins. Security has another base, without our pool.
  const unnamed = sites('', '').filter((site) => !site.endsWith('-security'));
  const mirrors = [...new Set([...sites('Debian', 'Debian'), ...unnamed])];
  if (mirrors.length === 0) {
    throw new Error(
      "This machine's apt configuration names no Debian mirror: set DEBIAN_MIRROR to the base address of one.",
    );
  }
  return mirrors;
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
