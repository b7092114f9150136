// The very template that deploys, for this machine: synthesised in process, and kept until a source changes.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildSoxLayer, type SoxLayer } from '../../layers/sox/build-sox-layer.ts';
import { GatewayStack } from '../gateway-stack.ts';
import { parseStage } from '../stage.ts';

const root = join(import.meta.dirname, '../..');
const sources = ['functions', 'shared', 'console', 'infra', 'package-lock.json', 'cdk.json'];

/** What differs on one machine comes from the environment when it starts, so that this is synthesised once. */
const localStage = (architecture: 'arm64' | 'x86_64') =>
  parseStage({
    name: 'local',
    architecture,
    allowUnsignedWebhook: true,
    callmetrik: { baseUrl: 'http://127.0.0.1', userId: 'local' },
  });

async function* filesBelow(path: string): AsyncGenerator<string> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return yield path;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
    yield* filesBelow(join(path, entry.name));
}

const hashSources = async (layer: string): Promise<string> => {
  const hash = createHash('sha256').update(process.version).update(layer);
  for (const source of sources) {
    for await (const file of filesBelow(join(root, source)))
      hash.update(file.slice(root.length)).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
};

/** Assemblies of a day ago: no test run or start is still using them, or it is and has loaded what it needs. */
const removeOld = async (build: string): Promise<void> => {
  for (const name of await readdir(build)) {
    const path = join(build, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > 24 * 3_600_000) await rm(path, { recursive: true, force: true });
  }
};

export interface LocalAssembly {
  readonly directory: string;
  readonly soxLayer: SoxLayer;
}

/** @param log told what takes long: the sox layer's packages, the bundles */
export const synthesise = async (log: (line: string) => void): Promise<LocalAssembly> => {
  const arch = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  const soxLayer = await buildSoxLayer({ arch, log });
  const build = join(root, '.build');
  const directory = join(build, `assembly-${await hashSources(arch)}`);
  if (existsSync(join(directory, 'manifest.json'))) return { directory, soxLayer };
  log('Synthesising the stack and bundling its functions');
  // Made beside its place and moved in whole, so that two starts at once do not meet in a half-written one.
  const making = join(build, `making-${process.pid}-${Date.now()}`);
  await mkdir(making, { recursive: true });
  const { context } = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8'));
  const app = new App({ outdir: making, context, analyticsReporting: false });
  new GatewayStack(app, 'Voxgate-local', { stage: localStage(arch), soxLayerZip: soxLayer.zipFile });
  app.synth();
  await rename(making, directory).catch(() => rm(making, { recursive: true, force: true }));
  await removeOld(build);
  return { directory, soxLayer };
};
