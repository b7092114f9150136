// The local stack, started again on what an earlier one left, goes on where that was, however it ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { type TestEngine, writeAssembly } from './engine-assembly.ts';
import { callTable, storage, table } from './engine-storage.ts';
import { engineTest as test } from './engine-test.ts';
import { isRunning } from './is-running.ts';

function s3Client(engine: TestEngine): S3Client {
  return new S3Client({
    endpoint: engine.endpoints.s3,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
}

async function secretValue(engine: TestEngine): Promise<unknown> {
  const response = await fetch(engine.endpoints.secrets, {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: JSON.stringify({ SecretId: engine.resources.get('Token')?.physicalId }),
  });
  return ((await response.json()) as { SecretString: unknown }).SecretString;
}

describe('a second start on the same data directory', () => {
  test('has the tables with their indexes, the objects and the secrets of the first', async ({ start }) => {
    let engine = await start(storage);
    const names = Object.fromEntries([...engine.resources].map(([id, { name }]) => [id, name]));
    await callTable(engine, 'PutItem', { Item: { pk: { S: 'one' }, due: { N: '7' } } });
    const first = s3Client(engine);
    await first.send(new PutObjectCommand({ Bucket: names.Audio, Key: 'WAV/a b/ü.wav', Body: 'RIFF' }));
    first.destroy();
    const generated = await secretValue(engine);
    await engine.close();

    engine = await start(storage);
    expect(Object.fromEntries([...engine.resources].map(([id, { name }]) => [id, name]))).toEqual(names);
    const { Items } = await callTable(engine, 'Query', {
      IndexName: 'byDue',
      KeyConditionExpression: 'pk = :pk AND due <= :now',
      ExpressionAttributeValues: { ':pk': { S: 'one' }, ':now': { N: '8' } },
    });
    expect(Items).toEqual([{ pk: { S: 'one' }, due: { N: '7' } }]);
    const second = s3Client(engine);
    const object = await second.send(new GetObjectCommand({ Bucket: names.Audio, Key: 'WAV/a b/ü.wav' }));
    expect(await object.Body?.transformToString()).toBe('RIFF');
    second.destroy();
    expect(generated).toEqual(expect.stringMatching(/^.{32}$/s));
    expect(await secretValue(engine)).toBe(generated);
  });

  test('with other keys in the template is refused by name', async ({ start }) => {
    const engine = await start(storage);
    await engine.close();
    const { GlobalSecondaryIndexes: _none, ...properties } = table.Properties;
    const changed = { resources: { Records: { ...table, Properties: properties } } };
    await expect(start(changed)).rejects.toThrow(/Test-Records.*other keys or indexes/);
  });

  test('while the first still runs is refused, and works when that has ended', async ({ start }) => {
    let engine = await start(storage);
    await expect(start(storage)).rejects.toThrow(/data directory .* is in use/);
    await engine.close();
    engine = await start(storage);
    expect(await engine.health()).toMatchObject({ status: 'ok' });
  });

  test('passes over objects that a kill left half-written', async ({ directory, start }) => {
    let engine = await start(storage);
    const Bucket = engine.resources.get('Audio')?.name;
    const first = s3Client(engine);
    for (const Key of ['whole', 'cut', 'short'])
      await first.send(new PutObjectCommand({ Bucket, Key, Body: 'RIFF' }));
    first.destroy();
    await engine.close();
    const objects = path.join(directory, 'data', 's3', 'buckets', Bucket ?? '', 'objects');
    writeFileSync(path.join(objects, 'cut.meta.json'), '{"key":"cu');
    writeFileSync(path.join(objects, 'short.data'), 'RI');

    engine = await start(storage);
    const second = s3Client(engine);
    const { Contents } = await second.send(new ListObjectsV2Command({ Bucket }));
    second.destroy();
    expect(Contents?.map((one) => one.Key)).toEqual(['whole']);
  });

  test('works after the first was killed, whose workers have ended by themselves', async ({
    directory,
    start,
  }) => {
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

    const engine = await start(storage);
    const { Item } = await callTable(engine, 'GetItem', { Key: { pk: { S: 'kept' } } });
    expect(Item).toEqual({ pk: { S: 'kept' }, due: { N: '1' } });
  });
});
