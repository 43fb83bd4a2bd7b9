import type { AuthenticationSource, Login, SourceVerdict } from './login.ts';

/** What is stored about a user. */
export type KnownUser = { readonly isSuperuser: boolean; readonly clientIds: readonly string[] | null };

/** Stored users and their passwords. */
export interface UserDatabase {
  find(username: string): Promise<KnownUser | null>;
  /** Takes as long for a user that there is not. */
  verify(username: string, password: Buffer): Promise<PasswordVerdict>;
}

export type PasswordVerdict =
  | { readonly outcome: 'accepted'; readonly user: KnownUser }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'busy' };

/** The stored users as a source: it ignores users that it does not have, and decides about its own. */
export class UserSource implements AuthenticationSource {
  readonly name = 'built_in_database';
  readonly #users: UserDatabase;

  constructor(users: UserDatabase) {
    this.#users = users;
  }

  async authenticate({ username, password }: Login): Promise<SourceVerdict> {
    if (username === undefined) return { outcome: 'ignored', reason: 'there is no user name' };
    // Unknown users cost nothing here, or the logins that another source accepts would each pay for a password hash.
    if ((await this.#users.find(username)) === null) return { outcome: 'ignored', reason: 'the user is unknown' };
    if (password === undefined) return { outcome: 'refused', reason: 'there is no password' };
    const verdict = await this.#users.verify(username, password);
    switch (verdict.outcome) {
      case 'accepted':
        return { outcome: 'accepted', superuser: verdict.user.isSuperuser, clientIds: verdict.user.clientIds };
      case 'refused':
        return { outcome: 'refused', reason: 'the password is wrong' };
      case 'busy':
        return verdict;
    }
  }

  async pretend({ username, password }: Login): Promise<void> {
    if (username !== undefined && password !== undefined) await this.#users.verify(username, password);
  }
}
