// Queues of the local stack bring their messages to the functions as SQS and its event source mappings do.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import type { TestEngine } from './engine-assembly.ts';
import { type SharedEngine, sharedEngineTest } from './engine-test.ts';
import { fileGate } from './file-gate.ts';

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

const gateIn = (directory: string) => path.join(directory, 'gate');

function queuesOf(engine: TestEngine) {
  const sqs = new SQSClient({
    endpoint: engine.endpoints.sqs,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const urlOf = (queue: string) => engine.resources.get(queue)?.physicalId ?? '';
  return {
    send: (queue: string, body: string) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: urlOf(queue),
          MessageBody: body,
          MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
        }),
      ),
    async counts(queue: string): Promise<{ ready: number; inFlight: number }> {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames: ['All'] }),
      );
      return {
        ready: Number(Attributes?.ApproximateNumberOfMessages),
        inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
      };
    },
    async receive(queue: string, WaitTimeSeconds = 0): Promise<readonly (string | undefined)[] | undefined> {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: urlOf(queue), WaitTimeSeconds }),
      );
      return Messages?.map((one) => one.Body);
    },
    close: () => sqs.destroy(),
  };
}

type Queues = ReturnType<typeof queuesOf>;

const test = sharedEngineTest((directory) => ({
  functions: {
    Partial: { code: consumer },
    Whole: { code: consumer },
    Gated: {
      code: `${fileGate}
        exports.handler = async ({ Records: [one] }) => {
          console.log('gated ' + one.body);
          await opened(process.env.GATE);
        };`,
      properties: { Environment: { Variables: { GATE: gateIn(directory) } }, Timeout: 20 },
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
  },
})).extend<{ queues: Queues }>({
  queues: async ({ engine }: SharedEngine, use: (queues: Queues) => Promise<void>) => {
    const queues = queuesOf(engine);
    await use(queues);
    queues.close();
  },
});

const drained = { ready: 0, inFlight: 0 };

describe('a message', () => {
  test('reaches the function at once as an SQS record, and is deleted when that succeeds', async ({
    engine,
    queues,
  }) => {
    await queues.send('Work', 'warm up');
    await engine.line('"warm up"');
    const sentAt = performance.now();
    const { MessageId } = await queues.send('Work', 'hello');
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
    await expect.poll(() => queues.counts('Work')).toEqual(drained);
  });

  test('reported as failed comes back, and ends in the dead-letter queue; its neighbours are done', async ({
    engine,
    queues,
  }) => {
    await Promise.all([queues.send('Work', 'good'), queues.send('Work', 'fail always')]);
    await engine.line('"fail always"');
    const second = await engine.line('"fail always"');
    expect(second).toContain('"ApproximateReceiveCount":"2"');
    await expect.poll(() => queues.counts('WorkDlq'), { timeout: 10_000 }).toEqual({ ready: 1, inFlight: 0 });
    expect(await queues.counts('Work')).toEqual(drained);
    expect(await queues.receive('WorkDlq')).toEqual(['fail always']);
  });

  test.for(['throw', 'unknown id', 'empty id'])(
    'fails with its batch on "%s"',
    async (body, { engine, queues }) => {
      await queues.send('Work', body);
      await engine.line(`"${body}"`);
      expect(await engine.line(`"${body}"`)).toContain('"ApproximateReceiveCount":"2"');
    },
  );

  test('fails with its batch where partial failures are not reported, and only if the function throws', async ({
    engine,
    queues,
  }) => {
    await queues.send('Bulk', 'fail is ignored');
    await engine.line('"fail is ignored"');
    await expect.poll(() => queues.counts('Bulk')).toEqual(drained);
    await queues.send('Bulk', 'throw');
    await expect.poll(() => queues.counts('BulkDlq'), { timeout: 10_000 }).toEqual({ ready: 1, inFlight: 0 });
  });

  test('over 1 MiB is refused', async ({ queues }) => {
    await expect(queues.send('Idle', 'x'.repeat(1024 * 1024 + 1))).rejects.toThrow(/shorter than 1048576/);
  });

  test("is delayed by the queue's own setting", async ({ queues }) => {
    await queues.send('Idle', 'later');
    expect(await queues.counts('Idle')).toEqual(drained);
    expect(await queues.receive('Idle', 5)).toEqual(['later']);
  });
});

test('a pump runs no more events at once than its mapping allows', async ({ engine, queues, directory }) => {
  await Promise.all(['a', 'b', 'c'].map((body) => queues.send('Narrow', body)));
  await engine.line('gated ');
  await engine.line('gated ');
  expect(await queues.counts('Narrow')).toEqual({ ready: 1, inFlight: 2 });
  writeFileSync(gateIn(directory), '');
  await engine.line('gated ');
  await expect.poll(() => queues.counts('Narrow')).toEqual(drained);
});
