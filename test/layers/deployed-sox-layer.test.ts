// From layer to function: what a stage would deploy holds the layer of its own machine, where the function looks for it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { addStage } from '../../infra/add-stage.ts';
import { parseStage } from '../../infra/stage.ts';
import { buildSoxLayer } from '../../layers/sox/build-sox-layer.ts';
import { archFacts, type LayerArch, layerArchs } from '../../layers/sox/layer-arch.ts';
import { readElf } from '../../layers/sox/read-elf.ts';
import { readZip, type ZipEntry } from '../support/audio-zip.ts';

const root = join(import.meta.dirname, '../..');

const functionSchema = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.object({
    Architectures: z.tuple([z.enum(['arm64', 'x86_64'])]),
    Layers: z.tuple([z.object({ Ref: z.string() })]),
    Environment: z.object({ Variables: z.object({ SOX_DIRECTORY: z.string() }) }),
  }),
});
const layerSchema = z.object({ Properties: z.object({ Content: z.object({ S3Key: z.string() }) }) });
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });

interface Deployed {
  readonly arch: LayerArch;
  readonly soxDirectory: string;
  /** What the layer's zip puts below /opt. */
  readonly files: readonly ZipEntry[];
}

/** Reads an assembly as CloudFormation would: the function with a layer, the layer's asset, the asset's content. */
async function readDeployed(assembly: string): Promise<Deployed> {
  const [name = ''] = (await readdir(assembly)).filter((file) => file.endsWith('.template.json'));
  const template = templateSchema.parse(JSON.parse(await readFile(join(assembly, name), 'utf8')));
  const functions = Object.values(template.Resources).flatMap(
    (resource) => functionSchema.safeParse(resource).data ?? [],
  );
  expect(functions).toHaveLength(1);
  const { Architectures, Layers, Environment } = functionSchema.parse(functions[0]).Properties;
  const layer = layerSchema.parse(template.Resources[Layers[0].Ref]);
  return {
    arch: Architectures[0],
    soxDirectory: Environment.Variables.SOX_DIRECTORY,
    files: readZip(await readFile(join(assembly, `asset.${layer.Properties.Content.S3Key}`))),
  };
}

function expectToFit({ arch, soxDirectory, files }: Deployed): void {
  const programs = files.flatMap(({ name, content }) => {
    const elf = readElf(content);
    return elf ? [{ path: `/opt/${name}`, machine: elf.machine }] : [];
  });
  const paths = programs.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining([`${soxDirectory}/lib/ld.so`, `${soxDirectory}/bin/sox`]));
  expect(new Set(programs.map(({ machine }) => machine))).toEqual(new Set([archFacts[arch].elfMachine]));
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxgate-deployed-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Synthesises as `cdk synth` does, without the functions' bundles, which have no part in this. */
async function synthesiseStage(arch: LayerArch): Promise<string> {
  const read = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8'));
  const example = await read('infra/stages/example.json');
  const { context } = await read('cdk.json');
  const outdir = join(directory, `${arch}.out`);
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] }, outdir });
  const { zipFile } = await buildSoxLayer({ arch });
  addStage(app, parseStage({ ...example, name: 'example', architecture: arch }), zipFile, undefined);
  app.synth();
  return outdir;
}

test.each(layerArchs)(
  'a stage for %s deploys the layer of that machine with the function, where its setting says',
  { timeout: 120_000 },
  async (arch) => {
    const deployed = await readDeployed(await synthesiseStage(arch));
    expect(deployed.arch).toBe(arch);
    expectToFit(deployed);
  },
);
