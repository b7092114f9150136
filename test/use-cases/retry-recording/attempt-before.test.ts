// What the attempt before an operator's retry left: what it owes is paid, what it said is evidence, what it opened is shut.
import { describe, expect, test } from 'vitest';
import { processRecording } from '../../../functions/pipeline/transcode/process-recording.ts';
import { settleWebhook } from '../../../shared/use-cases/settle-webhook.ts';
import { portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { ended, retryDemo } from '../../support/arrange-retry.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

describe('what the attempt before left', () => {
  test('its delivery is posted all the same, and the new result under another id', async () => {
    const { ports, failed } = await ended('NO_RESULT');
    await receive(ports, failureBody('4430'));
    await retryDemo(ports, failed);
    await passWithWork(ports, 3);
    await receive(ports, successBody('4430'));
    await drainHints(ports);
    const ids = stored(ports, failed).deliveries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ports.receiver.posts.map(({ headers }) => headers['webhook-id'])).toEqual(ids);
    expect(ports.deliveries.all().map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });

  test('its result that comes while the retry is held up is the result: nothing is uploaded, and billed, again', async () => {
    const { ports, failed } = await ended('NO_RESULT');
    ports.vendorBrake.brake = { isPaused: true };
    await retryDemo(ports, failed);
    await passWithWork(ports, 60);
    await receive(ports, successBody('4430'));
    ports.vendorBrake.brake = { isPaused: false };
    await passWithWork(ports, 20 * 60, 60);
    expect(stored(ports, failed)).toMatchObject({ state: 'COMPLETED', attempt: 2 });
    expect(ports.vendor.uploads).toHaveLength(1);
    expect(ports.deliveries.all()).toMatchObject([{ status: 'delivered' }]);
  });

  test('its JSON log stays: evidence that is still there to read', async () => {
    const { ports, failed } = await ended('NO_SPEECH_DETECTED');
    const name = failed.outcome?.jsonLogName ?? '';
    await retryDemo(ports, failed);
    await passWithWork(ports, 3);
    await receive(ports, successBody('4430'));
    expect(JSON.parse((await ports.jsonLogs.get(name)) ?? '')).toEqual(failureBody('4430'));
    expect(stored(ports, failed).outcome?.jsonLogName).not.toBe(name);
  });

  test('its webhook, written down before the click and settled after the new upload, is evidence', async () => {
    const { ports, failed } = await ended('NO_SPEECH_DETECTED');
    const [intent] = ports.webhooks.all();
    if (!intent) throw new Error('the test needs a webhook');
    await retryDemo(ports, failed);
    await passWithWork(ports, 3);
    const { results: _, ...unsettled } = intent;
    ports.webhooks.put(unsettled);
    const settled = await settleWebhook(ports, unsettled, JSON.stringify(failureBody('4430')));
    expect(settled.results).toMatchObject([{ verdict: 'evidence', recordingId: failed.id }]);
    expect(stored(ports, failed)).toMatchObject({ state: 'SUBMITTED', attempt: 2 });
  });

  test('its analysis that follows a refusing answer is not taken for the new result', async () => {
    const ports = portsWith();
    ports.vendor.nextAnswers({ body: failureBody('4430') });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    await passWithWork(ports, 1);
    await retryDemo(ports, recording);
    await passWithWork(ports, 8);
    expect(stored(ports, recording)).toMatchObject({ state: 'STORED', attempt: 2 });
    const late = await receive(ports, { ...failureBody('4430'), message: 'analysis' });
    expect(late.results).toMatchObject([{ verdict: 'evidence' }]);
    await passWithWork(ports, 3);
    expect(stored(ports, recording)).toMatchObject({ state: 'SUBMITTED', attempt: 2 });
    expect(stored(ports, recording).outcome).toBeUndefined();
  });

  test('its callback token opens nothing any more', async () => {
    const ports = portsWith();
    ports.vendor.takesCallbackUrl = true;
    ports.vendor.nextAnswers({ status: 400, body: {} });
    const { recording } = await submitDemo(ports);
    await drainHints(ports);
    const { callbackToken } = stored(ports, recording);
    expect(callbackToken).toBeDefined();
    expect((await retryDemo(ports, recording)).callbackToken).toBeUndefined();
    await passWithWork(ports, 3);
    expect(stored(ports, recording).callbackToken).toMatch(/^[0-9a-z]{32}$/);
    expect(stored(ports, recording).callbackToken).not.toBe(callbackToken);
  });

  test('its upload, answered after the click, changes nothing', async () => {
    const ports = portsWith();
    const { recording } = await submitDemo(ports);
    // Its answer is still on the way when a webhook ends the attempt and the operator clicks.
    ports.vendor.script.next(async () => {
      await receive(ports, failureBody('4430'));
      await retryDemo(ports, recording);
      return { kind: 'acknowledged' };
    });
    await processRecording(ports, recording.id);
    expect(stored(ports, recording)).toMatchObject({ state: 'STORED', attempt: 2, vendorCalls: 0 });
  });
});
