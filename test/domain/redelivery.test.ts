// The rules of an operator's redelivery: what may be posted once more, and how the delivery stands then.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deliveryPauseMs } from '../../shared/domain/backoff.ts';
import { type Delivery, deliverySchema, withAttempt } from '../../shared/domain/delivery.ts';
import {
  judgeRedelivery,
  nextAttemptOfRow,
  redelivered,
  withoutOldBelief,
} from '../../shared/domain/redelivery.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { makeSource, withoutForwardUrl } from '../support/make-source.ts';
import { fixedRandomness } from '../support/seeded-randomness.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const forwardUrl = 'https://customer.example/results';
const target = { ...makeSource(), forwardUrl };

describe('what may be redelivered', () => {
  test('anything nobody is posting, for a source with a target that is switched on', () => {
    expect(judgeRedelivery({}, target, testStartMs)).toEqual({ kind: 'redeliver', target });
  });

  test('a claim holds until its time, and then no longer: whoever had it is dead', () => {
    const claimed = { claimedUntil: testStartMs + 1 };
    expect(judgeRedelivery(claimed, target, testStartMs)).toEqual({ kind: 'being-posted' });
    expect(judgeRedelivery(claimed, target, testStartMs + 1).kind).toBe('redeliver');
  });

  test('not without a source, without a target, or with one that is switched off', () => {
    expect(judgeRedelivery({}, undefined, testStartMs)).toEqual({ kind: 'no-source' });
    expect(judgeRedelivery({}, withoutForwardUrl(target), testStartMs)).toEqual({ kind: 'no-target' });
    const since = '2026-03-30T12:00:00.000Z';
    const off = { ...target, forwardDisabledAt: since };
    expect(judgeRedelivery({}, off, testStartMs)).toEqual({ kind: 'switched-off', since });
  });

  test('for a paused source too: it waits until that goes on', () => {
    const paused = { ...target, brake: { isPaused: true } };
    expect(judgeRedelivery({}, paused, testStartMs).kind).toBe('redeliver');
  });
});

describe('a redelivered one', () => {
  test.each(['delivered', 'undelivered'] as const)(
    'that was %s is due now, under its id, for the present target, its row of attempts begun anew',
    (status) => {
      const before = makeDelivery({ status, ver: 21, attemptCount: 10, url: 'https://former.example/' });
      expect(redelivered(before, target, testStartMs + 5)).toEqual({
        ...before,
        ver: 22,
        status: 'pending',
        url: forwardUrl,
        dueAt: testStartMs + 5,
        formerAttempts: 10,
        redeliveredAt: '2026-03-31T12:00:00.005Z',
      });
    },
  );

  test('that was still tried is due now, and its row goes on where it was', () => {
    const before = makeDelivery({ attemptCount: 3, dueAt: testStartMs + 9_000_000 });
    const after = redelivered(before, target, testStartMs);
    expect(after).toMatchObject({ status: 'pending', dueAt: testStartMs, attemptCount: 3 });
    expect(nextAttemptOfRow(after)).toBe(4);
  });

  test('is free for whoever posts it: a dead claim is gone', () => {
    const before = makeDelivery({ claimedUntil: testStartMs - 1 });
    expect(redelivered(before, target, testStartMs)).not.toHaveProperty('claimedUntil');
  });
});

/** One failed attempt, as the deliver function records it. */
const failed = (delivery: Delivery, pauses: readonly number[]): Delivery => {
  const pauseMs = deliveryPauseMs(nextAttemptOfRow(delivery), fixedRandomness(0.5), pauses);
  return {
    ...delivery,
    ver: delivery.ver + 2,
    attempts: withAttempt(delivery, { at: '', statusCode: 500, error: 'no' }),
    attemptCount: delivery.attemptCount + 1,
    status: pauseMs === undefined ? 'undelivered' : 'pending',
  };
};

test('however often it fails and is redelivered, each row has all its attempts, and nothing of the history is lost', () => {
  const pauses = [5, 300, 1800];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 30 }), (rows) => {
      let delivery = makeDelivery();
      let made = 0;
      for (const wanted of rows) {
        const left = pauses.length + 1 - (nextAttemptOfRow(delivery) - 1);
        for (let attempt = 0; attempt < wanted && delivery.status === 'pending'; attempt += 1) {
          delivery = failed(delivery, pauses);
          made += 1;
          const isLast = attempt + 1 === left;
          expect(delivery.status).toBe(isLast ? 'undelivered' : 'pending');
        }
        delivery = redelivered(delivery, target, testStartMs);
        expect(delivery.status).toBe('pending');
      }
      const { attemptCount, attempts, id, formerAttempts = 0 } = deliverySchema.parse(delivery);
      expect([attemptCount, attempts.length, id]).toEqual([made, Math.min(made, 40), makeDelivery().id]);
      expect(formerAttempts).toBeLessThanOrEqual(attemptCount);
    }),
  );
});

describe('what is believed of a source', () => {
  const off = makeSource({
    forwardDisabledAt: '2026-03-31T12:00:00.000Z',
    forwardDisabledReason: 'the target failed for too long',
    forwardFailingSince: '2026-03-26T12:00:00.000Z',
  });
  const redeliveredAt = (at: string) => makeDelivery({ redeliveredAt: at });

  test('that it was switched off before an operator found it on is old, with the failures before', () => {
    expect(withoutOldBelief(off, redeliveredAt('2026-03-31T12:00:01.000Z'))).toEqual(makeSource());
  });

  test('that it was switched off after that is true', () => {
    expect(withoutOldBelief(off, redeliveredAt('2026-03-31T11:59:59.000Z'))).toBe(off);
  });

  test('is believed where no operator redelivered, and where it is on', () => {
    expect(withoutOldBelief(off, makeDelivery())).toBe(off);
    const failing = makeSource({ forwardFailingSince: '2026-03-26T12:00:00.000Z' });
    expect(withoutOldBelief(failing, redeliveredAt('2026-03-31T12:00:01.000Z'))).toBe(failing);
  });
});
