// The source that nobody should notice the others: one recording after the other, each timed from its submission to its end.
import { setTimeout as delay } from 'node:timers/promises';
import type { EndedRecordings } from '../../bench/ended-recordings.ts';
import { freshId } from '../../bench/load-callers.ts';
import { submit } from '../../support/gateway-client.ts';
import type { TestStack } from '../../support/local-stack.ts';

export interface Timed {
  /** Until the 202. */
  readonly acceptedMs: number;
  /** Until its outcome was written. */
  readonly endedMs: number;
}

const pollMs = 5;
const limitMs = 300_000;

/** @throws Error on any answer but 202, and when there is no end */
export const submitAndWait = async (
  stack: TestStack,
  ends: EndedRecordings,
  audioSource: string,
): Promise<Timed> => {
  const audioID = freshId();
  const startedAt = performance.now();
  const { status, text } = await submit(stack, {
    audioID,
    audioSource,
    headers: { prefer: 'respond-async' },
  });
  if (status !== 202) throw new Error(`submit answered ${status} ${text}`);
  const acceptedMs = performance.now() - startedAt;
  let endedAt = ends.at.get(audioID);
  while (endedAt === undefined) {
    if (performance.now() - startedAt > limitMs) throw new Error(`${audioID} does not end`);
    await delay(pollMs);
    endedAt = ends.at.get(audioID);
  }
  return { acceptedMs, endedMs: endedAt - startedAt };
};
