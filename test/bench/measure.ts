// Two commands in turn, A B A B …: machines are noisy, so only the ratio within one run counts.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Ran {
  readonly elapsedMs: number;
  readonly stdout: string;
}

export const run = ({ file, args, cwd, env }: Command): Ran => {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, env: { ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
  return { elapsedMs: performance.now() - startedAt, stdout };
};

/** The value below which that share of all lies: 0.5 is the median. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(Math.floor(values.length * share), values.length - 1)] ??
  Number.NaN;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export interface Ratio {
  readonly medianMs: number;
  readonly baselineMs: number;
  readonly ratio: number;
}

/** One's milliseconds and the baseline's, measured one right after the other. */
export type Pair = readonly [number, number];

/** The median of the pairs' ratios. */
export const ratioOf = (pairs: readonly Pair[]): Ratio => ({
  medianMs: median(pairs.map(([one]) => one)),
  baselineMs: median(pairs.map(([, baseline]) => baseline)),
  ratio: median(pairs.map(([one, baseline]) => one / baseline)),
});

/** One warm-up of each, then `runs` pairs. */
export const compare = async (
  one: () => Promise<number> | number,
  baseline: () => Promise<number> | number,
  runs: number,
): Promise<Ratio> => {
  await one();
  await baseline();
  const pairs: Pair[] = [];
  for (let index = 0; index < runs; index += 1) pairs.push([await one(), await baseline()]);
  return ratioOf(pairs);
};

/** Wall-clock milliseconds of a whole process. */
export const timed = (command: Command) => (): number => run(command).elapsedMs;

export const timedWork = (work: () => Promise<unknown>) => async (): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
