// Users in the database file of a server that is off.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store, StoreError, type User } from '@ocpp-broker/store';
import Database from 'better-sqlite3';
import { Problem } from './problem.ts';
import type { ListedUser, Realm, UserDirectory } from './user-directory.ts';

/** The server's file in its `data_dir`. */
const FILE = 'ocpp-broker.db';
const PAGE = 1_000;

/**
 * Opens the users of a realm in the folder that the server's `data_dir` names. `mayMake`: a database that is not there is made, for a first
 * set-up. Throws a Problem when a server has it open, which is the one to ask then: it has the audit log, and tokens to end.
 */
export function databaseUsers(folder: string, realm: Realm, mayMake: boolean): UserDirectory {
  const file = join(folder, FILE);
  if (existsSync(file)) refuseInUse(file);
  else if (!mayMake) throw new Problem('NO_DATABASE', `there is no database ${file}`);
  const store = inWords(() => openStore({ path: file }));
  return {
    list: (like) => listed(store, realm, like),
    add: async (user) => {
      const { userId, password, isSuperuser, identities = null, clientIds = null } = user;
      const traits = realm === 'admin' ? { role: roleOf(user.role) } : { isSuperuser, identities, clientIds };
      const outcome = await inWords(() => store.users(realm).add({ userId, password, ...traits }));
      if (outcome === 'exists') throw new Problem('ALREADY_EXISTS', 'User already exists');
    },
    remove: async (userId) => {
      if (!(await store.users(realm).remove(userId))) throw new Problem('NOT_FOUND', 'User not found');
    },
    close: () => store.close(),
  };
}

/** In WAL mode whoever has a database open holds a lock on it, so that nobody else gets the whole of it. */
function refuseInUse(file: string): void {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: 0, fileMustExist: true });
    database.pragma('locking_mode = EXCLUSIVE');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    if (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)) {
      throw new Problem(
        'DATABASE_IN_USE',
        `${file} is in use: a server runs on it; leave out --database to ask the server, or stop it first`,
      );
    }
    // Whatever else is wrong with the file, the store says it better.
  } finally {
    database?.close();
  }
}

async function* listed(store: Store, realm: Realm, like: string | undefined): AsyncGenerator<ListedUser, void, void> {
  for (let page = 1; ; page += 1) {
    const query = { page, limit: PAGE, ...(like === undefined ? {} : { likeUserId: like }) };
    const { data, count } = await store.users(realm).list(query);
    yield* data.map((user) => listedUser(user, realm));
    if (page * PAGE >= count) return;
  }
}

function listedUser({ userId, isSuperuser, role, identities, clientIds }: User, realm: Realm): ListedUser {
  if (realm === 'admin') return { user_id: userId, role: role ?? 'administrator' };
  return {
    user_id: userId,
    is_superuser: isSuperuser,
    ...(identities === null ? {} : { identities }),
    ...(clientIds === null ? {} : { client_ids: clientIds }),
  };
}

/** The store knows as many roles as its version does; one that it does not know it refuses itself. */
function roleOf(role: string): NonNullable<User['role']> {
  return role as NonNullable<User['role']>;
}

function inWords<Result>(work: () => Result): Result {
  const told = (error: unknown): never => {
    throw error instanceof StoreError ? new Problem(error.code.toUpperCase(), error.message) : error;
  };
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(told) as Result) : result;
  } catch (error) {
    return told(error);
  }
}
