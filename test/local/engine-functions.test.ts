// A function on the local stack has what Lambda gives it, and no more: environment, layers, payloads, a place for files.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { removeDirectory, startTestEngine, temporaryDirectory } from './engine-assembly.ts';
import { errorOf, engineProbeTest as test } from './engine-probe.ts';

describe('the environment', () => {
  test('is the template, the overrides and what Lambda sets, and nothing of the engine', async ({
    answerOf,
    engine,
  }) => {
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

  test('context has the request id, the name, the ARN and the time that is left', async ({ answerOf }) => {
    expect(await answerOf('Probe', { do: 'context' })).toMatchObject({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'Test-Probe0A1B2C3D',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Test-Probe0A1B2C3D',
      remaining: expect.toSatisfy((left: number) => left > 18_000 && left <= 20_000),
    });
  });

  test('below /opt leads into the layer, whose programs can run', async ({ answerOf, directory }) => {
    const { at, says } = (await answerOf('Probe', { do: 'tool' })) as { at: string; says: string };
    expect(says).toBe('from the layer\n');
    expect(at.startsWith(path.join(directory, 'data', 'layers'))).toBe(true);
  });

  test('keeps its state from one event to the next', async ({ answerOf }) => {
    const first = (await answerOf('Single', { do: 'count' })) as number;
    expect(await answerOf('Single', { do: 'count' })).toBe(first + 1);
  });
});

test('a payload of 6 MB goes in and out, one byte more does not', async ({ answerOf, engine }) => {
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

test("a worker's TMPDIR is its own and is removed with it", async ({ answerOf, directory, engine }) => {
  const place = (await answerOf('Quick', { do: 'temporary' })) as string;
  expect(place.startsWith(path.join(directory, 'data', 'tmp'))).toBe(true);
  expect(readdirSync(place)).toEqual(['kept']);
  engine.killWorker('Quick');
  await expect.poll(() => existsSync(place)).toBe(false);
});

test('what a function prints reaches the log under its name, the last line without newline too', async ({
  engine,
}) => {
  await engine.invoke('Quick', { do: 'print' });
  engine.killWorker('Quick');
  expect(await engine.line('no newline at the end')).toBe('no newline at the end');
  expect(engine.lines.find(({ line }) => line === 'no newline at the end')).toMatchObject({
    source: 'Quick',
    stream: 'stdout',
  });
});
