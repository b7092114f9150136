// Building the layer: once, in whole, and again when what it is made of or what came out is no longer the same.
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildSoxLayer, type SoxLayer } from '../../layers/sox/build-sox-layer.ts';
import { layerArchs } from '../../layers/sox/layer-arch.ts';
import { hashRecipe } from '../../layers/sox/layer-recipe.ts';
import { isSealed, sealLayer } from '../../layers/sox/layer-seal.ts';

let directory: string;
let packagesDirectory: string;
beforeAll(async () => {
  const layer = await buildSoxLayer({ arch: 'arm64' });
  packagesDirectory = join(layer.directory, '../packages');
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxgate-build-'));
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

describe('a built layer', () => {
  let layer: SoxLayer;
  beforeEach(async () => {
    layer = { directory: join(directory, 'arm64'), zipFile: join(directory, 'arm64.zip') };
    await mkdir(join(layer.directory, 'sox/lib'), { recursive: true });
    await writeFile(join(layer.directory, 'sox/lib/ld.so'), 'the loader', { mode: 0o755 });
    await writeFile(join(layer.directory, 'sox/lib/libgsm.so.1'), 'the library');
    await writeFile(layer.zipFile, 'the zip');
    await sealLayer('key', layer);
  });

  test('is trusted under the key it was built for, and no other', async () => {
    expect(await isSealed('key', layer)).toBe(true);
    expect(await isSealed('another', layer)).toBe(false);
    expect(await isSealed('', layer)).toBe(false);
  });

  test.each([
    ['a library changed', 'arm64/sox/lib/libgsm.so.1', (path: string) => writeFile(path, 'the lobrary')],
    ['a library cut off', 'arm64/sox/lib/libgsm.so.1', (path: string) => truncate(path, 4)],
    ['a library lost', 'arm64/sox/lib/libgsm.so.1', (path: string) => rm(path)],
    ['a file added', 'arm64/sox/lib/libmore.so', (path: string) => writeFile(path, '')],
    ['a program made unexecutable', 'arm64/sox/lib/ld.so', (path: string) => chmod(path, 0o644)],
    ['another zip', 'arm64.zip', (path: string) => writeFile(path, 'the zap')],
    ['no zip', 'arm64.zip', (path: string) => rm(path)],
    ['its seal cut off', 'arm64/recipe', (path: string) => truncate(path, 'key\n'.length)],
  ])('is not trusted with %s', async (_, path, damage) => {
    await damage(join(directory, path));
    expect(await isSealed('key', layer)).toBe(false);
  });
});

describe('the cache key', () => {
  const folder = join(import.meta.dirname, '../../layers/sox');
  const copyFolder = async (): Promise<void> => {
    for (const name of await readdir(folder)) {
      if (/\.(ts|json)$/.test(name)) await cp(join(folder, name), join(directory, name));
    }
  };

  test('is the same for the same lock and scripts, wherever they lie, and another for each machine', async () => {
    await copyFolder();
    expect(await hashRecipe('arm64', directory)).toBe(await hashRecipe('arm64'));
    expect(new Set(await Promise.all(layerArchs.map((arch) => hashRecipe(arch)))).size).toBe(
      layerArchs.length,
    );
  });

  test.each(['packages.lock.json', 'assemble-layer.ts', 'write-zip.ts'])(
    'is another when %s changes',
    async (name) => {
      await copyFolder();
      await appendFile(join(directory, name), '\n');
      expect(await hashRecipe('arm64', directory)).not.toBe(await hashRecipe('arm64'));
    },
  );
});
