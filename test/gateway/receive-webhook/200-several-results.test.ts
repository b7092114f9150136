// One webhook with results for several recordings: each is settled by itself, and no source reads another's.
import { expect } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import { forwardTest, forwardUrlOf } from '../../support/forward-test.ts';
import { freshAudioId, postWebhook } from '../../support/gateway-client.ts';
import { awaitingRecording, readOwn, untilOwn } from '../../support/recordings.ts';

interface Listed {
  readonly audioID: string;
  readonly audioSource: string | null;
  readonly json_url: string;
  readonly forward: string | null;
}

forwardTest(
  'seven results settle seven recordings: the first is told in full, all are listed',
  async ({ stack, source, receiver }) => {
    const audioIds = await Promise.all(Array.from({ length: 7 }, () => awaitingRecording(stack, source)));
    const results = audioIds.map((audioID, index) => ({
      audioID,
      transcription: `call ${index}`,
      language: 'en',
    }));
    const answer = await postWebhook(stack, { success: true, message: 'seven', results });
    expect(answer.status).toBe(200);
    const listed = (answer.json?.results ?? []) as Listed[];
    expect(Object.keys(answer.json ?? {})).toEqual([
      ...['status', 'audioID', 'audioSource', 'filename', 'json_url'],
      ...['forward_url', 'forward_status', 'forward_response', 'forward_error', 'results'],
    ]);
    expect(answer.json).toMatchObject({
      audioID: audioIds[0],
      audioSource: source.name,
      forward_url: forwardUrlOf(receiver),
      forward_status: 200,
    });
    expect(listed).toEqual(
      audioIds.map((audioID) => ({
        audioID,
        audioSource: source.name,
        json_url: expect.stringContaining('/json_logs/voice_'),
        forward: 'queued',
      })),
    );
    await receiver.waitFor(7);
    for (const [index, audioID] of audioIds.entries()) {
      const recording = await untilOwn(stack, source, audioID, ({ status }) => status === 'completed');
      expect(recording).toMatchObject({ transcription: `call ${index}`, jsonUrl: listed[index]?.json_url });
      const forwarded = receiver.deliveries().filter(({ form }) => form.id === audioID);
      expect(forwarded.map(({ form }) => form.json_url)).toEqual([listed[index]?.json_url]);
    }
  },
);

forwardTest(
  "results of two sources in one webhook never meet: each one's log holds its own alone",
  async ({ stack, source, receiver }) => {
    const other = await freshSource(stack, { forwardUrl: `${receiver.url}/other` });
    const mine = await awaitingRecording(stack, source);
    const theirs = await awaitingRecording(stack, other);
    const answer = await postWebhook(stack, {
      success: true,
      results: [
        { audioID: mine, transcription: 'my secret' },
        { audioID: theirs, transcription: 'their secret' },
      ],
    });
    await receiver.waitFor(2);
    const [myRow, theirRow] = (answer.json?.results ?? []) as Listed[];
    expect([myRow?.audioSource, theirRow?.audioSource]).toEqual([source.name, other.name]);
    for (const [audioID, path, secret, foreign] of [
      [mine, '/astVlogger/analysis_json.php', 'my secret', theirs],
      [theirs, '/other', 'their secret', mine],
    ] as const) {
      const [forwarded, ...more] = receiver.deliveries().filter(({ form }) => form.id === audioID);
      expect(more).toEqual([]);
      expect(forwarded?.path).toBe(path);
      const log = await (await fetch(String(forwarded?.form.json_url))).text();
      expect(JSON.parse(log)).toMatchObject({ success: true, results: [{ audioID, transcription: secret }] });
      expect(log).not.toContain(foreign);
    }
    const [ownView, foreignView] = [await readOwn(stack, source, mine), await readOwn(stack, source, theirs)];
    expect(JSON.stringify(ownView?.response)).not.toContain('their secret');
    expect(foreignView).toBeUndefined();
  },
);

forwardTest(
  'what is good, refused and unknown in one webhook is told apart',
  async ({ stack, source, receiver }) => {
    const [good, refused] = [await awaitingRecording(stack, source), await awaitingRecording(stack, source)];
    const unknown = freshAudioId();
    const { json } = await postWebhook(stack, {
      success: false,
      message: 'Successfully processed 1 audio(s), failed 2',
      results: [
        { audioID: unknown, transcription: 'for nobody' },
        { audioID: refused, message: 'No speech', error_code: 'NO_SPEECH_DETECTED' },
        { audioID: good, transcription: 'heard' },
      ],
    });
    expect(json).toMatchObject({
      message: 'Saved, but no DB record found for audioID (not forwarded)',
      audioID: unknown,
      results: [
        { audioID: unknown, audioSource: null, forward: null },
        { audioID: refused, audioSource: source.name, forward: 'queued' },
        { audioID: good, audioSource: source.name, forward: 'queued' },
      ],
    });
    await receiver.waitFor(2);
    expect(await readOwn(stack, source, good)).toMatchObject({ status: 'completed', transcription: 'heard' });
    expect(await readOwn(stack, source, refused)).toMatchObject({
      status: 'failed',
      errorCode: 'NO_SPEECH_DETECTED',
    });
  },
);

forwardTest(
  'two results for one recording in one webhook: the first counts, and is forwarded once',
  async ({ stack, source, receiver }) => {
    const audioID = await awaitingRecording(stack, source);
    const { status } = await postWebhook(stack, {
      success: true,
      results: [
        { audioID, transcription: 'first' },
        { audioID, transcription: 'second' },
      ],
    });
    expect(status).toBe(200);
    expect(await readOwn(stack, source, audioID)).toMatchObject({ transcription: 'first' });
    expect(receiver.deliveries()).toHaveLength(1);
  },
);

forwardTest(
  'a repeat of a webhook with several results is answered alike',
  async ({ stack, source, receiver }) => {
    const audioIds = [await awaitingRecording(stack, source), await awaitingRecording(stack, source)];
    const body = { success: true, results: audioIds.map((audioID) => ({ audioID, transcription: 'x' })) };
    const first = await postWebhook(stack, body);
    const again = await postWebhook(stack, body);
    expect(again.text).toBe(first.text);
    await receiver.waitFor(2);
    expect(receiver.deliveries()).toHaveLength(2);
  },
);
