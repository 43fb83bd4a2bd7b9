// A file of users as somebody sends it: read whole, refused whole when it cannot be read, and bounded in what it may cost.
import { type ImportOptions, type ImportResult, importUsers } from './import-users.ts';
import { type FilePlace, type LineProblem, problemAt } from './line-problem.ts';
import type { UserRepository } from './user.ts';
import { parseUserFile, type UserFileFormat } from './user-file.ts';

/** What was sent, and what it is said to hold. */
export type SentUserFile = {
  readonly text: string;
  readonly format: UserFileFormat;
  /** `plain`: the column `password`; `hash`: the column `password_hash`. */
  readonly type: 'plain' | 'hash';
};

/** The outcome: what was done with the rows, or why the file was not taken. */
export type UserFileImport =
  | ({ readonly outcome: 'imported' } & ImportResult)
  | { readonly outcome: 'refused'; readonly problems: readonly LineProblem[] };

/** Rows with passwords that people chose, each of which takes some 45 ms to be hashed: longer files would keep the sender waiting for minutes. */
export const CHOSEN_PASSWORDS_MAX = 1_000;

/** Reads the file and puts its rows into `users`; rejects as `importUsers` does. */
export async function importUserFile(
  users: UserRepository,
  { text, format, type }: SentUserFile,
  options: ImportOptions = {},
): Promise<UserFileImport> {
  const file = parseUserFile(text, format);
  if (file.outcome === 'refused') return file;
  const column = type === 'plain' ? 'password' : 'password_hash';
  const other = file.rows.find((row) => (row.password === undefined) === (type === 'plain'));
  if (other !== undefined) {
    return refused(other, `there is no ${column}; a file of type ${type} has one for every user`);
  }
  const beyond = file.rows[CHOSEN_PASSWORDS_MAX];
  if (beyond !== undefined && type === 'plain' && options.passwordOrigin !== 'generated') {
    return refused(beyond, `more than ${CHOSEN_PASSWORDS_MAX} passwords to be hashed in one file`);
  }
  return { outcome: 'imported', ...(await importUsers(users, file.rows, options)) };
}

function refused(place: FilePlace, reason: string): UserFileImport {
  return { outcome: 'refused', problems: [problemAt(place, reason)] };
}
