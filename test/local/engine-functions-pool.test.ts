// The workers of a function on the local stack: one event each, no more of them than allowed, replaced when they die.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { removeDirectory, startTestEngine, temporaryDirectory } from './engine-assembly.ts';
import { errorOf, engineProbeTest as test } from './engine-probe.ts';

describe('the pool', () => {
  test('runs one event per worker, grows to its limit, and lets the rest wait in order', async ({
    answerOf,
    directory,
    engine,
  }) => {
    // With one worker there, the four events that it does not take are no more than may wait.
    await answerOf('Probe', { do: 'count' });
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

  test('never has more workers than the template reserves, and throttles past its queue', async ({
    answerOf,
    directory,
    engine,
  }) => {
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

  test('replaces a worker that was killed while it was busy, and fails only its event', async ({
    answerOf,
    directory,
    engine,
  }) => {
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
