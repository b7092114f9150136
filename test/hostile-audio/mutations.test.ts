// Two thousand damaged and forged recordings of every accepted format: each is converted truthfully or refused in words.
// HOSTILE_SEED=<number> runs exactly the one file that a failure named; HOSTILE_FILES=<count> runs more of them.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bareSox } from '../support/audio-sox.ts';
import { ConversionBench, inLanes, type Verdict } from './conversion-bench.ts';
import { expectTruth } from './expect-truth.ts';
import { openFilesIn, processesIn } from './left-running.ts';
import { mutatedFile } from './mutate.ts';
import { makeSeeds, type Seed, seedNames } from './seeds.ts';

const files = Number(process.env.HOSTILE_FILES ?? 300);
const replayed = process.env.HOSTILE_SEED;
const numbers =
  replayed === undefined ? Array.from({ length: files }, (_, index) => index) : [Number(replayed)];

let bench: ConversionBench;
let seeds: readonly Seed[];
const counts = new Map<string, { converted: number; refused: number }>();
beforeAll(async () => {
  bench = await ConversionBench.open();
  seeds = await makeSeeds(bench.audio);
});
afterAll(() => bench.close());

function count(name: string, verdict: Verdict): void {
  const before = counts.get(name) ?? { converted: 0, refused: 0 };
  counts.set(name, { ...before, [verdict.kind]: before[verdict.kind] + 1 });
}

describe('each mutated file is converted truthfully or refused in words, and nothing is left of it', () => {
  test.each(seedNames)('%s', async (name) => {
    const mine = numbers.filter((number) => seedNames[number % seedNames.length] === name);
    const failures: string[] = [];
    await inLanes(mine, async (number) => {
      const file = mutatedFile(number, { seeds, canary: bench.canary });
      try {
        const verdict = await bench.judge(file.bytes);
        count(name, verdict);
        expectTruth(file, verdict);
        if (replayed !== undefined)
          process.stdout.write(`${file.change}: ${JSON.stringify({ ...verdict, samples: undefined })}\n`);
      } catch (error) {
        failures.push(`HOSTILE_SEED=${number} (${name}, ${file.change}): ${(error as Error).message}`);
      }
    });
    expect(failures).toEqual([]);
    expect(await processesIn(bench.audio.directory)).toEqual([]);
    expect(await openFilesIn(bench.audio.directory)).toEqual([]);
  });
});

describe.skipIf(replayed !== undefined)('the proof itself is one', () => {
  test('of every format some files are converted and some refused', () => {
    const rows = seedNames.map((name) => ({ name, ...(counts.get(name) ?? { converted: 0, refused: 0 }) }));
    process.stdout.write(
      `${rows.map(({ name, converted, refused }) => `${name.padEnd(14)} ${converted} converted, ${refused} refused\n`).join('')}`,
    );
    // Vorbis and FLAC have checksums over everything: hardly a change goes unseen, so of few files perhaps none.
    const least = files < 2000 ? 0 : 4;
    for (const row of rows) {
      expect(row.converted + row.refused, row.name).toBeGreaterThan(0);
      expect(Math.min(row.converted, row.refused), row.name).toBeGreaterThanOrEqual(least);
    }
    const sum = (kind: 'converted' | 'refused') => rows.reduce((total, row) => total + row[kind], 0);
    expect(sum('converted') + sum('refused')).toBe(files);
    expect(sum('converted')).toBeGreaterThan(files * 0.4);
    expect(sum('refused')).toBeGreaterThan(files * 0.2);
  });

  test('the canary sings when sox is given a name that is a command', async () => {
    const name = `|touch ${bench.canary}`;
    await bareSox(bench.audio.soxDirectory, ['-t', 'wav', name, '-n']).catch(() => undefined);
    expect(existsSync(bench.canary)).toBe(true);
  });
});
