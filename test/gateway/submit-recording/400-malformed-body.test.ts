// 400: what cannot be read is refused as a whole, never guessed at.
import { expect } from 'vitest';
import { malformedBodies } from '../../support/malformed-submissions.ts';
import { type Body, expectRefusal, goodFields, postRaw } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

submitTest.for(malformedBodies)('$name', async (malformed, { stack, source }) => {
  const fields = goodFields(stack, source);
  const { contentType, contentEncoding, body, message } = malformed;
  const answer = await postRaw(stack, body(fields) as Body, {
    'content-type': contentType,
    'x-api-key': source.key,
    ...(contentEncoding && { 'content-encoding': contentEncoding }),
  });
  expectRefusal(answer, { status: 400, code: 'INVALID_PARAMETER', message });
  expect(stack.vendor.requests(fields.audioID)).toHaveLength(0);
});
