import type { ComponentChildren, JSX } from 'preact';

/** One column. */
export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand to the right; tight ones are not wrapped, names are broken anywhere; actions have no visible title. */
  readonly kind?: 'number' | 'tight' | 'name' | 'actions';
  /** The cell names its row. */
  readonly isHeader?: boolean;
};

/**
 * A table; on a narrow screen each row becomes a card, its cells labelled. The roles are written out because a table that is laid
 * out in another way is no table to screen readers any more.
 */
export function Table<Row>(props: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** New rows are on their way. */
  readonly isStale?: boolean;
}): JSX.Element {
  const { columns, rows } = props;
  return (
    <div class="table-frame">
      {/* biome-ignore-start lint/a11y/noRedundantRoles: display: block on a narrow screen takes the table's own roles away */}
      <table role="table" aria-label={props.label} aria-busy={props.isStale ? 'true' : undefined}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, kind }) => (
              <th key={title} role="columnheader" scope="col" class={kind}>
                {kind === 'actions' ? <span class="unseen">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={props.keyOf(row)} role="row">
              {columns.map((column) => (
                <Cell key={column.title} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above */}
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }): JSX.Element {
  const { title, kind, cell, isHeader = false } = column;
  // biome-ignore-start lint/a11y/noRedundantRoles: as above
  if (isHeader) {
    return (
      <th role="rowheader" scope="row" class={kind} data-label={title}>
        {cell(row)}
      </th>
    );
  }
  return (
    <td role="cell" class={kind} data-label={title}>
      {cell(row)}
    </td>
  );
  // biome-ignore-end lint/a11y/noRedundantRoles: as above
}
