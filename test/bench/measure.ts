// Two commands in turn, A B A B …: machines are noisy, so only the ratio within one run counts.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const run = ({ file, args, cwd, env }: Command): number => {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(file, args, { cwd, env: { ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
  return performance.now() - startedAt;
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export interface Ratio {
  readonly medianMs: number;
  readonly baselineMs: number;
  readonly ratio: number;
}

/** One warm-up of each, then `runs` pairs; the ratio is the median of the pairs' ratios. */
export const compare = async (
  one: () => Promise<number> | number,
  baseline: () => Promise<number> | number,
  runs: number,
): Promise<Ratio> => {
  await one();
  await baseline();
  const pairs: (readonly [number, number])[] = [];
  for (let index = 0; index < runs; index += 1) pairs.push([await one(), await baseline()]);
  return {
    medianMs: median(pairs.map(([a]) => a)),
    baselineMs: median(pairs.map(([, b]) => b)),
    ratio: median(pairs.map(([a, b]) => a / b)),
  };
};

/** Wall-clock milliseconds of a whole process. */
export const timed = (command: Command) => (): number => run(command);

export const timedWork = (work: () => Promise<unknown>) => async (): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
