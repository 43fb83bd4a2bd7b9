import type { Database } from 'better-sqlite3';
import { type Page, rowsOf } from './paging.ts';
import { checkPassword, hashGeneratedKey, type PasswordOrigin } from './password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { parsePasswordHash } from './phc.ts';
import {
  checkTraits,
  checkUserId,
  type HashedUser,
  type NewHashedUser,
  type NewUser,
  type Realm,
  type Role,
  type User,
  type UserChange,
  type UserQuery,
  type UserRepository,
  type UserTraits,
  type UserVerification,
} from './user.ts';
import type { PasswordVerifier } from './verifier.ts';

type Row = {
  readonly user_id: string;
  readonly password_hash: string;
  readonly is_superuser: number;
  readonly role: Role | null;
  readonly identities: string | null;
  readonly client_ids: string | null;
  readonly description: string;
  readonly created_at: number;
};

type Parts = {
  readonly database: Database;
  readonly realm: Realm;
  readonly verifier: PasswordVerifier;
  readonly hasher: PasswordHasher;
  readonly now: () => number;
};

/** The users of one realm in SQLite. The row is read anew at each verification, so that every change holds at once. */
export class SqliteUsers implements UserRepository {
  readonly #parts: Parts;
  readonly #statements: ReturnType<typeof prepare>;
  /** OCPP's rule on keys of hex digits is for charge points; a person's password is text. */
  readonly #hexKeys: boolean;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#statements = prepare(parts.database);
    this.#hexKeys = parts.realm === 'ocpp';
  }

  async count(): Promise<number> {
    return this.#statements.count.get({ realm: this.#parts.realm, like: '', superuser: null }) ?? 0;
  }

  async list(query: UserQuery): Promise<Page<User>> {
    const rows = rowsOf(query);
    const superuser = query.isSuperuser === undefined ? null : Number(query.isSuperuser);
    const filter = { realm: this.#parts.realm, like: query.likeUserId ?? '', superuser };
    const count = this.#statements.count.get(filter) ?? 0;
    return { data: this.#statements.list.all({ ...filter, ...rows }).map(userOf), count };
  }

  async find(userId: string): Promise<User | null> {
    const row = this.#row(userId);
    return row === undefined ? null : userOf(row);
  }

  async hashed(after: string | null, limit: number): Promise<readonly HashedUser[]> {
    const rows = rowsOf({ page: 1, limit });
    return this.#statements.behind
      .all(this.#parts.realm, after ?? '', rows.limit)
      .map((row) => ({ ...userOf(row), passwordHash: row.password_hash }));
  }

  async add(user: NewUser): Promise<'added' | 'exists'> {
    this.#check(user);
    checkPassword(user.password, user.passwordOrigin ?? 'chosen');
    // Looked up before the hash is made, so that a repeated import costs nothing; the insertion decides.
    if (this.#row(user.userId) !== undefined) return 'exists';
    return this.#insert(user, await this.#hash(user.password, user.passwordOrigin));
  }

  async addHashed(user: NewHashedUser): Promise<'added' | 'exists'> {
    this.#check(user);
    return this.#insert(user, user.passwordHash);
  }

  async update(userId: string, change: UserChange): Promise<User | null> {
    checkTraits(this.#parts.realm, change);
    if (change.password !== undefined) checkPassword(change.password, change.passwordOrigin ?? 'chosen');
    if (this.#row(userId) === undefined) return null;
    const newHash =
      change.password === undefined ? change.passwordHash : await this.#hash(change.password, change.passwordOrigin);
    const row = this.#row(userId);
    if (row === undefined) return null;
    const passwordHash = newHash ?? row.password_hash;
    this.#statements.update.run(
      parsePasswordHash(passwordHash).algorithm,
      passwordHash,
      change.isSuperuser === undefined ? row.is_superuser : Number(change.isSuperuser),
      change.role === undefined || change.role === null ? row.role : change.role,
      change.identities === undefined ? row.identities : listText(change.identities),
      change.clientIds === undefined ? row.client_ids : listText(change.clientIds),
      change.description ?? row.description,
      this.#parts.realm,
      userId,
    );
    return this.find(userId);
  }

  async remove(userId: string): Promise<boolean> {
    return this.#statements.remove.run(this.#parts.realm, userId).changes > 0;
  }

  async verify(userId: string, password: Buffer): Promise<UserVerification> {
    const { realm, verifier, database } = this.#parts;
    if (!database.open) return { outcome: 'busy' };
    const known = this.#row(userId);
    const before = known?.password_hash ?? null;
    const verdict = verifier.verify({
      scope: realm,
      userId,
      passwordHash: before,
      password,
      hexKeys: this.#hexKeys,
      hasScrypt: () => this.#statements.hasScrypt.get(realm) !== undefined,
    });
    if (verdict === 'accepted' && known !== undefined) return { outcome: verdict, user: userOf(known) };
    const outcome = await verdict;
    if (outcome !== 'accepted') return { outcome };
    if (!database.open) return { outcome: 'busy' };
    // The user may have been changed or removed while scrypt ran.
    const row = this.#row(userId);
    return row?.password_hash === before && row !== undefined ? { outcome, user: userOf(row) } : { outcome: 'refused' };
  }

  #row(userId: string): Row | undefined {
    return this.#statements.find.get(this.#parts.realm, userId);
  }

  #check(user: UserTraits & { readonly userId: string }): void {
    checkUserId(user.userId);
    checkTraits(this.#parts.realm, user);
  }

  async #hash(password: string, origin: PasswordOrigin = 'chosen'): Promise<string> {
    if (origin === 'generated') return hashGeneratedKey(password, this.#hexKeys);
    return this.#parts.hasher.hash(password, this.#hexKeys);
  }

  #insert(user: UserTraits & { readonly userId: string }, passwordHash: string): 'added' | 'exists' {
    const { realm, now } = this.#parts;
    const result = this.#statements.insert.run(
      realm,
      user.userId,
      parsePasswordHash(passwordHash).algorithm,
      passwordHash,
      Number(user.isSuperuser ?? false),
      realm === 'admin' ? (user.role ?? 'administrator') : null,
      listText(user.identities),
      listText(user.clientIds),
      user.description ?? '',
      now(),
    );
    return result.changes > 0 ? 'added' : 'exists';
  }
}

type Filter = { readonly realm: string; readonly like: string; readonly superuser: number | null };

// instr, not LIKE: a user id may hold the wildcards of LIKE.
const FILTER = `realm = @realm AND (@like = '' OR instr(user_id, @like) > 0)
  AND (@superuser IS NULL OR is_superuser = @superuser)`;

function prepare(database: Database) {
  return {
    find: database.prepare<[string, string], Row>('SELECT * FROM users WHERE realm = ? AND user_id = ?'),
    count: database.prepare<[Filter], number>(`SELECT count(*) FROM users WHERE ${FILTER}`).pluck(),
    list: database.prepare<[Filter & { readonly limit: number; readonly offset: number }], Row>(
      `SELECT * FROM users WHERE ${FILTER} ORDER BY user_id LIMIT @limit OFFSET @offset`,
    ),
    hasScrypt: database.prepare<[string], unknown>(
      "SELECT 1 FROM users WHERE realm = ? AND algorithm = 'scrypt' LIMIT 1",
    ),
    // No user id is empty, so that the empty text is before all of them.
    behind: database.prepare<[string, string, number], Row>(
      'SELECT * FROM users WHERE realm = ? AND user_id > ? ORDER BY user_id LIMIT ?',
    ),
    insert: database.prepare<
      [string, string, string, string, number, Role | null, string | null, string | null, string, number]
    >(
      `INSERT INTO users
         (realm, user_id, algorithm, password_hash, is_superuser, role, identities, client_ids, description, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    update: database.prepare<
      [string, string, number, Role | null, string | null, string | null, string, string, string]
    >(
      `UPDATE users
       SET algorithm = ?, password_hash = ?, is_superuser = ?, role = ?, identities = ?, client_ids = ?, description = ?
       WHERE realm = ? AND user_id = ?`,
    ),
    remove: database.prepare<[string, string]>('DELETE FROM users WHERE realm = ? AND user_id = ?'),
  };
}

function listText(names: readonly string[] | null | undefined): string | null {
  return names === undefined || names === null ? null : JSON.stringify(names);
}

function listOf(text: string | null): readonly string[] | null {
  return text === null ? null : (JSON.parse(text) as readonly string[]);
}

function userOf(row: Row): User {
  return {
    userId: row.user_id,
    isSuperuser: row.is_superuser === 1,
    role: row.role,
    identities: listOf(row.identities),
    clientIds: listOf(row.client_ids),
    description: row.description,
    createdAt: row.created_at,
  };
}
