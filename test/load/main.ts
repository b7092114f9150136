// `npm run load`: the rate at which submissions begin to wait, that rate held for a while, and what is left of both.
import { parseArgs } from 'node:util';
import { type Row, table } from '../bench/row.ts';
import { findRate } from './find-rate.ts';
import { holdRate } from './hold-rate.ts';
import { startLoadStack } from './load-stack.ts';

const say = (line: string): void => console.log(line);

const { values } = parseArgs({
  options: {
    /** How long the rate is held. */
    seconds: { type: 'string', default: '120' },
    /** How many submissions may be under way at once. */
    callers: { type: 'string', default: '64' },
  },
});

const numberOf = (name: keyof typeof values): number => {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} is "${values[name]}": give a number`);
  return number;
};
const [seconds, callers] = [numberOf('seconds'), numberOf('callers')];

const load = await startLoadStack();
const rows: Row[] = [];
try {
  const found = await findRate(load, callers, say);
  rows.push(...found.rows);
  rows.push(...(await holdRate(load, { perSecond: found.perSecond, seconds, callers }, say)));
} finally {
  await load.close();
}
say(`\n${table(rows)}`);
if (rows.some(({ target }) => target?.isMet === false)) process.exitCode = 1;
