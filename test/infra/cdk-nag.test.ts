// AWS's own list of mistakes finds none here that has no written reason.
import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { GatewayStack } from '../../infra/gateway-stack.ts';
import { emptyStack, exampleStage, withApp } from '../support/stage-template.ts';

test('the example stage passes cdk-nag', () => {
  withApp((app, soxLayerZip) => {
    new GatewayStack(app, 'Voxgate', { stage: exampleStage(), soxLayerZip });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });
});

test('it would find a mistake: an open bucket does not pass', () => {
  withApp((app) => {
    new Bucket(emptyStack(app), 'Open');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).toThrow();
  });
});
