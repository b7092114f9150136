// AWS's own lists of mistakes and CloudFormation's schemas find nothing here that has no written reason.
import { readFileSync } from 'node:fs';
import { type App, CfnResource } from 'aws-cdk-lib';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test } from 'vitest';
import { checkTemplate } from '../../infra/check-template.ts';
import { GatewayStack } from '../../infra/gateway-stack.ts';
import { loadStage } from '../../infra/stage.ts';
import { emptyStack, exampleStage, withApp } from '../support/stage-template.ts';

interface Finding {
  readonly ruleName: string;
  readonly severity: string;
  readonly description: string;
}

/** Warnings too, which stop no synthesis. */
const findingsOf = (build: (app: App, soxLayerZip: string) => void): readonly Finding[] =>
  withApp((app, soxLayerZip) => {
    build(app, soxLayerZip);
    checkTemplate(app);
    const failure = (() => {
      try {
        app.synth();
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    const { pluginReports }: { pluginReports: readonly { violations: readonly Finding[] }[] } = JSON.parse(
      readFileSync(`${app.outdir}/validation-report.json`, 'utf8'),
    );
    const findings = pluginReports.flatMap(({ violations }) => violations);
    if (failure && findings.length === 0) throw failure;
    return findings.map(({ ruleName, severity, description }) => ({ ruleName, severity, description }));
  });

describe('no finding is left without a written reason', () => {
  test.each([
    ['the example stage', exampleStage()],
    ['a stage whose alarms are mailed', exampleStage({ alarmEmail: 'ops@voxgate.example' })],
    ['the stage that uses every setting', loadStage('example-full')],
    ['a stage whose webhook is open', exampleStage({ webhookAuth: 'none', allowUnsignedWebhook: true })],
  ])('in %s', (_, stage) => {
    expect(
      findingsOf((app, soxLayerZip) => new GatewayStack(app, 'Voxgate', { stage, soxLayerZip })),
    ).toEqual([]);
  });
});

describe('mistakes would be found:', () => {
  const rulesOf = (build: (app: App) => void): string =>
    findingsOf(build)
      .map(({ ruleName, description }) => `${ruleName} ${description}`)
      .join('\n');

  test('an open bucket', () => {
    expect(rulesOf((app) => new Bucket(emptyStack(app), 'Open'))).toContain('AwsSolutions-S10');
  });

  test('a queue without a dead-letter queue', () => {
    expect(rulesOf((app) => new CfnQueue(emptyStack(app), 'Queue'))).toContain('Serverless-SQSRedrivePolicy');
  });

  test('a property that CloudFormation does not know', () => {
    const build = (app: App) =>
      new CfnTopic(emptyStack(app), 'Topic').addPropertyOverride('KmsMasterKey', 'alias/none');
    expect(rulesOf(build)).toContain('KmsMasterKey');
  });

  test('a property of the wrong kind', () => {
    const build = (app: App) =>
      new CfnQueue(emptyStack(app), 'Queue').addPropertyOverride('VisibilityTimeout', 'soon');
    expect(rulesOf(build)).toContain('VisibilityTimeout');
  });

  test('a property that is missing', () => {
    const build = (app: App) => new CfnResource(emptyStack(app), 'Rule', { type: 'AWS::Lambda::Permission' });
    expect(rulesOf(build)).toMatch(/FunctionName|Principal/);
  });

  test('a value that is none of those allowed', () => {
    const build = (app: App) =>
      new CfnBucket(emptyStack(app), 'Bucket').addPropertyOverride('AccessControl', 'Everybody');
    expect(rulesOf(build)).toContain('AccessControl');
  });
});
