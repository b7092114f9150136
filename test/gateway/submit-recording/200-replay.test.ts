// 200: what has ended well is not done again.
import { expect } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import {
  expectRefusal,
  expectTranscript,
  goodFields,
  submitForm,
  submitJson,
  untilEnded,
} from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

submitTest('a repeat gets the stored answer, and the vendor no second bill', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const first = await submitForm(stack, source, fields);
  expectTranscript(first, fields.audioID);
  const repeats = [
    await submitForm(stack, source, fields),
    await submitForm(stack, source, { ...fields, voicefileURL: `${fields.voicefileURL}?sig=2#t=1` }),
    await submitJson(stack, source, fields, { prefer: 'respond-async' }),
  ];
  for (const repeat of repeats) {
    expect(repeat.text).toBe(first.text);
    expect(repeat.status).toBe(200);
    expect(repeat.headers.get('idempotent-replayed')).toBe('true');
  }
  expect(stack.vendor.requests(fields.audioID)).toHaveLength(1);
});

submitTest('another URL for a finished audioID is a new attempt', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  expectTranscript(await submitForm(stack, source, fields), fields.audioID, /12 s/);
  const other = { ...fields, voicefileURL: stack.recordings.urlOf('call-4431-wav49.wav') };
  const answer = await submitForm(stack, source, other);
  expectTranscript(answer, fields.audioID, /9 s/);
  expect(answer.headers.get('idempotent-replayed')).toBeNull();
});

submitTest('what failed is tried anew, as the same recording', async ({ stack, source, pbx }) => {
  const voicefileURL = pbx.url('/call');
  const fields = { ...goodFields(stack, source), voicefileURL };
  const refused = await submitForm(stack, source, fields);
  expectRefusal(refused, { status: 502, code: 'DOWNLOAD_FAILED' });
  const recording = await fetch(stack.recordings.urlOf('call-4430.gsm'));
  const bytes = Buffer.from(await recording.arrayBuffer());
  pbx.serve('/call', (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`);
    socket.end(bytes);
  });
  const answer = await submitForm(stack, source, fields);
  expectTranscript(answer, fields.audioID);
  expect(answer.headers.get('idempotent-replayed')).toBeNull();
});

submitTest('one source never sees what another did under the same audioID', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  expectTranscript(await submitForm(stack, source, fields), fields.audioID);
  const stranger = await freshSource(stack);
  const accepted = await submitForm(
    stack,
    stranger,
    { ...fields, audioSource: stranger.name },
    { prefer: 'respond-async' },
  );
  expect(accepted.status, accepted.text).toBe(202);
  const recording = await untilEnded(String(accepted.json?.status_url), stranger);
  expect(recording).toMatchObject({ status: 'completed', audioSource: stranger.name });
  expect(stack.vendor.requests(fields.audioID)).toHaveLength(2);
});
