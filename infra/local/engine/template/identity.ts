// Between template and services: what each resource is called here, and what Ref and Fn::GetAtt answer for it.
import { createHash } from 'node:crypto';

export const localRegion = 'us-east-1';
export const localAccount = '000000000000';

/** One resource of the template as it exists on this machine. `physicalId` is what `Ref` answers. */
export interface Identity {
  readonly type: string;
  readonly physicalId: string;
  /** The bare name inside its service: table, bucket, queue, function. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where the parts of the stack listen: `http://127.0.0.1:<port>`. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly s3: string;
  readonly sqs: string;
  readonly secrets: string;
}

export interface Surroundings {
  readonly stackName: string;
  readonly endpoints: Endpoints;
  readonly apiBaseUrl: string;
}

type Describe = (name: string, around: Surroundings) => Pick<Identity, 'physicalId' | 'attributes'>;

const arn = (service: string, rest: string) => `arn:aws:${service}:${localRegion}:${localAccount}:${rest}`;

const table: Describe = (name) => ({
  physicalId: name,
  attributes: { Arn: arn('dynamodb', `table/${name}`) },
});

/** An event source mapping, a route and the like: referred to by id alone. */
const idOnly: Describe = (name) => ({ physicalId: name, attributes: {} });

const described: Readonly<Record<string, Describe>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::S3::Bucket': (name, { endpoints }) => ({
    physicalId: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${new URL(endpoints.s3).host}/${name}`,
      RegionalDomainName: `${new URL(endpoints.s3).host}/${name}`,
    },
  }),
  'AWS::SQS::Queue': (name, { endpoints }) => {
    const url = `${endpoints.sqs}/${localAccount}/${name}`;
    return { physicalId: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::SecretsManager::Secret': (name) => {
    // AWS appends six random characters; here they follow from the name, so that they outlive a restart.
    const id = arn('secretsmanager', `secret:${name}-${shortHash(name, 6)}`);
    return { physicalId: id, attributes: { Id: id } };
  },
  'AWS::Lambda::Function': (name) => ({
    physicalId: name,
    attributes: { Arn: arn('lambda', `function:${name}`) },
  }),
  'AWS::Lambda::LayerVersion': (name) => {
    const id = arn('lambda', `layer:${name}:1`);
    return { physicalId: id, attributes: { LayerVersionArn: id } };
  },
  'AWS::Lambda::EventSourceMapping': idOnly,
  'AWS::ApiGatewayV2::Api': (name, { apiBaseUrl }) => ({
    physicalId: name,
    attributes: { ApiId: name, ApiEndpoint: apiBaseUrl },
  }),
  'AWS::ApiGatewayV2::Integration': idOnly,
  'AWS::ApiGatewayV2::Route': idOnly,
  'AWS::Events::Rule': (name) => ({ physicalId: name, attributes: { Arn: arn('events', `rule/${name}`) } }),
  'AWS::Scheduler::Schedule': (name) => ({
    physicalId: name,
    attributes: { Arn: arn('scheduler', `schedule/default/${name}`) },
  }),
};

/** Types that change nothing on one machine: rights, alarms, keys, log retention, deployment stages. */
const withoutCounterpart: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SecretsManager::ResourcePolicy',
]);

/** The property that fixes a resource's name, where the template sets one. */
const nameProperties = ['TableName', 'BucketName', 'QueueName', 'FunctionName'] as const;

/**
 * @throws Error that names the resource and its type when the engine knows neither how to run nor to ignore it.
 */
export function identify(
  logicalId: string,
  type: string,
  properties: Readonly<Record<string, unknown>>,
  around: Surroundings,
): Identity {
  const describe = described[type];
  const fixed = nameProperties.map((key) => properties[key]).find((value) => typeof value === 'string');
  const derived = type === 'AWS::S3::Bucket' ? bucketName : plainName;
  const name = typeof fixed === 'string' ? fixed : derived(`${around.stackName}-${logicalId}`);
  if (describe !== undefined) return { type, name, ...describe(name, around) };
  if (!withoutCounterpart.has(type)) {
    throw new Error(`Resource "${logicalId}" is of type ${type}, which the local engine does not know`);
  }
  const own = arn('local', name);
  return {
    type,
    name,
    physicalId: name,
    attributes: { Arn: own, TopicArn: own, TopicName: name, KeyId: name },
  };
}

/** The logical id without CDK's hash, for people. */
export function shortName(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

function plainName(wanted: string): string {
  return shorten(wanted, 80);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function bucketName(wanted: string): string {
  return shorten(wanted.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-'), 63);
}

function shorten(name: string, maxLength: number): string {
  return name.length <= maxLength ? name : `${name.slice(0, maxLength - 9)}-${shortHash(name, 8)}`;
}

function shortHash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
