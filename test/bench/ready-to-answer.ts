// From the outcome in the table to the caller's 200: what polling costs those who wait.
import type { TestStack } from '../support/local-stack.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { watchEnds } from './ended-recordings.ts';
import { callAtOnce, freshId, submitOnce } from './load-callers.ts';
import { quantile } from './measure.ts';
import type { Row, Say } from './row.ts';

const targets = { medianMs: 300, highMs: 1100 };
const high = 0.95;

interface Trial {
  readonly vendor: string;
  readonly recordings: number;
  readonly callers: number;
  readonly latencyMs: (fraction: number) => number;
}

const trials: readonly Trial[] = [
  { vendor: 'instant vendor', recordings: 20, callers: 1, latencyMs: () => 0 },
  // Callers who wait cost next to no time here, so that several may.
  { vendor: 'vendor takes 0 to 6 s', recordings: 60, callers: 12, latencyMs: (fraction) => fraction * 6000 },
];

const rowOf = ({ vendor }: Trial, waitsMs: readonly number[]): Row => {
  const [median, slow] = [quantile(waitsMs, 0.5), quantile(waitsMs, high)];
  return {
    what: `outcome written → 200, ${vendor}, ${waitsMs.length} recordings`,
    measured: `p50 ${median.toFixed(0)} ms, p95 ${slow.toFixed(0)} ms`,
    target: {
      text: `p50 ≤ ${targets.medianMs} ms, p95 ≤ ${targets.highMs} ms`,
      isMet: median <= targets.medianMs && slow <= targets.highMs,
    },
  };
};

const run = async (stack: TestStack, trial: Trial): Promise<Row> => {
  const random = seededRandomness(1);
  const ends = watchEnds(stack.engine.endpoints);
  try {
    let left = trial.recordings;
    const next = () => (left-- > 0 ? freshId() : undefined);
    const all = await callAtOnce(trial.callers, next, (audioID) => {
      const latencyMs = Math.round(trial.latencyMs(random.fraction()));
      stack.vendor.plan(audioID, { answer: 'full', latencyMs, webhook: { when: 'never' } });
      return submitOnce(stack, audioID);
    });
    const waits = all
      .filter(({ status }) => status === 200)
      .map(({ audioID, answeredAt }) => answeredAt - (ends.at.get(audioID) ?? Number.NaN));
    if (waits.length === 0 || waits.some(Number.isNaN))
      throw new Error('an outcome was answered but not seen');
    return rowOf(trial, waits);
  } finally {
    ends.leave();
  }
};

export const benchReadyToAnswer = async (stack: TestStack, say: Say): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const trial of trials) {
    say(`outcome written → 200, ${trial.vendor}`);
    rows.push(await run(stack, trial));
  }
  return rows;
};
