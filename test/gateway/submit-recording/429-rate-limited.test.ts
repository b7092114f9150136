// 429: a source that asks too often is told when to come back.
import { expect } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import { expectRefusal, goodFields, submitForm } from '../../support/submit-door.ts';
import { tight, tightTest } from '../../support/submit-test.ts';

const limit = Number(tight.SUBMIT_RATE_PER_MINUTE);

tightTest('more submissions in a minute than the setting allows', async ({ stack, source }) => {
  const statuses: number[] = [];
  let answer: Awaited<ReturnType<typeof submitForm>>;
  do {
    answer = await submitForm(stack, source, goodFields(stack, source), { prefer: 'respond-async' });
    statuses.push(answer.status);
  } while (answer.status === 202);
  expectRefusal(answer, { status: 429, code: 'RATE_LIMITED', message: /3 submissions in one minute/ });
  const retryAfter = Number(answer.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThanOrEqual(1);
  expect(retryAfter).toBeLessThanOrEqual(60);
  // Twice as many when the minute ended between them.
  expect([limit, 2 * limit]).toContain(statuses.length - 1 - ((statuses.length - 1) % limit));
  const other = await freshSource(stack);
  const unaffected = await submitForm(stack, other, goodFields(stack, other), { prefer: 'respond-async' });
  expect(unaffected.status).toBe(202);
});
