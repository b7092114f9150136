// 401: no key, in none of its places.
import { expectRefusal, goodFields, postRaw } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const missing = { status: 401, code: 'MISSING_API_KEY' };

submitTest('no key, an empty header, an empty field', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  expectRefusal(await postRaw(stack, new URLSearchParams(fields)), missing);
  const emptyField = new URLSearchParams({ ...fields, api_key: '' });
  expectRefusal(await postRaw(stack, emptyField, { 'x-api-key': '' }), missing);
  const json = JSON.stringify({ ...fields, api_key: null });
  expectRefusal(await postRaw(stack, json, { 'content-type': 'application/json' }), missing);
});
