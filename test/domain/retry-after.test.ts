// Retry-After as other servers write it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../shared/domain/retry-after.ts';

const now = Date.UTC(2026, 2, 31, 12);

test.each([
  ['120', 120],
  [' 0 ', 0],
  ['Tue, 31 Mar 2026 12:01:30 GMT', 90],
  ['Tue, 31 Mar 2026 11:00:00 GMT', 0],
  [undefined, undefined],
  ['', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['1e9', undefined],
  ['9999999999', undefined],
])('%j is %s', (header, seconds) => {
  expect(parseRetryAfter(header, now)).toBe(seconds);
});

test('whatever a server writes, it is a whole number of seconds that is not negative, or nothing', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const seconds = parseRetryAfter(header, now);
      expect(seconds === undefined || (Number.isInteger(seconds) && seconds >= 0)).toBe(true);
    }),
  );
});
