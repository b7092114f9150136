// The source that takes all it can get: so many recordings, as fast as they are accepted.
import { setTimeout as delay } from 'node:timers/promises';
import type { EndedRecordings } from '../../bench/ended-recordings.ts';
import { callAtOnce, freshId } from '../../bench/load-callers.ts';
import { submit } from '../../support/gateway-client.ts';
import type { TestStack } from '../../support/local-stack.ts';

export interface Flood {
  /** Resolves when so many were accepted. */
  isUnderWay(accepted: number): Promise<void>;
  /** All were accepted, and all have ended; or one was not, which `ended` tells. */
  isOver(): boolean;
  readonly ended: Promise<void>;
}

const callers = 16;
const pollMs = 20;

export const startFlood = (
  stack: TestStack,
  ends: EndedRecordings,
  recordings: number,
  audioSource: string,
): Flood => {
  const ids = Array.from({ length: recordings }, freshId);
  const waiting = [...ids];
  let accepted = 0;
  const isOver = () => hasFailed || (accepted === recordings && ids.every((id) => ends.at.has(id)));
  const submitting = callAtOnce(
    callers,
    () => waiting.pop(),
    async (audioID) => {
      const options = { audioID, audioSource, headers: { prefer: 'respond-async' } };
      const { status, text } = await submit(stack, options);
      if (status !== 202) throw new Error(`submit answered ${status} ${text}`);
      accepted += 1;
      return { audioID, status, answeredAt: performance.now() };
    },
  );
  let hasFailed = false;
  submitting.catch(() => {
    hasFailed = true;
  });
  const untilOver = async () => {
    await submitting;
    while (!isOver()) await delay(pollMs);
  };
  return {
    isOver,
    ended: untilOver(),
    isUnderWay: async (count) => {
      while (accepted < count) await delay(pollMs);
    },
  };
};
