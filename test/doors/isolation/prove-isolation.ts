// `npm run doors -- --only isolation`: what twenty sources do beside each other, no one of them ever sees.
import type { Row } from '../../bench/row.ts';
import type { ProofRun } from '../proof-run.ts';
import { type Evidence, newEvidence } from './evidence.ts';
import { defaultAccountCacheSeconds, type Played, playIsolation } from './play-isolation.ts';
import { revocationLimitSeconds } from './revoke-keys.ts';

const operationCount = 20_000;
const guessCount = 20_000;
/** From here on a run is too short for the account cache of a deployment, and has a shorter one. */
const smallRun = 50;
const smallCacheSeconds = 4;

const zero = (what: string, count: number, unit = ''): Row => ({
  what: `isolation: ${what}`,
  measured: `${count}${unit}`,
  target: { text: `0${unit}`, isMet: count === 0 },
});

/** Nothing seen is nothing proven. */
const seen = (what: string, count: number): Row => ({
  what: `isolation: ${what}`,
  measured: String(count),
  target: { text: '> 0', isMet: count > 0 },
});

export const rowsOf = (
  evidence: Evidence,
  played: readonly Played[],
  cacheSeconds: number,
): readonly Row[] => {
  const sum = (value: (one: Played) => number) => played.reduce((total, one) => total + value(one), 0);
  const seconds = Math.max(...played.map(({ revocationSeconds }) => revocationSeconds));
  const limit = revocationLimitSeconds(cacheSeconds);
  return [
    zero("foreign bytes in a source's answers, forwards and stored results", evidence.foreignBytes()),
    seen('canaries seen by their own source', evidence.ownSeen()),
    seen(
      'recordings made',
      sum(({ recordings }) => recordings),
    ),
    seen(
      'results forwarded',
      sum(({ forwards }) => forwards),
    ),
    zero("another's recording that does not read as a missing one", evidence.count('missing')),
    zero("submissions to another's source that were let in", evidence.count('stranger')),
    zero('forwards signed with another secret', evidence.count('unsigned')),
    zero('guessed names, ids, keys and tokens that open something', evidence.count('guess')),
    {
      what: `isolation: seconds until a revoked key is refused everywhere, believed for ${cacheSeconds} s`,
      measured: seconds.toFixed(1),
      target: { text: `≤ ${limit}`, isMet: seconds <= limit },
    },
    zero('revoked keys that open something later', evidence.count('revoked')),
    zero('log lines with a secret or a word of a caller', evidence.count('log')),
    seen(
      'log lines searched',
      sum(({ logLines }) => logLines),
    ),
    zero('operations that broke', evidence.count('broken')),
  ];
};

export const proveIsolation = async ({ seed, smaller, say }: ProofRun): Promise<readonly Row[]> => {
  const isSmall = smaller >= smallRun;
  const accountCacheSeconds = isSmall ? smallCacheSeconds : defaultAccountCacheSeconds;
  const evidence = newEvidence();
  const share = (count: number) => Math.ceil(count / smaller / (isSmall ? 1 : 2));
  const played: Played[] = [];
  // Results by audioID alone are the harder case: a small run has no time for the other.
  for (const hasCallbacks of isSmall ? [false] : [false, true]) {
    const one = await playIsolation({
      name: hasCallbacks ? 'results by URL' : 'results by audioID',
      ...{ seed: seed + (hasCallbacks ? 1000 : 0), evidence, say, hasCallbacks, accountCacheSeconds },
      ...{ operations: share(operationCount), guesses: share(guessCount) },
    });
    played.push(one);
  }
  for (const example of evidence.examples()) say(`  ${example}`);
  return rowsOf(evidence, played, accountCacheSeconds);
};
