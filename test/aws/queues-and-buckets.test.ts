// Hints on their queues, texts and files in their buckets: the adapters against the embedded SQS and S3.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type QueuesAndObjects,
  startQueuesAndObjects,
} from '../../infra/local/engine/services/queues-and-objects.ts';
import { HintQueues } from '../../shared/aws/hint-queues.ts';
import { ObjectBucket } from '../../shared/aws/object-bucket.ts';
import { uploadFile } from '../../shared/aws/upload-file.ts';

const bucketName = 'results';
let directory: string;
let service: QueuesAndObjects;
let s3: S3Client;
let sqs: SQSClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxgate-objects-'));
  service = await startQueuesAndObjects(join(directory, 's3'));
  service.createBucket(bucketName);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const props = { endpoint: service.endpoint, region: 'us-east-1', credentials };
  s3 = new S3Client(props);
  sqs = new SQSClient(props);
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'SendMessageCommand')
          asked.push(args.input as unknown as Record<string, unknown>);
        return next(args);
      },
    { step: 'initialize' },
  );
});

afterAll(async () => {
  s3.destroy();
  sqs.destroy();
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

const newQueue = (name: string): string => {
  const physicalId = `${service.endpoint}/000000000000/${name}`;
  const attributes = { Arn: `arn:aws:sqs:us-east-1:000000000000:${name}` };
  service.createQueue({
    logicalId: name,
    identity: { type: 'AWS::SQS::Queue', name, physicalId, attributes },
    properties: {},
  });
  return physicalId;
};

const received = async (url: string) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body }) => Body);
};

/** What is asked of SQS: the embedded one takes message groups and delays, but does not show them again. */
const asked: Record<string, unknown>[] = [];

test('a hint names the item and nothing else, and belongs to the group of its source', async () => {
  const [transcode, deliver] = [newQueue('transcode'), newQueue('deliver')];
  const hints = new HintQueues(sqs, { transcode, deliver });
  await hints.recording({ id: 'rec_1', source: 'PBXdemo' });
  await hints.delivery({ id: 'dlv_1', source: 'a source/of #its own' });
  expect(await received(transcode)).toEqual(['{"id":"rec_1"}']);
  expect(await received(deliver)).toEqual(['{"id":"dlv_1"}']);
  expect(asked.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['PBXdemo', 'a_source_of__its_own']);
});

test('what lies further ahead than a queue can delay is left to the sweeper', async () => {
  const transcode = newQueue('far-ahead');
  const hints = new HintQueues(sqs, { transcode });
  asked.length = 0;
  for (const [id, delayMs] of [
    ['rec_1', 900_001],
    ['rec_2', 900_000],
    ['rec_3', 1],
    ['rec_4', 0],
  ] as const) {
    await hints.recording({ id, source: 'PBXdemo' }, delayMs);
  }
  expect(asked.map(({ MessageBody, DelaySeconds }) => [MessageBody, DelaySeconds])).toEqual([
    ['{"id":"rec_2"}', 900],
    ['{"id":"rec_3"}', 1],
    ['{"id":"rec_4"}', undefined],
  ]);
  expect(await received(transcode)).toEqual(['{"id":"rec_4"}']);
});

test('a function without the queue cannot send to it', async () => {
  await expect(new HintQueues(sqs, {}).delivery({ id: 'dlv_1', source: 'x' })).rejects.toThrow(
    /no such queue/,
  );
});

test('a JSON log is read back byte for byte; an unknown or malformed name is not there', async () => {
  const { jsonLogs, texts } = new ObjectBucket(s3, bucketName);
  const name = `voice_20260331_120000_${'a'.repeat(26)}.json`;
  const text = '{"transcription":"naïve ☎ 😀"}\n';
  await jsonLogs.put(name, text);
  expect(await jsonLogs.get(name)).toBe(text);
  expect(await jsonLogs.get(name.replace('aaa.', 'aab.'))).toBeUndefined();
  // The object exists, but this is not the name of a JSON log.
  await texts.put('json_logs/secret.json', '{}');
  expect(await jsonLogs.get('secret.json')).toBeUndefined();
  expect(await texts.get('json_logs/secret.json')).toBe('{}');
});

test('files of any size arrive whole, in one piece or in parts', async () => {
  const bucket = new ObjectBucket(s3, bucketName);
  const limit = 8 * 1024 * 1024;
  for (const size of [0, 44, limit, limit + 1, 2 * limit + 5]) {
    const [path, bytes] = [join(directory, `${size}.wav`), randomBytes(size)];
    await writeFile(path, bytes);
    const key = `WAV/${size}.wav`;
    await uploadFile(s3, { bucket: bucketName, key, contentType: 'audio/wav' }, path);
    const chunks: Buffer[] = [];
    for await (const chunk of await bucket.openStream(key)) chunks.push(chunk);
    expect([size, Buffer.concat(chunks).equals(bytes)]).toEqual([size, true]);
  }
});
