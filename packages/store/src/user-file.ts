// Files of users, as EMQX takes them: `user_id,password,is_superuser`, or hashed `user_id,password_hash,salt,is_superuser`; ours besides:
// `identities`, `client_ids`. As CSV with a header line, or as a JSON list of objects with those keys.
import { parseCsv } from './csv.ts';
import { parseJsonList } from './json-list.ts';
import { type FilePlace, type LineProblem, LineProblems } from './line-problem.ts';

export type UserFileFormat = 'csv' | 'json';

/** One user of a file: with a password, or with a hash and perhaps its salt (a hash that begins with $ is a PHC string). */
export type UserRow = FilePlace & {
  readonly userId: string;
  readonly password?: string;
  readonly passwordHash?: string;
  readonly salt?: string;
  readonly isSuperuser: boolean;
  readonly identities: readonly string[] | null;
  readonly clientIds: readonly string[] | null;
};

/** Either all rows, or everything that is wrong with the file. */
export type UserFile =
  | { readonly outcome: 'parsed'; readonly rows: readonly UserRow[] }
  | { readonly outcome: 'refused'; readonly problems: readonly LineProblem[] };

/** A row before it is looked at: values by column. */
type Draft = { readonly place: FilePlace; readonly values: ReadonlyMap<string, unknown> };

/** Rows in one file. */
export const USER_ROWS_MAX = 100_000;
const COLUMNS: readonly string[] = [
  ...['user_id', 'password', 'password_hash', 'salt', 'is_superuser'],
  ...['identities', 'client_ids'],
];
const YES_OR_NO: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [undefined, false],
  ['', false],
  ['false', false],
  ['0', false],
  ['true', true],
  ['1', true],
  [false, false],
  [true, true],
]);

/** Reads a file of users. All problems come at once, each with its line; passwords are never in them. */
export function parseUserFile(text: string, format: UserFileFormat): UserFile {
  const problems = new LineProblems();
  const drafts = format === 'csv' ? draftsOfCsv(text, problems) : draftsOfJson(text, problems);
  const rows: UserRow[] = [];
  const places = new Map<string, FilePlace>();
  for (const draft of drafts.slice(0, USER_ROWS_MAX)) {
    const row = rowOf(draft, problems);
    if (row === null) continue;
    const earlier = places.get(row.userId);
    if (earlier === undefined) {
      rows.push(row);
      places.set(row.userId, draft.place);
    } else problems.addAt(row, `the user ${JSON.stringify(row.userId)} stands ${printPlace(earlier)} already`);
  }
  const beyond = drafts[USER_ROWS_MAX];
  if (beyond !== undefined) problems.addAt(beyond.place, `more than ${USER_ROWS_MAX} users in one file`);
  const list = problems.list();
  return list.length === 0 ? { outcome: 'parsed', rows } : { outcome: 'refused', problems: list };
}

function draftsOfCsv(text: string, problems: LineProblems): readonly Draft[] {
  const [header, ...records] = parseCsv(text, problems);
  if (header === undefined) {
    problems.add(1, 'there is no header line; it reads, for instance, user_id,password,is_superuser');
    return [];
  }
  const columns = header.fields.map((field) => field.trim());
  if (!checkColumns(columns, { line: header.line }, problems)) return [];
  const drafts: Draft[] = [];
  for (const { line, fields } of records) {
    if (fields.length !== columns.length) {
      problems.add(line, `${fields.length} fields where the header has ${columns.length}`);
    } else drafts.push({ place: { line }, values: new Map(columns.map((column, index) => [column, fields[index]])) });
  }
  return drafts;
}

function checkColumns(columns: readonly string[], place: FilePlace, problems: LineProblems): boolean {
  const reasons: string[] = [];
  for (const column of new Set(columns)) {
    if (!COLUMNS.includes(column)) reasons.push(`unknown column ${JSON.stringify(column)}`);
    if (columns.indexOf(column) !== columns.lastIndexOf(column)) reasons.push(`column ${column} comes twice`);
  }
  if (!columns.includes('user_id')) reasons.push('there is no column user_id');
  if (columns.includes('password') === columns.includes('password_hash')) {
    reasons.push('there must be one of the columns password and password_hash');
  }
  if (columns.includes('password') && columns.includes('salt')) reasons.push('salt goes with password_hash only');
  for (const reason of reasons) problems.addAt(place, reason);
  return reasons.length === 0;
}

function draftsOfJson(text: string, problems: LineProblems): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const { value, ...place } of parseJsonList(text, problems)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.addAt(place, 'this is not an object');
      continue;
    }
    const values = new Map<string, unknown>(Object.entries(value));
    if (checkColumns([...values.keys()], place, problems)) drafts.push({ place, values });
  }
  return drafts;
}

function rowOf({ place, values }: Draft, problems: LineProblems): UserRow | null {
  const reasons: string[] = [];
  const userId = textOf(values, 'user_id', reasons);
  const secret = values.has('password') ? 'password' : 'password_hash';
  const secretText = textOf(values, secret, reasons);
  const saltValue = values.get('salt') ?? '';
  if (typeof saltValue !== 'string') reasons.push('salt is not a text');
  const superuser = values.get('is_superuser');
  const isSuperuser = YES_OR_NO.get(typeof superuser === 'string' ? superuser.trim().toLowerCase() : superuser);
  if (isSuperuser === undefined) reasons.push('is_superuser is neither true nor false');
  const identities = namesOf(values, 'identities', reasons);
  const clientIds = namesOf(values, 'client_ids', reasons);
  for (const reason of reasons) problems.addAt(place, reason);
  if (reasons.length > 0 || isSuperuser === undefined || typeof saltValue !== 'string') return null;
  const row = { ...place, userId, isSuperuser, identities, clientIds };
  return secret === 'password'
    ? { ...row, password: secretText }
    : { ...row, passwordHash: secretText, salt: saltValue };
}

function printPlace({ line, item }: FilePlace): string {
  return item === undefined ? `on line ${line}` : `in item ${item}`;
}

function textOf(values: ReadonlyMap<string, unknown>, column: string, reasons: string[]): string {
  const value = values.get(column) ?? '';
  if (typeof value !== 'string') reasons.push(`${column} is not a text`);
  else if (value === '') reasons.push(`${column} is missing`);
  else return value;
  return '';
}

/** Semicolons separate in CSV; in JSON it is a list. Nothing given: any name. */
function namesOf(values: ReadonlyMap<string, unknown>, column: string, reasons: string[]): readonly string[] | null {
  const value = values.get(column);
  if (value === undefined || value === null || value === '') return null;
  const list: unknown = typeof value === 'string' ? value.split(';') : value;
  if (Array.isArray(list) && list.length > 0 && list.every((entry) => typeof entry === 'string' && entry !== '')) {
    return list as readonly string[];
  }
  reasons.push(`${column} holds something other than names (in CSV with semicolons between, in JSON a list)`);
  return null;
}
