// Lines of statistics → series by day, as a chart stacks them.
import type { StatisticsLine } from '../api/client.ts';

export interface Series {
  readonly label: string;
  /** One of the chart's colours, by name. */
  readonly colour: 'completed' | 'failed' | 'one' | 'two' | 'three' | 'four' | 'five' | 'rest';
  /** One number for each day. */
  readonly values: readonly number[];
}

const dayMs = 86_400_000;

/** The last so many UTC days, today's the last: `2026-11-21`. */
export const lastDays = (count: number, nowMs: number): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(nowMs - (count - 1 - index) * dayMs).toISOString().slice(0, 10),
  );

const sumBy = (
  days: readonly string[],
  lines: readonly StatisticsLine[],
  read: (line: StatisticsLine) => number,
): readonly number[] =>
  days.map((day) => lines.filter((line) => line.day === day).reduce((sum, line) => sum + read(line), 0));

export const byOutcome = (days: readonly string[], lines: readonly StatisticsLine[]): readonly Series[] => [
  { label: 'Completed', colour: 'completed', values: sumBy(days, lines, (line) => line.completed) },
  { label: 'Failed', colour: 'failed', values: sumBy(days, lines, (line) => line.failed) },
];

const sourceColours = ['one', 'two', 'three', 'four', 'five'] as const;
const total = (line: StatisticsLine): number => line.completed + line.failed;

/** The busiest five by name, the others as one. */
export const bySource = (days: readonly string[], lines: readonly StatisticsLine[]): readonly Series[] => {
  const totals = new Map<string, number>();
  for (const line of lines) totals.set(line.audioSource, (totals.get(line.audioSource) ?? 0) + total(line));
  const names = [...totals].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const busiest = sourceColours.flatMap((colour, index) => {
    const label = names[index];
    if (label === undefined) return [];
    const own = lines.filter((line) => line.audioSource === label);
    return [{ label, colour, values: sumBy(days, own, total) }];
  });
  const rest = lines.filter((line) => names.indexOf(line.audioSource) >= sourceColours.length);
  if (rest.length === 0) return busiest;
  return [...busiest, { label: 'Others', colour: 'rest', values: sumBy(days, rest, total) }];
};
