// A rate that is held: nothing fails, nothing is lost, and memory does not climb.
import { quantile } from '../bench/measure.ts';
import type { Row, Say } from '../bench/row.ts';
import { countStored } from '../bench/stored-recordings.ts';
import { untilEnded } from './find-rate.ts';
import type { LoadStack, Memory } from './load-stack.ts';
import { type Rate, type Sent, sendAtRate } from './send-at-rate.ts';

const progressMs = 10_000;
/** For what was accepted faster than it is worked off. */
const drainMs = 600_000;
const maxGrowth = 1.5;

type MemoryPair = readonly [before: Memory, after: Memory];

const total = ({ engineMegabytes, workersMegabytes }: Memory): number => engineMegabytes + workersMegabytes;

const inWords = (memory: Memory): string =>
  `${total(memory).toFixed(0)} MB (engine ${memory.engineMegabytes.toFixed(0)}, ${memory.workers} workers ${memory.workersMegabytes.toFixed(0)})`;

const sayProgress = (load: LoadStack, sent: Sent, say: Say): (() => void) => {
  const startedAt = performance.now();
  const timer = setInterval(async () => {
    const ended = sent.accepted.filter((id) => load.ends.at.has(id)).length;
    const memory = inWords(await load.memory());
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    say(
      `${seconds} s: accepted ${sent.accepted.length}, ended ${ended}, errors ${sent.errors.length}, ${memory}`,
    );
  }, progressMs);
  return () => clearInterval(timer);
};

const growthRow = (what: string, [before, after]: MemoryPair, of: (memory: Memory) => number): Row => {
  const growth = of(after) / of(before);
  return {
    what: `${what}, end against start`,
    measured: `${growth.toFixed(2)}×: ${inWords(before)} → ${inWords(after)}`,
    target: { text: `≤ ${maxGrowth}×`, isMet: growth <= maxGrowth },
  };
};

const rowsOf = (rate: Rate, sent: Sent, lost: number, memory: MemoryPair): readonly Row[] => {
  const [half, most] = [quantile(sent.waitsMs, 0.5), quantile(sent.waitsMs, 0.95)];
  return [
    {
      what: `${rate.perSecond.toFixed(1)} submissions a second for ${rate.seconds} s: accepted; errors; accepted that did not end`,
      measured: `${sent.accepted.length}; ${sent.errors.length}; ${lost}${sent.errors.slice(0, 1).map((error) => ` (${error})`)}`,
      target: {
        text: '–; 0; 0',
        isMet: sent.accepted.length > 0 && sent.errors.length === 0 && lost === 0,
      },
    },
    {
      what: 'their 202, from when each was due',
      measured: `p50 ${half.toFixed(0)} ms, p95 ${most.toFixed(0)} ms`,
    },
    growthRow('resident memory of the engine (with simulators and callers) and its workers', memory, total),
    growthRow('of it the engine, whose workers may come and go', memory, (one) => one.engineMegabytes),
  ];
};

export const holdRate = async (load: LoadStack, rate: Rate, say: Say): Promise<readonly Row[]> => {
  say(`holding ${rate.perSecond.toFixed(1)} a second for ${rate.seconds} s`);
  const sent: Sent = { accepted: [], waitsMs: [], errors: [] };
  const before = await load.memory();
  const stop = sayProgress(load, sent, say);
  try {
    await sendAtRate(load.stack, rate, sent);
    await untilEnded(load, sent.accepted, drainMs);
    const after = await load.memory();
    const wanted = new Set(sent.accepted);
    const completed = await countStored(load.stack, (id, state) => wanted.has(id) && state === 'COMPLETED');
    return rowsOf(rate, sent, sent.accepted.length - completed, [before, after]);
  } finally {
    stop();
  }
};
