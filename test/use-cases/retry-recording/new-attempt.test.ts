// An operator's retry, from each end a recording can come to: a new attempt of the same recording, that ends on its own.
import { describe, expect, test } from 'vitest';
import { eventsOf, receive, stored } from '../../support/arrange-flow.ts';
import { ended, retryDemo } from '../../support/arrange-retry.ts';
import { audioFacts, demoUrl, makeRecording } from '../../support/make-recording.ts';
import { makeSource } from '../../support/make-source.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { successBody } from '../../support/webhook-bodies.ts';

describe('with its WAV kept, the vendor gets it again and the PBX is left alone', () => {
  test.each(['VENDOR_REJECTED', 'VENDOR_UNREACHABLE', 'NO_RESULT', 'NO_SPEECH_DETECTED'])(
    'after %s',
    async (end) => {
      const { ports, failed } = await ended(end);
      const uploads = ports.vendor.uploads.length;
      const retried = await retryDemo(ports, failed);
      expect(retried).toMatchObject({ id: failed.id, attempt: 2, state: 'STORED', wavKey: failed.wavKey });
      await passWithWork(ports, 3);
      expect(ports.vendor.uploads).toHaveLength(uploads + 1);
      await receive(ports, successBody('4430', { transcription: 'heard at last' }));
      const row = stored(ports, failed);
      expect(row).toMatchObject({
        state: 'COMPLETED',
        attempt: 2,
        nonce: failed.nonce,
        wavKey: failed.wavKey,
        audio: audioFacts,
        outcome: { succeeded: true, transcription: 'heard at last' },
      });
      expect(row.failure).toBeUndefined();
      expect(row.timeline.slice(0, failed.timeline.length)).toEqual(failed.timeline);
      expect(eventsOf(row).slice(failed.timeline.length, failed.timeline.length + 4)).toEqual([
        ...['retried', 'submitting', 'submitted', 'completed'],
      ]);
      expect(ports.audio.script.asked).toHaveLength(1);
      expect(ports.audio.readBack.at(-1)).toBe(failed.wavKey);
    },
  );

  test('and it waits for its turn when another recording holds the audioID by now', async () => {
    const { ports, failed } = await ended('NO_SPEECH_DETECTED');
    ports.sources.put(makeSource({ name: 'CCDdemo', vendorSource: 'ccd' }));
    const other = makeRecording('SUBMITTED', { source: 'CCDdemo', vendorSource: 'ccd' });
    ports.recordings.put(other);
    const holder = await ports.audioIdLock.acquire(other);
    if (holder) await ports.audioIdLock.takeOver(other, holder);
    await retryDemo(ports, failed);
    await passWithWork(ports, 10);
    expect(stored(ports, failed)).toMatchObject({ state: 'STORED', attempt: 2 });
    expect(stored(ports, failed).holds).toBeGreaterThan(0);
    expect(ports.vendor.uploads).toHaveLength(1);
  });
});

describe('without a WAV it is fetched again, under a key of its own', () => {
  test.each(['DOWNLOAD_FAILED', 'CONVERSION_FAILED'])('after %s', async (end) => {
    const { ports, failed } = await ended(end);
    const retried = await retryDemo(ports, failed);
    expect(retried).toMatchObject({ id: failed.id, attempt: 2, state: 'RECEIVED' });
    expect(retried.dueAt).toBe(ports.clock.now() + ports.hintGraceSeconds * 1000);
    await drainHints(ports);
    const [one, two] = ports.audio.script.asked;
    expect(two?.voicefileUrl).toBe(demoUrl);
    expect(two?.wavKey).not.toBe(one?.wavKey);
    expect(stored(ports, failed)).toMatchObject({ state: 'SUBMITTED', wavKey: two?.wavKey });
    expect(ports.vendor.uploads).toHaveLength(1);
  });
});
