// What the local stack cannot run of a template it says by name; what it can, it resolves as CloudFormation does.
import { describe, expect } from 'vitest';
import type { AssemblySpec } from './engine-assembly.ts';
import { secret, storage } from './engine-storage.ts';
import { engineTest as test } from './engine-test.ts';

describe('the template', () => {
  test.for<[string, NonNullable<AssemblySpec['resources']>, RegExp]>([
    [
      'an unknown type',
      { Stream: { Type: 'AWS::Kinesis::Stream' } },
      /"Stream" is of type AWS::Kinesis::Stream/,
    ],
    [
      'an unknown intrinsic function',
      { Work: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { 'Fn::If': ['a', 1, 2] } } } },
      /Work\.DelaySeconds.*Fn::If/,
    ],
    [
      'a reference to nothing',
      { Work: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { Ref: 'Ghost' } } } },
      /Work\.DelaySeconds.*"Ghost"/,
    ],
    [
      'an attribute that is not known',
      {
        Work: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { 'Fn::GetAtt': ['Work', 'Ghost'] } } },
      },
      /Work\.DelaySeconds.*"Work\.Ghost"/,
    ],
    [
      'a property that does not fit',
      { Work: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'soon' } } },
      /"Work" \(AWS::SQS::Queue\).*VisibilityTimeout/s,
    ],
    [
      'a dynamic reference',
      { Token2: { ...secret, Properties: { SecretString: '{{resolve:ssm:name}}' } } },
      /Token2\.SecretString.*resolve:ssm/,
    ],
    [
      'a cron schedule',
      {
        Night: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'cron(0 1 * * ? *)',
            Targets: [{ Arn: { 'Fn::GetAtt': ['Env', 'Arn'] }, Id: 'a' }],
          },
        },
      },
      /"Night".*cron/,
    ],
  ])('with %s is refused by name', async ([_what, resources, message], { start }) => {
    const refused = start({
      ...storage,
      resources: { ...storage.resources, ...resources },
    });
    await expect(refused).rejects.toThrow(message);
  });

  test('resolves references into the environment, and ignores what needs no local counterpart', async ({
    start,
  }) => {
    const Variables = {
      TABLE: { Ref: 'Records' },
      TABLE_ARN: { 'Fn::GetAtt': ['Records', 'Arn'] },
      BUCKET: { Ref: 'A_very_long_Name_for_a_bucket_that_exceeds_the_limit_of_S3_by_far' },
      SUB: { 'Fn::Sub': `\${AWS::Region}/\${Records.Arn}/\${!Literal}` },
      SUB_OWN: { 'Fn::Sub': [`\${Own}-\${Records}`, { Own: { Ref: 'AWS::AccountId' } }] },
      JOINED: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::NoValue' }, { Ref: 'AWS::Partition' }]] },
      ROLE: { 'Fn::GetAtt': ['Role', 'Arn'] },
      GONE: { Ref: 'AWS::NoValue' },
      NUMBER: 5,
    };
    const engine = await start({
      ...storage,
      functions: {
        Env: {
          code: 'exports.handler = async () => process.env;',
          properties: { Environment: { Variables } },
        },
      },
      resources: {
        ...storage.resources,
        A_very_long_Name_for_a_bucket_that_exceeds_the_limit_of_S3_by_far: { Type: 'AWS::S3::Bucket' },
        Role: { Type: 'AWS::IAM::Role', Properties: { Anything: { 'Fn::Unknown': [] } } },
      },
      outputs: { Table: { Value: { 'Fn::GetAtt': ['Records', 'Arn'] } } },
    });
    const outcome = await engine.invoke('Env', {});
    const env = JSON.parse(outcome.ok ? outcome.answer : '{}') as Record<string, string>;
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Test-Records';
    expect(env).toMatchObject({
      TABLE: 'Test-Records',
      TABLE_ARN: arn,
      BUCKET: expect.stringMatching(/^[a-z0-9-]{63}$/),
      SUB: `us-east-1/${arn}/\${Literal}`,
      SUB_OWN: '000000000000-Test-Records',
      JOINED: 'a-aws',
      ROLE: expect.stringContaining('Test-Role'),
      NUMBER: '5',
    });
    expect(env).not.toHaveProperty('GONE');
    expect(engine.outputs).toEqual({ Table: arn });
  });
});
