// A table that becomes a list of cards where there is no room; the roles say it is a table all the same.
// biome-ignore-all lint/a11y/noRedundantRoles: shown as blocks, browsers no longer take it for a table by themselves
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** `main` heads the card, `end` is for buttons, `bare` needs no title in a card: it says itself what it is. */
  readonly place?: 'main' | 'end' | 'bare';
}

interface DataTableProps<Row> {
  /** Read out: what the table holds. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Many short values: its cards hold several on a line. */
  readonly isDense?: boolean;
}

export const DataTable = <Row,>({ label, columns, rows, keyOf, isDense = false }: DataTableProps<Row>) => (
  <table class={isDense ? 'data-table dense' : 'data-table'} role="table" aria-label={label}>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map(({ title, place = '' }) => (
          <th scope="col" role="columnheader" class={place} key={title}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">
      {rows.map((row) => (
        <tr role="row" key={keyOf(row)}>
          {columns.map(({ title, cell, place = '' }) => (
            <td role="cell" class={place} data-title={title} key={title}>
              <div class="cell">{cell(row)}</div>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
