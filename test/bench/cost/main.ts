// `npm run cost`: what a recording and a month cost, from what the bench counted; with `--write` into the documents too.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { putInto, renderTables } from './tables.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const tables = await renderTables();
if (values.write) {
  for (const name of ['README.md', 'docs/cost.md']) {
    const file = new URL(`../../../${name}`, import.meta.url);
    await writeFile(file, putInto(await readFile(file, 'utf8'), tables));
  }
}
console.log([tables['cost-recordings'], tables['cost-month'], tables['cost-assumed']].join('\n\n'));
