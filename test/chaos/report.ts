// The report of a chaos run as people read it.
import { isBroken, type ReportRow } from './report-row.ts';

/** A Markdown table, and below it what is known of each row that should have been 0. */
export const renderReport = (rows: readonly ReportRow[]): string => {
  const verdictOf = (row: ReportRow) => (isBroken(row) ? 'NOT 0' : row.mustBeZero ? 'ok' : '');
  const broken = rows.filter(isBroken);
  return [
    '| what | count | must be 0 |',
    '|---|---|---|',
    ...rows.map((row) => `| ${row.what} | ${row.value} | ${verdictOf(row)} |`),
    ...broken.flatMap(({ what, samples }) => ['', `${what}:`, ...samples.map((sample) => `  ${sample}`)]),
  ].join('\n');
};
