// The local stack starts from what it left, stops without a trace, and says by name what it cannot run.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callAwsJson } from '../../infra/local/engine/services/aws-json.ts';
import {
  type AssemblySpec,
  removeDirectory,
  startTestEngine,
  type TestEngine,
  temporaryDirectory,
  writeAssembly,
} from './engine-assembly.ts';

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

const table = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'due', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byDue',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'due', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    Replicas: [{ Region: { Ref: 'AWS::Region' } }],
  },
};

const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } };

const storage: AssemblySpec = {
  functions: { Env: { code: 'exports.handler = async () => process.env;' } },
  resources: { Records: table, Audio: { Type: 'AWS::S3::Bucket' }, Token: secret },
};

function dynamodb(action: string, input: Record<string, unknown>) {
  return callAwsJson({
    endpoint: engine?.endpoints.dynamodb ?? '',
    target: `DynamoDB_20120810.${action}`,
    input: { TableName: 'Test-Records', ...input },
  });
}

function s3Client(): S3Client {
  return new S3Client({
    endpoint: engine?.endpoints.s3 ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
}

async function secretValue(): Promise<unknown> {
  const response = await fetch(engine?.endpoints.secrets ?? '', {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: JSON.stringify({ SecretId: engine?.resources.get('Token')?.physicalId }),
  });
  return ((await response.json()) as { SecretString: unknown }).SecretString;
}

describe('a second start on the same data directory', () => {
  test('has the tables with their indexes, the objects and the secrets of the first', async () => {
    engine = await startTestEngine(directory, storage);
    const names = Object.fromEntries([...engine.resources].map(([id, { name }]) => [id, name]));
    await dynamodb('PutItem', { Item: { pk: { S: 'one' }, due: { N: '7' } } });
    const first = s3Client();
    await first.send(new PutObjectCommand({ Bucket: names.Audio, Key: 'WAV/a b/ü.wav', Body: 'RIFF' }));
    first.destroy();
    const generated = await secretValue();
    await engine.close();

    engine = await startTestEngine(directory, storage);
    expect(Object.fromEntries([...engine.resources].map(([id, { name }]) => [id, name]))).toEqual(names);
    const { Items } = await dynamodb('Query', {
      IndexName: 'byDue',
      KeyConditionExpression: 'pk = :pk AND due <= :now',
      ExpressionAttributeValues: { ':pk': { S: 'one' }, ':now': { N: '8' } },
    });
    expect(Items).toEqual([{ pk: { S: 'one' }, due: { N: '7' } }]);
    const second = s3Client();
    const object = await second.send(new GetObjectCommand({ Bucket: names.Audio, Key: 'WAV/a b/ü.wav' }));
    expect(await object.Body?.transformToString()).toBe('RIFF');
    second.destroy();
    expect(generated).toEqual(expect.stringMatching(/^.{32}$/s));
    expect(await secretValue()).toBe(generated);
  });

  test('with other keys in the template is refused by name', async () => {
    engine = await startTestEngine(directory, storage);
    await engine.close();
    const { GlobalSecondaryIndexes: _none, ...properties } = table.Properties;
    const changed = { resources: { Records: { ...table, Properties: properties } } };
    await expect(startTestEngine(directory, changed)).rejects.toThrow(/Test-Records.*other keys or indexes/);
  });

  test('while the first still runs is refused, and works when that has ended', async () => {
    engine = await startTestEngine(directory, storage);
    await expect(startTestEngine(directory, storage)).rejects.toThrow(/data directory .* is in use/);
    await engine.close();
    engine = await startTestEngine(directory, storage);
    expect(await engine.health()).toMatchObject({ status: 'ok' });
  });

  test('passes over objects that a kill left half-written', async () => {
    engine = await startTestEngine(directory, storage);
    const Bucket = engine.resources.get('Audio')?.name;
    const first = s3Client();
    for (const Key of ['whole', 'cut', 'short'])
      await first.send(new PutObjectCommand({ Bucket, Key, Body: 'RIFF' }));
    first.destroy();
    await engine.close();
    const objects = path.join(directory, 'data', 's3', 'buckets', Bucket ?? '', 'objects');
    writeFileSync(path.join(objects, 'cut.meta.json'), '{"key":"cu');
    writeFileSync(path.join(objects, 'short.data'), 'RI');

    engine = await startTestEngine(directory, storage);
    const second = s3Client();
    const { Contents } = await second.send(new ListObjectsV2Command({ Bucket }));
    second.destroy();
    expect(Contents?.map((one) => one.Key)).toEqual(['whole']);
  });

  test('works after the first was killed, whose workers have ended by themselves', async () => {
    const assemblyDirectory = writeAssembly(directory, {
      ...storage,
      functions: {
        Hang: {
          code: `exports.handler = () => { console.log('worker ' + process.pid); return new Promise(() => {}); };`,
        },
      },
    });
    const script = path.join(directory, 'start.mts');
    const options = JSON.stringify({
      assemblyDirectory,
      dataDirectory: path.join(directory, 'data'),
      port: 0,
    });
    writeFileSync(
      script,
      `import { startEngine } from ${JSON.stringify(new URL('../../infra/local/engine/engine.ts', import.meta.url).href)};
       const engine = await startEngine({ ...${options}, log: ({ line }) => console.log(line) });
       await fetch(engine.endpoints.dynamodb, { method: 'POST', headers: {
         'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem', 'x-amz-date': '1',
         authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c' },
         body: JSON.stringify({ TableName: 'Test-Records', Item: { pk: { S: 'kept' }, due: { N: '1' } } }) });
       engine.invoke('Hang', {});`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const worker = await new Promise<number>((resolve, reject) => {
      parent.once('exit', () => reject(new Error('the engine did not start')));
      createInterface(parent.stdout).on('line', (line) => {
        if (line.startsWith('worker ')) resolve(Number(line.split(' ')[1]));
      });
    });
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await expect.poll(() => isRunning(worker), { timeout: 5000 }).toBe(false);

    engine = await startTestEngine(directory, storage);
    const { Item } = await dynamodb('GetItem', { Key: { pk: { S: 'kept' } } });
    expect(Item).toEqual({ pk: { S: 'kept' }, due: { N: '1' } });
  });
});

test('close ends every process and every port within five seconds, also while a function hangs', async () => {
  engine = await startTestEngine(directory, {
    functions: {
      Hang: {
        code: `exports.handler = () => { console.log('hangs'); for (;;); };`,
        properties: { Timeout: 60 },
      },
    },
  });
  const outcome = engine.invoke('Hang', {});
  await engine.line('hangs');
  const pids = engine.workers().map((one) => one.pid ?? 0);
  expect(pids).toHaveLength(1);
  const startedAt = performance.now();
  await engine.close();
  expect(performance.now() - startedAt).toBeLessThan(5000);
  expect((await outcome).ok).toBe(false);
  expect(pids.filter(isRunning)).toEqual([]);
  for (const address of [engine.baseUrl, ...Object.values(engine.endpoints)]) {
    await expect(fetch(address)).rejects.toThrow();
  }
});

test('a client that breaks off in the middle of a request leaves the table service up', async () => {
  engine = await startTestEngine(directory, storage);
  const socket = connect(Number(new URL(engine.endpoints.dynamodb).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"Table');
  await new Promise((resolve) => setImmediate(resolve));
  socket.resetAndDestroy();
  await once(socket, 'close');
  expect(await engine.health()).toMatchObject({ status: 'ok' });
  await dynamodb('PutItem', { Item: { pk: { S: 'after' }, due: { N: '1' } } });
});

test('an item over 400 KB is refused as DynamoDB does', async () => {
  engine = await startTestEngine(directory, storage);
  const Item = { pk: { S: 'big' }, due: { N: '1' }, text: { S: 'x'.repeat(400 * 1024) } };
  await expect(dynamodb('PutItem', { Item })).rejects.toThrow(
    /Item size has exceeded the maximum allowed size/,
  );
});

test('a port that is taken is named', async () => {
  engine = await startTestEngine(directory, storage);
  const port = Number(new URL(engine.baseUrl).port);
  const other = temporaryDirectory();
  await expect(startTestEngine(other, storage, { port })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}`,
  );
  removeDirectory(other);
});

test('what onReady throws stops the whole stack again', async () => {
  let address = '';
  const started = startTestEngine(directory, storage, {
    onReady(ready) {
      address = ready.baseUrl;
      throw new Error('no demo data');
    },
  });
  await expect(started).rejects.toThrow('no demo data');
  await expect(fetch(address)).rejects.toThrow();
});

test('the front door opens when onReady is done, not before', async () => {
  let early = 0;
  engine = await startTestEngine(directory, storage, {
    async onReady({ baseUrl }) {
      early = (await fetch(`${baseUrl}/health`)).status;
    },
  });
  expect(early).toBe(503);
  expect((await fetch(`${engine.baseUrl}/health`)).status).toBe(200);
});

describe('the template', () => {
  test.each([
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
  ])('with %s is refused by name', async (_what, resources, message) => {
    const refused = startTestEngine(directory, {
      ...storage,
      resources: { ...storage.resources, ...resources },
    });
    await expect(refused).rejects.toThrow(message);
  });

  test('resolves references into the environment, and ignores what needs no local counterpart', async () => {
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
    engine = await startTestEngine(directory, {
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

/** A zombie, which nobody has collected yet, is as dead as can be. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
