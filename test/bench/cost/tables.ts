// The cost model as people read it: the tables of docs/cost.md and of README.
import { catalog } from '../../../functions/catalog.ts';
import { exampleStage, resourcesOf, synthesiseStage } from '../../support/stage-template.ts';
import { titleOf } from '../operation-counter.ts';
import { type PathName, readOperations, readPrices } from './facts.ts';
import { assumed, journeys } from './journeys.ts';
import { monthlyCost } from './monthly-cost.ts';
import { purposes } from './purposes.ts';
import { costByTerm, storagePerMonth, total } from './recording-cost.ts';

/** By the name of its place: `<!-- name -->` … `<!-- /name -->`. */
export type Tables = Readonly<Record<string, string>>;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
};

const money = (dollars: number): string => (dollars === 0 ? '–' : dollars.toFixed(dollars < 0.01 ? 4 : 3));

const operationTable = (name: PathName): string => {
  const { operations } = readOperations().paths[name];
  const rows = operations.map((one, index) => {
    const units = one.writeUnits > 0 ? `${one.writeUnits} w` : one.readUnits > 0 ? `${one.readUnits} r` : '';
    return [String(index + 1), one.function, one.name, units, purposes[titleOf(one)] ?? ''];
  });
  return table(['', 'function', 'operation', 'units', 'why'], rows);
};

const seconds = (): string =>
  table(
    ['assumed', 'seconds'],
    Object.entries(assumed).map(([name, value]) => [name, String(value)]),
  );

const priceTable = (): string => {
  const rows = Object.values(readPrices().prices).map(({ dollars, unit, source, verified }) => {
    const perMillion = dollars < 0.001;
    const price = perMillion ? `${Number((dollars * 1e6).toPrecision(8))} per million` : String(dollars);
    return [unit, price, `<${source}>`, verified ?? 'not found elsewhere'];
  });
  return table(['unit', 'dollars', 'source', 'seen at'], rows);
};

/** Synthesises the example stage for what it costs when nothing happens. */
export const renderTables = async (): Promise<Tables> => {
  const [operations, prices] = [readOperations(), readPrices()];
  const ways = await journeys(operations);
  const costs = ways.map((journey) => costByTerm(journey, catalog, prices));
  const names = costs[0]?.map(({ name }) => name) ?? [];
  const perTerm = names.map((name, at) => [name, ...costs.map((terms) => money(terms[at]?.dollars ?? 0))]);
  const totals = costs.map((terms) => `**${money(total(terms))}**`);
  const storage = ways.map(({ counted }) => money(storagePerMonth(counted, prices)));
  const heads = ways.map(({ name }) => name);
  const monthly = monthlyCost(resourcesOf(synthesiseStage(exampleStage())), operations, catalog, prices);
  const fixed = monthly.map(({ name, count, dollars }) => [name, String(count), money(dollars)]);
  const month = total(monthly).toFixed(2);
  return {
    'operations-answered': operationTable('answered'),
    'operations-called-back': operationTable('called back'),
    'cost-recordings': table(
      ['dollars per 1,000', ...heads],
      [...perTerm, ['**sum**', ...totals], ['kept, a month', ...storage]],
    ),
    'cost-month': table(['dollars a month', 'count', ''], [...fixed, ['**sum**', '', `**${month}**`]]),
    'cost-assumed': seconds(),
    'cost-prices': priceTable(),
    cost: table(
      [`dollars, list prices of ${prices.date}`, ...heads],
      [
        ['1,000 recordings of five minutes', ...costs.map((terms) => total(terms).toFixed(2))],
        ['of that, audio to the vendor', ...costs.map((terms) => money(terms[0]?.dollars ?? 0))],
        ['keeping them, a month', ...storage],
        ['the stack, a month, idle', ...heads.map(() => month)],
      ],
    ),
  };
};

const placeOf = (name: string): RegExp => new RegExp(`(<!-- ${name} -->\\n).*?(\\n<!-- /${name} -->)`, 's');

/** What a document shows in a place, or `undefined` when it has no such place. */
export const shownIn = (document: string, name: string): string | undefined => {
  const [found, open = '', close = ''] = placeOf(name).exec(document) ?? [];
  return found?.slice(open.length, found.length - close.length);
};

export const putInto = (document: string, tables: Tables): string =>
  Object.entries(tables).reduce(
    (text, [name, shown]) =>
      text.replace(placeOf(name), (_, open: string, close: string) => `${open}${shown}${close}`),
    document,
  );
