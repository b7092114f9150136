// The vendor's webhook with a transcript: written down, put on its recording, forwarded, and answered as the seed shows.
import { expect } from 'vitest';
import { forwardTest, forwardUrlOf } from '../../support/forward-test.ts';
import { freshAudioId, postWebhook, webhookUrl } from '../../support/gateway-client.ts';
import { awaitingRecording, untilOwn } from '../../support/recordings.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const fileName = /^voice_\d{8}_\d{6}_[0-9a-z]{26}\.json$/;

forwardTest(
  'a webhook is answered with exactly the fields that its sender knows, in their order',
  async ({ stack, source, receiver }) => {
    const audioID = await awaitingRecording(stack, source);
    const answer = await postWebhook(stack, successBody(audioID));
    expect(answer.status).toBe(200);
    const filename = String(answer.json?.filename);
    expect(filename).toMatch(fileName);
    expect(JSON.stringify(answer.json)).toBe(
      JSON.stringify({
        status: 'success',
        audioID,
        audioSource: source.name,
        filename,
        json_url: `${stack.baseUrl}/voiceTranscription/json_logs/${filename}`,
        forward_url: forwardUrlOf(receiver),
        forward_status: 200,
        forward_response: '{"status":true,"message":"Successfully updated"}',
        forward_error: null,
      }),
    );
    expect(answer.headers.get('content-type')).toContain('application/json');
  },
);

forwardTest(
  "a webhook's transcript, language and duration stand on its recording afterwards",
  async ({ stack, source }) => {
    const audioID = await awaitingRecording(stack, source);
    const { json } = await postWebhook(stack, successBody(audioID));
    const recording = await untilOwn(stack, source, audioID, ({ status }) => status !== 'processing');
    expect(recording).toMatchObject({
      status: 'completed',
      state: 'COMPLETED',
      errorCode: null,
      transcription: 'Hello, how can I help you today...',
      language: 'en',
      durationSeconds: 42.3,
      jsonUrl: json?.json_url,
    });
  },
);

forwardTest(
  "the customer's server gets one form with the audioID and the URL of the JSON log, and nothing else",
  async ({ stack, source, receiver }) => {
    const audioID = await awaitingRecording(stack, source, `Müller & Söhne=50% +1 ${freshAudioId()}`);
    const { json } = await postWebhook(stack, successBody(audioID));
    expect(receiver.deliveries()).toHaveLength(1);
    const [delivery] = receiver.deliveries();
    expect(delivery).toMatchObject({ method: 'POST', path: '/astVlogger/analysis_json.php' });
    expect(delivery?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect([...new URLSearchParams(delivery?.rawBody)]).toEqual([
      ['id', audioID],
      ['json_url', json?.json_url],
    ]);
  },
);

forwardTest('the JSON log holds the webhook byte for byte', async ({ stack, source }) => {
  const audioID = await awaitingRecording(stack, source);
  const body = ` {"results" : [{"audioID":"${audioID}","transcription":"naïve ☎ 😀 \\u00e9","extra":1.50}],"success":true}\n`;
  const { json } = await postWebhook(stack, body);
  const log = await fetch(String(json?.json_url));
  expect(await log.text()).toBe(body);
});

forwardTest('the vendor need not say that it sends JSON', async ({ stack, source }) => {
  const audioID = await awaitingRecording(stack, source);
  for (const contentType of ['application/x-www-form-urlencoded', 'text/plain', 'application/octet-stream']) {
    const answer = await fetch(webhookUrl(stack), {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: JSON.stringify(successBody(audioID)),
    });
    expect(await answer.json()).toMatchObject({ audioID, forward_status: 200 });
  }
});

forwardTest(
  'a numeric audioID in a webhook means the recording of the same digits, however many',
  async ({ stack, source }) => {
    for (const length of [9, 20]) {
      const digits = Array.from({ length }, () => Math.ceil(Math.random() * 9)).join('');
      await awaitingRecording(stack, source, digits);
      const { json } = await postWebhook(stack, `{"success":true,"results":[{"audioID":${digits}}]}`);
      expect(json).toMatchObject({ audioID: digits, audioSource: source.name, forward_status: 200 });
    }
  },
);
