// A body that came before may be a repeat, or the result of another upload in the same words: a refusal has few.
import { describe, expect, test } from 'vitest';
import { portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { ended, retryDemo } from '../../support/arrange-retry.ts';
import { makeSource } from '../../support/make-source.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { failureBody } from '../../support/webhook-bodies.ts';

const refusal = failureBody('4430');

describe('a recording that was refused and is tried again', () => {
  test('gets the same refusal once more, when repeats of the first are over', async () => {
    const { ports, failed } = await ended('NO_SPEECH_DETECTED');
    await retryDemo(ports, failed);
    await passWithWork(ports, 601);
    expect(stored(ports, failed).state).toBe('SUBMITTED');
    const intent = await receive(ports, refusal);
    expect(intent.results).toMatchObject([{ verdict: 'applied', recordingId: failed.id }]);
    expect(stored(ports, failed)).toMatchObject({
      state: 'FAILED',
      attempt: 2,
      failure: { code: 'NO_SPEECH_DETECTED' },
    });
  });

  test('and a repeat of that changes nothing', async () => {
    const { ports, failed } = await ended('NO_SPEECH_DETECTED');
    await retryDemo(ports, failed);
    await passWithWork(ports, 601);
    await receive(ports, refusal);
    const before = stored(ports, failed);
    const posts = ports.deliveries.all().length;
    await receive(ports, refusal);
    await receive(ports, refusal);
    expect(stored(ports, failed)).toEqual(before);
    expect(ports.deliveries.all()).toHaveLength(posts);
  });

  test.each([0, 5])(
    'is not ended by a repeat of the first that comes %i s after the click',
    async (seconds) => {
      const { ports, failed } = await ended('NO_SPEECH_DETECTED');
      await retryDemo(ports, failed);
      await passWithWork(ports, seconds);
      await receive(ports, refusal);
      await passWithWork(ports, 5);
      expect(stored(ports, failed)).toMatchObject({ state: 'SUBMITTED', attempt: 2 });
    },
  );
});

describe('another source’s recording under the same audioID, refused in the same words', () => {
  const second = async (afterSeconds: number) => {
    const ports = portsWith(makeSource(), makeSource({ name: 'CCDdemo', vendorSource: 'ccd' }));
    const { recording: first } = await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, refusal);
    const { recording } = await submitDemo(ports, { audioSource: 'CCDdemo' });
    await passWithWork(ports, afterSeconds);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
    await receive(ports, refusal);
    return { ports, first, recording };
  };

  test('is not ended within ten minutes: that may be the first one’s repeat', async () => {
    const { ports, recording } = await second(60);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
  });

  test('gets it after ten minutes, when repeats are over', async () => {
    const { ports, recording, first } = await second(601);
    expect(stored(ports, recording)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'NO_SPEECH_DETECTED' },
    });
    expect(stored(ports, first).attempt).toBe(1);
  });
});
