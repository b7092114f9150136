// `npm run doors`, fairness: one source floods the stack, another notices it little; and a source may be held to a rate.
// FIRST_COME_FIRST_SERVED=1 takes the queue's fairness away, to see the row fail.
import type { EngineOptions } from '../../../infra/local/engine/engine.ts';
import { type BenchStackOptions, startBenchStack } from '../../bench/bench-stack.ts';
import { type EndedRecordings, watchEnds } from '../../bench/ended-recordings.ts';
import { quantile } from '../../bench/measure.ts';
import type { Row } from '../../bench/row.ts';
import type { TestStack } from '../../support/local-stack.ts';
import type { ProofRun } from '../proof-run.ts';
import { startFlood } from './flood.ts';
import { proveRate } from './prove-rate.ts';
import { submitAndWait, type Timed } from './quiet-caller.ts';

const [noisy, quiet] = ['PBXdemo', 'CCDdemo'] as const;
const floodOf = 400;
const calmSubmissions = 30;
const rounds = 2;
/** Workers wait for the vendor, and two cores go round: shared out are turns here. On AWS each worker has its own core. */
const maxWorkers = 4;
const vendorLatencyMs = 300;
const maxRatio = 2;
const high = 0.95;

interface Measured {
  readonly calm: Timed[];
  readonly flooded: Timed[];
}

const measureRound = async (
  stack: TestStack,
  ends: EndedRecordings,
  recordings: number,
  into: Measured,
): Promise<void> => {
  for (let count = 0; count < calmSubmissions; count += 1)
    into.calm.push(await submitAndWait(stack, ends, quiet));
  const flood = startFlood(stack, ends, recordings, noisy);
  await Promise.race([flood.isUnderWay(recordings / 8), flood.ended]);
  while (!flood.isOver()) into.flooded.push(await submitAndWait(stack, ends, quiet));
  await flood.ended;
};

const inWords = (timed: readonly Timed[]): string => {
  const at = (share: number, of: (one: Timed) => number) => quantile(timed.map(of), share).toFixed(0);
  const [half, most] = [at(0.5, (one) => one.endedMs), at(high, (one) => one.endedMs)];
  return `p50 ${half}, p95 ${most} ms, accepted p95 ${at(high, (one) => one.acceptedMs)} ms, ${timed.length} recordings`;
};

const rowOf = ({ calm, flooded }: Measured, recordings: number, isFair: boolean): Row => {
  const p95 = (timed: readonly Timed[]) =>
    quantile(
      timed.map(({ endedMs }) => endedMs),
      high,
    );
  const ratio = p95(flooded) / p95(calm);
  return {
    what: `submission → outcome of a quiet source while another floods with ${recordings}, p95 against its own without${isFair ? '' : ', first come, first served'}`,
    measured: `${ratio.toFixed(2)}× (flooded: ${inWords(flooded)}; calm: ${inWords(calm)})`,
    target: { text: `≤ ${maxRatio}×`, isMet: ratio <= maxRatio },
  };
};

const proveTurns = async ({ smaller, say }: ProofRun, isFair: boolean): Promise<Row> => {
  const engine: BenchStackOptions['engine'] & Pick<EngineOptions, 'isFair'> = {
    isFair,
    limits: { maxWorkers },
  };
  const stack = await startBenchStack({ engine });
  const ends = watchEnds(stack.engine.endpoints);
  const recordings = Math.ceil(floodOf / smaller);
  const measured: Measured = { calm: [], flooded: [] };
  try {
    stack.vendor.planDefault({ answer: 'full', latencyMs: vendorLatencyMs, webhook: { when: 'never' } });
    // Functions that start are not what is measured here.
    await startFlood(stack, ends, 60, noisy).ended;
    for (let round = 1; round <= rounds; round += 1) {
      await measureRound(stack, ends, recordings, measured);
      say(
        `  round ${round} of ${rounds}: flooded ${inWords(measured.flooded)}; calm ${inWords(measured.calm)}`,
      );
    }
    return rowOf(measured, recordings, isFair);
  } finally {
    ends.leave();
    await stack.close();
  }
};

export const proveFairness = async (
  run: ProofRun,
  { isFair = process.env.FIRST_COME_FIRST_SERVED !== '1' }: { readonly isFair?: boolean } = {},
): Promise<readonly Row[]> => [await proveTurns(run, isFair), await proveRate(run)];
