// The vendor waits a little: the first delivery attempt is made by the deliver function, and its answer reported here.
import { isAnyPaused } from '../../../shared/domain/brake.ts';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import type { Answers, Deliveries, Sources } from '../../../shared/use-cases/ports.ts';

export interface WaitForForwardDeps {
  readonly deliveries: Pick<Deliveries, 'get'>;
  readonly answers: Pick<Answers, 'get'>;
  readonly sources: Sources;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

export interface ForwardReport {
  readonly url: string;
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
}

const pausesMs = [100, 150, 250, 350, 500];

const report = async (deps: WaitForForwardDeps, delivery: Delivery): Promise<ForwardReport> => {
  const first = delivery.attempts[0];
  if (!first) {
    const error = 'No answer yet: the delivery goes on in the background';
    return { url: delivery.url, status: null, response: null, error };
  }
  const stored = first.responseKey === undefined ? undefined : await deps.answers.get(first.responseKey);
  return {
    url: delivery.url,
    status: first.statusCode ?? null,
    response: first.responseText ?? stored ?? null,
    error: first.error ?? null,
  };
};

/** A source that is paused has no first attempt before it goes on: waiting would only hold a function. */
const isHeld = async (deps: WaitForForwardDeps, { account, source }: Delivery): Promise<boolean> =>
  isAnyPaused((await deps.sources.get(account, source))?.brake);

export const waitForForward = async (
  deps: WaitForForwardDeps,
  deliveryId: string,
  waitMs: number,
): Promise<ForwardReport | undefined> => {
  const deadline = deps.clock.now() + waitMs;
  for (let poll = 0; ; poll += 1) {
    const delivery = await deps.deliveries.get(deliveryId);
    if (!delivery) return undefined;
    const leftMs = deadline - deps.clock.now();
    if (delivery.attempts.length > 0 || leftMs <= 0) return report(deps, delivery);
    if (poll === 0 && (await isHeld(deps, delivery))) return report(deps, delivery);
    await deps.pause(Math.min(pausesMs[poll] ?? 500, leftMs));
  }
};
