// One stage in a CDK app, with the rules it is held to: for `cdk deploy`, and for the check before it.
import { type App, CfnOutput } from 'aws-cdk-lib';
import { checkTemplate } from './check-template.ts';
import { currentCommit } from './deploy/current-commit.ts';
import { GatewayStack } from './gateway-stack.ts';
import type { Stage } from './stage.ts';

export const stackNameOf = (stageName: string): string => `Voxgate-${stageName}`;

/** @param commit what the output `Commit` says; without one there is no such output */
export const addStage = (
  app: App,
  stage: Stage,
  soxLayerZip: string,
  commit: string | undefined = currentCommit(),
): void => {
  const stack = new GatewayStack(app, stackNameOf(stage.name), {
    stage,
    soxLayerZip,
    terminationProtection: stage.terminationProtection,
    // CloudFormation hands a stack's tags on to its resources: only what never changes is one.
    tags: { Stage: stage.name },
  });
  // No tag, which would update every resource with each commit; no description or metadata, which cannot change alone.
  // An output can: https://github.com/aws/aws-cdk/pull/2029
  if (commit) new CfnOutput(stack, 'Commit', { value: commit, description: 'What was deployed' });
  checkTemplate(app);
};
