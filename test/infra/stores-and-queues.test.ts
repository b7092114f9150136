// What the stage keeps, and the queues its work waits in: retained, encrypted, private, watched.
import { describe, expect, test } from 'vitest';
import { statementsOf } from '../support/policy-statements.ts';
import {
  exampleStage,
  type Resource,
  resourcesOf,
  synthesiseStage,
  variablesOf,
} from '../support/stage-template.ts';

const template = synthesiseStage(exampleStage());
const functions = resourcesOf(template, 'AWS::Lambda::Function');

describe('queues', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const workQueues = queues.filter(({ properties }) => properties.RedrivePolicy !== undefined);
  const deadLetterId = ({ properties }: Resource): string => {
    const { deadLetterTargetArn } = properties.RedrivePolicy as {
      deadLetterTargetArn: { 'Fn::GetAtt': [string, string] };
    };
    return deadLetterTargetArn['Fn::GetAtt'][0];
  };

  test('every queue is a work queue or the dead-letter queue of one', () => {
    const deadLetters = workQueues.map(deadLetterId);
    expect(workQueues).toHaveLength(2);
    expect(queues.map(({ id }) => id).sort()).toEqual(
      [...workQueues.map(({ id }) => id), ...deadLetters].sort(),
    );
  });

  test('every dead-letter queue has an alarm that says what breaks for whom, and where to read on', () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
    for (const queue of workQueues) {
      const alarm = alarms.find(({ properties }) =>
        JSON.stringify(properties.Dimensions).includes(deadLetterId(queue)),
      );
      expect(alarm?.properties).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      });
      const [impact = '', runbook = ''] = String(alarm?.properties.AlarmDescription).split(' Runbook: ');
      expect(impact).toMatch(/^[A-Z].{30,}\.$/);
      expect(impact).toMatch(/caller|customer/);
      expect(runbook).toMatch(/^docs\/runbook\.md#/);
    }
  });

  test('a message stays hidden six times as long as its function may run', () => {
    const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(workQueues.length);
    for (const { properties } of mappings) {
      const target = functions.find(({ id }) => JSON.stringify(properties.FunctionName).includes(id));
      const queue = workQueues.find(({ id }) => JSON.stringify(properties.EventSourceArn).includes(id));
      const timeout = Number(target?.properties.Timeout);
      expect(Number(queue?.properties.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * timeout);
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    }
  });

  test('messages are encrypted and travel by TLS alone', () => {
    const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy');
    for (const { id, properties } of queues) {
      expect(properties).toMatchObject({ SqsManagedSseEnabled: true });
      const statements = policies
        .filter((policy) => JSON.stringify(policy.properties.Queues).includes(id))
        .flatMap(statementsOf);
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
});

describe('what is kept', () => {
  const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');
  const buckets = resourcesOf(template, 'AWS::S3::Bucket');
  const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret');

  test('tables, buckets and secrets outlive the stack', () => {
    expect([tables.length, buckets.length, secrets.length]).toEqual([2, 2, 3]);
    for (const one of [...tables, ...buckets, ...secrets]) {
      expect([one.id, one.deletionPolicy, one.updateReplacePolicy]).toEqual([one.id, 'Retain', 'Retain']);
    }
  });

  test('tables can be restored to any moment, cannot be deleted by mistake, and cost by use', () => {
    for (const { properties } of tables) {
      expect(properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [
          {
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
      });
    }
  });

  test('buckets are encrypted, private, by TLS alone, and keep no half uploads', () => {
    const policies = resourcesOf(template, 'AWS::S3::BucketPolicy');
    for (const { id, properties } of buckets) {
      expect(properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
      expect(JSON.stringify(properties.BucketEncryption)).toMatch(/AES256|aws:kms/);
      expect(JSON.stringify(properties.LifecycleConfiguration)).toContain('AbortIncompleteMultipartUpload');
      const statements = policies
        .filter((policy) => JSON.stringify(policy.properties.Bucket).includes(id))
        .flatMap(statementsOf);
      expect(statements).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  test('no secret has its value in the template, and no function has one in its environment', () => {
    for (const { properties } of secrets) {
      expect(properties).not.toHaveProperty('SecretString');
      expect(properties).toMatchObject({ GenerateSecretString: { PasswordLength: 48 } });
    }
    for (const one of functions) {
      const text = JSON.stringify(variablesOf(one));
      expect(text).not.toMatch(/resolve:secretsmanager|whsec_|vxg_/);
      for (const [name, value] of Object.entries(variablesOf(one))) {
        if (/SECRET/.test(name))
          expect([name, value]).toEqual([name, { Ref: expect.stringContaining('Secret') }]);
      }
    }
  });

  test('nothing has a name of its own choosing, so that two stages fit in one account', () => {
    for (const { id, properties } of [...tables, ...buckets, ...secrets, ...functions]) {
      for (const name of ['TableName', 'BucketName', 'FunctionName', 'QueueName', 'Name']) {
        expect([id, properties[name]]).toEqual([id, undefined]);
      }
    }
  });
});
