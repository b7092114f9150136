// Fetching the layer's packages: exactly what is pinned, from the mirror that is set, and with advice when that cannot be.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildSoxLayer } from '../../layers/sox/build-sox-layer.ts';
import { debianTools } from '../../layers/sox/debian-tools.ts';
import { fetchPackages } from '../../layers/sox/fetch-packages.ts';
import { type PinnedPackage, readPackageLock } from '../../layers/sox/package-lock.ts';
import { packageTools } from '../../layers/sox/package-tools.ts';
import { plainTools } from '../../layers/sox/plain-tools.ts';
import { openWebMirror, type WebMirror } from './web-mirror.ts';

const onDebian = packageTools() === debianTools;
if (!onDebian)
  process.stderr.write("\nSKIPPED: this is no Debian, whose tools would fetch the layer's packages\n");

describe.each([
  { name: 'Node', tools: plainTools, overHttp: true },
  ...(onDebian ? [{ name: 'apt', tools: debianTools, overHttp: false }] : []),
])('a package that $name fetches', ({ tools, overHttp }) => {
  let directory: string;
  let mirror: WebMirror;
  let pinned: PinnedPackage;
  let other: PinnedPackage;
  let packagesDirectory: string;
  let cache: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxgate-packages-'));
    cache = join(directory, 'cache');
    mirror = await openWebMirror(join(directory, 'mirror'));
    const base = overHttp ? mirror.base : pathToFileURL(join(directory, 'mirror')).href;
    vi.stubEnv('DEBIAN_MIRROR', `${base}/`);
    const layer = await buildSoxLayer({ arch: 'arm64' });
    packagesDirectory = join(layer.directory, '../packages');
    const { packages } = await readPackageLock();
    const [smallest, next] = [...packages.arm64].sort((a, b) => a.sizeBytes - b.sizeBytes);
    if (!smallest || !next) throw new Error('nothing is pinned');
    [pinned, other] = [smallest, next];
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    mirror.close();
    await rm(directory, { recursive: true, force: true });
  });

  const original = ({ sha256 }: PinnedPackage): string => join(packagesDirectory, `${sha256}.deb`);
  const publish = async (one: PinnedPackage, content?: string): Promise<void> => {
    const place = join(directory, 'mirror', one.path);
    await mkdir(dirname(place), { recursive: true });
    await (content === undefined ? cp(original(one), place) : writeFile(place, content));
  };

  test('comes from the mirror that is set, byte for byte as pinned', async () => {
    await publish(pinned);
    const [fetched] = await fetchPackages([pinned], cache, tools);
    expect((await readFile(fetched?.file ?? '')).equals(await readFile(original(pinned)))).toBe(true);
  });

  test('is named with its version when the mirror no longer has it, with what to do; what the mirror had is kept', async () => {
    await publish(other);
    const failure = await fetchPackages([pinned, other], cache, tools).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(failure).toContain("1 of the sox layer's pinned packages");
    expect(failure).toContain(`- ${pinned.name} ${pinned.version}, ${basename(pinned.path)}: `);
    expect(failure).toMatch(/404|not found/i);
    expect(failure).not.toContain(other.name);
    expect(failure).toContain('npm run layer -- --refresh');
    expect(failure).toContain('DEBIAN_MIRROR');
    expect(await readdir(cache)).toEqual([`${other.sha256}.deb`]);
  });

  test('is refused when it is not what was pinned', async () => {
    await publish(pinned, 'something else');
    await expect(fetchPackages([pinned], cache, tools)).rejects.toThrow(/Hash Sum mismatch/);
    expect(await readdir(cache)).toEqual([]);
  });

  test('is fetched again when it was spoilt in the cache', async () => {
    await publish(pinned);
    await mkdir(cache);
    await writeFile(join(cache, `${pinned.sha256}.deb`), Buffer.alloc(pinned.sizeBytes));
    const [fetched] = await fetchPackages([pinned], cache, tools);
    expect((await readFile(fetched?.file ?? '')).equals(await readFile(original(pinned)))).toBe(true);
  });
});
