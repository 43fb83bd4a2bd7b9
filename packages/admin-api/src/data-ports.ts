// What the HTTP API needs to back up and to restore, see ports.ts.

import type { Readable } from 'node:stream';
import type { MaybePromise } from './maybe-promise.ts';
import type { Role, SettingsDocument, User } from './ports.ts';

/** `merge`: what is not named stays; `replace`: it goes. */
export type RestoreMode = 'merge' | 'replace';

/** The settings that were changed over this API, laid over file and environment: all that the database holds of settings. */
export interface StoredSettings {
  /** As they were stored, with their secrets; `{}` when nothing was. */
  read(): MaybePromise<SettingsDocument>;
  /** Throws the SettingsError that `put` would throw, and changes nothing. */
  check(document: SettingsDocument, mode: RestoreMode): MaybePromise<void>;
  /** Lays the document over the present one, or puts it in its place; validates, applies and saves, all or nothing. */
  put(document: SettingsDocument, mode: RestoreMode): MaybePromise<void>;
}

/** Whose users. */
export type UserRealm = 'ocpp' | 'mqtt' | 'admin';

/** A user with the hash of the password, which goes nowhere but into a backup. */
export type BackedUpUser = User & {
  readonly passwordHash: string;
  /** Realm `admin` only. */
  readonly role?: Role | null;
  /** Realm `admin` only. */
  readonly description?: string;
  readonly createdAt?: number;
};

/** The users of a backup; a realm that is left out is left alone. */
export type BackedUpUsers = { readonly [Name in UserRealm]?: readonly BackedUpUser[] };

/** What becomes of one realm's users. */
export type RestoredUsers = { readonly added: number; readonly changed: number; readonly removed: number };

/** Users with their hashes. */
export interface UserBackup {
  /** Ordered by name: the first `limit` (up to 10,000) behind `after`, or from the first on. */
  page(realm: UserRealm, after: string | null, limit: number): MaybePromise<readonly BackedUpUser[]>;
  /**
   * Puts users in, all or none; `dryRun` only says what would become of them. Throws what `faultOf` knows when one cannot be stored, and
   * when nobody would be left who is an administrator.
   */
  restore(
    users: BackedUpUsers,
    how: { readonly mode: RestoreMode; readonly dryRun: boolean },
  ): MaybePromise<{ readonly [Name in UserRealm]?: RestoredUsers }>;
}

/** A copy of the databases on the server's disk; sizes in bytes. */
export type BackupView = {
  readonly name: string;
  readonly createdAt: number;
  readonly files: readonly { readonly name: string; readonly size: number }[];
};

/** The copies of the databases, made while the server runs. */
export interface Backups {
  /** `full`: there are as many as may be. Throws what `faultOf` calls busy while another is made. */
  create(): MaybePromise<BackupView | 'full'>;
  /** The newest first. */
  list(): MaybePromise<readonly BackupView[]>;
  /** Undefined when there is no such file, whatever the names look like. */
  open(name: string, file: string): MaybePromise<{ readonly size: number; readonly stream: Readable } | undefined>;
  /** Whether there was such a backup. */
  remove(name: string): MaybePromise<boolean>;
}
