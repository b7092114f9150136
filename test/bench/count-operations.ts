// One recording goes through the warm stack while its operations are counted at the services' doors.
import { randomUUID } from 'node:crypto';
import type { Plan } from '../../infra/local/outside/vendor/plan.ts';
import { callApi, submit, untilRecording } from '../support/gateway-client.ts';
import type { TestStack } from '../support/local-stack.ts';
import { addCall, startBenchStack } from './bench-stack.ts';
import type { CountedPath, PathName } from './cost/facts.ts';
import { contractName, OperationCounter, withoutRepeatedReads } from './operation-counter.ts';
import { watchDoors } from './service-door.ts';

export const recordingMinutes = 5;

/** The vendor's answer holds the transcript; or it calls back, and the result is forwarded. */
const pathPlans: Readonly<Record<PathName, Plan>> = {
  answered: { answer: 'full', webhook: { when: 'never' } },
  'called back': { answer: 'ack', webhook: { when: 'after', delayMs: 300 } },
};

const timeoutMs = 120_000;
const maxRuns = 5;

const isCompleted = (recording: Record<string, unknown>): boolean => recording.status === 'completed';

const isForwarded = (recording: Record<string, unknown>): boolean => {
  const deliveries = recording.deliveries as readonly { status: string }[] | undefined;
  return deliveries?.some(({ status }) => status === 'delivered') === true;
};

/** Through to the last write. @returns the answer's bytes; `undefined` on a machine so slow that the caller got a 202 */
const run = async (stack: TestStack, path: PathName, voicefileURL: string): Promise<number | undefined> => {
  const audioID = `bench-${randomUUID()}`;
  stack.vendor.plan(audioID, pathPlans[path]);
  const { status, text } = await submit(stack, { audioID, voicefileURL });
  if (status !== 200 && status !== 202) throw new Error(`submit answered ${status} ${text}`);
  await untilRecording(stack, audioID, path === 'called back' ? isForwarded : isCompleted, { timeoutMs });
  await stack.vendor.idle();
  await untilNobodyWorks(stack);
  return status === 200 ? Buffer.byteLength(text) : undefined;
};

const untilNobodyWorks = async ({ engine }: TestStack): Promise<void> => {
  while (engine.workers().some(({ state }) => state === 'busy' || state === 'starting')) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const logBytesOf = (stack: TestStack, from: number): Record<string, number> => {
  const bytes: Record<string, number> = {};
  for (const { source, line } of stack.logLines.slice(from)) {
    const name = contractName(source);
    if (name !== 'engine') bytes[name] = (bytes[name] ?? 0) + Buffer.byteLength(line) + 1;
  }
  return bytes;
};

/** Reads the status for us while a forward is under way. */
const ourReader = 'ReadRecording';

export interface CountedStack {
  count(path: PathName): Promise<CountedPath>;
  /** Of one run of the sweeper that finds nothing to do. */
  countSweep(): Promise<CountedPath>;
  close(): Promise<void>;
}

/** The caller closes it. */
export const startCountedStack = async (): Promise<CountedStack> => {
  // One worker each, and caches that outlast the run: what is counted is a function that is warm.
  const stack = await startBenchStack({
    tuning: { ACCOUNT_CACHE_SECONDS: '3600' },
    engine: { limits: { maxWorkers: 1 } },
  });
  const counter = new OperationCounter();
  const leave = watchDoors(stack.engine.endpoints, (call) => counter.see(call));
  const url = await addCall(stack, recordingMinutes);
  // Notes the key's use of this hour, so that submit need not.
  const key = stack.keys.demoKeys.PBXdemo ?? '';
  await callApi(stack, 'GET', '/v1/recordings?audioID=none', { key });
  const measured = async (work: () => Promise<number | undefined>): Promise<CountedPath | undefined> => {
    await untilNobodyWorks(stack);
    counter.take();
    const from = stack.logLines.length;
    const answerBytes = await work();
    if (answerBytes === undefined) return undefined;
    const isOfFlow = (name: string): boolean => name !== ourReader;
    const operations = withoutRepeatedReads(counter.take()).filter((one) => isOfFlow(one.function));
    const logBytes = Object.entries(logBytesOf(stack, from)).filter(([name]) => isOfFlow(name));
    return { operations: [...operations], logBytes: Object.fromEntries(logBytes), answerBytes };
  };
  return {
    count: async (path) => {
      await run(stack, path, url);
      for (let runs = 1; runs <= maxRuns; runs += 1) {
        const counted = await measured(() => run(stack, path, url));
        if (counted) return counted;
      }
      throw new Error(`the caller got no outcome in ${maxRuns} runs: this machine is too slow`);
    },
    countSweep: async () => {
      const counted = await measured(async () => {
        await stack.engine.invoke('SweepFunction', {});
        return 0;
      });
      return counted ?? { operations: [], logBytes: {}, answerBytes: 0 };
    },
    close: async () => {
      leave();
      await stack.close();
    },
  };
};
