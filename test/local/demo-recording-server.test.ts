// The PBX's web server: serves recordings the way PBXs do, and nothing beside them.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RecordingServer, startRecordingServer } from '../../infra/local/outside/recording-server.ts';

let outer: string;
let server: RecordingServer;

beforeAll(async () => {
  outer = await mkdtemp(join(tmpdir(), 'voxgate-pbx-'));
  const directory = join(outer, 'recordings');
  await mkdir(join(directory, 'folder.wav'), { recursive: true });
  await writeFile(join(outer, 'secret.wav'), 'secret');
  await symlink(join(outer, 'secret.wav'), join(directory, 'link.wav'));
  await writeFile(join(directory, '.hidden'), 'secret');
  await writeFile(join(directory, 'call.gsm'), Buffer.alloc(660, 0xd3));
  await writeFile(join(directory, 'call.wav'), 'RIFF');
  await writeFile(join(directory, 'empty.gsm'), '');
  server = await startRecordingServer({ directory });
});
afterAll(async () => {
  await server.close();
  await rm(outer, { recursive: true, force: true });
});

/** As the path is written: `fetch` would tidy it up first. */
function rawGet(path: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  httpRequest({ host: '127.0.0.1', port: server.port, path, agent: false }, (response) => {
    response.resume();
    resolve(response.statusCode);
  })
    .on('error', reject)
    .end();
  return promise;
}

test.for([
  ['call.gsm', 'application/octet-stream', 660],
  ['call.wav', 'audio/x-wav', 4],
  ['empty.gsm', 'application/octet-stream', 0],
] as const)('%s is served as %s with its length', async ([name, type, bytes]) => {
  const answer = await fetch(server.urlOf(name));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('content-length')).toBe(String(bytes));
  expect((await answer.arrayBuffer()).byteLength).toBe(bytes);
});

test('the query string is ignored, as PBXs sign their URLs afresh', async () => {
  const answer = await fetch(`${server.urlOf('call.gsm')}?sig=a/../b&expires=1`);
  expect((await answer.arrayBuffer()).byteLength).toBe(660);
});

test('HEAD tells the length without the body', async () => {
  const answer = await fetch(server.urlOf('call.gsm'), { method: 'HEAD' });
  expect(answer.headers.get('content-length')).toBe('660');
  expect((await answer.arrayBuffer()).byteLength).toBe(0);
});

test.for(['POST', 'PUT', 'DELETE'])('%s is 405', async (method) => {
  const answer = await fetch(server.urlOf('call.gsm'), { method });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('GET, HEAD');
});

test.for([
  '/recordings/unknown.wav',
  '/recordings/',
  '/recordings',
  '/recordings/../secret.wav',
  '/recordings/%2e%2e%2fsecret.wav',
  '/recordings/..%5csecret.wav',
  '/recordings/folder.wav',
  '/recordings/folder.wav/x',
  '/recordings/link.wav',
  '/recordings/.hidden',
  '/recordings//call.gsm',
  '/call.gsm',
  '/',
])('%s is 404', async (path) => {
  expect(await rawGet(path)).toBe(404);
});
