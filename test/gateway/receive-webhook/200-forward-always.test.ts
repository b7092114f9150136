// A source that says `forward: "always"` hears of the first result however it came, and of its analysis as a revision.
import { expect } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import { forwardTest, forwardUrlOf } from '../../support/forward-test.ts';
import { freshAudioId, postWebhook, submit } from '../../support/gateway-client.ts';
import { answeredRecording, readOwn } from '../../support/recordings.ts';
import { successBody } from '../../support/webhook-bodies.ts';

forwardTest(
  'the synchronous result is forwarded, the analysis once more with an id of its own, and then nothing',
  async ({ stack, receiver }) => {
    const source = await freshSource(stack, { forwardUrl: forwardUrlOf(receiver), forward: 'always' });
    const audioID = await answeredRecording(stack, source);
    const [first] = await receiver.waitFor(1);
    expect(first?.form.id).toBe(audioID);
    const log = await (await fetch(String(first?.form.json_url))).json();
    expect(log).toMatchObject({ success: true, results: [{ audioID }] });

    const { json } = await postWebhook(stack, successBody(audioID));
    expect(json).toMatchObject({ forward_status: 200 });
    expect(receiver.deliveries()).toHaveLength(2);
    const [, revision] = receiver.deliveries();
    expect(revision?.form).toEqual({ id: audioID, json_url: json?.json_url });
    expect(revision?.headers['webhook-id']).not.toBe(first?.headers['webhook-id']);
    expect(revision?.form.json_url).not.toBe(first?.form.json_url);

    await postWebhook(stack, successBody(audioID, { transcription: 'changed again' }));
    expect(receiver.deliveries()).toHaveLength(2);
    expect((await readOwn(stack, source, audioID))?.deliveries).toHaveLength(2);
  },
);

forwardTest('a synchronous refusal is forwarded too', async ({ stack, receiver }) => {
  const source = await freshSource(stack, { forwardUrl: forwardUrlOf(receiver), forward: 'always' });
  const audioID = freshAudioId();
  stack.vendor.plan(audioID, { errorCode: 'NO_SPEECH_DETECTED', webhook: { when: 'never' } });
  const { status, json } = await submit(stack, { audioID, audioSource: source.name, key: source.key });
  expect(status).toBe(200);
  expect(json).toMatchObject({ success: false, error_code: 'NO_SPEECH_DETECTED' });
  const [delivery] = await receiver.waitFor(1);
  expect(await (await fetch(String(delivery?.form.json_url))).json()).toEqual(json);
});
