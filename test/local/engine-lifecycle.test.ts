// The local stack opens when it is ready, stops without a trace, and survives bad clients.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'vitest';
import { removeDirectory, startTestEngine, temporaryDirectory } from './engine-assembly.ts';
import { callTable, storage } from './engine-storage.ts';
import { engineTest as test } from './engine-test.ts';
import { isRunning } from './is-running.ts';

test('close ends every process and every port within five seconds, also while a function hangs', async ({
  start,
}) => {
  const engine = await start({
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

test('a client that breaks off in the middle of a request leaves the table service up', async ({ start }) => {
  const engine = await start(storage);
  const socket = connect(Number(new URL(engine.endpoints.dynamodb).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"Table');
  await new Promise((resolve) => setImmediate(resolve));
  socket.resetAndDestroy();
  await once(socket, 'close');
  expect(await engine.health()).toMatchObject({ status: 'ok' });
  await callTable(engine, 'PutItem', { Item: { pk: { S: 'after' }, due: { N: '1' } } });
});

test('an item over 400 KB is refused as DynamoDB does', async ({ start }) => {
  const engine = await start(storage);
  const Item = { pk: { S: 'big' }, due: { N: '1' }, text: { S: 'x'.repeat(400 * 1024) } };
  await expect(callTable(engine, 'PutItem', { Item })).rejects.toThrow(
    /Item size has exceeded the maximum allowed size/,
  );
});

test('a port that is taken is named', async ({ start }) => {
  const engine = await start(storage);
  const port = Number(new URL(engine.baseUrl).port);
  const other = temporaryDirectory();
  await expect(startTestEngine(other, storage, { port })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}`,
  );
  removeDirectory(other);
});

test('what onReady throws stops the whole stack again', async ({ start }) => {
  let address = '';
  const started = start(storage, {
    onReady(ready) {
      address = ready.baseUrl;
      throw new Error('no demo data');
    },
  });
  await expect(started).rejects.toThrow('no demo data');
  await expect(fetch(address)).rejects.toThrow();
});

test('the front door opens when onReady is done, not before', async ({ start }) => {
  let early = 0;
  const engine = await start(storage, {
    async onReady({ baseUrl }) {
      early = (await fetch(`${baseUrl}/health`)).status;
    },
  });
  expect(early).toBe(503);
  expect((await fetch(`${engine.baseUrl}/health`)).status).toBe(200);
});
