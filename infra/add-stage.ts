// One stage in a CDK app, with the rules it is held to: for `cdk deploy`, and for the check before it.
import type { App } from 'aws-cdk-lib';
import { checkTemplate } from './check-template.ts';
import { GatewayStack } from './gateway-stack.ts';
import type { Stage } from './stage.ts';

export const stackNameOf = (stageName: string): string => `Voxgate-${stageName}`;

export const addStage = (app: App, stage: Stage, soxLayerZip: string): void => {
  new GatewayStack(app, stackNameOf(stage.name), { stage, soxLayerZip });
  checkTemplate(app);
};
