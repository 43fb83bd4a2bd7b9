// What the HTTP API needs of the people who administer the server (realm `admin`), see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';
import type { Role } from './ports.ts';

/** Somebody who administers the server, without the password. */
export type AdminAccount = {
  readonly userId: string;
  /** Null counts as `administrator`. */
  readonly role: Role | null;
  /** In the operator's words. */
  readonly description: string;
};

/** How the check of an administrator's password ended; `busy`: not tried, since too many wait already. */
export type AdminVerification =
  | { readonly outcome: 'accepted'; readonly user: { readonly role: Role | null } }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'busy' };

/** What to change; what is left out stays. */
export type AdminAccountChange = {
  readonly password?: string;
  readonly role?: Role;
  readonly description?: string;
};

/** The people who administer the server; whether one of them has to stay is seen to by this room. */
export interface AdminAccounts {
  /** It takes as long for an unknown name as for a wrong password. */
  verify(username: string, password: Buffer): MaybePromise<AdminVerification>;
  /** Ordered by name; pages count from 1, `limit` is up to 10,000. */
  list(paging: {
    readonly page: number;
    readonly limit: number;
  }): MaybePromise<{ readonly data: readonly AdminAccount[]; readonly count: number }>;
  find(username: string): MaybePromise<AdminAccount | null>;
  add(account: {
    readonly userId: string;
    readonly password: string;
    readonly role: Role;
    readonly description: string;
  }): MaybePromise<'added' | 'exists'>;
  /** The changed account, or null when there is none. */
  update(username: string, change: AdminAccountChange): MaybePromise<AdminAccount | null>;
  /** Whether there was such an account. */
  remove(username: string): MaybePromise<boolean>;
}
