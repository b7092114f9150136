// A delivery that was just queued → as it stands when its first attempt is known, or the time is up.
import type { Delivery } from '../domain/delivery.ts';
import type { Clock } from '../domain/randomness.ts';
import type { Deliveries } from './ports.ts';

export interface AwaitFirstAttemptDeps {
  readonly deliveries: Pick<Deliveries, 'get'>;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

const pausesMs = [100, 150, 250, 350, 500];

/**
 * @param isHeld asked once, before the wait: whether no attempt can come for now. @default it never is
 * @returns `undefined` when it is not there
 */
export const awaitFirstAttempt = async (
  deps: AwaitFirstAttemptDeps,
  deliveryId: string,
  waitMs: number,
  isHeld: (delivery: Delivery) => Promise<boolean> = async () => false,
): Promise<Delivery | undefined> => {
  const deadline = deps.clock.now() + waitMs;
  for (let poll = 0; ; poll += 1) {
    const delivery = await deps.deliveries.get(deliveryId);
    if (!delivery) return undefined;
    const leftMs = deadline - deps.clock.now();
    if (delivery.attempts.length > 0 || leftMs <= 0) return delivery;
    if (poll === 0 && (await isHeld(delivery))) return delivery;
    await deps.pause(Math.min(pausesMs[poll] ?? 500, leftMs));
  }
};
