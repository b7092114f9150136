// What loading a bundle costs a fresh process, in time and in processor, against a function that does nothing.
import { type Pair, ratioOf, run } from './measure.ts';
import type { Row } from './row.ts';

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Loads the bundle and says at its end what the process has used: the part of a cold start that is ours. */
const load = (bundle: string): Cost => {
  const script = `require(${JSON.stringify(bundle)}).handler; process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    require('node:fs').writeSync(1, String((userCPUTime + systemCPUTime) / 1000));
  });`;
  const { elapsedMs, stdout } = run({ file: process.execPath, args: ['-e', script] });
  return { wallMs: elapsedMs, cpuMs: Number(stdout) };
};

const rowOf = (what: string, pairs: readonly Pair[], target: number): Row => {
  const { medianMs, baselineMs, ratio } = ratioOf(pairs);
  return {
    what,
    measured: `${ratio.toFixed(2)}× (${medianMs.toFixed(0)} ms / ${baselineMs.toFixed(0)} ms)`,
    target: { text: `≤ ${target.toFixed(1)}×`, isMet: ratio <= target },
  };
};

export const benchColdStart = (name: string, bundle: string, hello: string, runs: number): readonly Row[] => {
  load(bundle);
  load(hello);
  const pairs: (readonly [Cost, Cost])[] = [];
  for (let index = 0; index < runs; index += 1) pairs.push([load(bundle), load(hello)]);
  const wall = pairs.map(([one, baseline]): Pair => [one.wallMs, baseline.wallMs]);
  const cpu = pairs.map(([one, baseline]): Pair => [one.cpuMs, baseline.cpuMs]);
  return [
    rowOf(`${name}: cold start against hello world, wall`, wall, 4.0),
    rowOf(`${name}: cold start against hello world, processor`, cpu, 4.3),
  ];
};
