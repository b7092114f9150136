// `npm run doors`, servers: all hostile servers at once against both ways out; each call ends in time, with the right reason, and leaves nothing.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from '../../bench/row.ts';
import { watchDials } from '../../support/hostile-server.ts';
import type { ProofRun } from '../proof-run.ts';
import { type Attack, type Ending, longestMs } from './attack.ts';
import { startAttackerSite } from './attack-site.ts';
import { hostileBodies } from './hostile-bodies.ts';
import { hostileHeads } from './hostile-heads.ts';
import { type ServerDoors, serverDoors } from './server-doors.ts';

export interface ServersUnderAttack {
  readonly doors: () => ServerDoors;
  readonly attacks: readonly Attack[];
}

const allAttacks = [...hostileHeads, ...hostileBodies];
const leastAttacks = 20;
const rounds = 10;
/** What a busy machine adds to a limit. */
const graceMs = 1000;
const maxMegabytes = 100;

type Way = 'download' | 'forward';
const ways: readonly Way[] = ['download', 'forward'];

interface Ended {
  readonly what: string;
  readonly outcome: string;
  readonly expected: Ending;
  /** Beyond the limits that had to run out. */
  readonly overMs: number;
}

interface Round {
  readonly ended: readonly Ended[];
  readonly leaks: number;
  readonly filesLeft: number;
  readonly socketsLeft: number;
}

const attackOnce = async ({ doors, attacks }: ServersUnderAttack): Promise<Round> => {
  const site = await startAttackerSite(attacks);
  const under = doors();
  const dials = watchDials();
  try {
    const calls = site.attackers.flatMap(({ attack, url }) =>
      ways.map(async (way): Promise<Ended> => {
        const startedAt = performance.now();
        const outcome = await under[way](url);
        const elapsedMs = performance.now() - startedAt;
        const expected = attack[way];
        const overMs = elapsedMs - longestMs(way, expected.by);
        return { what: `${way}: ${attack.what}`, outcome, expected, overMs };
      }),
    );
    const ended = await Promise.all(calls);
    const { requests, leaks } = site.seenElsewhere();
    if (requests === 0 && attacks === allAttacks)
      throw new Error('no redirect to another origin was followed');
    const filesLeft = (await readdir(tmpdir())).length;
    return { ended, leaks, filesLeft, socketsLeft: dials.openCount() };
  } finally {
    dials.stop();
    await site.close();
  }
};

const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20;

/** The most that memory grew by while the work was done. */
const growthDuring = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const before = megabytes();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, megabytes());
  }, 20);
  try {
    return [await work(), peak - before];
  } finally {
    clearInterval(timer);
  }
};

/** What is left in the temp directory is ours alone: it is a fresh one. */
const inFreshTemp = async <T>(work: () => Promise<T>): Promise<T> => {
  const { TMPDIR } = process.env;
  const directory = await mkdtemp(join(tmpdir(), 'doors-servers-'));
  process.env.TMPDIR = directory;
  try {
    return await work();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    await rm(directory, { recursive: true, force: true });
  }
};

const rowsOf = (all: readonly Round[], attacks: number, grownMegabytes: number): readonly Row[] => {
  const ended = all.flatMap((round) => round.ended);
  const wrong = ended.filter(({ outcome, expected }) => outcome !== expected.outcome);
  const longest = ended.toSorted((a, b) => b.overMs - a.overMs)[0];
  const sum = (count: (round: Round) => number) => all.reduce((total, round) => total + count(round), 0);
  const [leaks, files, sockets] = [
    sum((round) => round.leaks),
    sum((round) => round.filesLeft),
    sum((round) => round.socketsLeft),
  ];
  const examples = wrong.slice(0, 3).map(({ what, outcome }) => `; ${what}: "${outcome}"`);
  return [
    {
      what: 'hostile servers against download and forward, all at once: behaviours; calls; ended wrongly',
      measured: `${attacks}; ${ended.length}; ${wrong.length}${examples.join('')}`,
      target: { text: `≥ ${leastAttacks}; –; 0`, isMet: attacks >= leastAttacks && wrong.length === 0 },
    },
    {
      what: 'longest call beyond its limit',
      measured: `${longest?.overMs.toFixed(0)} ms (${longest?.what})`,
      target: { text: `≤ ${graceMs} ms`, isMet: (longest?.overMs ?? Number.NaN) <= graceMs },
    },
    {
      what: 'requests with credentials, cookies or referrers that reached another origin',
      measured: String(leaks),
      target: { text: '0', isMet: leaks === 0 },
    },
    {
      what: 'left when the calls were over: files in the temp directory; open sockets',
      measured: `${files}; ${sockets}`,
      target: { text: '0; 0', isMet: files === 0 && sockets === 0 },
    },
    {
      what: 'memory that our process, the servers in it included, grew by at most',
      measured: `${grownMegabytes.toFixed(0)} MB`,
      target: { text: `≤ ${maxMegabytes} MB`, isMet: grownMegabytes <= maxMegabytes },
    },
  ];
};

export const attackByServers = async (
  { smaller, say }: ProofRun,
  under: ServersUnderAttack = { doors: serverDoors, attacks: allAttacks },
): Promise<readonly Row[]> => {
  const count = Math.ceil(rounds / smaller);
  const [all, grown] = await inFreshTemp(() =>
    growthDuring(async () => {
      const done: Round[] = [];
      for (let round = 1; round <= count; round += 1) {
        say(`  ${under.attacks.length} servers, round ${round} of ${count}`);
        done.push(await attackOnce(under));
      }
      return done;
    }),
  );
  return rowsOf(all, under.attacks.length, grown);
};
