// What the JSON log of a test holds: a vendor's success body in its usual shape, about no recording.
import { testAudioId } from '../../../shared/domain/delivery.ts';

export const sampleJsonLog = JSON.stringify({
  success: true,
  message: 'This is a test of where results are posted to: no recording was transcribed',
  results: [
    {
      audioID: testAudioId,
      transcription: 'This is a test. A real result has the transcript of its recording here.',
      language: 'en',
      duration: 4.2,
    },
  ],
});
