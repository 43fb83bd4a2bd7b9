import type { Bans } from '@ocpp-broker/access';
import type { OcppAuthenticationSettings } from '@ocpp-broker/config';
import type { CredentialStore } from '@ocpp-broker/gateway';
import type { UserRepository } from '@ocpp-broker/store';
import { hasOtherSources } from './authentication-sources.ts';
import type { Logins } from './logins.ts';

/** What the charge points' credentials are checked with. */
export type CredentialsParts = {
  readonly users: Pick<UserRepository, 'find'>;
  readonly logins: Pick<Logins, 'authenticate'>;
  readonly bans: Pick<Bans, 'find'>;
  /** Those in force. */
  readonly settings: () => OcppAuthenticationSettings;
};

/** Which charge points may come in. */
export function credentialsOf({ users, logins, bans, settings }: CredentialsParts): CredentialStore {
  return {
    // Whom the store does not know, another source may.
    has: async (userId) => hasOtherSources(settings()) || (await users.find(userId)) !== null,
    isBanned: ({ identity: clientId, username, remoteAddress }) =>
      bans.find({ clientId, username, remoteAddress }) !== undefined,
    verify: async ({ identity, userId, password, remoteAddress, listenerId }) => {
      const login = { clientId: identity, username: userId, password, remoteAddress, listenerId };
      const decision = await logins.authenticate(login);
      switch (decision.outcome) {
        case 'accepted':
          return { outcome: 'accepted', expiresAt: decision.expiresAt };
        case 'refused':
          return { outcome: decision.reason === 'unavailable' ? 'unavailable' : 'refused' };
        case 'client-id':
          return { outcome: 'identity' };
        case 'banned':
          return { outcome: 'banned' };
        case 'busy':
          return { outcome: 'busy', retryAfterMs: decision.retryAfterMs };
      }
    },
  };
}
