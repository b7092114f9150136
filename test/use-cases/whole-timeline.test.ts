// What an operator reads from top to bottom: each step of a recording, and each attempt to deliver what came of it.
import { expect, test } from 'vitest';
import { wholeTimeline } from '../../functions/admin/manage-recordings/whole-timeline.ts';
import { deliveryId } from '../../shared/domain/delivery.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { makeRecording } from '../support/make-recording.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const at = (seconds: number): string => new Date(testStartMs + seconds * 1000).toISOString();

test('attempts stand among the steps by their time, each with the attempt whose result it is', () => {
  const recording = makeRecording('COMPLETED', {
    timeline: [
      { at: at(0), event: 'received', attempt: 1 },
      { at: at(5), event: 'completed', attempt: 1 },
      { at: at(60), event: 'retried', attempt: 2 },
      { at: at(65), event: 'completed', attempt: 2 },
    ],
  });
  const first = makeDelivery({
    id: deliveryId({ ...recording, attempt: 1 }, 1),
    attempts: [
      { at: at(6), statusCode: 503, durationMs: 12, error: 'the receiver answered 503' },
      { at: at(61), statusCode: 200, durationMs: 30 },
    ],
  });
  const second = makeDelivery({
    id: deliveryId({ ...recording, attempt: 2 }, 1),
    attempts: [{ at: at(65), error: 'the connection was refused' }],
  });
  const steps = wholeTimeline(recording, [first, second]);
  expect(steps.map(({ event, attempt, detail = '' }) => `${attempt} ${event} ${detail}`.trim())).toEqual([
    '1 received',
    '1 completed',
    '1 delivery-failed the receiver answered 503, 12 ms',
    '2 retried',
    '1 delivered HTTP 200, 30 ms',
    '2 completed',
    '2 delivery-failed the connection was refused',
  ]);
});
