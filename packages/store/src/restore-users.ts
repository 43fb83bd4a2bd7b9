// Users out of a backup, with the hashes of their passwords: all of them are looked at first, then all are written in one transaction.
import type { Database } from 'better-sqlite3';
import { formatPasswordHash, parsePasswordHash } from './phc.ts';
import { StoreError } from './store-error.ts';
import { checkTraits, checkUserId, type NewHashedUser, type Realm } from './user.ts';

/** `merge`: those that are not named stay; `replace`: they are removed. */
export type RestoreMode = 'merge' | 'replace';

/** One user of a backup; `createdAt` in ms since 1970, now when left out. */
export type BackedUpUser = NewHashedUser & { readonly createdAt?: number };

/** The users of a backup; a realm that is left out stays as it is. */
export type BackedUpUsers = { readonly [Name in Realm]?: readonly BackedUpUser[] };

/** What becomes of the users of one realm; `changed` are those that were there and are named. */
export type RestoredUsers = { readonly added: number; readonly changed: number; readonly removed: number };

/** What a restoration does, or would do. */
export type UsersRestored = { readonly [Name in Realm]?: RestoredUsers };

type Parts = { readonly database: Database; readonly now: () => number };

const REALMS: readonly Realm[] = ['ocpp', 'mqtt', 'admin'];
/** Users looked at between two turns of the event loop; each takes some microseconds. */
const USERS_PER_TURN = 500;

/**
 * Looks at every user and, unless `dryRun`, writes them all or none. Rejects with a StoreError `store_invalid_value` or
 * `store_unknown_algorithm` that names the user, also when nobody would be left who may administer.
 */
export async function restoreUsers(
  { database, now }: Parts,
  users: BackedUpUsers,
  { mode, dryRun }: { readonly mode: RestoreMode; readonly dryRun: boolean },
): Promise<UsersRestored> {
  for (const realm of REALMS) await checkUsers(realm, users[realm] ?? []);
  const statements = prepare(database);
  const restore = database.transaction((): UsersRestored => {
    const outcome = Object.fromEntries(
      REALMS.flatMap((realm) => {
        const given = users[realm];
        return given === undefined ? [] : [[realm, restoreRealm(statements, realm, given, mode, now())]];
      }),
    );
    if (users.admin !== undefined && statements.administrators.get() === 0) {
      throw new StoreError('store_invalid_value', 'nobody would be left who is an administrator');
    }
    // What would be is found out by doing it, and undone.
    if (dryRun) throw new DryRun(outcome);
    return outcome;
  });
  try {
    return restore.immediate();
  } catch (error) {
    if (error instanceof DryRun) return error.outcome;
    throw error;
  }
}

/** Ends a transaction that is not to be kept, with what it did. */
class DryRun extends Error {
  readonly outcome: UsersRestored;

  constructor(outcome: UsersRestored) {
    super();
    this.outcome = outcome;
  }
}

async function checkUsers(realm: Realm, users: readonly BackedUpUser[]): Promise<void> {
  const seen = new Set<string>();
  for (const [index, user] of users.entries()) {
    if (index % USERS_PER_TURN === USERS_PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    const where = `user ${index + 1} of realm ${realm}: `;
    if (seen.has(user.userId)) throw new StoreError('store_invalid_value', `${where}the name stands there twice`);
    seen.add(user.userId);
    try {
      checkUserId(user.userId);
      checkTraits(realm, user);
      parsePasswordHash(user.passwordHash);
    } catch (error) {
      throw error instanceof StoreError ? new StoreError(error.code, where + error.message) : error;
    }
  }
}

function restoreRealm(
  { has, put, ids, remove }: ReturnType<typeof prepare>,
  realm: Realm,
  users: readonly BackedUpUser[],
  mode: RestoreMode,
  now: number,
): RestoredUsers {
  let changed = 0;
  for (const user of users) {
    if (has.get(realm, user.userId) !== undefined) changed++;
    put.run(rowOf(realm, user, now));
  }
  const named = new Set(users.map(({ userId }) => userId));
  const others = mode === 'replace' ? ids.all(realm).filter((userId) => !named.has(userId)) : [];
  for (const userId of others) remove.run(realm, userId);
  return { added: users.length - changed, changed, removed: others.length };
}

function rowOf(realm: Realm, user: BackedUpUser, now: number): Record<string, unknown> {
  const { userId, isSuperuser = false, identities = null, clientIds = null, description = '' } = user;
  const hash = parsePasswordHash(user.passwordHash);
  return {
    realm,
    user_id: userId,
    algorithm: hash.algorithm,
    password_hash: formatPasswordHash(hash),
    is_superuser: Number(isSuperuser),
    role: realm === 'admin' ? (user.role ?? 'administrator') : null,
    identities: identities === null ? null : JSON.stringify(identities),
    client_ids: clientIds === null ? null : JSON.stringify(clientIds),
    description,
    created_at: user.createdAt ?? now,
  };
}

function prepare(database: Database) {
  return {
    has: database.prepare<[string, string], unknown>('SELECT 1 FROM users WHERE realm = ? AND user_id = ?'),
    ids: database.prepare<[string], string>('SELECT user_id FROM users WHERE realm = ?').pluck(),
    administrators: database
      .prepare<[], number>("SELECT count(*) FROM users WHERE realm = 'admin' AND role = 'administrator'")
      .pluck(),
    put: database.prepare<[Record<string, unknown>]>(
      `INSERT OR REPLACE INTO users
         (realm, user_id, algorithm, password_hash, is_superuser, role, identities, client_ids, description, created_at)
       VALUES (@realm, @user_id, @algorithm, @password_hash, @is_superuser, @role, @identities, @client_ids,
         @description, @created_at)`,
    ),
    remove: database.prepare<[string, string]>('DELETE FROM users WHERE realm = ? AND user_id = ?'),
  };
}
