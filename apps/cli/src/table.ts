/** What a column is called, and what stands in it; null and undefined are shown as `-`. */
export type Column<Row> = readonly [title: string, cell: (row: Row) => string | number | boolean | null | undefined];

/** Rows under titles, in columns as wide as they need to be; nothing at all when there are no rows. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  if (rows.length === 0) return '';
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cellText(cell(row))))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => [...(line[index] ?? '')].length)));
  return lines
    .map(
      (line) =>
        `${line
          .map((text, index) => padded(text, widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/**
 * Text from outside as it may go to a terminal: what a charge point calls itself must not move the cursor or set the title of a window, and
 * direction marks must not turn it round.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function cellText(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined || value === '') return '-';
  return printable(String(value));
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - [...text].length);
}
