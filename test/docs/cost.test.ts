// The tables of cost say what the model computes, or this fails: `npm run cost -- --write` mends them.
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { renderTables, shownIn, type Tables } from '../bench/cost/tables.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await renderTables();
});

const places = [
  ['README.md', 'cost'],
  ['docs/cost.md', 'operations-answered'],
  ['docs/cost.md', 'operations-called-back'],
  ['docs/cost.md', 'cost-recordings'],
  ['docs/cost.md', 'cost-month'],
  ['docs/cost.md', 'cost-assumed'],
  ['docs/cost.md', 'cost-prices'],
] as const;

test.for(places)('%s shows in "%s" what the model computes', async ([file, name]) => {
  const document = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
  expect(shownIn(document, name)).toBe(tables[name]);
});
