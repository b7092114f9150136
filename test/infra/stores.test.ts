// What the stage keeps: retained, encrypted, private, and of the shape that is deployed.
import { describe, expect, test } from 'vitest';
import { statementsOf } from '../support/policy-statements.ts';
import { exampleStage, resourcesOf, synthesiseStage, variablesOf } from '../support/stage-template.ts';

const template = synthesiseStage(exampleStage());
const functions = resourcesOf(template, 'AWS::Lambda::Function');

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
