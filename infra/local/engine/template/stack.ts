// The template with every reference answered: the rest of the engine reads resources from here by type.
import { z } from 'zod';
import type { Assembly } from './assembly.ts';
import { type Identity, identify, localAccount, localRegion, type Surroundings } from './identity.ts';
import { noValue, type References, resolveValue } from './intrinsics.ts';

export interface StackResource<Properties> {
  readonly logicalId: string;
  readonly identity: Identity;
  readonly properties: Properties;
}

export interface Stack {
  readonly name: string;
  readonly identities: ReadonlyMap<string, Identity>;
  readonly outputs: Readonly<Record<string, unknown>>;
  assetPath(objectKey: string): string;
  /**
   * All resources of the types, their properties resolved and read through the schema.
   * @throws Error that names resource and property when one does not fit.
   */
  resources<Schema extends z.ZodType>(
    types: readonly string[],
    schema: Schema,
  ): StackResource<z.infer<Schema>>[];
}

/** @throws Error on unknown resource types, at once and for the whole template. */
export function openStack(assembly: Assembly, around: Surroundings): Stack {
  const { Resources, Parameters, Outputs } = assembly.template;
  const identities = new Map<string, Identity>();
  for (const [logicalId, { Type, Properties, Condition }] of Object.entries(Resources)) {
    if (Condition !== undefined) throw new Error(`Resource "${logicalId}": conditions are not known locally`);
    identities.set(logicalId, identify(logicalId, Type, Properties, around));
  }
  const references = referencesOf(identities, Parameters, around.stackName);
  return {
    name: around.stackName,
    identities,
    assetPath: assembly.assetPath,
    outputs: Object.fromEntries(
      Object.entries(Outputs).map(([key, { Value }]) => [
        key,
        resolveValue(Value, references, `Outputs.${key}`),
      ]),
    ),
    resources(types, schema) {
      return Object.entries(Resources).flatMap(([logicalId, { Type, Properties }]) => {
        const identity = identities.get(logicalId);
        if (!types.includes(Type) || identity === undefined) return [];
        const read = schema.safeParse(resolveValue(Properties, references, logicalId));
        if (!read.success) {
          throw new Error(`Resource "${logicalId}" (${Type}): ${z.prettifyError(read.error)}`);
        }
        return [{ logicalId, identity, properties: read.data }];
      });
    },
  };
}

function referencesOf(
  identities: ReadonlyMap<string, Identity>,
  parameters: Assembly['template']['Parameters'],
  stackName: string,
): References {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': localAccount,
    'AWS::NoValue': noValue,
    'AWS::Partition': 'aws',
    'AWS::Region': localRegion,
    'AWS::StackId': `arn:aws:cloudformation:${localRegion}:${localAccount}:stack/${stackName}/local`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return {
    ref: (id) => pseudo[id] ?? parameters[id]?.Default ?? identities.get(id)?.physicalId,
    getAtt: (id, attribute) => identities.get(id)?.attributes[attribute],
  };
}
