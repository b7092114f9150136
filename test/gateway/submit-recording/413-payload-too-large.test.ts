// 413: our own limit of 4 MB, told in our own words as long as the platform lets the request reach us.
import { expect } from 'vitest';
import { expectRefusal, goodFields, postRaw } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const megabyte = 1024 * 1024;
const tooLarge = { status: 413, code: 'PAYLOAD_TOO_LARGE', message: /4 MB/ };

/** A good submission as JSON, filled up to exactly so many bytes. */
const jsonOf = (bytes: number, fields: object): string => {
  const empty = JSON.stringify({ ...fields, notes: '' });
  return JSON.stringify({ ...fields, notes: 'x'.repeat(bytes - empty.length) });
};

submitTest('JSON of exactly 4 MB is taken, one byte more is refused', async ({ stack, source }) => {
  const headers = { 'content-type': 'application/json', 'x-api-key': source.key, prefer: 'respond-async' };
  const fields = goodFields(stack, source);
  expect((await postRaw(stack, jsonOf(4 * megabyte, fields), headers)).status).toBe(202);
  expectRefusal(await postRaw(stack, jsonOf(4 * megabyte + 1, fields), headers), tooLarge);
});

submitTest.for([4.1, 5, 9.9])(
  'a body of %d MB is refused in any encoding',
  async (size, { stack, source }) => {
    const bytes = Math.floor(size * megabyte);
    const fields = goodFields(stack, source);
    const form = `${new URLSearchParams(fields)}&notes=`;
    const headers = { 'x-api-key': source.key };
    const asForm = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const asJson = { ...headers, 'content-type': 'application/json' };
    const multipart = new FormData();
    multipart.append('notes', 'x'.repeat(bytes));
    const answers = [
      await postRaw(stack, form.padEnd(bytes, 'x'), asForm),
      await postRaw(stack, jsonOf(bytes, fields), asJson),
      await postRaw(stack, multipart, headers),
    ];
    for (const answer of answers) expectRefusal(answer, tooLarge);
  },
);

submitTest('above 10 MB the platform itself refuses', async ({ stack }) => {
  const answer = await postRaw(stack, 'x'.repeat(11 * megabyte), { 'content-type': 'application/json' });
  expect(answer.status).toBe(413);
  expect(answer.json).toEqual({ message: 'Request Entity Too Large' });
});
