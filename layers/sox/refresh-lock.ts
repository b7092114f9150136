// `npm run layer -- --refresh`: pins what the mirror has now. apt resolves and checks signatures, in a state of its own.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleLayer } from './assemble-layer.ts';
import { debianMirrors } from './debian-mirrors.ts';
import { fetchPackages } from './fetch-packages.ts';
import { archFacts, type LayerArch, layerArchs } from './layer-arch.ts';
import { type PinnedPackage, writePackageLock } from './package-lock.ts';
import { packageTools } from './package-tools.ts';
import { runTool } from './run-tool.ts';

/** The first release whose sox has the Opus plug-in. */
const debianSuite = 'trixie';
const keyringPath = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** base-files holds the licence texts that copyright files refer to. */
const wanted = ['sox', 'libsox-fmt-base', 'libsox-fmt-mp3', 'libsox-fmt-opus', 'base-files'];

/** Rewrites the lock file with the packages of both archs that the layer really takes files from. */
export async function refreshLock(log: (line: string) => void): Promise<void> {
  const tools = packageTools();
  const state = await mkdtemp(join(tmpdir(), 'sox-layer-'));
  try {
    const apt = await privateApt(state);
    await runTool('apt-get', [...apt, 'update', '--error-on=any']);
    const pinned = {} as Record<LayerArch, PinnedPackage[]>;
    for (const arch of layerArchs) {
      const candidates = await resolve([...apt, '-o', `APT::Architecture=${archFacts[arch].debian}`]);
      const cache = join(import.meta.dirname, 'dist/packages');
      const packages = await fetchPackages(candidates, cache, tools);
      const [scratch, sox] = [join(state, arch), join(state, `sox-${arch}`)];
      const used = await assembleLayer({ arch, packages, tools, scratch, sox });
      pinned[arch] = candidates.filter(({ name }) => used.has(name));
      log(`${arch}: ${pinned[arch].length} of ${candidates.length} packages pinned`);
    }
    await writePackageLock({ suite: debianSuite, packages: pinned });
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

/** apt's settings for a world of its own: nothing is installed in it, and the machine's own apt is not touched. */
async function privateApt(state: string): Promise<string[]> {
  const [mirror] = await debianMirrors();
  await mkdir(join(state, 'lists/partial'), { recursive: true });
  await mkdir(join(state, 'cache/archives/partial'), { recursive: true });
  await writeFile(join(state, 'status'), '');
  const archs = layerArchs.map((arch) => archFacts[arch].debian);
  await writeFile(
    join(state, 'sources.list'),
    `deb [arch=${archs.join(',')} signed-by=${keyringPath}] ${mirror} ${debianSuite} main\n`,
  );
  return [
    `Dir::State=${state}`,
    `Dir::State::status=${join(state, 'status')}`,
    `Dir::Cache=${join(state, 'cache')}`,
    `Dir::Etc::sourcelist=${join(state, 'sources.list')}`,
    'Dir::Etc::sourceparts=-',
    'Dir::Etc::preferences=-',
    'Dir::Etc::preferencesparts=-',
    'Acquire::Languages=none',
    'APT::Install-Recommends=false',
    ...archs.map((arch) => `APT::Architectures::=${arch}`),
  ].flatMap((setting) => ['-o', setting]);
}

async function resolve(apt: readonly string[]): Promise<PinnedPackage[]> {
  const plan = await runTool('apt-get', [...apt, 'install', '--simulate', '-qq', ...wanted]);
  const chosen = [...plan.matchAll(/^Inst (\S+) \((\S+) /gm)].map(
    ([, name, version]) => `${name}=${version}`,
  );
  const shown = await runTool('apt-cache', [...apt, 'show', '--no-all-versions', ...chosen]);
  return shown
    .split(/\n\n+/)
    .filter((stanza) => stanza.trim() !== '')
    .map(readStanza)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readStanza(stanza: string): PinnedPackage {
  const field = (name: string): string => {
    const value = new RegExp(`^${name}: (.+)$`, 'm').exec(stanza)?.[1];
    if (!value) throw new Error(`apt described a package without ${name}: ${stanza.slice(0, 200)}`);
    return value;
  };
  return {
    name: field('Package'),
    version: field('Version'),
    path: field('Filename'),
    sizeBytes: Number(field('Size')),
    sha256: field('SHA256'),
  };
}
