// 409: one name cannot mean two recordings at a time.
import { expect } from 'vitest';
import type { TestSource } from '../../support/accounts.ts';
import { freshAudioId } from '../../support/gateway-client.ts';
import type { TestStack } from '../../support/local-stack.ts';
import {
  expectAccepted,
  expectRefusal,
  expectTranscript,
  goodFields,
  submitForm,
} from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const conflict = (message: RegExp) => ({ status: 409, code: 'IDEMPOTENCY_CONFLICT', message });

/** A submission that the vendor keeps waiting until its webhook, which never comes. */
const inFlight = async (stack: TestStack, source: TestSource) => {
  const fields = goodFields(stack, source);
  stack.vendor.plan(fields.audioID, { answer: 'ack', webhook: { when: 'never' } });
  const answer = await submitForm(stack, source, fields, { prefer: 'respond-async' });
  expectAccepted(answer, stack, fields.audioID);
  return fields;
};

submitTest('another URL for an audioID in flight', async ({ stack, source }) => {
  const fields = await inFlight(stack, source);
  const others = [
    stack.recordings.urlOf('call-4431-wav49.wav'),
    fields.voicefileURL.replace('http:', 'https:'),
    fields.voicefileURL.replace('127.0.0.1', 'localhost'),
    `${fields.voicefileURL}/`,
  ];
  for (const voicefileURL of others) {
    const answer = await submitForm(stack, source, { ...fields, voicefileURL });
    expectRefusal(answer, conflict(/another voicefileURL/));
  }
  // The first one is none the worse for it.
  const joined = await submitForm(stack, source, fields, { prefer: 'respond-async' });
  expectAccepted(joined, stack, fields.audioID);
});

submitTest('an Idempotency-Key used before for another audioID or URL', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const headers = { 'Idempotency-Key': freshAudioId() };
  expectTranscript(await submitForm(stack, source, fields, headers), fields.audioID);
  const otherId = { ...fields, audioID: freshAudioId() };
  expectRefusal(await submitForm(stack, source, otherId, headers), conflict(/Idempotency-Key/));
  const otherUrl = { ...fields, voicefileURL: stack.recordings.urlOf('silence.gsm') };
  expectRefusal(await submitForm(stack, source, otherUrl, headers), conflict(/Idempotency-Key/));
  expect(stack.vendor.requests(otherId.audioID)).toHaveLength(0);
  // The very same one is a repeat.
  const repeat = await submitForm(stack, source, fields, headers);
  expect(repeat.headers.get('idempotent-replayed')).toBe('true');
});
