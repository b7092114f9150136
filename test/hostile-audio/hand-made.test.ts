// Hostile files that somebody thought of: each has its name, and the one thing that must become of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConversionBench } from './conversion-bench.ts';
import { cutShort } from './cut-short.ts';
import { foreignContent } from './foreign-content.ts';
import type { HandMade, Kit } from './hand-made.ts';
import { processesIn } from './left-running.ts';
import { lyingStreams } from './lying-streams.ts';
import { lyingWavs } from './lying-wavs.ts';
import { makeSeeds } from './seeds.ts';
import { swelling } from './swelling.ts';

let kit: Kit;
beforeAll(async () => {
  const bench = await ConversionBench.open();
  const seeds = await makeSeeds(bench.audio);
  const good = (name: string) => {
    const seed = seeds.find((candidate) => candidate.name === name);
    if (!seed) throw new Error(`There is no good ${name}`);
    return seed;
  };
  kit = { bench, good };
});
afterAll(() => kit.bench.close());

async function check({ make, fate, maxDurationSeconds = 3600 }: HandMade): Promise<void> {
  const bytes = typeof make === 'function' ? await make(kit) : make;
  const verdict = await kit.bench.judge(bytes, { maxDurationSeconds });
  if ('words' in fate) {
    expect(verdict).toMatchObject({
      kind: 'refused',
      code: fate.code,
      message: expect.stringMatching(fate.words),
    });
  } else {
    const { format, warning } = fate.more;
    expect(verdict).toMatchObject({ kind: 'converted', facts: { frames: fate.frames } });
    if (verdict.kind === 'refused') return;
    if (format !== undefined) expect(verdict.facts.sourceFormat).toBe(format);
    if (warning !== undefined) expect(verdict.facts.warnings).toContainEqual(expect.stringMatching(warning));
  }
  expect(await processesIn(kit.bench.audio.directory)).toEqual([]);
}

const tables: Readonly<Record<string, readonly HandMade[]>> = {
  'a WAV whose header lies': lyingWavs,
  'a recording that was broken off': cutShort,
  'something else than a recording': foreignContent,
  'a small file that becomes a large one': swelling,
  'a compressed recording whose header lies': lyingStreams,
};

for (const [title, rows] of Object.entries(tables)) {
  describe(title, () => {
    test.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => check(row));
  });
}
