// The ledger: ids that are the same whoever makes them, attempts that fit their item.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type DeliveryAttempt,
  deliveryForm,
  deliveryId,
  deliverySchema,
  testJsonLogName,
  withAttempt,
} from '../../shared/domain/delivery.ts';
import { isJsonLogName } from '../../shared/domain/json-log-name.ts';
import { makeDelivery } from '../support/make-delivery.ts';

const attempt = (n: number): DeliveryAttempt => ({
  at: new Date(n).toISOString(),
  statusCode: 500,
  durationMs: n,
});

test('one recording, attempt and revision is one id', () => {
  const recording = { id: `rec_${'a'.repeat(32)}`, nonce: 'nonce123', attempt: 2 };
  expect(deliveryId(recording, 3)).toBe(`dlv_${'a'.repeat(32)}_nonce123_2_3`);
});

test('whatever differs, the ids differ', () => {
  const parts = fc.record({
    id: fc.constantFrom('a', 'b').map((letter) => `rec_${letter.repeat(32)}`),
    nonce: fc.stringMatching(/^[0-9a-z]{8}$/),
    attempt: fc.integer({ min: 1, max: 120 }),
    revision: fc.integer({ min: 1, max: 120 }),
  });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(deliveryId(one, one.revision) === deliveryId(other, other.revision)).toBe(isSame);
    }),
  );
});

test('however many attempts there are, the first and the newest 39 are kept, in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), (count) => {
      let delivery = makeDelivery();
      for (let n = 1; n <= count; n += 1) {
        delivery = { ...delivery, attempts: withAttempt(delivery, attempt(n)), attemptCount: n };
      }
      const kept = deliverySchema.parse(delivery).attempts.map(({ durationMs }) => durationMs);
      const all = Array.from({ length: count }, (_, index) => index + 1);
      expect(kept).toEqual(count <= 40 ? all : [1, ...all.slice(-39)]);
    }),
    { numRuns: 40 },
  );
});

test('the attempts before are left as they were', () => {
  const delivery = makeDelivery({ attempts: [attempt(1)] });
  withAttempt(delivery, attempt(2));
  expect(delivery.attempts).toEqual([attempt(1)]);
});

test('whatever the audioID, the form is equal to it after decoding', () => {
  const jsonUrl = 'https://voxgate.example/voiceTranscription/json_logs/x.json?a=b&c=d';
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (audioId) => {
      expect([...new URLSearchParams(deliveryForm({ audioId, jsonUrl }))]).toEqual([
        ['id', audioId],
        ['json_url', jsonUrl],
      ]);
    }),
  );
});

test("a test's JSON log has a name like any other, so that receivers may check it", () => {
  expect(isJsonLogName(testJsonLogName)).toBe(true);
});
