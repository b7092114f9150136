// A burst: as fast as they are taken, with nobody waiting. All must end, none twice.
import { setTimeout as delay } from 'node:timers/promises';
import type { TestStack } from '../support/local-stack.ts';
import { watchEnds } from './ended-recordings.ts';
import { callAtOnce, freshId, sayProgress, submitOnce } from './load-callers.ts';
import type { Row, Say } from './row.ts';
import { countStored } from './stored-recordings.ts';

const callers = 16;
const limitMs = 600_000;

export const benchBacklog = async (
  stack: TestStack,
  recordings: number,
  say: Say,
): Promise<readonly Row[]> => {
  say(`a backlog of ${recordings}`);
  const ends = watchEnds(stack.engine.endpoints);
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const ids = Array.from({ length: recordings }, freshId);
  const waiting = [...ids];
  const stop = sayProgress(
    say,
    () => `${seconds().toFixed(0)} s: accepted ${recordings - waiting.length}, ended ${ends.at.size}`,
  );
  try {
    const headers = { prefer: 'respond-async' };
    await callAtOnce(
      callers,
      () => waiting.pop(),
      (id) => submitOnce(stack, id, headers),
    );
    const acceptedAfter = seconds();
    while (ends.at.size < recordings && seconds() * 1000 < limitMs) await delay(50);
    const endedAfter = seconds();
    const wanted = new Set(ids);
    const completed = await countStored(
      stack,
      (audioID, state) => wanted.has(audioID) && state === 'COMPLETED',
    );
    const uploads = stack.vendor.requests().filter(({ audioID = '' }) => wanted.has(audioID)).length;
    return [
      {
        what: `a backlog of ${recordings.toLocaleString('en')} recordings`,
        measured:
          `${recordings - completed} lost, ${uploads - completed} uploaded twice; accepted in ${acceptedAfter.toFixed(0)} s, ` +
          `all ended in ${endedAfter.toFixed(0)} s (${(completed / endedAfter).toFixed(1)} a second)`,
        target: { text: 'none lost or doubled', isMet: completed === recordings && uploads === recordings },
      },
    ];
  } finally {
    stop();
    ends.leave();
  }
};
