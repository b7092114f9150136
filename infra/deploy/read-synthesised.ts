// What was synthesised for one stage, as the checks and the report read it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Assembly, readAssembly } from '../local/engine/template/assembly.ts';

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      properties: z
        .object({ templateFile: z.string(), requiresBootstrapStackVersion: z.number() })
        .partial()
        .optional(),
    }),
  ),
});

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ DeletionPolicy: z.string().optional() })),
});

export interface SynthesisedStack extends Assembly {
  readonly templateBytes: number;
  /** Logical ids of what stays when the stack is deleted. */
  readonly retained: ReadonlySet<string>;
  readonly bootstrapVersion: number;
}

/** @throws Error when the directory holds no such stack */
export const readSynthesised = (directory: string, stackName: string): SynthesisedStack => {
  const assembly = readAssembly(directory, stackName);
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')));
  const { templateFile = '', requiresBootstrapStackVersion = 0 } =
    manifest.artifacts[stackName]?.properties ?? {};
  const text = readFileSync(join(directory, templateFile));
  const { Resources } = templateSchema.parse(JSON.parse(text.toString('utf8')));
  const retained = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
  return {
    ...assembly,
    templateBytes: text.length,
    retained: new Set(retained.map(([id]) => id)),
    bootstrapVersion: requiresBootstrapStackVersion,
  };
};
