// Recordings per second at a few callers and at many, with a vendor that answers at once.
import type { TestStack } from '../support/local-stack.ts';
import { callAtOnce, freshId, sayProgress, submitOnce } from './load-callers.ts';
import type { Row, Say } from './row.ts';

const callerCounts = [1, 8, 64] as const;
const seconds = 15;

interface Measured {
  readonly callers: number;
  readonly perSecond: number;
  readonly late: number;
}

const measure = async (stack: TestStack, callers: number, say: Say): Promise<Measured> => {
  say(`callers at once: ${callers}, ${seconds} s`);
  // The functions start first, as many as these callers need.
  let warm = 0;
  await callAtOnce(
    callers,
    () => (warm++ < callers ? freshId() : undefined),
    (id) => submitOnce(stack, id),
  );
  const startedAt = performance.now();
  let answered = 0;
  const stop = sayProgress(say, () => `${answered} answered`);
  const all = await callAtOnce(
    callers,
    () => (performance.now() - startedAt < seconds * 1000 ? freshId() : undefined),
    async (id) => {
      const submitted = await submitOnce(stack, id);
      answered += 1;
      return submitted;
    },
  ).finally(stop);
  const elapsed = (performance.now() - startedAt) / 1000;
  const late = all.filter(({ status }) => status === 202).length;
  return { callers, perSecond: (all.length - late) / elapsed, late };
};

export const benchThroughput = async (stack: TestStack, say: Say): Promise<readonly Row[]> => {
  const all: Measured[] = [];
  for (const callers of callerCounts) all.push(await measure(stack, callers, say));
  const alone = all[0]?.perSecond ?? Number.NaN;
  return all.map(({ callers, perSecond, late }) => ({
    what: `recordings answered with 200, callers at once: ${callers}, instant vendor`,
    measured:
      `${(perSecond / alone).toFixed(1)}× of one caller (${perSecond.toFixed(1)} a second)` +
      (late > 0 ? `; ${late} got a 202` : ''),
  }));
};
