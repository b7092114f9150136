// What a deployment would do, as far as no account is needed: layer, synthesis with its rules, limits.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildSoxLayer } from '../../layers/sox/build-sox-layer.ts';
import { addStage, stackNameOf } from '../add-stage.ts';
import type { Stage } from '../stage.ts';
import { accountSteps } from './account-steps.ts';
import { type Check, good } from './check.ts';
import { checkLimits } from './check-limits.ts';
import { describeStack } from './describe-stack.ts';
import { nextSteps } from './next-steps.ts';
import { readSynthesised } from './read-synthesised.ts';

export interface Rehearsal {
  /** Nothing that was checked stands against a deployment. */
  readonly isGood: boolean;
  /** What would be created, and what only the account can say. */
  readonly report: readonly string[];
}

export interface RehearsalOptions {
  readonly stage: Stage;
  /** Told each check at once. */
  readonly tell: (check: Check) => void;
  /** Told what takes long. */
  readonly log: (line: string) => void;
}

/** @throws Error when the layer cannot be built, or cdk-nag finds what has no written reason */
export const rehearse = async ({ stage, tell, log }: RehearsalOptions): Promise<Rehearsal> => {
  const checks: Check[] = [];
  const note = (check: Check) => {
    checks.push(check);
    tell(check);
  };
  const layer = await buildSoxLayer({ arch: stage.architecture, log });
  note(good(`sox layer for ${stage.architecture}: ${layer.zipFile}`));

  const outdir = await mkdtemp(join(tmpdir(), 'voxgate-deploy-'));
  try {
    const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
    const app = new App({ outdir, context, analyticsReporting: false });
    addStage(app, stage, layer.zipFile);
    app.synth();
    note(good('synthesised; cdk-nag finds nothing without a written reason'));
    const stackName = stackNameOf(stage.name);
    const stack = readSynthesised(outdir, stackName);
    for (const check of await checkLimits({ ...stack, layerDirectory: layer.directory })) note(check);
    const report = [
      `Stack ${stackName}`,
      ...[...describeStack(stack.template, stack.retained), ''],
      ...[...accountSteps(stack), ''],
      ...nextSteps(stage),
    ];
    return { isGood: checks.every(({ isGood }) => isGood), report };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
};
