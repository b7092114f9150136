// Voxgate in somebody else's CDK app: a construct among others, imported as the package's own users import it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { Gateway } from 'voxgate/gateway';
import { parseStage } from 'voxgate/stage';
import { checkTemplate } from '../../infra/check-template.ts';
import { exampleStage, resourcesOf, synthesiseStage } from '../support/stage-template.ts';

const theirStage = parseStage({
  name: 'theirs',
  callmetrik: { baseUrl: 'https://api.callmetrik.io', userId: 'u-17' },
  webhookAuth: 'token',
});

/** Their app knows nothing of our cdk.json: no flags are set. */
const inTheirStack = <Result>(work: (app: App, stack: Stack, soxLayerZip: string) => Result): Result => {
  const directory = mkdtempSync(join(tmpdir(), 'voxgate-theirs-'));
  try {
    const soxLayerZip = join(directory, 'layer.zip');
    writeFileSync(soxLayerZip, 'stands in for the sox layer');
    const context = { 'aws:cdk:bundling-stacks': [] };
    const app = new App({ outdir: join(directory, 'cdk.out'), context, analyticsReporting: false });
    return work(app, new Stack(app, 'CallCentre'), soxLayerZip);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const kindsOf = (template: Template): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { type } of resourcesOf(template)) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

describe('a stack of their own', () => {
  test('holds all that our stack holds, and can use its address and table', () => {
    inTheirStack((_, stack, soxLayerZip) => {
      const gateway = new Gateway(stack, 'Voxgate', { stage: theirStage, soxLayerZip });
      new CfnOutput(stack, 'CallsUrl', { value: gateway.baseUrl });
      new CfnOutput(stack, 'CallsAccounts', { value: gateway.accountsTableName });
      const template = Template.fromStack(stack);
      expect(kindsOf(template)).toEqual(kindsOf(synthesiseStage(exampleStage())));
      const { CallsUrl, CallsAccounts } = template.toJSON().Outputs;
      expect(JSON.stringify(CallsUrl.Value)).toContain('ApiEndpoint');
      expect(CallsAccounts.Value).toEqual({ Ref: expect.stringMatching(/^VoxgateAccountsTable/) });
    });
  });

  test('holds two of them without a clash', () => {
    inTheirStack((_, stack, soxLayerZip) => {
      for (const name of ['first', 'second']) {
        new Gateway(stack, name, { stage: { ...theirStage, name }, soxLayerZip });
      }
      const template = Template.fromStack(stack);
      expect(resourcesOf(template, 'AWS::DynamoDB::GlobalTable')).toHaveLength(4);
      // The name is what tells their metrics apart.
      const watched = JSON.stringify(resourcesOf(template, 'AWS::CloudWatch::Alarm'));
      for (const name of ['first', 'second']) expect(watched).toContain(`{"Name":"Stage","Value":"${name}"}`);
    });
  });

  test('passes cdk-nag, with the reasons that came along', () => {
    inTheirStack((app, stack, soxLayerZip) => {
      new Gateway(stack, 'Voxgate', { stage: theirStage, soxLayerZip });
      checkTemplate(app);
      expect(() => app.synth()).not.toThrow();
    });
  });
});

test('in our own stack what is kept has the names it had before it was a construct: an upgrade moves no data', () => {
  const kept = resourcesOf(synthesiseStage(exampleStage()))
    .filter(({ type }) => /DynamoDB|S3::Bucket$|Secret$/.test(type))
    .map(({ id }) => id);
  expect(kept.sort()).toMatchInlineSnapshot(`
    [
      "AccountsTableF2DFB3F6",
      "AudioBucket3176805C",
      "RecordingsTable2CA246F9",
      "ResultsBucket46167C27",
      "SealingKeySecret7F7A2744",
      "VendorTokenSecretBCE65CC8",
      "WebhookSecretD7FE3AEE",
    ]
  `);
});
