// CSV as RFC 4180 has it: fields in double quotes may hold commas, line breaks and doubled quotes; lines end with LF or CRLF. Besides: a
// byte order mark at the start and blank lines are skipped. Nothing is trimmed, since a password may begin with a space.
import type { LineProblems } from './line-problem.ts';

/** One record: its fields and the line (from 1) on which it begins. */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[] };

/** A field and the index of what ends it: a comma, a line feed, the end of the text, or, wrongly, anything else. */
type Field = { readonly text: string; readonly end: number };

const BYTE_ORDER_MARK = '\uFEFF';

/** The records of a CSV text; what cannot be read goes to `problems` and is left out. */
export function parseCsv(text: string, problems: LineProblems): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const record = readRecord(text, at);
    if (record === null) {
      problems.add(line, 'a quoted field that begins in this record is not closed');
      break;
    }
    const { fields, end } = record;
    const isBlank = fields.length === 1 && fields[0] === '' && text[at] !== '"';
    const isWhole = end === text.length || text[end] === '\n';
    if (!isWhole) problems.add(line, 'text follows the closing quote of a field');
    else if (!isBlank) records.push({ line, fields });
    const next = text.indexOf('\n', end) + 1 || text.length;
    line += text.slice(at, next).split('\n').length - 1;
    at = next;
  }
  return records;
}

function readRecord(text: string, start: number): { readonly fields: readonly string[]; readonly end: number } | null {
  const fields: string[] = [];
  for (let at = start; ; at++) {
    const field = text[at] === '"' ? readQuoted(text, at) : readPlain(text, at);
    if (field === null) return null;
    fields.push(field.text);
    at = field.end;
    if (text[at] !== ',') return { fields, end: at };
  }
}

function readPlain(text: string, start: number): Field {
  const delimiter = /[,\n]/g;
  delimiter.lastIndex = start;
  const end = delimiter.exec(text)?.index ?? text.length;
  const isLast = text[end] !== ',';
  return { text: text.slice(start, isLast && text[end - 1] === '\r' && end > start ? end - 1 : end), end };
}

function readQuoted(text: string, start: number): Field | null {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return null;
    if (text[quote + 1] === '"') {
      at = quote + 2;
      continue;
    }
    const afterQuote = quote + 1;
    const isLast = text[afterQuote] === '\r' && (text[afterQuote + 1] ?? '\n') === '\n';
    return { text: text.slice(start + 1, quote).replaceAll('""', '"'), end: isLast ? afterQuote + 1 : afterQuote };
  }
}
