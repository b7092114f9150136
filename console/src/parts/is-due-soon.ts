// Whether it is worth a close look: a delivery that waits for hours is not about to move.
import type { Delivery } from '../api/client.ts';

/** A redelivery is handed on at once, though it is due only when the sweeper would look for it. */
const soonMs = 60_000;

export const isDueSoon = ({ status, nextAttemptAt }: Delivery): boolean =>
  status === 'pending' && (nextAttemptAt === null || Date.parse(nextAttemptAt) - Date.now() < soonMs);
