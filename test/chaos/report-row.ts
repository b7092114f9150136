// One line of the report of a chaos run: something told, or something that must not have happened.
export interface ReportRow {
  readonly what: string;
  readonly value: number | string;
  /** The run fails when it is not 0. */
  readonly mustBeZero: boolean;
  /** Some of what was counted, for whoever has to find out why. */
  readonly samples: readonly string[];
}

const shownSamples = 5;

export const told = (what: string, value: number | string): ReportRow => ({
  what,
  value,
  mustBeZero: false,
  samples: [],
});

export const forbidden = (what: string, cases: readonly string[]): ReportRow => ({
  what,
  value: cases.length,
  mustBeZero: true,
  samples: cases.slice(0, shownSamples),
});

export const isBroken = ({ mustBeZero, value }: ReportRow): boolean => mustBeZero && value !== 0;

export const countBy = <Item>(items: Iterable<Item>, name: (item: Item) => string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + 1);
  return counts;
};

/** `name: count`, sorted by name. */
export const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ') || 'none';
