import { type LineProblem, problemAt } from './line-problem.ts';
import type { PasswordOrigin } from './password.ts';
import { formatPasswordHash, type SaltPosition } from './phc.ts';
import { StoreError } from './store-error.ts';
import type { UserRepository } from './user.ts';
import type { UserRow } from './user-file.ts';

/** How an import deals with what it finds; what is left out is EMQX's default. */
export type ImportOptions = {
  /** Whether the file overrides users that exist. Default true; false for a file that is read at every start. */
  readonly override?: boolean;
  /** How the hashes that are no PHC strings were made: SHA-256, the salt before the password by default. */
  readonly hash?: { readonly algorithm: string; readonly saltPosition?: SaltPosition };
  /** What the plain passwords are, see NewUser. Default `chosen`, at some 45 ms each. */
  readonly passwordOrigin?: PasswordOrigin;
};

/** `total` = `success` (new) + `override` (existed, replaced) + `skipped` (existed, left alone) + `failed`; why in `problems`, the first hundred. */
export type ImportResult = {
  readonly total: number;
  readonly success: number;
  readonly override: number;
  readonly skipped: number;
  readonly failed: number;
  readonly problems: readonly LineProblem[];
};

type RowOutcome = 'success' | 'override' | 'skipped';

const PROBLEMS_MAX = 100;
/** Rows between two turns of the event loop; a hashed row takes some 30 µs. */
const ROWS_PER_TURN = 100;

/**
 * Puts the rows of a file into `users`. Throws a StoreError `store_unknown_algorithm` when `options.hash` names one that nobody could verify; a row
 * that cannot be stored counts as failed and the others go on.
 */
export async function importUsers(
  users: UserRepository,
  rows: readonly UserRow[],
  options: ImportOptions = {},
): Promise<ImportResult> {
  const { algorithm = 'sha256' } = options.hash ?? {};
  if (algorithm !== 'sha256') {
    throw new StoreError(
      'store_unknown_algorithm',
      `hashes of ${JSON.stringify(algorithm)} cannot be imported; known is sha256, or give PHC strings`,
    );
  }
  const counts = { success: 0, override: 0, skipped: 0 };
  const problems: LineProblem[] = [];
  let failed = 0;
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_PER_TURN === ROWS_PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    try {
      counts[await importRow(users, row, options)]++;
    } catch (error) {
      // Anything else, a full disk say, would fail for every row that follows.
      if (!(error instanceof StoreError)) throw error;
      failed++;
      if (problems.length < PROBLEMS_MAX) problems.push(problemAt(row, error.message));
    }
  }
  return { total: rows.length, ...counts, failed, problems };
}

async function importRow(users: UserRepository, row: UserRow, options: ImportOptions): Promise<RowOutcome> {
  const exists = (await users.find(row.userId)) !== null;
  if (exists && options.override === false) return 'skipped';
  const traits = { isSuperuser: row.isSuperuser, identities: row.identities, clientIds: row.clientIds };
  const secret = secretOf(row, options);
  if (exists) {
    await users.update(row.userId, { ...traits, ...secret });
    return 'override';
  }
  const outcome =
    'password' in secret
      ? await users.add({ userId: row.userId, ...traits, ...secret })
      : await users.addHashed({ userId: row.userId, ...traits, ...secret });
  return outcome === 'added' ? 'success' : 'skipped';
}

type Secret =
  | { readonly password: string; readonly passwordOrigin: PasswordOrigin }
  | { readonly passwordHash: string };

function secretOf(row: UserRow, options: ImportOptions): Secret {
  if (row.password !== undefined) {
    return { password: row.password, passwordOrigin: options.passwordOrigin ?? 'chosen' };
  }
  const hash = row.passwordHash ?? '';
  if (hash.startsWith('$')) return { passwordHash: hash };
  if (!/^[0-9a-fA-F]{64}$/.test(hash)) {
    throw new StoreError('store_invalid_value', 'password_hash is neither a PHC string nor a SHA-256 of 64 hex digits');
  }
  const saltPosition = options.hash?.saltPosition ?? 'prefix';
  // EMQX takes the salt as the bytes of its text, whatever it looks like.
  const salt = saltPosition === 'disable' ? Buffer.alloc(0) : Buffer.from(row.salt ?? '');
  const parts = { algorithm: 'sha256', saltPosition, isHexKey: false, salt, hash: Buffer.from(hash, 'hex') } as const;
  return { passwordHash: formatPasswordHash(parts) };
}
