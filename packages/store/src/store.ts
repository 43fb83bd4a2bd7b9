import type { Database } from 'better-sqlite3';
import type { ApiKeyRepository } from './api-key.ts';
import { SqliteApiKeys } from './api-keys.ts';
import { type AuditLog, SqliteAudit } from './audit.ts';
import type { BanRepository } from './ban.ts';
import { SqliteBans } from './bans.ts';
import { asStoreError, openDatabase } from './database.ts';
import { PasswordHasher } from './password-hasher.ts';
import type { RegistrationRepository } from './registration.ts';
import { SqliteRegistrations } from './registrations.ts';
import { type BackedUpUsers, type RestoreMode, restoreUsers, type UsersRestored } from './restore-users.ts';
import { type SettingsRepository, SqliteSettings } from './settings.ts';
import type { StoreError } from './store-error.ts';
import type { TopicRuleRepository } from './topic-rule.ts';
import { SqliteTopicRules, type TopicRuleLimits } from './topic-rules.ts';
import type { Realm, UserRepository } from './user.ts';
import { SqliteUsers } from './users.ts';
import { PasswordVerifier, type VerificationLimits } from './verifier.ts';
import type { WaitingCallRepository } from './waiting-call.ts';
import { SqliteWaitingCalls } from './waiting-calls.ts';

/** What a store is made of. */
export type StoreParts = {
  /** The database file, in a folder that exists, or `':memory:'`. No other connection of this process may write to it. */
  readonly path: string;
  /** The clock, ms since 1970. */
  readonly now?: () => number;
  /** Bounds of password verification; what is left out is as DEFAULT_VERIFICATION_LIMITS says. */
  readonly verification?: Partial<VerificationLimits>;
  /** Registrations kept. Default 50,000. */
  readonly registrationsMax?: number;
  /** CALLs that wait at once, of all charge points together. Default 100,000. */
  readonly waitingCallsMax?: number;
  /** Bans kept. Default 100,000. */
  readonly bansMax?: number;
  /** Entries of the audit log kept. Default 10,000. */
  readonly auditEntriesMax?: number;
  /** Topic rules kept; what is left out is as DEFAULT_TOPIC_RULE_LIMITS says. */
  readonly topicRuleLimits?: Partial<TopicRuleLimits>;
  /** Told when registrations or waiting CALLs could not be written behind (they are kept and tried again). Without it the error is thrown and ends the process. */
  readonly onWriteError?: (error: StoreError) => void;
};

/** Everything that outlives the process, but the sessions and messages of MQTT. */
export interface Store {
  users(realm: Realm): UserRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly settings: SettingsRepository;
  readonly registrations: RegistrationRepository;
  readonly waitingCalls: WaitingCallRepository;
  readonly topicRules: TopicRuleRepository;
  readonly bans: BanRepository;
  readonly audit: AuditLog;
  /** Puts the users of a backup in, all or none, see restore-users.ts; sessions of users whose password changed by it are the caller's affair. */
  restoreUsers(
    users: BackedUpUsers,
    how: { readonly mode: RestoreMode; readonly dryRun: boolean },
  ): Promise<UsersRestored>;
  /** Writes a copy of the whole file to `path`, where nothing is yet, while the store is in use. Rejects with a StoreError. */
  backupTo(path: string): Promise<void>;
  /** Writes something, and throws a StoreError when the file cannot be written. */
  checkWritable(): void;
  /** Writes what is left and closes the file; verifications that still wait end as `busy`. May be called twice. */
  close(): void;
}

/** Opens the store, made or migrated when need be. Throws a StoreError that names the file and what to do. */
export function openStore(parts: StoreParts): Store {
  const database = openDatabase(parts.path);
  try {
    return storeOn(database, parts);
  } catch (error) {
    database.close();
    throw asStoreError(error, parts.path);
  }
}

function storeOn(database: Database, parts: StoreParts): Store {
  const { path, now = Date.now } = parts;
  const verifier = new PasswordVerifier({ now, limits: parts.verification });
  const hasher = new PasswordHasher();
  const usersOf = (realm: Realm): UserRepository => new SqliteUsers({ database, realm, verifier, hasher, now });
  const realms = { ocpp: usersOf('ocpp'), mqtt: usersOf('mqtt'), admin: usersOf('admin') };
  const onWriteError = (error: unknown): void => {
    const storeError = asStoreError(error, path);
    if (parts.onWriteError === undefined) throw storeError;
    parts.onWriteError(storeError);
  };
  const { registrationsMax, waitingCallsMax } = parts;
  const registrations = new SqliteRegistrations({ database, now, registrationsMax, onWriteError });
  const waitingCalls = new SqliteWaitingCalls({ database, waitingCallsMax, onWriteError });
  return {
    users: (realm) => realms[realm],
    apiKeys: new SqliteApiKeys({ database, verifier, hasher, now }),
    settings: new SqliteSettings({ database, now }),
    registrations,
    waitingCalls,
    topicRules: new SqliteTopicRules({ database, limits: parts.topicRuleLimits }),
    bans: new SqliteBans({ database, now, bansMax: parts.bansMax }),
    audit: new SqliteAudit({
      database,
      ...(parts.auditEntriesMax === undefined ? {} : { entriesMax: parts.auditEntriesMax }),
    }),
    restoreUsers: (users, how) => restoreUsers({ database, now }, users, how),
    backupTo: async (target) => {
      try {
        waitingCalls.flush();
        registrations.flush();
        await database.backup(target);
      } catch (error) {
        throw asStoreError(error, target);
      }
    },
    checkWritable: () => {
      try {
        database.pragma(`user_version = ${Number(database.pragma('user_version', { simple: true }))}`);
      } catch (error) {
        throw asStoreError(error, path);
      }
    },
    close: () => {
      if (!database.open) return;
      verifier.close();
      hasher.close();
      try {
        writeAll(waitingCalls, registrations);
      } catch (error) {
        throw asStoreError(error, path);
      } finally {
        database.close();
      }
    },
  };
}

/** What the one table refuses must not cost the other what it has left to write. */
function writeAll(waitingCalls: SqliteWaitingCalls, registrations: SqliteRegistrations): void {
  try {
    waitingCalls.close();
  } finally {
    registrations.close();
  }
}
