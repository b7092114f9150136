// Pauses grow, carry jitter, obey Retry-After, and never let a recording wait without end.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deliveryPauseMs,
  fetchPauseMs,
  holdPauseMs,
  isTimeForHint,
  rejectedTokenPauseMs,
  vendorPauseMs,
} from '../../shared/domain/backoff.ts';
import { settingDefaults } from '../../shared/domain/settings.ts';
import { fixedRandomness } from '../support/seeded-randomness.ts';

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const middle = fixedRandomness(0.5);
const numbersOf = (list: string) => list.split(',').map(Number);
const pauses = numbersOf(settingDefaults.FORWARD_PAUSES_SECONDS);
const vendorPauses = numbersOf(settingDefaults.VENDOR_PAUSES_SECONDS);
const fetchPauses = numbersOf(settingDefaults.FETCH_PAUSES_SECONDS);

const expectWithin = (ms: number, seconds: number, jitter: number) => {
  expect(ms).toBeGreaterThanOrEqual(Math.floor(seconds * (1 - jitter) * 1000));
  expect(ms).toBeLessThanOrEqual(Math.ceil(seconds * (1 + jitter) * 1000));
};

describe('uploads', () => {
  test('three fit into the time a caller waits', () => {
    const worst = fixedRandomness(0.999_999);
    expect(vendorPauseMs(1, worst, vendorPauses) + vendorPauseMs(2, worst, vendorPauses)).toBeLessThan(5000);
  });

  test('the pauses grow up to ten minutes, then repeat', () => {
    const seconds = Array.from(
      { length: 12 },
      (_, index) => vendorPauseMs(index + 1, middle, vendorPauses) / 1000,
    );
    expect(seconds).toEqual([1, 2, 10, 30, 60, 120, 300, 600, 600, 600, 600, 600]);
  });

  test('each within 10 % of its middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fraction, (failures, chance) => {
        expectWithin(
          vendorPauseMs(failures, fixedRandomness(chance), vendorPauses),
          vendorPauseMs(failures, middle, vendorPauses) / 1000,
          0.1,
        );
      }),
    );
  });

  test("the vendor's Retry-After is a floor", () => {
    expect(vendorPauseMs(1, middle, vendorPauses, 90)).toBe(90_000);
    expect(vendorPauseMs(8, middle, vendorPauses, 90)).toBe(600_000);
  });

  test('a Retry-After of years does not park a recording past the time when it is given up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (retryAfter) => {
        expect(vendorPauseMs(1, middle, vendorPauses, retryAfter)).toBeLessThanOrEqual(
          settingDefaults.VENDOR_GIVE_UP_SECONDS * 1000,
        );
      }),
    );
  });

  test('a rejected token is tried about every five minutes', () => {
    fc.assert(
      fc.property(fraction, (chance) =>
        expectWithin(
          rejectedTokenPauseMs(fixedRandomness(chance), settingDefaults.VENDOR_TOKEN_PAUSE_SECONDS),
          300,
          0.1,
        ),
      ),
    );
  });
});

test('fetching is tried again after 10 s, 1 min, 5 min, 30 min, then every hour', () => {
  const tries = [1, 2, 3, 4, 5, 6, 99];
  expect(tries.map((count) => fetchPauseMs(count, middle, fetchPauses) / 1000)).toEqual([
    10, 60, 300, 1800, 3600, 3600, 3600,
  ]);
});

test('a held recording looks again after at most 40 s, however often it was held', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fraction, (holds, chance) => {
      expectWithin(
        holdPauseMs(holds, fixedRandomness(chance), 30),
        Math.min(2 ** Math.min(holds, 5), 30),
        0.25,
      );
    }),
  );
});

test('a hint for what is due comes in minutes 0, 1, 2, 4, 8 after it fell due, then in each 16th', () => {
  const minutes = Array.from({ length: 70 }, (_, minute) => minute);
  const hinted = minutes.filter((minute) => isTimeForHint(1000, 1000 + minute * 60_000 + 30_000));
  expect(hinted).toEqual([0, 1, 2, 4, 8, 16, 32, 48, 64]);
});

test('a sweeper who drifts within its minutes skips no hint: no more than 16 minutes lie between two', () => {
  const inMinute = fc.integer({ min: 0, max: 59_999 });
  fc.assert(
    fc.property(inMinute, fc.array(inMinute, { minLength: 70, maxLength: 70 }), (dueAt, seconds) => {
      const hinted = seconds.flatMap((ms, minute) =>
        isTimeForHint(dueAt, minute * 60_000 + ms) ? minute : [],
      );
      expect(hinted).toEqual([0, 1, 2, 4, 8, 16, 32, 48, 64]);
    }),
  );
});

describe('deliveries', () => {
  test('the second attempt comes after exactly 5 s, whatever chance says', () => {
    fc.assert(
      fc.property(fraction, (chance) => {
        expect(deliveryPauseMs(1, fixedRandomness(chance), pauses)).toBe(5000);
      }),
    );
  });

  test('the others carry 20 % jitter around 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: pauses.length }), fraction, (attempts, chance) => {
        const ms = deliveryPauseMs(attempts, fixedRandomness(chance), pauses) ?? 0;
        expectWithin(ms, pauses[attempts - 1] ?? 0, 0.2);
      }),
    );
    expect(pauses).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  });

  test('jitter reaches both ends', () => {
    expect(deliveryPauseMs(2, fixedRandomness(0), pauses)).toBe(240_000);
    expect(deliveryPauseMs(2, fixedRandomness(0.999_999_9), pauses)).toBe(360_000);
  });

  test('after the last pause there is no further attempt', () => {
    expect(deliveryPauseMs(pauses.length + 1, middle, pauses)).toBeUndefined();
    expect(deliveryPauseMs(1, middle, [])).toBeUndefined();
  });

  test('Retry-After is a floor, of a day at most, and brings no attempt beyond the last', () => {
    expect(deliveryPauseMs(1, middle, pauses, 60)).toBe(60_000);
    expect(deliveryPauseMs(2, middle, pauses, 60)).toBe(300_000);
    expect(deliveryPauseMs(1, middle, pauses, 10 ** 9)).toBe(86_400_000);
    expect(deliveryPauseMs(pauses.length + 1, middle, pauses, 60)).toBeUndefined();
  });
});
