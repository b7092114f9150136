// What the CDK synthesises today runs on the local stack, from its own assets, without a change.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunctionResource, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression, Schedule as SchedulerSchedule } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, startEngine } from '../../infra/local/engine/engine.ts';
import { removeDirectory, temporaryDirectory } from './engine-assembly.ts';

const directory = temporaryDirectory();
const lines: string[] = [];
let engine: Engine;

/** One of each construct that a gateway of recordings needs. */
function synthesise(): string {
  const code = path.join(directory, 'bundle');
  const layerContent = path.join(directory, 'layer');
  mkdirSync(path.join(layerContent, 'sox'), { recursive: true });
  mkdirSync(code);
  writeFileSync(path.join(layerContent, 'sox', 'tool'), '#!/bin/sh\necho layer\n', { mode: 0o755 });
  writeFileSync(
    path.join(code, 'index.js'),
    `const { execFileSync } = require('node:child_process');
     exports.handler = async (event) => {
       if (event.Records) console.log('record ' + event.Records[0].body);
       if (event.source === 'aws.events' || event.sweep) console.log('scheduled ' + (event.source ?? 'scheduler'));
       return { statusCode: 200, body: JSON.stringify({ ...process.env, said: execFileSync(process.env.TOOL).toString() }) };
     };`,
  );
  const app = new App({ outdir: path.join(directory, 'cdk.out') });
  const stack = new Stack(app, 'Gateway');
  const table = new TableV2(stack, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    timeToLiveAttribute: 'ttl',
    globalSecondaryIndexes: [
      { indexName: 'due', partitionKey: { name: 'shard', type: AttributeType.STRING } },
    ],
  });
  const bucket = new Bucket(stack, 'Bucket', { enforceSSL: true });
  const queue = new Queue(stack, 'Queue', {
    enforceSSL: true,
    deadLetterQueue: { queue: new Queue(stack, 'Dlq'), maxReceiveCount: 3 },
  });
  const secret = new Secret(stack, 'Secret');
  const handler = new LambdaFunctionResource(stack, 'Handler', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(code),
    layers: [new LayerVersion(stack, 'Layer', { code: Code.fromAsset(layerContent) })],
    environment: {
      TABLE: table.tableName,
      BUCKET: bucket.bucketName,
      QUEUE: queue.queueUrl,
      SECRET: secret.secretArn,
      TOOL: '/opt/sox/tool',
    },
  });
  table.grantReadWriteData(handler);
  bucket.grantReadWrite(handler);
  secret.grantRead(handler);
  handler.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true, maxConcurrency: 4 }));
  const api = new HttpApi(stack, 'Api', {
    corsPreflight: { allowOrigins: ['*'], allowHeaders: ['x-api-key'] },
  });
  const integration = new HttpLambdaIntegration('Integration', handler);
  api.addRoutes({ path: '/calls/{id}', methods: [HttpMethod.GET], integration });
  new Rule(stack, 'Rule', {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new LambdaFunction(handler)],
  });
  const target = new LambdaInvoke(handler, {});
  new SchedulerSchedule(stack, 'Schedule', { schedule: ScheduleExpression.rate(Duration.hours(1)), target });
  new Alarm(stack, 'Alarm', { metric: handler.metricErrors(), threshold: 1, evaluationPeriods: 1 });
  new CfnOutput(stack, 'Url', { value: api.apiEndpoint });
  return app.synth().directory;
}

beforeAll(async () => {
  engine = await startEngine({
    assemblyDirectory: synthesise(),
    dataDirectory: path.join(directory, 'data'),
    port: 0,
    log: ({ line }) => lines.push(line),
  });
});

afterAll(async () => {
  await engine.close();
  removeDirectory(directory);
});

test('a route reaches its function, which finds its resources and its layer', async () => {
  const response = await fetch(`${engine.baseUrl}/calls/1`, { headers: { origin: 'https://example.com' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const byType = (type: string) =>
    [...engine.resources.values()].find((one) => one.type === type)?.physicalId;
  expect(await response.json()).toMatchObject({
    TABLE: byType('AWS::DynamoDB::GlobalTable'),
    BUCKET: byType('AWS::S3::Bucket'),
    QUEUE: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/Gateway-Queue/),
    SECRET: byType('AWS::SecretsManager::Secret'),
    said: 'layer\n',
  });
  expect(engine.outputs).toMatchObject({ Url: engine.baseUrl });
});

test('a preflight is answered by the API itself, on any path', async () => {
  const response = await fetch(`${engine.baseUrl}/anything`, {
    method: 'OPTIONS',
    headers: { origin: 'https://example.com', 'access-control-request-method': 'POST' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-headers')).toBe('x-api-key');
});

test('a message on the queue reaches the function', async () => {
  const sqs = new SQSClient({
    endpoint: engine.endpoints.sqs,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const queue = [...engine.resources].find(([id]) => id.startsWith('Queue') && !id.includes('Policy'))?.[1];
  await sqs.send(new SendMessageCommand({ QueueUrl: queue?.physicalId, MessageBody: 'from the queue' }));
  sqs.destroy();
  await expect.poll(() => lines).toContain('record from the queue');
});

test('a rule fires at the start, without waiting for its rate', async () => {
  await expect.poll(() => lines).toContain('scheduled aws.events');
});
