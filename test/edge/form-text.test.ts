// A form's text is taken as it was sent, character by character.
import { expect, test } from 'vitest';
import type { HttpRequest } from '../../shared/edge/http-request.ts';
import { readFields } from '../../shared/edge/read-fields.ts';

const form = (body: string) =>
  readFields({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(body),
  } as unknown as HttpRequest);

test.each([
  ['audioID=%EF%BB%BFrace1', '\ufeffrace1'],
  ['audioID=race1%EF%BB%BF', 'race1\ufeff'],
  ['audioID=a+b%2B%C3%BC', 'a b+ü'],
])('%s', async (body, audioID) => {
  expect((await form(body)).get('audioID')).toBe(audioID);
});
