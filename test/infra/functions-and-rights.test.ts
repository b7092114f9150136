// Rules over the whole template of a deployed stage, whoever adds what to it: functions, their rights, their routes.
import { describe, expect, test } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import type { FunctionContract } from '../../shared/contract.ts';
import { actionsOf, statementsOf } from '../support/policy-statements.ts';
import {
  exampleStage,
  functionOf,
  resourcesOf,
  synthesiseStage,
  variablesOf,
} from '../support/stage-template.ts';

const template = synthesiseStage(exampleStage());
const contracts: readonly FunctionContract[] = catalog;
const all = resourcesOf(template);
const functions = resourcesOf(template, 'AWS::Lambda::Function');

const allows = all.flatMap((resource) =>
  statementsOf(resource)
    .filter(({ Effect }) => Effect === 'Allow')
    .map((statement) => ({ id: resource.id, statement })),
);

/** Wildcards that are meant. */
const reasons: Readonly<Record<string, string>> = {
  'OperatorsKey: *': "In a key's own policy `*` is that key",
  'OperatorsKey: kms:*':
    'The account itself may manage the key, as its IAM policies say: else nobody could, ever',
};

describe('functions', () => {
  test('every contract has its function and every function a contract', () => {
    const named = contracts.map((contract) => functionOf(template, contract).id);
    expect(functions.map(({ id }) => id).sort()).toEqual([...named].sort());
  });

  test.each(contracts)('$name is given exactly the environment that its contract names', (contract) => {
    expect(Object.keys(variablesOf(functionOf(template, contract))).sort()).toEqual(
      Object.keys(contract.env).sort(),
    );
  });

  test.each(contracts)('$name runs as its contract says, on Node 24 and arm64', (contract) => {
    expect(functionOf(template, contract).properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: contract.timeoutSeconds,
      MemorySize: contract.memoryMb,
      Description: contract.summary,
      EphemeralStorage: { Size: contract.temporaryDiskMb ?? 512 },
      ...(contract.reservedConcurrency && { ReservedConcurrentExecutions: contract.reservedConcurrency }),
    });
  });

  test('no two functions share a role', () => {
    const roles = functions.map(({ properties }) => JSON.stringify(properties.Role));
    expect(new Set(roles).size).toBe(functions.length);
  });

  test('every function writes to a log group of its own that ends some day', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    for (const { properties } of groups) expect(properties.RetentionInDays).toEqual(expect.any(Number));
    const used = functions.map(({ properties }) => JSON.stringify(properties.LoggingConfig));
    expect(new Set(used).size).toBe(functions.length);
  });
});

describe('rights', () => {
  test('no wildcard is allowed but behind a folder of a bucket, or with a written reason that something needs', () => {
    expect(allows.length).toBeGreaterThan(0);
    const wildcards = allows.flatMap(({ id, statement }) =>
      [...actionsOf(statement), ...[statement.Resource ?? []].flat().map((one) => JSON.stringify(one))]
        .filter((one) => one.includes('*') && !/"\/[A-Za-z_]+\/\*"\]\]\}$/.test(one))
        .map((one) => `${id.replace(/[0-9A-F]{8}$/, '')}: ${one.replaceAll('"', '')}`),
    );
    expect([...new Set(wildcards)].sort()).toEqual(Object.keys(reasons).sort());
  });

  test('no function has rights from a list that AWS keeps', () => {
    for (const { properties } of resourcesOf(template, 'AWS::IAM::Role'))
      expect(properties.ManagedPolicyArns ?? []).toEqual([]);
  });

  test('who reads objects also learns that one is not there', () => {
    const readers = allows.filter(({ statement }) => actionsOf(statement).includes('s3:GetObject'));
    const listers = allows.filter(({ statement }) => actionsOf(statement).includes('s3:ListBucket'));
    expect(readers.length).toBeGreaterThan(0);
    const ids = new Set(listers.map(({ id }) => id));
    for (const { id } of readers) expect(ids).toContain(id);
  });

  test('only the function that posts to customers may open their signing secrets, beside the one that seals them', () => {
    const holders = contracts.filter(({ env }) => 'SEALING_KEY_SECRET_ARN' in env).map(({ name }) => name);
    expect(holders.sort()).toEqual(['Deliver', 'ManageSources']);
    const tokens = contracts.filter(({ env }) => 'VENDOR_TOKEN_SECRET_ARN' in env).map(({ name }) => name);
    expect(tokens).toEqual(['Transcode']);
  });
});

describe('routes', () => {
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(
    ({ properties }) => properties.RouteKey,
  );

  test('every path of every contract is a route for any method, and there is no other', () => {
    const paths = contracts.flatMap(({ trigger }) =>
      trigger.kind === 'http'
        ? [trigger.path]
        : trigger.kind === 'http-group'
          ? trigger.routes.map(({ path }) => path)
          : [],
    );
    expect([...routes].sort()).toEqual(paths.map((path) => `ANY ${path}`).sort());
  });

  test('the access log holds neither a query string nor a header: keys may be in them', () => {
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
    const format = JSON.stringify(stage?.properties.AccessLogSettings);
    expect(format).toContain('$context.requestId');
    expect(format).not.toMatch(/querystring|context\.path|header|authorizer/i);
  });
});

test('the sweeper runs every minute', () => {
  const [rule, ...more] = resourcesOf(template, 'AWS::Events::Rule');
  expect(more).toEqual([]);
  expect(rule?.properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
});

test('a minute that was missed is not made up by retries, neither the rule’s nor Lambda’s: the next one comes anyway', () => {
  const [rule] = resourcesOf(template, 'AWS::Events::Rule');
  expect(rule?.properties.Targets).toMatchObject([{ RetryPolicy: { MaximumRetryAttempts: 0 } }]);
  const sweeper = functions.find(({ id }) => id.startsWith('SweepFunction'));
  const configs = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(({ properties }) => properties);
  expect(configs).toMatchObject([
    { FunctionName: { Ref: sweeper?.id }, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
  ]);
});
