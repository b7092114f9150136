// A delivery as an operator reads it, alone and in a list: whole where that fits, and never too large to leave.
import { expect, test } from 'vitest';
import { deliveryBody, deliveryLine } from '../../functions/admin/delivery-body.ts';
import { deliveryView } from '../../functions/admin/delivery-view.ts';
import type { DeliveryAttempt } from '../../shared/domain/delivery.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { MemoryTexts } from '../support/memory-texts.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const at = new Date(testStartMs).toISOString();
const responses = (body: { readonly attempts: readonly { readonly response: string | null }[] }) =>
  body.attempts.map(({ response }) => response);

/** As many attempts whose answers lie in the bucket. */
const withLongAnswers = async (count: number, text: string) => {
  const answers = new MemoryTexts();
  const attempts: DeliveryAttempt[] = [];
  for (let index = 0; index < count; index += 1) {
    const responseKey = `forward_answers/dlv_${index}.txt`;
    await answers.put(responseKey, text);
    attempts.push({ at, statusCode: 500, durationMs: 5, error: 'no', responseKey });
  }
  return { answers, delivery: makeDelivery({ attempts, attemptCount: count }) };
};

test('what was posted, whose it is, and each attempt with what was answered', async () => {
  const delivery = makeDelivery({
    attempts: [
      { at, durationMs: 3, error: 'connection refused' },
      { at, statusCode: 200, durationMs: 12, responseText: 'OK' },
    ],
    attemptCount: 2,
  });
  const body = await deliveryBody(delivery, new MemoryTexts());
  expect(body).toEqual({
    ...{ id: delivery.id, recordingId: delivery.recordingId, audioID: '4430', audioSource: 'PBXdemo' },
    ...{ url: delivery.url, status: 'pending', createdAt: at, attemptCount: 2, nextAttemptAt: at },
    body: new URLSearchParams({ id: '4430', json_url: delivery.jsonUrl }).toString(),
    attempts: [
      { at, statusCode: null, durationMs: 3, error: 'connection refused', response: null },
      { at, statusCode: 200, durationMs: 12, error: null, response: 'OK' },
    ],
  });
  expect(deliveryView.parse(body)).toEqual(body);
});

test('nothing is due for one that has ended', async () => {
  const { dueAt: _, ...ended } = makeDelivery({ status: 'delivered' });
  expect((await deliveryBody(ended, new MemoryTexts())).nextAttemptAt).toBeNull();
});

test('a long answer is read for one delivery, and not for a list', async () => {
  const { answers, delivery } = await withLongAnswers(1, 'long');
  expect(responses(await deliveryBody(delivery, answers))).toEqual(['long']);
  expect(responses(deliveryLine(delivery))).toEqual([null]);
});

test('an answer whose object is gone is null', async () => {
  const { delivery } = await withLongAnswers(2, 'long');
  expect(responses(await deliveryBody(delivery, new MemoryTexts()))).toEqual([null, null]);
});

test('of many long answers the newest are shown, as many as a function can answer with', async () => {
  // Each character of it takes six bytes as JSON.
  const { answers, delivery } = await withLongAnswers(40, '\u0001'.repeat(64 * 1024));
  const body = await deliveryBody(delivery, answers);
  expect(
    responses(body)
      .slice(-2)
      .every((response) => response !== null),
  ).toBe(true);
  expect(responses(body)[0]).toBeNull();
  expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(2 * 1024 * 1024);
});

test('in a list the newest attempt alone shows its answer, so that a page of a hundred can leave', () => {
  const responseText = '\u0001'.repeat(4096);
  const attempts = Array.from({ length: 40 }, () => ({ at, statusCode: 500, error: 'no', responseText }));
  const line = deliveryLine(makeDelivery({ attempts, attemptCount: 40 }));
  expect(responses(line)).toEqual([...Array(39).fill(null), responseText]);
  expect(Buffer.byteLength(JSON.stringify(Array(100).fill(line)))).toBeLessThan(5 * 1024 * 1024);
});
