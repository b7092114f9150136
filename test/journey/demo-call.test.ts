// The main job from end to end: what the printed curl line does.
import { expect } from 'vitest';
import { freshAudioId, submit, untilRecording } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';

stackTest(
  'a GSM recording comes back as a transcript, and its webhook reaches the customer',
  async ({ stack }) => {
    const audioID = freshAudioId();
    const answer = await submit(stack, { audioID });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      success: true,
      message: 'Successfully processed 1 audio(s)',
      results: [
        { audioID, transcription: expect.stringContaining('12 s, 8000 Hz, 1 channel'), language: 'en' },
      ],
    });
    const recording = await untilRecording(stack, audioID, ({ deliveries }) =>
      (deliveries as { status: string }[]).some(({ status }) => status === 'delivered'),
    );
    const [delivery] = stack.receiver.deliveries().filter(({ form }) => form.id === audioID);
    expect(delivery?.form).toEqual({ id: audioID, json_url: recording.jsonUrl });
    const log = await fetch(String(recording.jsonUrl));
    expect(await log.json()).toMatchObject({ results: [{ audioID, duration: expect.any(Number) }] });
  },
);
