// The layer that holds sox: whole, for both machines, the same from build to build, and in need of nothing but itself.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSoxLayer, type SoxLayer } from '../../layers/sox/build-sox-layer.ts';
import { archFacts, type LayerArch, layerArchs } from '../../layers/sox/layer-arch.ts';
import { readPackageLock } from '../../layers/sox/package-lock.ts';
import { plainTools } from '../../layers/sox/plain-tools.ts';
import { readElf } from '../../layers/sox/read-elf.ts';
import { readZip } from '../support/audio-zip.ts';

const run = promisify(execFile);
const thisArch: LayerArch = process.arch === 'arm64' ? 'arm64' : 'x86_64';

let layers: Record<LayerArch, SoxLayer>;
let directory: string;
beforeAll(async () => {
  const [x86, arm64] = [await buildSoxLayer({ arch: 'x86_64' }), await buildSoxLayer({ arch: 'arm64' })];
  layers = { x86_64: x86, arm64 };
  directory = await mkdtemp(join(tmpdir(), 'voxgate-layer-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A place for results of its own that shares the fetched packages, so that building again needs no network. */
async function freshDist(name: string): Promise<string> {
  const dist = await mkdtemp(join(directory, name));
  await symlink(join(layers.x86_64.directory, '../packages'), join(dist, 'packages'));
  return dist;
}

describe('the lock', () => {
  test('pins the same packages for both machines, each to one file of one hash', async () => {
    const { packages } = await readPackageLock();
    expect(packages.arm64.map(({ name }) => name)).toEqual(packages.x86_64.map(({ name }) => name));
    for (const arch of layerArchs) {
      for (const pinned of packages[arch]) {
        expect(pinned.path).toMatch(
          new RegExp(`^pool/main/.*/${pinned.name}_.*_(${archFacts[arch].debian}|all)\\.deb$`),
        );
        expect(pinned.sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(pinned.version).not.toBe('');
        expect(pinned.sizeBytes).toBeGreaterThan(1000);
      }
    }
  });
});

describe.each(layerArchs)('for %s', (arch) => {
  test('every library that anything asks for is there, and for this machine', async () => {
    const sox = join(layers[arch].directory, 'sox');
    const libraries = await readdir(join(sox, 'lib'));
    const files = [
      'bin/sox',
      ...libraries.map((name) => `lib/${name}`),
      ...(await readdir(join(sox, 'fmt'))).map((name) => `fmt/${name}`),
    ];
    expect(files.filter((name) => name.startsWith('fmt/'))).toHaveLength(7);
    for (const file of files) {
      const elf = readElf(await readFile(join(sox, file)));
      expect(elf?.machine, file).toBe(archFacts[arch].elfMachine);
      for (const soname of elf?.needed ?? []) {
        expect(soname === archFacts[arch].loader ? 'ld.so' : soname).toBeOneOf(libraries);
      }
    }
  });

  test('nothing is opened by name at run time but what is there or is never asked for', async () => {
    const sox = join(layers[arch].directory, 'sox');
    const files = await readdir(sox, { recursive: true });
    const present = new Set(files.map((path) => basename(path)));
    const absent = new Set<string>();
    for (const path of files.filter((name) => /^(bin|lib|fmt)\//.test(name))) {
      const text = (await readFile(join(sox, path))).toString('latin1');
      for (const [name] of text.matchAll(/\blib[\w+-]+\.so(\.\d+)*(?=\0)/g)) {
        if (!present.has(name) && name !== archFacts[arch].loader) absent.add(`${basename(path)}: ${name}`);
      }
    }
    expect([...absent].sort()).toEqual([
      // Unwinding a cancelled thread, international host names, user names: sox does none of it.
      'libc.so.6: libgcc_s.so.1',
      'libc.so.6: libidn2.so.0',
      'libc.so.6: libnss_files.so.2',
      // Allocators that OpenMP takes when it finds them.
      'libgomp.so.1: libmemkind.so.0',
      'libgomp.so.1: libnuma.so.1',
    ]);
  });

  test("two builds give one zip, one of them without Debian's tools, and it holds what the folder holds", async () => {
    const distDirectory = await freshDist('again-');
    const again = await buildSoxLayer({ arch, distDirectory, tools: plainTools });
    const zip = await readFile(again.zipFile);
    expect(zip.equals(await readFile(layers[arch].zipFile))).toBe(true);
    const entries = readZip(zip);
    expect(entries.filter(({ mode }) => (mode & 0o111) !== 0).map(({ name }) => name)).toEqual([
      'sox/bin/sox',
      'sox/lib/ld.so',
    ]);
    expect(entries.every(({ name }) => name.startsWith('sox/'))).toBe(true);
    for (const { name, content } of entries) {
      expect(content.equals(await readFile(join(layers[arch].directory, name))), name).toBe(true);
    }
    const onDisk = await readdir(join(layers[arch].directory, 'sox'), {
      recursive: true,
      withFileTypes: true,
    });
    expect(entries).toHaveLength(onDisk.filter((entry) => entry.isFile()).length);
  });

  test('every package has its licence beside it', async () => {
    const licences = await readdir(join(layers[arch].directory, 'sox/licences'));
    const list = await readFile(join(layers[arch].directory, 'sox/licences/packages.txt'), 'utf8');
    const packages = [...list.matchAll(/^(\S+) \d\S*$/gm)].map(([, name]) => name);
    expect(packages).toEqual(expect.arrayContaining(['sox', 'libsox3', 'libc6', 'libmad0', 'libgsm1']));
    for (const name of packages) expect(licences).toContain(`${name}.txt`);
    expect(licences).toEqual(expect.arrayContaining(['GPL-2', 'LGPL-2.1']));
  });
});

describe('sox runs', () => {
  const sox = (home: string, parameters: string[]) =>
    run(join(home, 'lib/ld.so'), ['--inhibit-cache', '--library-path', 'lib', ...parameters], {
      cwd: home,
      env: {},
    });

  test('wherever its folder lies, with an empty environment', async () => {
    const home = join(directory, 'some where/else');
    await cp(join(layers[thisArch].directory, 'sox'), home, { recursive: true });
    const target = join(directory, 'tone.gsm');
    await sox(home, [
      'bin/sox',
      '-n',
      '-r',
      '8000',
      '-c',
      '1',
      '-t',
      'gsm',
      target,
      'synth',
      '1',
      'sine',
      '440',
    ]);
    expect((await readFile(target)).length).toBe(50 * 33);
  });

  test("with its own libraries and none of the machine's", async () => {
    const home = join(layers[thisArch].directory, 'sox');
    const { stdout } = await sox(home, ['--list', 'bin/sox']);
    const paths = [...stdout.matchAll(/ => (\S+)/g)].map(([, path]) => path);
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) expect(path?.replace(`${home}/`, '')).toMatch(/^lib\//);
  });

  test('with all the formats that a recording may have', async () => {
    const { stdout } = await sox(join(layers[thisArch].directory, 'sox'), ['bin/sox', '--help']);
    const formats = /AUDIO FILE FORMATS: (.*)/.exec(stdout)?.[1]?.split(' ');
    expect(formats).toEqual(
      expect.arrayContaining([
        'amr-nb',
        'amr-wb',
        'au',
        'flac',
        'gsm',
        'mp3',
        'opus',
        'raw',
        'vorbis',
        'wav',
      ]),
    );
  });
});
