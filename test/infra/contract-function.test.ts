// A function gets what its contract names: not less, and not more.
import { Template } from 'aws-cdk-lib/assertions';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, test } from 'vitest';
import { AlarmTopic } from '../../infra/constructs/alarm-topic.ts';
import { ContractFunction } from '../../infra/constructs/contract-function.ts';
import { PrivateBucket } from '../../infra/constructs/private-bucket.ts';
import { WorkQueue } from '../../infra/constructs/work-queue.ts';
import type { FunctionContract } from '../../shared/contract.ts';
import { settingDefaults } from '../../shared/domain/settings.ts';
import { text } from '../../shared/env.ts';
import { probeContract } from '../support/probe-contract.ts';
import { emptyStack, exampleStage, withApp } from '../support/stage-template.ts';

const make = (changes: Partial<FunctionContract>, use: (probe: ContractFunction) => void) =>
  withApp((app) => {
    const stack = emptyStack(app);
    const probe = new ContractFunction(stack, {
      contract: { ...probeContract, ...changes },
      stage: exampleStage(),
    });
    use(probe);
    return Template.fromStack(stack);
  });

test('a function that lacks a setting its contract names does not synthesise', () => {
  expect(() => make({}, () => {})).toThrow(/Probe needs RESULTS_BUCKET, which nothing gives it/);
});

test('a function is never given a setting that its contract does not name', () => {
  expect(() => make({}, (probe) => probe.give('ACCOUNTS_TABLE', 'x'))).toThrow(
    /Probe is given ACCOUNTS_TABLE, which its contract does not name/,
  );
});

test('a grant brings the right and the setting; without the setting in the contract there is no right', () => {
  const grant = (probe: ContractFunction) =>
    new PrivateBucket(probe.node.root.node.findChild('Empty') as never, 'Results', {
      envKey: 'RESULTS_BUCKET',
    }).grantRead(probe, ['json_logs/']);
  make({}, grant).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { RESULTS_BUCKET: { Ref: 'ResultsBucket46167C27' } } },
  });
  expect(() => make({ env: {} }, grant)).toThrow(/does not name/);
});

test('limits and intervals come from their defaults, or from the stage', () => {
  const env = { SUBMIT_WAIT_SECONDS: text, LEASE_SECONDS: text };
  const { Environment } = withApp((app) => {
    const stack = emptyStack(app);
    const stage = exampleStage({ settings: { SUBMIT_WAIT_SECONDS: 7 } });
    new ContractFunction(stack, { contract: { ...probeContract, env }, stage });
    const [found] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    return found?.Properties as { Environment: unknown };
  });
  expect(Environment).toEqual({
    Variables: { SUBMIT_WAIT_SECONDS: '7', LEASE_SECONDS: String(settingDefaults.LEASE_SECONDS) },
  });
});

test('shared settings go only to the functions that name them', () => {
  const template = make({ env: { CORS_ORIGIN: text } }, (probe) =>
    probe.giveIfNamed({ CORS_ORIGIN: '*', PUBLIC_BASE_URL: 'https://x' }),
  );
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { CORS_ORIGIN: '*' } },
  });
});

describe('concurrency is set aside where a contract asks for it', () => {
  const reserved = (reserveConcurrency: boolean) =>
    withApp((app) => {
      const stack = emptyStack(app);
      const stage = exampleStage({ reserveConcurrency });
      new ContractFunction(stack, { contract: { ...probeContract, env: {}, reservedConcurrency: 9 }, stage });
      const [found] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
      return found?.Properties.ReservedConcurrentExecutions as unknown;
    });
  test('by default', () => expect(reserved(true)).toBe(9));
  test('and not for an account that has too little', () => expect(reserved(false)).toBeUndefined());
});

test('a queue takes only a consumer whose contract is triggered by one', () => {
  expect(() =>
    make({ env: {} }, (consumer) => {
      const stack = consumer.node.root.node.findChild('Empty') as never;
      const alarmsTo = new AlarmTopic(stack, 'Operators', exampleStage());
      new WorkQueue(stack, 'Q', { envKey: 'Q', consumer, impact: 'None.', waitImpact: 'None.', alarmsTo });
    }),
  ).toThrow(/Probe has no queue trigger/);
});

test('layers are mounted', () => {
  withApp((app, zip) => {
    const stack = emptyStack(app);
    const layer = new LayerVersion(stack, 'Layer', { code: Code.fromAsset(zip) });
    new ContractFunction(stack, {
      contract: { ...probeContract, env: {} },
      stage: exampleStage(),
      layers: [layer],
    });
    const [found] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    expect(found?.Properties.Layers).toHaveLength(1);
  });
});
