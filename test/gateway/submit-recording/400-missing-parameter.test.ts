// 400: what is missing is named, whatever the body's encoding.
import { expectRefusal, goodFields, postRaw, submitForm, submitJson } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const names = ['audioID', 'voicefileURL', 'audioSource'] as const;
const missing = (name: string) => ({
  status: 400,
  code: 'MISSING_PARAMETER',
  message: new RegExp(`Missing required parameter: ${name}$`),
});

submitTest.for(names)('%s left out, empty or null', async (name, { stack, source }) => {
  const { [name]: _left, ...others } = goodFields(stack, source);
  expectRefusal(await submitForm(stack, source, others), missing(name));
  expectRefusal(await submitForm(stack, source, { ...others, [name]: '' }), missing(name));
  expectRefusal(await submitJson(stack, source, others), missing(name));
  expectRefusal(await submitJson(stack, source, { ...others, [name]: null }), missing(name));
  expectRefusal(await submitJson(stack, source, { ...others, [name]: '' }), missing(name));
  const multipart = new FormData();
  for (const [field, value] of Object.entries({ ...others, [name]: '' })) multipart.append(field, value);
  expectRefusal(await postRaw(stack, multipart, { 'x-api-key': source.key }), missing(name));
});

submitTest('no body at all, and fields in the query alone', async ({ stack, source }) => {
  expectRefusal(await postRaw(stack, null, { 'x-api-key': source.key }), missing('audioID'));
  expectRefusal(await submitJson(stack, source, {}), missing('audioID'));
  const query = `?${new URLSearchParams(goodFields(stack, source))}`;
  expectRefusal(await postRaw(stack, '', { 'x-api-key': source.key }, { query }), missing('audioID'));
});

submitTest('names are taken as they are written', async ({ stack, source }) => {
  const { audioID, ...others } = goodFields(stack, source);
  expectRefusal(await submitForm(stack, source, { ...others, audioid: audioID }), missing('audioID'));
});
