// One line of the bench's table.
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** Figures without one are there to be read. */
  readonly target?: { readonly text: string; readonly isMet: boolean };
}

export type Say = (line: string) => void;

const cells = ({ what, measured, target }: Row): string =>
  `| ${what} | ${measured} | ${target?.text ?? '–'} | ${target ? (target.isMet ? 'met' : 'NOT MET') : ''} |`;

export const table = (rows: readonly Row[]): string =>
  ['| what | measured | target | |', '|---|---|---|---|', ...rows.map(cells)].join('\n');
