// 200: whatever shape a good submission comes in, its transcript is the answer.
import { expect } from 'vitest';
import { freshAudioId } from '../../support/gateway-client.ts';
import { expectTranscript, goodFields, postRaw, submitForm, submitJson } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

submitTest('a form is answered with exactly the documented body', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const answer = await submitForm(stack, source, fields);
  expectTranscript(answer, fields.audioID, /12 s, 8000 Hz, 1 channel/);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('x-request-id')).toMatch(/./);
  expect(answer.headers.get('idempotent-replayed')).toBeNull();
});

submitTest('a browser FormData is taken, its extra fields ignored', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, agent: 'Zoë', priority: '' })) {
    form.append(name, value);
  }
  expectTranscript(await postRaw(stack, form, { 'x-api-key': source.key }), fields.audioID);
});

submitTest('JSON is taken, its extra fields ignored', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const extra = { agent: { name: 'Zoë', results: [{ audioID: 'other' }] }, priority: null };
  expectTranscript(await submitJson(stack, source, { ...extra, ...fields }), fields.audioID);
});

submitTest('JSON with a media type of its own and a byte order mark is taken', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const headers = { 'content-type': 'Application/Vnd.pbx+JSON; charset=UTF-8' };
  const answer = await submitJson(stack, source, `\ufeff${JSON.stringify(fields)}`, headers);
  expectTranscript(answer, fields.audioID);
});

submitTest.concurrent.for([
  ['4430', '4430'],
  ['10000000000000000001', '10000000000000000001'],
  ['-7', '-7'],
  ['1.50', '1.5'],
] as const)('JSON number %s as audioID is its decimal text', async ([number, audioID], { stack, source }) => {
  const { voicefileURL, audioSource } = goodFields(stack, source);
  const rest = JSON.stringify({ voicefileURL, audioSource });
  const answer = await submitJson(stack, source, `{"audioID":${number},${rest.slice(1)}`);
  expectTranscript(answer, audioID);
});

submitTest.concurrent.for([
  ['no Content-Type', undefined],
  ['an unknown Content-Type', 'application/x-pbx'],
  ['text/plain', 'text/plain; charset=utf-8'],
  ['a Content-Type that is none', ';;='],
] as const)('with %s the body is read as a form', async ([, contentType], { stack, source }) => {
  const fields = goodFields(stack, source);
  const headers = { 'x-api-key': source.key, ...(contentType && { 'content-type': contentType }) };
  const body = new TextEncoder().encode(String(new URLSearchParams(fields)));
  expectTranscript(await postRaw(stack, body, headers), fields.audioID);
});

submitTest.concurrent.for([
  ['100 characters', 'x'.repeat(100)],
  ['100 emoji', '\u{1f4de}'.repeat(100)],
  ['one character', '0'],
  ['joined emoji and marks', '\u{1f469}\u{1f3fd}\u200d\u{1f4bb} e\u0301'],
  ['a right-to-left override', 'call-\u202e4430'],
  ['another script', 'مكالمة-４４３０'],
  ['a path that climbs', '../../etc/passwd'],
  ['quotes and percent signs', `%00 "';--<b>&=+#?`],
  ['blanks around it', ' 4430 '],
] as const)('audioID: %s comes back as it was sent', async ([, text], { stack, source }) => {
  // Each source has audioIDs of its own, so that nothing need be added to make them fresh.
  const fields = { ...goodFields(stack, source), audioID: text };
  expectTranscript(await submitForm(stack, source, fields), text);
});

submitTest('an audioID never becomes part of a path', async ({ stack, source }) => {
  const audioID = `../../${freshAudioId()}/../..\\x`;
  await submitForm(stack, source, { ...goodFields(stack, source), audioID });
  const [upload] = stack.vendor.requests(audioID);
  expect(upload?.file?.name).not.toMatch(/[/\\]|\.\./);
});
