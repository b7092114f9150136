// Middle of the layer build: from unpacked Debian packages to the folder that Lambda shows as /opt/sox.
import { chmod, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchedPackage } from './fetch-packages.ts';
import { type ArchFacts, archFacts, type LayerArch } from './layer-arch.ts';
import type { PackageTools } from './package-tools.ts';
import { type ElfFacts, readElf } from './read-elf.ts';

/** Only the formats a recording may have: every plug-in left out is code that no hostile file can reach. */
const plugins = ['amr_nb', 'amr_wb', 'flac', 'gsm', 'mp3', 'opus', 'vorbis'].map(
  (name) => `libsox_fmt_${name}.so`,
);

interface Library extends ElfFacts {
  readonly content: Buffer;
  readonly owner: string;
}

/** An unpacked package: its name and the folder it lies in. */
interface Unpacked {
  readonly name: string;
  readonly version: string;
  readonly root: string;
}

export interface AssembleLayerOptions {
  readonly arch: LayerArch;
  readonly packages: readonly FetchedPackage[];
  readonly tools: PackageTools;
  /** A folder for unpacked packages. */
  readonly scratch: string;
  /** The folder that is to be `/opt/sox`. */
  readonly sox: string;
}

/**
 * Writes `bin lib fmt licences` into `sox`, and gives the names of the packages that were of use.
 * @throws Error when a library is missing or is for another machine, or the plug-in path is not where it was.
 */
export async function assembleLayer(options: AssembleLayerOptions): Promise<Set<string>> {
  const { arch, packages, tools, scratch, sox } = options;
  const facts = archFacts[arch];
  const unpacked: Unpacked[] = [];
  for (const { name, version, file } of packages) {
    const root = join(scratch, name);
    await mkdir(root, { recursive: true });
    await tools.unpack(file, root);
    unpacked.push({ name, version, root });
  }
  const libraries = await readLibraries(unpacked, facts);
  for (const folder of ['bin', 'lib', 'fmt', 'licences']) await mkdir(join(sox, folder), { recursive: true });

  const program = await readProgram(unpacked, 'sox', 'usr/bin/sox');
  const plugIns = await Promise.all(
    plugins.map(async (name) => {
      const owner =
        name === 'libsox_fmt_mp3.so' || name === 'libsox_fmt_opus.so' ? name.slice(11, -3) : 'base';
      const plugin = await readProgram(
        unpacked,
        `libsox-fmt-${owner}`,
        `usr/lib/${facts.triplet}/sox/${name}`,
      );
      return { ...plugin, name };
    }),
  );
  const closure = closeOver([program, ...plugIns], libraries);
  const all = [program, ...plugIns, ...closure.values()];
  const foreign = all.filter((library) => library.machine !== facts.elfMachine);
  if (foreign.length > 0)
    throw new Error(`Built for another machine than ${arch}: ${foreign.map((l) => l.soname)}`);

  await writeFile(join(sox, 'bin/sox'), program.content);
  for (const plugin of plugIns) await writeFile(join(sox, 'fmt', plugin.name), plugin.content);
  for (const [soname, { content }] of closure) {
    const isLoader = soname === facts.loader;
    const patched = soname.startsWith('libsox.so') ? patchPluginPath(content, facts) : content;
    await writeFile(join(sox, 'lib', isLoader ? 'ld.so' : soname), patched);
  }
  for (const executable of ['bin/sox', 'lib/ld.so']) await chmod(join(sox, executable), 0o755);
  return writeLicences(unpacked, new Set(all.map((library) => library.owner)), join(sox, 'licences'));
}

/** Every library of the packages by the name under which others ask for it. */
async function readLibraries(packages: readonly Unpacked[], facts: ArchFacts): Promise<Map<string, Library>> {
  const libraries = new Map<string, Library>();
  for (const { name, root } of packages) {
    const folder = join(root, 'usr/lib', facts.triplet);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile() || !entry.name.includes('.so')) continue;
      const content = await readFile(join(folder, entry.name));
      const elf = readElf(content);
      if (elf?.soname) libraries.set(elf.soname, { ...elf, content, owner: name });
    }
  }
  return libraries;
}

async function readProgram(packages: readonly Unpacked[], owner: string, path: string): Promise<Library> {
  const home = packages.find((candidate) => candidate.name === owner);
  if (!home) throw new Error(`The package ${owner} is not pinned.`);
  const content = await readFile(join(home.root, path));
  const elf = readElf(content);
  if (!elf) throw new Error(`${path} of ${owner} is no program.`);
  return { ...elf, content, owner };
}

function closeOver(roots: readonly Library[], libraries: ReadonlyMap<string, Library>): Map<string, Library> {
  const closure = new Map<string, Library>();
  const open = [...roots];
  for (let library = open.pop(); library; library = open.pop()) {
    for (const soname of library.needed) {
      if (closure.has(soname)) continue;
      const found = libraries.get(soname);
      if (!found) throw new Error(`No pinned package holds ${soname}, which ${library.owner} asks for.`);
      closure.set(soname, found);
      open.push(found);
    }
  }
  return new Map([...closure].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The one path compiled into sox becomes `fmt`, relative to the working directory: it then runs from /opt and a checkout alike. */
function patchPluginPath(content: Buffer, facts: ArchFacts): Buffer {
  const compiledIn = Buffer.from(`/usr/lib/${facts.triplet}/sox\0`);
  const at = content.indexOf(compiledIn);
  if (at < 0 || content.indexOf(compiledIn, at + 1) >= 0) {
    throw new Error(`libsox must hold the plug-in path ${compiledIn} once.`);
  }
  const patched = Buffer.from(content);
  patched.fill(0, at, at + compiledIn.length);
  patched.write('fmt', at);
  return patched;
}

/** Copies every used package's copyright file and the licence texts it refers to; a package's file may lie in its sister package. */
async function writeLicences(
  packages: readonly Unpacked[],
  used: ReadonlySet<string>,
  target: string,
): Promise<Set<string>> {
  const owners = new Set(used);
  const texts = new Set<string>();
  for (const { name, root } of packages) {
    if (!used.has(name)) continue;
    const sister = await readlink(join(root, 'usr/share/doc', name)).catch(() => name);
    const home = packages.find((candidate) => candidate.name === sister);
    if (!home) throw new Error(`The copyright file of ${name} lies in ${sister}, which is not pinned.`);
    const copyright = await readFile(join(home.root, 'usr/share/doc', sister, 'copyright'), 'utf8');
    await writeFile(join(target, `${name}.txt`), copyright);
    owners.add(sister);
    for (const [, text] of copyright.matchAll(
      /\/usr\/share\/common-licenses\/([A-Za-z]+(?:-\d+(?:\.\d+)?)?)/g,
    )) {
      if (text) texts.add(text);
    }
  }
  const common = packages.find((candidate) => candidate.name === 'base-files');
  if (!common) throw new Error('The package base-files, which holds the licence texts, is not pinned.');
  owners.add(common.name);
  for (const text of texts) {
    await writeFile(join(target, text), await readFile(join(common.root, 'usr/share/common-licenses', text)));
  }
  const list = packages
    .filter(({ name }) => used.has(name))
    .map(({ name, version }) => `${name} ${version}\n`);
  await writeFile(join(target, 'packages.txt'), `Debian packages whose files are here:\n${list.join('')}`);
  return owners;
}
