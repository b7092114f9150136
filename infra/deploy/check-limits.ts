// Third step of a deployment: what was synthesised, held against the limits that CloudFormation and Lambda refuse at.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Template } from '../local/engine/template/assembly.ts';
import { bad, type Check, good } from './check.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: unzipped, all layers included. */
export const maxFunctionBytes = 250 * 1024 * 1024;
/** The same page: all environment variables of a function together. */
export const maxEnvironmentBytes = 4096;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const maxResources = 500;
export const maxTemplateBytes = 1_000_000;

export interface Synthesised {
  readonly template: Template;
  readonly templateBytes: number;
  /** Where the asset with this S3 key lies. */
  readonly assetPath: (objectKey: string) => string;
  /** The sox layer as it is unpacked below /opt. */
  readonly layerDirectory: string;
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export const sizeOf = async (path: string): Promise<number> => {
  const info = await stat(path);
  if (!info.isDirectory()) return info.size;
  let bytes = 0;
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
};

/** What a template refers to is known on AWS alone: an ARN or URL, taken at its usual length. */
const usualReferenceBytes = 120;

const environmentBytes = (variables: Readonly<Record<string, unknown>>): number =>
  Object.entries(variables)
    .map(([key, value]) =>
      typeof value === 'string' ? Buffer.byteLength(key + value) : key.length + usualReferenceBytes,
    )
    .reduce((sum, bytes) => sum + bytes, 0);

const largest = (sizes: ReadonlyMap<string, number>): readonly [string, number] =>
  [...sizes].reduce((most, one) => (one[1] > most[1] ? one : most), ['none', 0]);

const judge = (what: string, value: number, limit: number, show: (value: number) => string): Check =>
  (value <= limit ? good : bad)(`${what}: ${show(value)} of ${show(limit)}`);

export const checkLimits = async (synthesised: Synthesised): Promise<readonly Check[]> => {
  const { template, templateBytes, assetPath, layerDirectory } = synthesised;
  const code = new Map<string, number>();
  const environments = new Map<string, number>();
  const layerBytes = await sizeOf(layerDirectory);
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const { S3Key } = Properties.Code as { S3Key: string };
    const layers = ((Properties.Layers ?? []) as unknown[]).length;
    code.set(id, (await sizeOf(assetPath(S3Key))) + layers * layerBytes);
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    environments.set(id, environmentBytes(Variables));
  }
  const [heaviest, bytes] = largest(code);
  const [fullest, variables] = largest(environments);
  const count = Object.keys(template.Resources).length;
  return [
    judge(`Lambda code with its layer, ${heaviest}`, bytes, maxFunctionBytes, megabytes),
    judge(`environment, about, ${fullest}`, variables, maxEnvironmentBytes, (value) => `${value} bytes`),
    judge('template', templateBytes, maxTemplateBytes, (value) => `${Math.ceil(value / 1000)} KB`),
    judge('resources', count, maxResources, String),
  ];
};
