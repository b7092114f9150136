// Customers whose servers are private: only the function that posts to them is put into their network.
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { GatewayStack } from '../../infra/gateway-stack.ts';
import { loadStage, parseStage } from '../../infra/stage.ts';
import { exampleStage, resourcesOf, synthesiseStage, withApp } from '../support/stage-template.ts';

const forwardVpc = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
};
const securityGroupIds = ['sg-0123456789abcdef0'];

const placed = (template: ReturnType<typeof synthesiseStage>) =>
  resourcesOf(template, 'AWS::Lambda::Function').filter(({ properties }) => 'VpcConfig' in properties);

// Made before the tests: the first synth of a process takes its time.
const plain = synthesiseStage(exampleStage());
const made = synthesiseStage(exampleStage({ forwardVpc }));

test('without the setting no function is in a network of ours, and none is made', () => {
  expect(placed(plain)).toEqual([]);
  expect(resourcesOf(plain).filter(({ type }) => type.startsWith('AWS::EC2::'))).toEqual([]);
});

test('Deliver alone is put into the given subnets, with the given security groups', () => {
  const template = synthesiseStage(exampleStage({ forwardVpc: { ...forwardVpc, securityGroupIds } }));
  expect(placed(template).map(({ id }) => id.slice(0, 7))).toEqual(['Deliver']);
  expect(placed(template)[0]?.properties.VpcConfig).toEqual({
    SubnetIds: forwardVpc.subnetIds,
    SecurityGroupIds: securityGroupIds,
  });
  expect(resourcesOf(template).filter(({ type }) => type.startsWith('AWS::EC2::'))).toEqual([]);
});

test('without security groups one is made that lets nothing in', () => {
  const [group, ...more] = resourcesOf(made, 'AWS::EC2::SecurityGroup');
  expect(more).toEqual([]);
  expect(group?.properties).toMatchObject({ VpcId: forwardVpc.vpcId });
  expect(group?.properties).not.toHaveProperty('SecurityGroupIngress');
  expect(JSON.stringify(placed(made)[0]?.properties.VpcConfig)).toContain(group?.id);
});

test('the right to make network interfaces is Deliver’s alone', () => {
  const roles = resourcesOf(made, 'AWS::IAM::Role').filter(({ properties }) =>
    JSON.stringify(properties.ManagedPolicyArns ?? []).includes('VPCAccess'),
  );
  expect(roles.map(({ id }) => id.slice(0, 11))).toEqual(['DeliverRole']);
});

test('the stage that sets everything passes cdk-nag, without an account to look anything up in', () => {
  withApp((app, soxLayerZip) => {
    new GatewayStack(app, 'Voxgate', { stage: loadStage('example-full'), soxLayerZip });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });
});

const good = {
  name: 'prod',
  callmetrik: { baseUrl: 'https://callmetrik.example.com', userId: 'u' },
  webhookAuth: 'token',
};

test.each([
  [{ vpcId: 'default' }, /vpcId/],
  [{ subnetIds: [] }, /subnetIds/],
  [{ subnetIds: ['10.0.0.0/24'] }, /subnetIds/],
  [{ availabilityZones: ['eu-central-1a'] }, /one availability zone for each subnet/],
  [{ securityGroupIds: ['default'] }, /securityGroupIds/],
  [{ nat: true }, /nat/],
])('the network %o is refused by name', (changes, message) => {
  expect(() => parseStage({ ...good, forwardVpc: { ...forwardVpc, ...changes } })).toThrow(message);
});
