// 200: what the vendor says against a recording is its answer, and reaches the caller untouched.
import { expect } from 'vitest';
import { goodFields, submitForm } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

/** The documentation's example, compact as the vendor sends it. */
const documented = (audioID: string, message: string, code: string) =>
  `{"success":false,"message":"processed 0 audio(s), failed 1","error_code":"${code}","results":[` +
  `{"audioID":"${audioID}","message":"${message}","error_code":"${code}"}]}`;
const noSpeech = 'No speech detected in the audio file';

submitTest('silence is refused in the documented words, byte for byte', async ({ stack, source }) => {
  const voicefileURL = stack.recordings.urlOf('silence.gsm');
  const fields = { ...goodFields(stack, source), voicefileURL };
  const answer = await submitForm(stack, source, fields);
  expect(answer.text).toBe(documented(fields.audioID, noSpeech, 'NO_SPEECH_DETECTED'));
  expect(answer.status).toBe(200);
});

submitTest('a refusal is an outcome: it is replayed and not billed again', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  stack.vendor.plan(fields.audioID, { errorCode: 'LANGUAGE_NOT_SUPPORTED' });
  const first = await submitForm(stack, source, fields);
  const message = 'Processing failed: LANGUAGE_NOT_SUPPORTED';
  expect(first.text).toBe(documented(fields.audioID, message, 'LANGUAGE_NOT_SUPPORTED'));
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  const second = await submitForm(stack, source, fields);
  expect(second.text).toBe(first.text);
  expect(second.status).toBe(200);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(stack.vendor.requests(fields.audioID)).toHaveLength(1);
});

submitTest(
  'a refusal with an error status of the vendor is a 200 all the same',
  async ({ stack, source }) => {
    const fields = goodFields(stack, source);
    stack.vendor.plan(fields.audioID, { status: 422, errorCode: 'NO_SPEECH_DETECTED', answer: 'refusal' });
    const answer = await submitForm(stack, source, fields);
    expect(answer.text).toBe(documented(fields.audioID, noSpeech, 'NO_SPEECH_DETECTED'));
    expect(answer.status).toBe(200);
  },
);
