import { type AuthenticationSource, type Login, type SourceVerdict, UserSource } from '@ocpp-broker/access';
import type { User, UserRepository } from '@ocpp-broker/store';

/** The stored users of charge points as a source. Identities are compared letter for letter: one may end in a star. */
export class ChargePointUsers implements AuthenticationSource {
  readonly name = 'built_in_database';
  readonly #source: UserSource;

  constructor(users: UserRepository) {
    this.#source = new UserSource({
      find: async (userId) => {
        const user = await users.find(userId);
        return user === null ? null : knownUser(user);
      },
      verify: async (userId, password) => {
        const verified = await users.verify(userId, password);
        return verified.outcome === 'accepted' ? { ...verified, user: knownUser(verified.user) } : verified;
      },
    });
  }

  async authenticate(login: Login): Promise<SourceVerdict> {
    const verdict = await this.#source.authenticate(login);
    if (verdict.outcome !== 'accepted') return verdict;
    const { clientIds: identities } = verdict;
    const isTheirs = identities === null || identities === undefined || identities.includes(login.clientId ?? '');
    return { ...verdict, clientIds: isTheirs ? null : [] };
  }

  pretend(login: Login): Promise<void> {
    return this.#source.pretend(login);
  }
}

function knownUser({ isSuperuser, identities }: User) {
  return { isSuperuser, clientIds: identities };
}
