// What would fail in the middle of a deployment is found before it: sizes, counts, quotas.
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSteps, reservedConcurrency } from '../../infra/deploy/account-steps.ts';
import {
  checkLimits,
  maxEnvironmentBytes,
  maxFunctionBytes,
  maxResources,
} from '../../infra/deploy/check-limits.ts';
import { checkNode } from '../../infra/deploy/check-node.ts';
import { describeStack } from '../../infra/deploy/describe-stack.ts';
import type { Template } from '../../infra/local/engine/template/assembly.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voxgate-limits-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Sparse: as large as it says without a byte written. */
const place = async (name: string, bytes: number): Promise<string> => {
  const directory = join(folder, name);
  await mkdir(join(directory, 'below'), { recursive: true });
  await writeFile(join(directory, 'below', 'file'), '');
  await truncate(join(directory, 'below', 'file'), bytes);
  return directory;
};

const lambda = (properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: 'code' }, ...properties },
});

const check = async (resources: Template['Resources'], codeBytes: number, layerBytes: number) => {
  const [code, layerDirectory] = [await place('code', codeBytes), await place('layer', layerBytes)];
  const template: Template = { Resources: resources, Parameters: {}, Outputs: {} };
  return checkLimits({ template, templateBytes: 5000, assetPath: () => code, layerDirectory });
};

const failing = (checks: Awaited<ReturnType<typeof check>>) =>
  checks.filter(({ isGood }) => !isGood).map(({ says }) => says);

describe('a function', () => {
  test('may be as large as Lambda takes, with its layer, and not a byte larger', async () => {
    const resources = { Convert: lambda({ Layers: [{ Ref: 'Sox' }] }) };
    expect(failing(await check(resources, 1000, maxFunctionBytes - 1000))).toEqual([]);
    const [says, ...others] = failing(await check(resources, 1001, maxFunctionBytes - 1000));
    expect(says).toMatch(/Lambda code with its layer, Convert: 250\.0 MB of 250\.0 MB/);
    expect(others).toEqual([]);
  });

  test('without a layer is measured alone', async () => {
    expect(failing(await check({ Read: lambda() }, 1000, maxFunctionBytes))).toEqual([]);
  });

  test('has as many environment variables as Lambda takes', async () => {
    const variables = (bytes: number) => ({ Environment: { Variables: { A: 'x'.repeat(bytes - 1) } } });
    expect(failing(await check({ Read: lambda(variables(maxEnvironmentBytes)) }, 1, 1))).toEqual([]);
    const many = await check({ Read: lambda(variables(maxEnvironmentBytes + 1)) }, 1, 1);
    expect(failing(many).join()).toContain('environment, about, Read');
  });
});

test('more resources than CloudFormation takes are refused', async () => {
  const queues = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`Q${index}`, { Type: 'AWS::SQS::Queue', Properties: {} }]),
    );
  expect(failing(await check(queues(maxResources), 1, 1))).toEqual([]);
  expect(failing(await check(queues(maxResources + 1), 1, 1))).toEqual(['resources: 501 of 500']);
});

describe('the account', () => {
  const steps = (template: Template) => accountSteps({ template, bootstrapVersion: 6 }).join('\n');

  test('needs what is set aside and the hundred that AWS keeps free', () => {
    const Resources = {
      Submit: lambda({ ReservedConcurrentExecutions: 200 }),
      Sweep: lambda({ ReservedConcurrentExecutions: 1 }),
      Read: lambda(),
    };
    const template = { Resources, Parameters: {}, Outputs: {} };
    expect(reservedConcurrency(template)).toBe(201);
    const said = steps(template);
    expect(said).toContain(
      '301 concurrent executions that no function in this account and region has set aside',
    );
    expect(said).toContain('this stage sets aside 201');
    expect(said).toContain('Each further stage there sets aside its own');
    // What other stages hold is not in it, as it is in the account's whole number.
    expect(said).toContain('--query AccountLimit.UnreservedConcurrentExecutions');
  });

  test('needs no quota when nothing is set aside', () => {
    const Resources = { Read: lambda() };
    const said = steps({ Resources, Parameters: {}, Outputs: {} });
    expect(said).not.toContain('service-quotas');
    // But callers who wait may then take what their own recordings need.
    expect(said).toContain('SUBMIT_WAIT_SECONDS to 0, 1 or 2');
  });

  test('is asked for as many as are needed, and for a region wherever it is set', () => {
    const Resources = { Submit: lambda({ ReservedConcurrentExecutions: 1200 }) };
    const said = steps({ Resources, Parameters: {}, Outputs: {} });
    expect(said).toContain('--desired-value 1300');
    // `configure get region` says nothing of AWS_REGION.
    expect(said).toContain('aws configure list');
  });
});

test('what would be created is counted by kind, and what is kept apart', () => {
  const Resources = {
    A: { Type: 'AWS::SQS::Queue', Properties: {} },
    B: { Type: 'AWS::S3::Bucket', Properties: {} },
    C: { Type: 'AWS::SQS::Queue', Properties: {} },
  };
  expect(describeStack({ Resources, Parameters: {}, Outputs: {} }, new Set(['B']))).toEqual([
    'Would be created:',
    '     1  AWS::S3::Bucket',
    '     2  AWS::SQS::Queue',
    '',
    'Of these, kept when the stack is deleted:',
    '     1  AWS::S3::Bucket',
  ]);
});

test.each([
  ['v24.0.0', true],
  ['v26.1.0', true],
  ['v22.18.0', false],
  ['v20.19.5', false],
])('Node %s is enough: %s', (version, isGood) => {
  expect(checkNode(version)).toMatchObject({ isGood });
});
