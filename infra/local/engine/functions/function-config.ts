// From template to worker: one Lambda function's asset, environment and limits as the workers need them.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Endpoints, localRegion, shortName } from '../template/identity.ts';
import type { Stack, StackResource } from '../template/stack.ts';

export const functionTypes = ['AWS::Lambda::Function'] as const;

export const functionProperties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().startsWith('nodejs'),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  Layers: z.array(z.string()).default([]),
  /** MB; what Lambda gives when the template says nothing. */
  MemorySize: z.number().default(128),
  /** Seconds */
  Timeout: z.number().default(3),
  ReservedConcurrentExecutions: z.number().optional(),
});

export type FunctionResource = StackResource<z.infer<typeof functionProperties>>;

export const layerTypes = ['AWS::Lambda::LayerVersion'] as const;
export const layerProperties = z.object({ Content: z.object({ S3Key: z.string() }) });

export interface FunctionConfig {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** For people: logs and tests. */
  readonly shortName: string;
  /** The unzipped bundle. */
  readonly directory: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number | undefined;
}

export interface FunctionSurroundings {
  readonly stack: Stack;
  readonly endpoints: Endpoints;
  /** Layer ARN to the directory that AWS would mount at /opt. */
  readonly layers: ReadonlyMap<string, string>;
  readonly overrides: Readonly<Record<string, string>>;
}

/** @throws Error when the bundle is missing. */
export function configureFunction(resource: FunctionResource, around: FunctionSurroundings): FunctionConfig {
  const { logicalId, identity, properties } = resource;
  const directory = around.stack.assetPath(properties.Code.S3Key);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Error(`Resource "${logicalId}": its bundle is not a directory: ${directory}`);
  }
  const layers = properties.Layers.flatMap((arn) => around.layers.get(arn) ?? []);
  const variables = Object.entries(properties.Environment?.Variables ?? {}).map(
    ([key, value]) => [key, onThisMachine(around.overrides[key] ?? value, layers)] as const,
  );
  return {
    logicalId,
    name: identity.name,
    arn: identity.attributes.Arn ?? '',
    shortName: shortName(logicalId),
    directory,
    handler: properties.Handler,
    memoryMegabytes: properties.MemorySize,
    timeoutSeconds: properties.Timeout,
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    environment: {
      ...Object.fromEntries(variables),
      ...lambdaEnvironment(identity.name, directory, properties),
      // As each has a role of its own on AWS: tells the services who is calling.
      AWS_ACCESS_KEY_ID: shortName(logicalId),
      AWS_ENDPOINT_URL_DYNAMODB: around.endpoints.dynamodb,
      AWS_ENDPOINT_URL_S3: around.endpoints.s3,
      AWS_ENDPOINT_URL_SQS: around.endpoints.sqs,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: around.endpoints.secrets,
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, as far as one machine has an answer. */
function lambdaEnvironment(
  name: string,
  directory: string,
  properties: z.infer<typeof functionProperties>,
): Record<string, string> {
  return {
    _HANDLER: properties.Handler,
    AWS_DEFAULT_REGION: localRegion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_REGION: localRegion,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    LAMBDA_TASK_ROOT: directory,
    LANG: 'en_US.UTF-8',
    PATH: `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    TZ: 'UTC',
  };
}

/** A value below /opt points into a layer; the first layer that has the file wins, as the later one does on AWS. */
function onThisMachine(value: string, layers: readonly string[]): string {
  if (!value.startsWith('/opt/')) return value;
  const places = layers.map((layer) => path.join(layer, value.slice('/opt/'.length))).reverse();
  return places.find((place) => existsSync(place)) ?? places[0] ?? value;
}

/** @throws Error naming override keys that no function of the stack reads. */
export function refuseUnknownOverrides(
  overrides: Readonly<Record<string, string>>,
  functions: readonly FunctionResource[],
): void {
  const known = new Set(
    functions.flatMap(({ properties }) => Object.keys(properties.Environment?.Variables ?? {})),
  );
  const unknown = Object.keys(overrides).filter((key) => !known.has(key));
  if (unknown.length > 0) throw new Error(`No function of the stack reads ${unknown.join(', ')}`);
}
