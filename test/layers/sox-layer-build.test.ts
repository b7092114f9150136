// Building the layer: once, in whole, from exactly the pinned packages, and with advice when that cannot be.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildSoxLayer } from '../../layers/sox/build-sox-layer.ts';
import { fetchPackages } from '../../layers/sox/fetch-packages.ts';
import { type PinnedPackage, readPackageLock } from '../../layers/sox/package-lock.ts';

let directory: string;
let packagesDirectory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxgate-build-'));
  const layer = await buildSoxLayer({ arch: 'arm64' });
  packagesDirectory = join(layer.directory, '../packages');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

describe('a build', () => {
  test('that is fresh is not done again', async () => {
    const lines: string[] = [];
    const first = await buildSoxLayer({ arch: 'arm64', log: (line) => lines.push(line) });
    const before = await stat(first.zipFile);
    vi.stubEnv('DEBIAN_MIRROR', 'file:///nowhere');
    await buildSoxLayer({ arch: 'arm64', log: (line) => lines.push(line) });
    expect(lines).toEqual([]);
    expect((await stat(first.zipFile)).mtimeMs).toBe(before.mtimeMs);
  });

  test('that was made from another recipe is replaced', async () => {
    await symlink(packagesDirectory, join(directory, 'packages'));
    await mkdir(join(directory, 'arm64/sox'), { recursive: true });
    await writeFile(join(directory, 'arm64/recipe'), 'outdated');
    await writeFile(join(directory, 'arm64/sox/outdated'), '');
    const lines: string[] = [];
    await buildSoxLayer({ arch: 'arm64', distDirectory: directory, log: (line) => lines.push(line) });
    expect(await readdir(join(directory, 'arm64/sox'))).toEqual(['bin', 'fmt', 'lib', 'licences']);
    expect(lines).toHaveLength(2);
  });

  test('done three times at once leaves one whole result, which whoever was first can go on using, and no litter', async () => {
    await symlink(packagesDirectory, join(directory, 'packages'));
    const build = () => buildSoxLayer({ arch: 'arm64', distDirectory: directory });
    const builds = [build(), build(), build()];
    const inUse = await stat((await Promise.race(builds)).directory);
    const [layer] = await Promise.all(builds);
    if (!layer) throw new Error('nothing was built');
    expect((await stat(layer.directory)).ino).toBe(inUse.ino);
    const official = await buildSoxLayer({ arch: 'arm64' });
    expect((await readFile(layer.zipFile)).equals(await readFile(official.zipFile))).toBe(true);
    expect(await readdir(join(layer.directory, 'sox'))).toEqual(['bin', 'fmt', 'lib', 'licences']);
    expect((await readdir(directory)).sort()).toEqual(['arm64', 'packages', 'sox-arm64.zip']);
  });
});

describe('a package', () => {
  let pinned: PinnedPackage;
  let file: string;
  beforeEach(async () => {
    const { packages } = await readPackageLock();
    const [smallest] = [...packages.arm64].sort((a, b) => a.sizeBytes - b.sizeBytes);
    if (!smallest) throw new Error('nothing is pinned');
    pinned = smallest;
    file = join(packagesDirectory, `${pinned.sha256}.deb`);
    vi.stubEnv('DEBIAN_MIRROR', pathToFileURL(join(directory, 'mirror')).href);
    await mkdir(join(directory, 'mirror', dirname(pinned.path)), { recursive: true });
  });

  test('comes from the mirror that is set, byte for byte as pinned', async () => {
    await cp(file, join(directory, 'mirror', pinned.path));
    const [fetched] = await fetchPackages([pinned], join(directory, 'cache'));
    expect((await readFile(fetched?.file ?? '')).equals(await readFile(file))).toBe(true);
  });

  test('that the mirror no longer has is named, with what to do', async () => {
    await expect(fetchPackages([pinned], join(directory, 'cache'))).rejects.toThrow(
      new RegExp(`npm run layer -- --refresh[^]*DEBIAN_MIRROR[^]*${pinned.name}`),
    );
  });

  test('that is not what was pinned is refused', async () => {
    await writeFile(join(directory, 'mirror', pinned.path), 'something else');
    await expect(fetchPackages([pinned], join(directory, 'cache'))).rejects.toThrow(/Hash Sum mismatch/);
    expect(await readdir(join(directory, 'cache'))).toEqual([]);
  });

  test('that was spoilt in the cache is fetched again', async () => {
    await cp(file, join(directory, 'mirror', pinned.path));
    await mkdir(join(directory, 'cache'));
    await writeFile(join(directory, 'cache', `${pinned.sha256}.deb`), Buffer.alloc(pinned.sizeBytes));
    const [fetched] = await fetchPackages([pinned], join(directory, 'cache'));
    expect((await readFile(fetched?.file ?? '')).equals(await readFile(file))).toBe(true);
  });
});
