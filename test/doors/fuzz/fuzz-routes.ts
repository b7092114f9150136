// `npm run doors -- --only fuzz`: every route and method gets thousands of calls that no honest caller would make.
import { setTimeout } from 'node:timers/promises';
import { startBenchStack } from '../../bench/bench-stack.ts';
import { quantile } from '../../bench/measure.ts';
import type { Row } from '../../bench/row.ts';
import type { TestStack } from '../../support/local-stack.ts';
import { seededRandomness } from '../../support/seeded-randomness.ts';
import type { ProofRun } from '../proof-run.ts';
import { type Belongings, makeBelongings, topUp } from './belongings.ts';
import { type FaultBook, faultBook } from './fault-book.ts';
import { type FuzzedRoute, fuzzedRoutes, nameOf } from './fuzzed-route.ts';
import { judgeAnswer } from './judge-answer.ts';
import { makeCall } from './make-call.ts';
import { callAgent, sendCall } from './send-call.ts';

const callsPerRoute = 2000;
const atOnce = 2;
const targetP99Ms = 250;
const sayEveryMs = 10_000;
const maxCauses = 30;
const quietMs = 2000;
const quietLimitMs = 30_000;

interface RouteRun {
  readonly stack: TestStack;
  readonly route: FuzzedRoute;
  readonly belongings: Belongings;
  readonly seed: number;
  readonly calls: number;
  readonly faults: FaultBook;
}

/** @returns how long each call took, ms */
const fuzzRoute = async ({ stack, route, belongings, seed, calls, faults }: RouteRun): Promise<number[]> => {
  const agent = callAgent();
  const durations: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < calls) {
      const index = next;
      next += 1;
      const { adminKey } = stack.keys;
      // Of its own: which of the two at once is quicker must not change what is sent.
      const random = seededRandomness(seed * callsPerRoute + index);
      const call = makeCall({ route, belongings, adminKey, random, index });
      const answer = await sendCall(stack.baseUrl, agent, call);
      durations.push(answer.durationMs);
      const fault = judgeAnswer(route.contract, call.method, answer);
      if (fault) faults.note(nameOf(route), call, fault);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  agent.destroy();
  return durations;
};

const isHealthy = async (stack: TestStack): Promise<boolean> => {
  const { status } = await fetch(`${stack.baseUrl}/health`);
  return status === 200;
};

/** What was accepted last is worked off still: until nothing is said of it any more. */
const untilQuiet = async ({ logLines }: TestStack): Promise<void> => {
  const deadline = Date.now() + quietLimitMs;
  for (let said = -1; said !== logLines.length && Date.now() < deadline; ) {
    said = logLines.length;
    await setTimeout(quietMs);
  }
};

/** What the calls left in the queues is worked off by functions whose own errors no caller sees. */
const errorsBehind = (stack: TestStack): readonly string[] =>
  stack.logLines
    .filter(({ line }) => line.includes('"level":"ERROR"') && line.includes('"hint failed"'))
    .map(({ source, line }) => `${source} ${line.slice(0, 600)}`);

/** What the log says of internal errors, each cause once: one route may have several. */
const causes = (stack: TestStack): readonly string[] => {
  const found = stack.logLines
    .filter(({ line }) => line.includes('"code":"INTERNAL_ERROR"'))
    .map(({ source, line }) => `${source} ${/"cause":(.{0,300})/.exec(line)?.[1] ?? line.slice(0, 600)}`);
  return [...new Set(found)].slice(0, maxCauses);
};

const mustBeZero = (what: string, count: number): Row => ({
  what,
  measured: String(count),
  target: { text: '0', isMet: count === 0 },
});

interface Slowest {
  readonly name: string;
  readonly p99Ms: number;
}

const slowestOf = (times: ReadonlyMap<FuzzedRoute, readonly number[]>): Slowest =>
  [...times]
    .filter(([{ isWaiting }]) => !isWaiting)
    .map(([route, durations]) => ({ name: nameOf(route), p99Ms: quantile(durations, 0.99) }))
    .reduce((slowest, one) => (one.p99Ms > slowest.p99Ms ? one : slowest));

/** Changes a thing that exists: another route needs another. */
const usesUp = ({ method, path }: FuzzedRoute): boolean => method !== 'GET' && path.includes('{');

interface Fuzzed {
  readonly calls: number;
  readonly times: ReadonlyMap<FuzzedRoute, readonly number[]>;
  readonly faults: FaultBook;
  /** Errors of the functions that work off what the calls left. */
  readonly behind: readonly string[];
  readonly isWell: boolean;
}

export const rowsOf = ({ calls, times, faults, behind, isWell }: Fuzzed): readonly Row[] => {
  const slowest = slowestOf(times);
  return [
    { what: 'fuzz: calls, of routes and methods', measured: `${calls * times.size} of ${times.size}` },
    mustBeZero('fuzz: INTERNAL_ERROR, or 500 and above without a documented code', faults.count('failure')),
    mustBeZero('fuzz: answers outside their schema', faults.count('schema')),
    mustBeZero('fuzz: hints that failed behind the doors', behind.length),
    mustBeZero('fuzz: parts that were not well afterwards', isWell ? 0 : 1),
    {
      what: `fuzz: p99 of the slowest route that does not wait, ${slowest.name}`,
      measured: `${Math.round(slowest.p99Ms)} ms`,
      target: { text: `< ${targetP99Ms} ms`, isMet: slowest.p99Ms < targetP99Ms },
    },
  ];
};

export const fuzzRoutes = async ({ seed, smaller, say }: ProofRun): Promise<readonly Row[]> => {
  const stack = await startBenchStack({
    tuning: { SUBMIT_WAIT_SECONDS: '0', FORWARD_WAIT_SECONDS: '1', ACCOUNT_CACHE_SECONDS: '0' },
    engine: { scheduleOverrideSeconds: 5 },
  });
  try {
    const calls = Math.max(1, Math.round(callsPerRoute / smaller));
    const faults = faultBook();
    const times = new Map<FuzzedRoute, readonly number[]>();
    const lasting = await makeBelongings(stack);
    let belongings = await topUp(stack, lasting);
    let saidAt = Date.now();
    for (const [index, route] of fuzzedRoutes.entries()) {
      if (usesUp(route)) belongings = await topUp(stack, lasting);
      const routeSeed = seed * 1000 + index;
      times.set(route, await fuzzRoute({ stack, route, belongings, seed: routeSeed, calls, faults }));
      if (Date.now() - saidAt < sayEveryMs) continue;
      saidAt = Date.now();
      say(
        `  ${index + 1} of ${fuzzedRoutes.length} routes, ${calls * (index + 1)} calls, ${faults.count('failure') + faults.count('schema')} faults`,
      );
    }
    await untilQuiet(stack);
    const behind = errorsBehind(stack);
    for (const line of [...faults.smallest(), ...causes(stack), ...behind.slice(0, maxCauses)])
      say(`  ${line}`);
    return rowsOf({ calls, times, faults, behind, isWell: await isHealthy(stack) });
  } finally {
    await stack.close();
  }
};
