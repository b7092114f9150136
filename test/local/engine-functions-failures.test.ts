// A function on the local stack fails as it would on Lambda, and takes nothing else down with it.
import { describe, expect } from 'vitest';
import { errorOf, engineProbeTest as test } from './engine-probe.ts';
import { isRunning } from './is-running.ts';

describe('a failure', () => {
  test('thrown by the handler keeps its type, message and trace', async ({ engine }) => {
    expect(errorOf(await engine.invoke('Probe', { do: 'throw' }))).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'out of range',
      trace: expect.arrayContaining(['RangeError: out of range']),
    });
  });

  test.for(['hang', 'busy'])(
    'by time limit (%s) says what Lambda says, and the next event is served',
    async (what, { answerOf, engine }) => {
      const error = errorOf(await engine.invoke('Quick', { do: what }));
      expect(error.errorMessage).toMatch(/Task timed out after 1\.00 seconds$/);
      expect(await answerOf('Quick', { do: 'count' })).toBe(1);
    },
  );

  test('by exit names the status', async ({ engine }) => {
    const error = errorOf(await engine.invoke('Quick', { do: 'exit' }));
    expect(error.errorMessage).toContain('Runtime exited with error: exit status 3');
  });

  test('by memory ends the worker, not the stack', async ({ answerOf, engine }) => {
    const error = errorOf(await engine.invoke('Small', { do: 'memory' }));
    expect(error.errorType).toBe('Runtime.ExitError');
    expect(await answerOf('Small', { do: 'count' })).toBe(1);
  });

  test('at import is reported for every event, with its reason', async ({ engine }) => {
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

  test('kills what the handler has started as well', async ({ engine }) => {
    const outcome = engine.invoke('Quick', { do: 'child' });
    const pid = Number((await engine.line('child ')).split(' ')[1]);
    expect(isRunning(pid)).toBe(true);
    await outcome;
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});
