// The vendor waits a little: the first delivery attempt is made by the deliver function, and its answer reported here.
import { isAnyPaused } from '../../../shared/domain/brake.ts';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import {
  type AwaitFirstAttemptDeps,
  awaitFirstAttempt,
} from '../../../shared/use-cases/await-first-attempt.ts';
import type { Answers, Sources } from '../../../shared/use-cases/ports.ts';

export interface WaitForForwardDeps extends AwaitFirstAttemptDeps {
  readonly answers: Pick<Answers, 'get'>;
  readonly sources: Sources;
}

export interface ForwardReport {
  readonly url: string;
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
}

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

export const waitForForward = async (
  deps: WaitForForwardDeps,
  deliveryId: string,
  waitMs: number,
): Promise<ForwardReport | undefined> => {
  // A source that is paused has no first attempt before it goes on: waiting would only hold a function.
  const isHeld = async ({ account, source }: Delivery): Promise<boolean> =>
    isAnyPaused((await deps.sources.get(account, source))?.brake);
  const delivery = await awaitFirstAttempt(deps, deliveryId, waitMs, isHeld);
  return delivery && report(deps, delivery);
};
