// Each safeguard is needed: switch one off, and the simulation says so within 50 seeds.
import { describe, expect, test } from 'vitest';
import { runOf } from './runs.ts';
import { type Safeguard, safeguards } from './safeguards.ts';
import { simulate } from './simulate.ts';

const maxSeeds = 50;
const recordings = 120;

const firstSeedThatCatches = async (off: Safeguard): Promise<number | undefined> => {
  for (let seed = 1; seed <= maxSeeds; seed += 1) {
    const { violations } = await simulate({ ...runOf(seed), recordings, off });
    if (violations.length > 0) return seed;
  }
  return undefined;
};

describe.each(Object.entries(safeguards))('%s: %s', (off) => {
  test('without it a promise breaks, and the simulation notices', async () => {
    expect(await firstSeedThatCatches(off as Safeguard)).toBeDefined();
  });
});

test('the same seed replays the same run', async () => {
  const run = { seed: 42, recordings, faultRate: 0.4 };
  expect(await simulate(run)).toEqual(await simulate(run));
});

test('without faults every recording ends, the retried ones too', async () => {
  const report = await simulate({ seed: 7, recordings: 500, faultRate: 0 });
  expect(report).toMatchObject({ violations: [], accepted: 500, faults: 0 });
  expect(report.retried).toBeGreaterThan(0);
  expect(report.completed + (report.failed.NO_SPEECH_DETECTED ?? 0)).toBe(500);
});
