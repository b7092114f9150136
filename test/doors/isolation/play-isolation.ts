// One stack, twenty sources, thousands of operations in any order: then everything that was kept is looked through.
import { setTimeout } from 'node:timers/promises';
import { settingDefaults } from '../../../shared/domain/settings.ts';
import { startBenchStack } from '../../bench/bench-stack.ts';
import type { Say } from '../../bench/row.ts';
import { callApi } from '../../support/gateway-client.ts';
import { seededRandomness } from '../../support/seeded-randomness.ts';
import { openSession } from '../../support/session.ts';
import { pick } from '../fuzz/pick.ts';
import { callAgent } from '../fuzz/send-call.ts';
import { resultBringer } from './bring-results.ts';
import { beCareless } from './careless-operations.ts';
import type { Evidence } from './evidence.ts';
import { guessOnce } from './guess.ts';
import { inParallel, lookAtForwards, lookAtRecordings } from './look-at-stored.ts';
import { startOutsideWorld } from './outside-world.ts';
import { listOthers, listOwn, readOthers, readOwn, readOwnLog } from './read-operations.ts';
import { revokeKeys } from './revoke-keys.ts';
import { searchLogs } from './search-logs.ts';
import {
  submitAgain,
  submitAsOther,
  submitNew,
  submitShared,
  submitWithSharedKey,
} from './submit-operations.ts';
import { makeTenants, type Tenant } from './tenants.ts';
import type { World } from './world.ts';

export interface IsolationPlay {
  readonly name: string;
  readonly seed: number;
  readonly operations: number;
  readonly guesses: number;
  readonly evidence: Evidence;
  readonly say: Say;
  /** How uploads ask for their results: by a URL of their own, or by audioID alone. */
  readonly hasCallbacks: boolean;
  readonly accountCacheSeconds: number;
}

export interface Played {
  readonly recordings: number;
  readonly forwards: number;
  readonly logLines: number;
  readonly revocationSeconds: number;
}

const tenantCount = 20;
const sharedCount = 30;
const sayEveryMs = 10_000;
const lookEveryMs = 100;
/** What shares an audioID goes to the vendor one after the other: the more were played, the longer it takes. */
const endingMs = ({ operations }: IsolationPlay): number => 120_000 + 60 * operations;

type Operation = (world: World, tenant: Tenant, other: Tenant) => Promise<void>;

/** How often each is played, of all. */
const operations: readonly (readonly [number, Operation])[] = [
  [9, (world, tenant) => submitNew(world, tenant)],
  [8, submitAgain],
  [6, submitShared],
  [3, submitWithSharedKey],
  [6, submitAsOther],
  [14, readOwn],
  [18, readOthers],
  [8, listOwn],
  [12, listOthers],
  [8, readOwnLog],
  [8, beCareless],
];
const drawn: readonly Operation[] = operations.flatMap(([times, one]) =>
  Array.from({ length: times }, () => one),
);

const playOne = async (world: World): Promise<void> => {
  const { random, tenants } = world;
  const tenant = pick(random, tenants);
  const other = pick(
    random,
    tenants.filter((one) => one !== tenant),
  );
  await pick(random, drawn)(world, tenant, other);
};

const isUnderWay = async ({ stack }: World): Promise<boolean> => {
  const lists = ['recordings?status=processing', 'deliveries?status=pending'];
  const answers = await Promise.all(lists.map((list) => callApi(stack, 'GET', `/v1/admin/${list}&limit=1`)));
  return answers.some(({ json }) => (json?.items as readonly unknown[] | undefined)?.length !== 0);
};

/** Results are brought while operations are played, and after them until every recording has ended. */
const whileBringing = async (world: World, limitMs: number, work: () => Promise<void>): Promise<void> => {
  const bringer = resultBringer(world);
  let deadline = Number.POSITIVE_INFINITY;
  const bringing = async () => {
    while (deadline === Number.POSITIVE_INFINITY || (await isUnderWay(world))) {
      if (Date.now() > deadline) return world.evidence.breach('broken', 'recordings that do not end');
      await bringer.bring();
      await setTimeout(lookEveryMs);
    }
  };
  const brought = bringing();
  try {
    await work();
  } finally {
    deadline = Date.now() + limitMs;
    await brought;
  }
};

const playAll = async (world: World, play: IsolationPlay): Promise<Played> => {
  const { evidence, say } = play;
  let done = 0;
  let what = 'operations';
  const progress = setInterval(
    () => say(`  ${play.name}: ${done} ${what}, ${evidence.examples().length} breaches`),
    sayEveryMs,
  );
  try {
    const { cookie } = await openSession(world.stack);
    world.secrets.add(cookie.slice(cookie.indexOf('=') + 1));
    const revoking = revokeKeys(world, play.accountCacheSeconds);
    await whileBringing(world, endingMs(play), () =>
      inParallel(Array.from({ length: play.operations }), async () => {
        await playOne(world);
        done += 1;
      }),
    );
    const logNames = await lookAtRecordings(world);
    await lookAtForwards(world);
    done = 0;
    what = 'guesses';
    await inParallel(Array.from({ length: play.guesses }), async () => {
      await guessOnce(world, logNames);
      done += 1;
    });
    const revocationSeconds = await revoking;
    return {
      recordings: world.tenants.reduce((sum, { recordings }) => sum + recordings.length, 0),
      forwards: world.outside.forwards.length,
      logLines: await searchLogs(world),
      revocationSeconds,
    };
  } finally {
    clearInterval(progress);
  }
};

export const playIsolation = async (play: IsolationPlay): Promise<Played> => {
  const random = seededRandomness(play.seed);
  const outside = await startOutsideWorld();
  const stack = await startBenchStack({
    tuning: {
      ACCOUNT_CACHE_SECONDS: String(play.accountCacheSeconds),
      ...{ HINT_GRACE_SECONDS: '2', WEBHOOK_GRACE_SECONDS: '1', HOLD_MAX_SECONDS: '1' },
      FORWARD_TIMEOUT_SECONDS: '5',
      ...(play.hasCallbacks && { CALLMETRIK_CALLBACK_FIELD: 'callbackUrl' }),
    },
    engine: { scheduleOverrideSeconds: 2 },
  });
  const agent = callAgent();
  try {
    const tenants = await makeTenants(stack, outside.baseUrl, tenantCount, random);
    const sharedAudioIds = Array.from({ length: sharedCount }, (_, index) => `shared-${index}`);
    for (const audioID of sharedAudioIds)
      stack.vendor.plan(audioID, { answer: 'ack', webhook: { when: 'never' } });
    const { evidence } = play;
    const known = { awaitsPump: new Set<string>(), secrets: new Set<string>() };
    return await playAll(
      { stack, agent, outside, tenants, sharedAudioIds, evidence, random, ...known },
      play,
    );
  } finally {
    agent.destroy();
    await stack.close();
    await outside.close();
  }
};

export const defaultAccountCacheSeconds = settingDefaults.ACCOUNT_CACHE_SECONDS;
