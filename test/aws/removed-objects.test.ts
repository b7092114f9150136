// Objects are removed as many as there are; what is gone already is no error.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type QueuesAndObjects,
  startQueuesAndObjects,
} from '../../infra/local/engine/services/queues-and-objects.ts';
import { ObjectBucket } from '../../shared/aws/object-bucket.ts';

let directory: string;
let service: QueuesAndObjects;
let client: S3Client;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxgate-removed-'));
  service = await startQueuesAndObjects(join(directory, 's3'));
  service.createBucket('results');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new S3Client({ endpoint: service.endpoint, region: 'us-east-1', credentials });
});

afterAll(async () => {
  client.destroy();
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

test('those that are named go, the others stay, none is no call at all', async () => {
  const bucket = new ObjectBucket(client, 'results');
  for (const key of ['json_logs/a', 'json_logs/b', 'json_logs/ü & <c>'])
    await bucket.put(key, key, 'text/plain');
  await bucket.remove(['json_logs/a', 'json_logs/ü & <c>', 'json_logs/never-there']);
  await bucket.remove([]);
  const texts = ['json_logs/a', 'json_logs/b', 'json_logs/ü & <c>'].map((key) => bucket.getText(key));
  expect(await Promise.all(texts)).toEqual([undefined, 'json_logs/b', undefined]);
});

test('more than one call of S3 takes are removed in several', async () => {
  const bucket = new ObjectBucket(client, 'results');
  const keys = Array.from({ length: 1001 }, (_, index) => `many/${index}`);
  await bucket.put('many/0', 'first', 'text/plain');
  await bucket.put('many/1000', 'last', 'text/plain');
  await bucket.remove(keys);
  expect([await bucket.getText('many/0'), await bucket.getText('many/1000')]).toEqual([undefined, undefined]);
});

test('what S3 refuses is told by number and code: a key may be the capability to read what it names', async () => {
  const refusing = createServer((_, response) => {
    const error =
      '<Error><Key>json_logs/secret</Key><Code>AccessDenied</Code><Message>json_logs/secret</Message></Error>';
    response.setHeader('content-type', 'application/xml');
    response.end(`<?xml version="1.0"?><DeleteResult>${error.repeat(2)}</DeleteResult>`);
  });
  await new Promise<void>((resolve) => void refusing.listen(0, '127.0.0.1', resolve));
  const { port } = refusing.address() as AddressInfo;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const endpoint = `http://127.0.0.1:${port}`;
  const refused = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  const removal = new ObjectBucket(refused, 'results').remove(['json_logs/secret', 'json_logs/other']);
  await expect(removal).rejects.toThrow(/^2 objects not removed: AccessDenied$/);
  refused.destroy();
  await new Promise((resolve) => refusing.close(resolve));
});

test('a bucket that is not there is an error, so that no item forgets what is left', async () => {
  await expect(new ObjectBucket(client, 'elsewhere').remove(['a'])).rejects.toThrow();
});
