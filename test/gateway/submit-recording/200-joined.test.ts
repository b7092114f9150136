// 200: who asks while the work is going on joins it.
import { expect } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import { expectTranscript, goodFields, submitForm } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

submitTest(
  'fifty equal submissions at once are one vendor call and fifty equal answers',
  async ({ stack, source }) => {
    const fields = goodFields(stack, source);
    stack.vendor.plan(fields.audioID, { latencyMs: 1000 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => submitForm(stack, source, fields)));
    const [first] = answers;
    if (first) expectTranscript(first, fields.audioID);
    expect(answers.filter(({ status, text }) => status === 200 && text === first?.text)).toHaveLength(50);
    expect(stack.vendor.requests(fields.audioID)).toHaveLength(1);
  },
);

submitTest('a URL that differs in its query alone joins', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  stack.vendor.plan(fields.audioID, { latencyMs: 700 });
  const answers = await Promise.all(
    ['', '?sig=a&expires=1', '?sig=b'].map((query) =>
      submitForm(stack, source, { ...fields, voicefileURL: fields.voicefileURL + query }),
    ),
  );
  for (const answer of answers) expectTranscript(answer, fields.audioID);
  expect(stack.vendor.requests(fields.audioID)).toHaveLength(1);
});

submitTest('two sources with one audioID at once get their own results', async ({ stack, source }) => {
  const other = await freshSource(stack, { vendorSource: 'ccd' });
  const mine = goodFields(stack, source);
  const theirs = {
    audioID: mine.audioID,
    voicefileURL: stack.recordings.urlOf('call-4431-wav49.wav'),
    audioSource: other.name,
  };
  const [ownAnswer, otherAnswer] = await Promise.all([
    submitForm(stack, source, mine),
    submitForm(stack, other, theirs),
  ]);
  expectTranscript(ownAnswer, mine.audioID, /12 s/);
  expectTranscript(otherAnswer, mine.audioID, /9 s/);
  const vendorSources = stack.vendor.requests(mine.audioID).map(({ fields }) => fields.audioSource);
  expect(vendorSources.sort()).toEqual(['ccd', 'pbx']);
});

submitTest('one Idempotency-Key on equal submissions joins and replays', async ({ stack, source }) => {
  const fields = goodFields(stack, source);
  const headers = { 'Idempotency-Key': `key-${fields.audioID}` };
  const answers = await Promise.all([1, 2].map(() => submitForm(stack, source, fields, headers)));
  for (const answer of answers) expectTranscript(answer, fields.audioID);
  const repeat = await submitForm(stack, source, fields, headers);
  expect(repeat.headers.get('idempotent-replayed')).toBe('true');
  expect(stack.vendor.requests(fields.audioID)).toHaveLength(1);
});
