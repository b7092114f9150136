// 400: a value that is there and cannot be right.
import { expect } from 'vitest';
import { callApi } from '../../support/gateway-client.ts';
import { invalidValues } from '../../support/malformed-submissions.ts';
import { expectRefusal, goodFields, submitForm, submitJson } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

submitTest.for(invalidValues)('$name', async ({ fields, message }, { stack, source }) => {
  // JSON can say all of it; 1e999 is a number that JSON.stringify cannot write.
  const body = JSON.stringify({ ...goodFields(stack, source), ...fields }).replace('"NUMBER"', '1e999');
  const answer = await submitJson(stack, source, body);
  expectRefusal(answer, { status: 400, code: 'INVALID_PARAMETER', message });
});

submitTest('a refused URL with a password is not repeated in the answer', async ({ stack, source }) => {
  const voicefileURL = 'http://agent:hunter2@example.com/call';
  const answer = await submitForm(stack, source, { ...goodFields(stack, source), voicefileURL });
  expectRefusal(answer, { status: 400, code: 'INVALID_PARAMETER' });
  expect(answer.text).not.toContain('hunter2');
});

submitTest.for([
  ['256 characters', 'x'.repeat(256)],
  ['Latin letters with accents', 'clé'],
])('Idempotency-Key: %s', async ([, key], { stack, source }) => {
  const headers = { 'idempotency-key': String(key) };
  const answer = await submitForm(stack, source, goodFields(stack, source), headers);
  expectRefusal(answer, { status: 400, code: 'INVALID_PARAMETER', message: /^Idempotency-Key/ });
});

submitTest('nothing refused so leaves a recording behind', async ({ stack, source }) => {
  const audioID = 'x'.repeat(101);
  await submitForm(stack, source, { ...goodFields(stack, source), audioID });
  const path = `/v1/recordings?audioID=${audioID}`;
  const { json } = await callApi(stack, 'GET', path, { key: source.key });
  expect(json?.items).toEqual([]);
});
