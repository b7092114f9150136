// One run: so many recordings of three sources, a seed, a fault rate, and perhaps one safeguard switched off.
import { firstSources, type Source } from '../../shared/domain/source.ts';
import { judge } from './invariants.ts';
import { keepAnOperator } from './operator.ts';
import { SeededRandom } from './random.ts';
import type { Safeguard } from './safeguards.ts';
import { Scheduler } from './scheduler.ts';
import { SimulatedCloud, type Submission } from './simulated-cloud.ts';
import { World } from './world.ts';

const startMs = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Longer than anything may take: 24 h for a result, then three days of deliveries. */
const horizonMs = 8 * dayMs;

export interface Run {
  readonly seed: number;
  readonly recordings: number;
  readonly faultRate: number;
  readonly off?: Safeguard;
}

export interface RunReport {
  readonly violations: readonly string[];
  readonly accepted: number;
  readonly completed: number;
  readonly failed: Readonly<Record<string, number>>;
  /** Attempts that the operator began. */
  readonly retried: number;
  readonly uploads: number;
  readonly posts: number;
  readonly faults: number;
}

const source = (name: string, vendorSource: string, forward: Source['forward']): Source => ({
  ...{ account: 'default', name, vendorSource, forward, forwardUrl: 'http://customer.test/' },
  ...{ forwardHeaders: {}, signingSecrets: [], isActive: true, createdAt: '', updatedAt: '' },
});

const submissions = (run: Run, random: SeededRandom): readonly Submission[] =>
  Array.from({ length: run.recordings }, (_, index) => {
    // One in ten shares its audioID with the recording of another source that was made just before.
    const isShared = index % 3 !== 0 && random.happens(0.1);
    const audioId = String(4000 + (isShared ? index - 1 : index));
    const audioSource = firstSources[index % firstSources.length]?.name ?? '';
    return { audioId, audioSource, voicefileUrl: `http://pbx.test/${audioSource}/${audioId}.gsm` };
  });

const call = (
  cloud: SimulatedCloud,
  scheduler: Scheduler,
  submission: Submission,
  delayMs: number,
  tries: number,
): void => {
  scheduler.after(delayMs, () => {
    cloud.submit(submission, (isAccepted) => {
      if (!isAccepted && tries > 1) call(cloud, scheduler, submission, 5000, tries - 1);
    });
    return undefined;
  });
};

const report = (world: World, scheduler: Scheduler): RunReport => {
  const recordings = [...world.recordings.values()];
  const failed: Record<string, number> = {};
  for (const { failure } of recordings) if (failure) failed[failure.code] = (failed[failure.code] ?? 0) + 1;
  return {
    violations: judge(world),
    accepted: world.accepted.size,
    completed: recordings.filter(({ state }) => state === 'COMPLETED').length,
    failed,
    retried: world.retried.size,
    uploads: [...world.uploads.values()].flat().length,
    posts: [...world.deliveries.values()].reduce((sum, { attemptCount }) => sum + attemptCount, 0),
    faults: scheduler.faults,
  };
};

const play = async (run: Run): Promise<RunReport> => {
  const random = new SeededRandom(run.seed);
  const scheduler = new Scheduler(random, run.faultRate, startMs);
  const forwards: readonly Source['forward'][] = ['webhook', 'always', 'webhook'];
  const sources = firstSources.map(({ name, vendorSource }, index) =>
    source(name, vendorSource, forwards[index] ?? 'webhook'),
  );
  const world = new World(sources, run.off);
  const cloud = new SimulatedCloud(scheduler, world);
  for (const submission of submissions(run, random)) {
    const at = random.below(10 * minuteMs);
    call(cloud, scheduler, submission, at, 6);
    if (random.happens(0.15)) call(cloud, scheduler, submission, at + random.below(2 * minuteMs), 3);
  }
  keepAnOperator(cloud, scheduler, world, new SeededRandom(~run.seed));
  cloud.keepSweeping(startMs + horizonMs);
  await scheduler.run(startMs + horizonMs);
  return report(world, scheduler);
};

/** The same run gives the same report, event by event. */
export const simulate = async (run: Run): Promise<RunReport> => {
  const { stackTraceLimit } = Error;
  // Injected faults are many, and nobody reads their stacks.
  Error.stackTraceLimit = 0;
  try {
    return await play(run);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};
