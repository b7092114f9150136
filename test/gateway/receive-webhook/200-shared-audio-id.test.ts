// The vendor knows audioIDs alone, and two sources may share one: a result must never end at the wrong customer.
import { expect } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import { forwardTest } from '../../support/forward-test.ts';
import { freshAudioId, postWebhook, submit } from '../../support/gateway-client.ts';
import { awaitingRecording, readOwn, untilOwn } from '../../support/recordings.ts';
import { successBody } from '../../support/webhook-bodies.ts';

forwardTest(
  'while one source awaits a result under an audioID, the same audioID of another source is held back',
  async ({ stack, source, receiver }) => {
    const other = await freshSource(stack, { forwardUrl: `${receiver.url}/other`, vendorSource: 'ccd' });
    const audioID = await awaitingRecording(stack, source);
    await submit(stack, {
      ...{ audioID, audioSource: other.name, key: other.key },
      headers: { prefer: 'respond-async' },
    });
    await untilOwn(stack, other, audioID, ({ timeline }) => timeline.some(({ event }) => event === 'held'));
    expect(stack.vendor.requests(audioID)).toHaveLength(1);

    await postWebhook(stack, successBody(audioID, { transcription: 'for the first' }));
    expect(await readOwn(stack, source, audioID)).toMatchObject({ transcription: 'for the first' });
    expect(receiver.deliveries().map(({ path }) => path)).toEqual(['/astVlogger/analysis_json.php']);

    await untilOwn(stack, other, audioID, ({ state }) => state === 'SUBMITTED', 30_000);
    await postWebhook(stack, successBody(audioID, { transcription: 'for the second' }));
    expect(await readOwn(stack, other, audioID)).toMatchObject({ transcription: 'for the second' });
    expect(await readOwn(stack, source, audioID)).toMatchObject({ transcription: 'for the first' });
    expect(receiver.deliveries().map(({ path }) => path)).toEqual([
      '/astVlogger/analysis_json.php',
      '/other',
    ]);
  },
);

forwardTest(
  "a result that names another source's system is nobody's, and is not forwarded",
  async ({ stack, source, receiver }) => {
    const audioID = await awaitingRecording(stack, source);
    const { json } = await postWebhook(stack, successBody(audioID, { audioSource: 'omnichannel' }));
    expect(json).toMatchObject({ message: 'Saved, but no DB record found for audioID (not forwarded)' });
    expect(receiver.deliveries()).toEqual([]);
    expect(await readOwn(stack, source, audioID)).toMatchObject({ status: 'processing' });
    const mine = await postWebhook(stack, successBody(audioID, { audioSource: 'pbx' }));
    expect(mine.json).toMatchObject({ audioSource: source.name, forward_status: 200 });
  },
);

forwardTest(
  'a forged audioID changes no recording and reaches no customer',
  async ({ stack, source, receiver }) => {
    const audioID = freshAudioId();
    stack.vendor.plan(audioID, { answer: 'ack', webhook: { when: 'before-answer', forged: 'audioID' } });
    await submit(stack, {
      ...{ audioID, audioSource: source.name, key: source.key },
      headers: { prefer: 'respond-async' },
    });
    await untilOwn(stack, source, audioID, ({ state }) => state === 'SUBMITTED');
    const [forged] = stack.vendor.requests(audioID)[0]?.webhooks ?? [];
    expect(forged?.status).toBe(200);
    expect(forged?.answer).toContain('no DB record found');
    expect(receiver.deliveries()).toEqual([]);
  },
);
