// What Callmetrik posts when its analysis is complete, in the shapes its documentation shows.

/** The documentation's example of a success, for another audioID. */
export const successBody = (audioID: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  success: true,
  message: 'Successfully processed 1 audio(s)',
  results: [
    {
      audioID,
      transcription: 'Hello, how can I help you today...',
      language: 'en',
      duration: 42.3,
      ...changes,
    },
  ],
});

/** The documentation's example of a failure, for another audioID. */
export const failureBody = (audioID: string) => ({
  success: false,
  message: 'Successfully processed 0 audio(s), failed 1',
  error_code: 'NO_SPEECH_DETECTED',
  results: [{ audioID, message: 'No speech detected in the audio file', error_code: 'NO_SPEECH_DETECTED' }],
});
