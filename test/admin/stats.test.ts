// GET /v1/admin/stats: what came of the calls, by source and day.
import { expect } from 'vitest';
import { statisticsView } from '../../functions/admin/read-statistics/contract.ts';
import { forwardTest } from '../support/forward-test.ts';
import { callApi, freshAudioId, postWebhook, submit } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { awaitingRecording, untilOwn } from '../support/recordings.ts';
import { successBody } from '../support/webhook-bodies.ts';

const today = () => new Date().toISOString().slice(0, 10);

forwardTest(
  'completed, failed by code, seconds of audio and deliveries of today',
  async ({ stack, source }) => {
    const day = today();
    const own = { audioSource: source.name, key: source.key };
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, successBody(audioID));
    await untilOwn(stack, source, audioID, ({ deliveries }) => deliveries[0]?.status === 'delivered');
    await submit(stack, { ...own, voicefileURL: stack.recordings.urlOf('no-such-file.gsm') });
    const refused = freshAudioId();
    stack.vendor.plan(refused, {
      answer: 'refusal',
      errorCode: 'NO_SPEECH_DETECTED',
      webhook: { when: 'never' },
    });
    await submit(stack, { ...own, audioID: refused });
    const waiting = await awaitingRecording(stack, source);
    const { status, json } = await callApi(stack, 'GET', `/v1/admin/stats?audioSource=${source.name}`);
    expect(status).toBe(200);
    const { items, now } = statisticsView.parse(json);
    expect(items).toEqual([
      {
        ...{ day, audioSource: source.name, completed: 1, failed: 2, delivered: 1, undelivered: 0 },
        errors: { DOWNLOAD_FAILED: 1, NO_SPEECH_DETECTED: 1 },
        audioSeconds: expect.any(Number),
      },
    ]);
    expect(items[0]?.audioSeconds).toBeGreaterThan(0);
    expect(now.processing).toBeGreaterThanOrEqual(1);
    await postWebhook(stack, successBody(waiting));
  },
);

stackTest('of a fortnight, unless other days are named', async ({ stack }) => {
  const { json } = await callApi(stack, 'GET', '/v1/admin/stats');
  expect(Date.parse(String(json?.to)) - Date.parse(String(json?.from))).toBe(13 * 86_400_000);
  const year = 'from=2020-01-01&to=2020-12-31';
  expect((await callApi(stack, 'GET', `/v1/admin/stats?${year}`)).status).toBe(400);
  const past = await callApi(stack, 'GET', `/v1/admin/stats?audioSource=PBXdemo&${year}`);
  expect(past.json).toMatchObject({ from: '2020-01-01', to: '2020-12-31', items: [] });
});

stackTest('days that are none, or too many, are 400', async ({ stack }) => {
  const wrong = [
    'from=2026-02-30',
    'to=now',
    'from=2026-02-02&to=2026-02-01',
    'from=2020-01-01&to=2021-01-01',
    'day=2026-01-01',
  ];
  for (const query of wrong) {
    const { status } = await callApi(stack, 'GET', `/v1/admin/stats?${query}`);
    expect([status, query]).toEqual([400, query]);
  }
});
