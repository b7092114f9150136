// Queues, schedules and secrets of the local stack reach the functions as their AWS originals do.
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeDirectory, startTestEngine, type TestEngine, temporaryDirectory } from './engine-assembly.ts';

const directory = temporaryDirectory();
let engine: TestEngine;
let sqs: SQSClient;

const consumer = `
  exports.handler = async ({ Records }) => {
    console.log('batch ' + JSON.stringify(Records));
    if (Records.some((one) => one.body === 'throw')) throw new Error('whole batch');
    if (Records.some((one) => one.body === 'unknown id')) return { batchItemFailures: [{ itemIdentifier: 'other' }] };
    if (Records.some((one) => one.body === 'empty id')) return { batchItemFailures: [{ itemIdentifier: '' }] };
    const failed = Records.filter((one) => one.body.startsWith('fail'));
    return { batchItemFailures: failed.map((one) => ({ itemIdentifier: one.messageId })) };
  };
`;

/** Two tries, one second apart, then the dead-letter queue. */
function queueWithDlq(name: string): Record<string, { Type: string; Properties: Record<string, unknown> }> {
  return {
    [`${name}Dlq`]: { Type: 'AWS::SQS::Queue', Properties: {} },
    [name]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 1,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [`${name}Dlq`, 'Arn'] }, maxReceiveCount: 2 },
      },
    },
  };
}

function mapping(queue: string, target: string, properties: Record<string, unknown>) {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      FunctionName: { Ref: target },
      ...properties,
    },
  };
}

beforeAll(async () => {
  engine = await startTestEngine(
    directory,
    {
      functions: {
        Partial: { code: consumer },
        Whole: { code: consumer },
        Gated: {
          code: `
            const fs = require('node:fs');
            exports.handler = async ({ Records: [one] }) => {
              console.log('gated ' + one.body);
              await new Promise((resolve) => {
                const timer = setInterval(() => fs.existsSync(process.env.GATE) && resolve(clearInterval(timer)), 10);
              });
            };`,
          properties: { Environment: { Variables: { GATE: path.join(directory, 'gate') } }, Timeout: 20 },
        },
        Sweep: { code: `exports.handler = async (event) => console.log('sweep ' + JSON.stringify(event));` },
        Quiet: { code: `exports.handler = async () => console.log('never');` },
        Nightly: {
          code: `exports.handler = async (event) => {
            console.log('nightly begins');
            await new Promise((resolve) => setTimeout(resolve, 500));
            console.log('nightly ends ' + JSON.stringify(event));
          };`,
        },
      },
      resources: {
        ...queueWithDlq('Work'),
        ...queueWithDlq('Bulk'),
        ...queueWithDlq('Narrow'),
        Idle: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } },
        WorkPump: mapping('Work', 'Partial', {
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          BatchSize: 10,
        }),
        BulkPump: mapping('Bulk', 'Whole', { BatchSize: 10 }),
        NarrowPump: mapping('Narrow', 'Gated', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
        Minute: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'rate(1 minute)',
            State: 'ENABLED',
            Targets: [{ Arn: { 'Fn::GetAtt': ['Sweep', 'Arn'] }, Id: 'Target0' }],
          },
        },
        Night: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            ScheduleExpression: 'rate(1 day)',
            Target: {
              Arn: { 'Fn::GetAtt': ['Nightly', 'Arn'] },
              Input: '{"at":"<aws.scheduler.scheduled-time>"}',
            },
          },
        },
        Off: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'rate(1 minute)',
            State: 'DISABLED',
            Targets: [{ Arn: { 'Fn::GetAtt': ['Quiet', 'Arn'] }, Id: 'Target0' }],
          },
        },
        Generated: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: {
            GenerateSecretString: {
              SecretStringTemplate: '{"user":"demo"}',
              GenerateStringKey: 'password',
              PasswordLength: 40,
              ExcludePunctuation: true,
            },
          },
        },
        Empty: { Type: 'AWS::SecretsManager::Secret', Properties: { Description: 'filled by hand' } },
      },
    },
    { scheduleOverrideSeconds: 0.2 },
  );
  sqs = new SQSClient({
    endpoint: engine.endpoints.sqs,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});

afterAll(async () => {
  sqs.destroy();
  await engine.close();
  removeDirectory(directory);
});

function urlOf(queue: string): string {
  return engine.resources.get(queue)?.physicalId ?? '';
}

function sendTo(queue: string, body: string) {
  return sqs.send(
    new SendMessageCommand({
      QueueUrl: urlOf(queue),
      MessageBody: body,
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
    }),
  );
}

async function counts(queue: string): Promise<{ ready: number; inFlight: number }> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames: ['All'] }),
  );
  return {
    ready: Number(Attributes?.ApproximateNumberOfMessages),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
  };
}

const drained = { ready: 0, inFlight: 0 };

describe('a message', () => {
  test('reaches the function at once as an SQS record, and is deleted when that succeeds', async () => {
    await sendTo('Work', 'warm up');
    await engine.line('"warm up"');
    const sentAt = performance.now();
    const { MessageId } = await sendTo('Work', 'hello');
    const [record] = JSON.parse((await engine.line('"hello"')).slice('batch '.length));
    expect(performance.now() - sentAt).toBeLessThan(500);
    expect(record).toEqual({
      messageId: MessageId,
      receiptHandle: expect.any(String),
      body: 'hello',
      attributes: {
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
      },
      messageAttributes: {
        kind: { stringValue: 'test', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Test-Work',
      awsRegion: 'us-east-1',
    });
    await expect.poll(() => counts('Work')).toEqual(drained);
  });

  test('reported as failed comes back, and ends in the dead-letter queue; its neighbours are done', async () => {
    await Promise.all([sendTo('Work', 'good'), sendTo('Work', 'fail always')]);
    await engine.line('"fail always"');
    const second = await engine.line('"fail always"');
    expect(second).toContain('"ApproximateReceiveCount":"2"');
    await expect.poll(() => counts('WorkDlq'), { timeout: 10_000 }).toEqual({ ready: 1, inFlight: 0 });
    expect(await counts('Work')).toEqual(drained);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('WorkDlq') }));
    expect(Messages?.map((one) => one.Body)).toEqual(['fail always']);
  });

  test.each(['throw', 'unknown id', 'empty id'])('fails with its batch on "%s"', async (body) => {
    await sendTo('Work', body);
    await engine.line(`"${body}"`);
    expect(await engine.line(`"${body}"`)).toContain('"ApproximateReceiveCount":"2"');
  });

  test('fails with its batch where partial failures are not reported, and only if the function throws', async () => {
    await sendTo('Bulk', 'fail is ignored');
    await engine.line('"fail is ignored"');
    await expect.poll(() => counts('Bulk')).toEqual(drained);
    await sendTo('Bulk', 'throw');
    await expect.poll(() => counts('BulkDlq'), { timeout: 10_000 }).toEqual({ ready: 1, inFlight: 0 });
  });

  test('over 1 MiB is refused', async () => {
    await expect(sendTo('Idle', 'x'.repeat(1024 * 1024 + 1))).rejects.toThrow(/shorter than 1048576/);
  });

  test("is delayed by the queue's own setting", async () => {
    await sendTo('Idle', 'later');
    expect(await counts('Idle')).toEqual(drained);
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: urlOf('Idle'), WaitTimeSeconds: 5 }),
    );
    expect(Messages?.map((one) => one.Body)).toEqual(['later']);
  });
});

test('a pump runs no more events at once than its mapping allows', async () => {
  await Promise.all(['a', 'b', 'c'].map((body) => sendTo('Narrow', body)));
  await engine.line('gated ');
  await engine.line('gated ');
  expect(await counts('Narrow')).toEqual({ ready: 1, inFlight: 2 });
  writeFileSync(path.join(directory, 'gate'), '');
  await engine.line('gated ');
  await expect.poll(() => counts('Narrow')).toEqual(drained);
});

describe('a schedule', () => {
  test('fires right after the start and then at its rate, with the event of a rule', async () => {
    await engine.line('sweep ');
    const event = JSON.parse((await engine.line('sweep ')).slice('sweep '.length));
    expect(event).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      resources: ['arn:aws:events:us-east-1:000000000000:rule/Test-Minute'],
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  test('never overlaps itself, and hands over its own input', async () => {
    const ended = await engine.line('nightly ends');
    expect(ended).toMatch(/"at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/);
    await engine.line('nightly ends');
    const order = engine.lines
      .filter(({ source }) => source === 'Nightly')
      .map(({ line }) => line.split(' ')[1]);
    expect(order.slice(0, 4)).toEqual(['begins', 'ends', 'begins', 'ends']);
  });

  test('that is disabled does not fire', async () => {
    await engine.line('sweep ');
    await engine.line('sweep ');
    expect(engine.lines.filter(({ source }) => source === 'Quiet')).toEqual([]);
  });
});

describe('a secret', () => {
  async function call(action: string, input: unknown) {
    const response = await fetch(engine.endpoints.secrets, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
      body: JSON.stringify(input),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  test('is generated as the template asks, and read by ARN and by name', async () => {
    const arn = engine.resources.get('Generated')?.physicalId;
    const { status, body } = await call('GetSecretValue', { SecretId: arn });
    expect(status).toBe(200);
    expect(JSON.parse(body.SecretString ?? '')).toEqual({
      user: 'demo',
      password: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    });
    const byName = await call('GetSecretValue', { SecretId: body.Name });
    expect(byName.body).toEqual(body);
  });

  test('without a value is not found until it is put; the file is for its owner alone', async () => {
    const SecretId = engine.resources.get('Empty')?.physicalId;
    expect(await call('GetSecretValue', { SecretId })).toMatchObject({
      status: 400,
      body: { __type: 'ResourceNotFoundException' },
    });
    engine.putSecret('Empty', 'by the engine');
    expect((await call('GetSecretValue', { SecretId })).body.SecretString).toBe('by the engine');
    await call('PutSecretValue', { SecretId, SecretString: 'by a client' });
    expect((await call('GetSecretValue', { SecretId })).body.SecretString).toBe('by a client');
    expect(statSync(path.join(directory, 'data', 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('that the template does not have is not found', async () => {
    expect((await call('GetSecretValue', { SecretId: 'other' })).body.__type).toBe(
      'ResourceNotFoundException',
    );
    expect(() => engine.putSecret('Work', 'x')).toThrow(/no secret/);
  });
});
