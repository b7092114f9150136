// 400: a source that is not there, or is switched off.
import { putSource } from '../../support/accounts.ts';
import { expectRefusal, expectTranscript, goodFields, submitForm } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const invalid = { status: 400, code: 'INVALID_AUDIO_SOURCE', message: /Invalid audioSource/ };

submitTest.for([
  ['the name in lower case', 'pbxdemo'],
  ['the name with a blank', 'PBXdemo '],
  ['the name the vendor knows', 'pbx'],
  ['a name nobody has', 'Nobody'],
  ['a property of every object', '__proto__'],
  ['a name longer than a table takes', 'x'.repeat(5000)],
  ['a NUL', '\u0000'],
] as const)('%s is no source', async ([, audioSource], { stack, source }) => {
  const answer = await submitForm(stack, source, { ...goodFields(stack, source), audioSource });
  expectRefusal(answer, invalid);
});

submitTest('a disabled source is refused, and taken again when it is enabled', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  await putSource(stack, source.name, { active: false });
  expectRefusal(await submitForm(stack, source, fields), invalid);
  await putSource(stack, source.name, { active: true });
  expectTranscript(await submitForm(stack, source, fields), fields.audioID);
});
