// The chaos switch of the local stack does what it says, and only to messages and workers.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ChaosOptions, createChaos } from '../../infra/local/engine/chaos.ts';
import { removeDirectory, startTestEngine, type TestEngine, temporaryDirectory } from './engine-assembly.ts';

let directory: string;
let engine: TestEngine | undefined;

beforeEach(() => {
  directory = temporaryDirectory();
});

afterEach(async () => {
  await engine?.close();
  engine = undefined;
  removeDirectory(directory);
});

function startWith(chaos: ChaosOptions, code: string): Promise<TestEngine> {
  return startTestEngine(
    directory,
    {
      functions: { Work: { code, properties: { Timeout: 30 } } },
      resources: {
        Hints: { Type: 'AWS::SQS::Queue', Properties: {} },
        Pump: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Hints', 'Arn'] },
            FunctionName: { Ref: 'Work' },
            BatchSize: 1,
          },
        },
      },
    },
    { chaos },
  );
}

test('a message is delivered twice when every message is to be repeated', async () => {
  engine = await startWith(
    { seed: 1, duplicateMessages: 1 },
    'exports.handler = async ({ Records: [one] }) => console.log("got " + one.messageId);',
  );
  const sqs = new SQSClient({
    endpoint: engine.endpoints.sqs,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const QueueUrl = engine.resources.get('Hints')?.physicalId;
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hint' }));
  sqs.destroy();
  await engine.line(`got ${MessageId}`);
  await engine.line(`got ${MessageId}`);
});

test('a busy worker is killed, its event fails, and the stack stays up', async () => {
  engine = await startWith(
    { seed: 1, killWorkers: { everyMs: [20, 60] } },
    'exports.handler = () => { console.log("works"); return new Promise(() => {}); };',
  );
  const outcome = await engine.invoke('Work', {});
  expect(outcome).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
  expect(await engine.line('chaos kills')).toBe('chaos kills a worker of Work');
  expect((await fetch(`${engine.baseUrl}/health`)).status).toBe(200);
});

test('the same seed makes the same plan, another seed another one', () => {
  const plans = (seed: number) => {
    const chaos = createChaos({ seed, duplicateMessages: 0.5, reorder: true }, () => undefined);
    return Array.from({ length: 20 }, (_, index) => chaos.plan([index]));
  };
  expect(plans(7)).toEqual(plans(7));
  expect(plans(7)).not.toEqual(plans(8));
  const deliveries = plans(7).flat();
  expect(deliveries.length).toBeGreaterThan(20);
  expect(deliveries.length).toBeLessThan(40);
  expect(new Set(deliveries.map((one) => one.delayMs)).size).toBeGreaterThan(10);
});
