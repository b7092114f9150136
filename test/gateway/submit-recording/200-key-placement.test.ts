// 200 and 401: where the door looks for the key.
import { expectRefusal, expectTranscript, goodFields, postRaw } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const invalid = { status: 403, code: 'INVALID_API_KEY' };
const missing = { status: 401, code: 'MISSING_API_KEY' };
const wrong = 'some-other-key';

submitTest('api_key in a form, in multipart and in JSON opens the door', async ({ stack, source }) => {
  const fields = () => ({ ...goodFields(stack, source), api_key: source.key });
  const form = fields();
  expectTranscript(await postRaw(stack, new URLSearchParams(form)), form.audioID);
  const multipart = fields();
  const formData = new FormData();
  for (const [name, value] of Object.entries(multipart)) formData.append(name, value);
  expectTranscript(await postRaw(stack, formData), multipart.audioID);
  const json = fields();
  const headers = { 'content-type': 'application/json' };
  expectTranscript(await postRaw(stack, JSON.stringify(json), headers), json.audioID);
});

submitTest('a good header beats a wrong key in the body', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const body = new URLSearchParams({ ...fields, api_key: wrong });
  expectTranscript(await postRaw(stack, body, { 'X-API-Key': source.key }), fields.audioID);
});

submitTest('a wrong header beats a good key in the body', async ({ stack, source }) => {
  const body = new URLSearchParams({ ...goodFields(stack, source), api_key: source.key });
  expectRefusal(await postRaw(stack, body, { 'X-API-Key': wrong }), invalid);
});

submitTest(
  'an empty header counts as absent: the key in the body opens the door',
  async ({ stack, source }) => {
    const fields = goodFields(stack, source);
    const body = new URLSearchParams({ ...fields, api_key: source.key });
    expectTranscript(await postRaw(stack, body, { 'X-API-Key': '' }), fields.audioID);
  },
);

submitTest('a key in the query, or as Bearer, does not open this door', async ({ stack, source }) => {
  const body = new URLSearchParams(goodFields(stack, source));
  const query = `?api_key=${source.key}&token=${source.key}&accesskey=${source.key}`;
  expectRefusal(await postRaw(stack, body, {}, { query }), missing);
  expectRefusal(await postRaw(stack, body, { authorization: `Bearer ${source.key}` }), missing);
});
