// Submissions that come when they come: at a steady rate, whether or not those before have been answered.
import { setTimeout as delay } from 'node:timers/promises';
import { freshId, submitOnce } from '../bench/load-callers.ts';
import type { TestStack } from '../support/local-stack.ts';

export interface Rate {
  readonly perSecond: number;
  readonly seconds: number;
  /** Under way at once; one that finds all of them busy waits, and its wait counts. */
  readonly callers: number;
}

export interface Sent {
  readonly accepted: string[];
  /** From when it was due to its answer. */
  readonly waitsMs: number[];
  readonly errors: string[];
}

export const sendAtRate = async (
  stack: TestStack,
  { perSecond, seconds, callers }: Rate,
  into: Sent = { accepted: [], waitsMs: [], errors: [] },
): Promise<Sent> => {
  const startedAt = performance.now();
  const count = Math.round(perSecond * seconds);
  let next = 0;
  const work = async () => {
    for (let at = next++; at < count; at = next++) {
      const dueAt = startedAt + (at * 1000) / perSecond;
      const early = dueAt - performance.now();
      if (early > 0) await delay(early);
      try {
        const { audioID, answeredAt } = await submitOnce(stack, freshId(), { prefer: 'respond-async' });
        into.accepted.push(audioID);
        into.waitsMs.push(answeredAt - dueAt);
      } catch (error) {
        into.errors.push(String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, work));
  return into;
};
