// A function on the local stack has what Lambda gives it, and no more: environment, limits, isolation, layers.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../infra/local/engine/functions/worker.ts';
import { removeDirectory, startTestEngine, type TestEngine, temporaryDirectory } from './engine-assembly.ts';

const directory = temporaryDirectory();
let engine: TestEngine;

const probe = `
  const fs = require('node:fs');
  const { execFileSync, spawn } = require('node:child_process');
  let count = 0;
  exports.handler = async (event, context) => {
    switch (event.do) {
      case 'environment': return { env: process.env, pid: process.pid, argv: process.execArgv, cwd: process.cwd() };
      case 'context': return { ...context, remaining: context.getRemainingTimeInMillis() };
      case 'count': return (count += 1);
      case 'wait': console.log('waiting ' + event.id + ' ' + process.pid);
        await new Promise((resolve) => {
          const timer = setInterval(() => fs.existsSync(event.file) && resolve(clearInterval(timer)), 10);
        });
        return { id: event.id, pid: process.pid };
      case 'hang': return new Promise(() => {});
      case 'busy': console.log('busy'); for (;;);
      case 'exit': process.exit(3);
      case 'throw': throw new RangeError('out of range');
      case 'temporary': fs.writeFileSync(process.env.TMPDIR + '/kept', 'x'); return process.env.TMPDIR;
      case 'large': return 'x'.repeat(event.bytes);
      case 'memory': { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); }
      case 'tool': return { at: process.env.TOOL, says: execFileSync(process.env.TOOL).toString() };
      case 'child': { const child = spawn('sleep', ['300']); console.log('child ' + child.pid); return new Promise(() => {}); }
      case 'print': process.stdout.write('no newline at the end'); return null;
    }
  };
`;

beforeAll(async () => {
  const zip = path.join(directory, 'layer.zip');
  writeFileSync(zip, zipOf({ 'sox/bin/tool': { mode: 0o755, text: '#!/bin/sh\necho from the layer\n' } }));
  // As in the project's own checkout: the bundles lie below a package.json that would make them modules.
  writeFileSync(path.join(directory, 'package.json'), '{"type":"module"}');
  engine = await startTestEngine(
    directory,
    {
      assets: { 'layer.zip': zip },
      resources: {
        Tools: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Key: 'layer.zip' } } },
      },
      functions: {
        Probe0A1B2C3D: {
          code: probe,
          properties: {
            Timeout: 20,
            MemorySize: 256,
            Layers: [{ Ref: 'Tools' }],
            Environment: {
              Variables: { TOOL: '/opt/sox/bin/tool', SETTING: 'from the template', EMPTY: '' },
            },
          },
        },
        Quick: { code: probe, properties: { Timeout: 1 } },
        Small: { code: probe, properties: { MemorySize: 128, Timeout: 30 } },
        Single: { code: probe, properties: { ReservedConcurrentExecutions: 1, Timeout: 20 } },
        Broken: { code: 'throw new TypeError("cannot start");' },
        Nameless: { code: 'exports.other = 1;' },
      },
    },
    {
      environment: { SETTING: 'from the caller' },
      limits: { maxWorkers: 3, maxWaiting: 4, idleSeconds: 60 },
    },
  );
});

afterAll(async () => {
  await engine.close();
  removeDirectory(directory);
});

async function answerOf(name: string, event: unknown): Promise<unknown> {
  const outcome = await engine.invoke(name, event);
  if (!outcome.ok) throw new Error(outcome.error.errorMessage);
  return JSON.parse(outcome.answer);
}

function errorOf(outcome: Outcome): { errorType: string; errorMessage: string } {
  if (outcome.ok) throw new Error(`expected a failure, got ${outcome.answer}`);
  return outcome.error;
}

describe('the environment', () => {
  test('is the template, the overrides and what Lambda sets, and nothing of the engine', async () => {
    process.env.ENGINE_SECRET = 'of the engine';
    const { env, argv, cwd } = (await answerOf('Probe', { do: 'environment' })) as {
      env: Record<string, string>;
      argv: string[];
      cwd: string;
    };
    expect(env).toMatchObject({
      SETTING: 'from the caller',
      EMPTY: '',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'Test-Probe0A1B2C3D',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_ENDPOINT_URL_DYNAMODB: engine.endpoints.dynamodb,
      AWS_ENDPOINT_URL_S3: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(env).not.toHaveProperty('ENGINE_SECRET');
    expect(env).not.toHaveProperty('HOME');
    expect(argv).toContain('--max-old-space-size=256');
    expect(path.basename(cwd)).toBe('asset.Probe0A1B2C3D');
  });

  test('that no function reads is refused by name', async () => {
    const other = temporaryDirectory();
    const spec = { functions: { Some: { code: 'exports.handler = () => 1' } } };
    await expect(startTestEngine(other, spec, { environment: { TYPO: '1' } })).rejects.toThrow(/TYPO/);
    removeDirectory(other);
  });

  test('context has the request id, the name, the ARN and the time that is left', async () => {
    expect(await answerOf('Probe', { do: 'context' })).toMatchObject({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'Test-Probe0A1B2C3D',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Test-Probe0A1B2C3D',
      remaining: expect.toSatisfy((left: number) => left > 18_000 && left <= 20_000),
    });
  });

  test('below /opt leads into the layer, whose programs can run', async () => {
    const { at, says } = (await answerOf('Probe', { do: 'tool' })) as { at: string; says: string };
    expect(says).toBe('from the layer\n');
    expect(at.startsWith(path.join(directory, 'data', 'layers'))).toBe(true);
  });

  test('keeps its state from one event to the next', async () => {
    const first = (await answerOf('Single', { do: 'count' })) as number;
    expect(await answerOf('Single', { do: 'count' })).toBe(first + 1);
  });
});

describe('the pool', () => {
  test('runs one event per worker, grows to its limit, and lets the rest wait in order', async () => {
    const gate = path.join(directory, 'gate-1');
    const events = [1, 2, 3, 4, 5].map((id) => answerOf('Probe', { do: 'wait', id, file: gate }));
    await Promise.all([engine.line('waiting '), engine.line('waiting '), engine.line('waiting ')]);
    expect(engine.workers().filter((one) => one.function === 'Probe' && one.state === 'busy')).toHaveLength(
      3,
    );
    writeFileSync(gate, '');
    const done = (await Promise.all(events)) as { id: number; pid: number }[];
    expect(done.map((one) => one.id)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(done.map((one) => one.pid)).size).toBe(3);
  });

  test('never has more workers than the template reserves, and throttles past its queue', async () => {
    const gate = path.join(directory, 'gate-2');
    const running = answerOf('Single', { do: 'wait', id: 'a', file: gate });
    await engine.line('waiting a');
    const waiting = [1, 2, 3, 4].map(() => answerOf('Single', { do: 'count' }));
    expect(errorOf(await engine.invoke('Single', { do: 'count' })).errorType).toBe(
      'TooManyRequestsException',
    );
    expect(engine.workers().filter((one) => one.function === 'Single')).toHaveLength(1);
    writeFileSync(gate, '');
    const counts = (await Promise.all([running, ...waiting])).slice(1) as number[];
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  test('replaces a worker that was killed while it was busy, and fails only its event', async () => {
    const gate = path.join(directory, 'gate-3');
    const victim = engine.invoke('Single', { do: 'wait', id: 'victim', file: gate });
    await engine.line('waiting victim');
    expect(engine.killWorker('Single')).toBe(true);
    expect(errorOf(await victim)).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('Runtime exited'),
    });
    expect(await answerOf('Single', { do: 'count' })).toBe(1);
  });

  test('ends an idle worker after its time', async () => {
    const other = temporaryDirectory();
    const idle = await startTestEngine(
      other,
      { functions: { Some: { code: 'exports.handler = async () => process.pid' } } },
      { limits: { idleSeconds: 0.05 } },
    );
    await idle.invoke('Some', {});
    await expect.poll(() => idle.workers()).toEqual([]);
    await idle.close();
    removeDirectory(other);
  });
});

describe('a failure', () => {
  test('thrown by the handler keeps its type, message and trace', async () => {
    expect(errorOf(await engine.invoke('Probe', { do: 'throw' }))).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'out of range',
      trace: expect.arrayContaining(['RangeError: out of range']),
    });
  });

  test.each(['hang', 'busy'])(
    'by time limit (%s) says what Lambda says, and the next event is served',
    async (what) => {
      const error = errorOf(await engine.invoke('Quick', { do: what }));
      expect(error.errorMessage).toMatch(/Task timed out after 1\.00 seconds$/);
      expect(await answerOf('Quick', { do: 'count' })).toBe(1);
    },
  );

  test('by exit names the status', async () => {
    const error = errorOf(await engine.invoke('Quick', { do: 'exit' }));
    expect(error.errorMessage).toContain('Runtime exited with error: exit status 3');
  });

  test('by memory ends the worker, not the stack', async () => {
    const error = errorOf(await engine.invoke('Small', { do: 'memory' }));
    expect(error.errorType).toBe('Runtime.ExitError');
    expect(await answerOf('Small', { do: 'count' })).toBe(1);
  });

  test('at import is reported for every event, with its reason', async () => {
    for (const _ of [1, 2]) {
      expect(errorOf(await engine.invoke('Broken', {}))).toMatchObject({
        errorType: 'TypeError',
        errorMessage: 'cannot start',
      });
    }
    expect(errorOf(await engine.invoke('Nameless', {})).errorMessage).toBe(
      'index.handler is undefined or not exported',
    );
  });

  test('kills what the handler has started as well', async () => {
    const outcome = engine.invoke('Quick', { do: 'child' });
    const pid = Number((await engine.line('child ')).split(' ')[1]);
    expect(isRunning(pid)).toBe(true);
    await outcome;
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

test('a payload of 6 MB goes in and out, one byte more does not', async () => {
  const limit = 6 * 1024 * 1024;
  expect(await answerOf('Probe', { do: 'count', padding: 'x'.repeat(limit - 29) })).toEqual(
    expect.any(Number),
  );
  expect(errorOf(await engine.invoke('Probe', { do: 'count', padding: 'x'.repeat(limit) })).errorType).toBe(
    'RequestTooLargeException',
  );
  expect(await answerOf('Probe', { do: 'large', bytes: limit - 2 })).toHaveLength(limit - 2);
  expect(errorOf(await engine.invoke('Probe', { do: 'large', bytes: limit - 1 })).errorType).toBe(
    'Function.ResponseSizeTooLarge',
  );
});

test("a worker's TMPDIR is its own and is removed with it", async () => {
  const place = (await answerOf('Quick', { do: 'temporary' })) as string;
  expect(place.startsWith(path.join(directory, 'data', 'tmp'))).toBe(true);
  expect(readdirSync(place)).toEqual(['kept']);
  engine.killWorker('Quick');
  await expect.poll(() => existsSync(place)).toBe(false);
});

test('what a function prints reaches the log under its name, the last line without newline too', async () => {
  await engine.invoke('Quick', { do: 'print' });
  engine.killWorker('Quick');
  expect(await engine.line('no newline at the end')).toBe('no newline at the end');
  expect(engine.lines.find(({ line }) => line === 'no newline at the end')).toMatchObject({
    source: 'Quick',
    stream: 'stdout',
  });
});

/** A zombie, which nobody has collected yet, is as dead as can be. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

/** The smallest archive with permission bits, one entry compressed, one stored. */
function zipOf(files: Readonly<Record<string, { mode: number; text: string }>>): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, { mode, text }] of [
    ['sox/', { mode: 0o40755, text: '' }] as const,
    ...Object.entries(files),
  ]) {
    const compressed = text === '' ? Buffer.alloc(0) : deflateRawSync(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(text === '' ? 0 : 8, 4);
    fields.writeUInt32LE(compressed.length, 14);
    fields.writeUInt32LE(text.length, 18);
    fields.writeUInt16LE(name.length, 22);
    bodies.push(Buffer.from('PK\x03\x04'), fields, Buffer.from(name), compressed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE((mode * 0x10000) >>> 0, 6);
    place.writeUInt32LE(offset, 10);
    entries.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), fields, place, Buffer.from(name));
    offset += 30 + name.length + compressed.length;
  }
  const directoryBytes = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(Object.keys(files).length + 1, 8);
  end.writeUInt16LE(Object.keys(files).length + 1, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directoryBytes, end]);
}
