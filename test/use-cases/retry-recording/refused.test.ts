// What an operator's click does not do: 404, 409, and never twice.
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../../shared/domain/recording.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import { portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { ended, retryDemo } from '../../support/arrange-retry.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const conflict = { code: 'IDEMPOTENCY_CONFLICT', status: 409 };

describe('who may not be retried', () => {
  test('what is in flight: 409, and nothing is changed', async () => {
    const ports = portsWith();
    const { recording } = await submitDemo(ports);
    await expect(retryDemo(ports, recording)).rejects.toMatchObject(conflict);
    await drainHints(ports);
    const submitted = stored(ports, recording);
    await expect(retryDemo(ports, recording, { isForced: true })).rejects.toMatchObject(conflict);
    expect(stored(ports, recording)).toEqual(submitted);
    expect(ports.hints.waiting()).toEqual([]);
  });

  test('what is completed: 409 that says how, unless it is forced', async () => {
    const ports = portsWith();
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    await receive(ports, successBody('4430'));
    await expect(retryDemo(ports, recording)).rejects.toMatchObject({
      ...conflict,
      message: expect.stringContaining('"force": true'),
    });
    await passWithWork(ports, 60);
    expect(ports.vendor.uploads).toHaveLength(1);
    await retryDemo(ports, recording, { isForced: true });
    await passWithWork(ports, 3);
    expect(ports.vendor.uploads).toHaveLength(2);
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', attempt: 2 });
  });

  test("what is unknown or another account's: the same 404", async () => {
    const { ports, failed } = await ended('DOWNLOAD_FAILED');
    const notFound = { code: 'NOT_FOUND', message: 'No such recording' };
    await expect(retryDemo(ports, failed, { id: `rec_${'a'.repeat(32)}` })).rejects.toMatchObject(notFound);
    await expect(retryDemo(ports, failed, { account: 'other' })).rejects.toMatchObject(notFound);
    expect(stored(ports, failed)).toEqual(failed);
  });
});

describe('once per click', () => {
  test('of two clicks at once one begins the attempt and the other finds it in flight', async () => {
    const { ports, failed } = await ended('NO_SPEECH_DETECTED');
    const clicks = await Promise.allSettled([
      retryDemo(ports, failed),
      retryDemo(ports, failed),
      retryDemo(ports, failed),
    ]);
    expect(clicks.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const click of clicks) if (click.status === 'rejected') expect(click.reason).toMatchObject(conflict);
    expect(stored(ports, failed).attempt).toBe(2);
    await passWithWork(ports, 60);
    expect(ports.vendor.uploads).toHaveLength(2);
  });

  test('a click that meets another write of the ended recording tries again', async () => {
    const { ports, failed } = await ended('NO_SPEECH_DETECTED');
    let isFirst = true;
    const raced = {
      get: (id: string) => ports.recordings.get(id),
      save: async (row: Recording) => {
        if (!isFirst) return ports.recordings.save(row);
        isFirst = false;
        ports.recordings.put({ ...failed, ver: failed.ver + 1 });
        throw new VersionConflict(row.id);
      },
    };
    expect(await retryDemo({ ...ports, recordings: raced }, failed)).toMatchObject({
      attempt: 2,
      ver: failed.ver + 2,
    });
  });

  test.each(['NO_SPEECH_DETECTED', 'DOWNLOAD_FAILED'])(
    'a hint that is lost after %s is the sweeper’s',
    async (end) => {
      const { ports, failed } = await ended(end);
      const away = async () => {
        throw new Error('SQS is away');
      };
      await retryDemo({ ...ports, hints: { recording: away } }, failed);
      expect(ports.logLines.at(-1)).toMatchObject({ level: 'warn', message: 'hint not sent' });
      const uploads = ports.vendor.uploads.length;
      await passWithWork(ports, 180, 10);
      expect(ports.vendor.uploads).toHaveLength(uploads + 1);
    },
  );
});
