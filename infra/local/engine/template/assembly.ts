// The way in: a synthesised cloud assembly (cdk.out) becomes one template and the paths of its assets.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.object({ templateFile: z.string().optional(), file: z.string().optional() }).optional(),
    }),
  ),
});

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      Condition: z.string().optional(),
    }),
  ),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

export type Template = z.infer<typeof templateSchema>;

export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** Where the asset with this S3 key lies: an absolute path of a directory or of a file. @throws when unknown. */
  assetPath(objectKey: string): string;
}

/**
 * Reads `manifest.json`, the stack's template and the assets manifests.
 * @throws Error when the assembly holds no such stack, or several and no name was given.
 */
export function readAssembly(assemblyDirectory: string, stackName?: string): Assembly {
  const directory = path.resolve(assemblyDirectory);
  const { artifacts } = manifestSchema.parse(readJson(path.join(directory, 'manifest.json')));
  const stacks = Object.entries(artifacts).filter(([, one]) => one.type === 'aws:cloudformation:stack');
  const found = stackName === undefined ? stacks : stacks.filter(([name]) => name === stackName);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const names = stacks.map(([name]) => name).join(', ');
    throw new Error(
      `Expected one stack${stackName ? ` "${stackName}"` : ''} in ${directory}, it has: ${names}`,
    );
  }
  const [name, artifact] = only;
  const templateFile = artifact.properties?.templateFile;
  if (templateFile === undefined) throw new Error(`Stack "${name}" in ${directory} names no template file`);

  const assets = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || properties?.file === undefined) continue;
    for (const file of Object.values(
      assetsSchema.parse(readJson(path.join(directory, properties.file))).files,
    )) {
      const source = file.source.path;
      if (source === undefined) continue;
      for (const { objectKey } of Object.values(file.destinations)) {
        assets.set(objectKey, path.resolve(directory, source));
      }
    }
  }
  return {
    stackName: name,
    template: templateSchema.parse(readJson(path.join(directory, templateFile))),
    assetPath(objectKey) {
      const found = assets.get(objectKey);
      if (found === undefined) throw new Error(`No asset with the key "${objectKey}" in ${directory}`);
      return found;
    },
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
