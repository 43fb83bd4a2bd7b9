import type { Authenticator, LoginOutcome } from '@ocpp-broker/broker';
import { KnownClient } from './known-client.ts';
import { type Logins, nobodyAsked } from './logins.ts';
import { shownUsername } from './shown-username.ts';

/** Who may connect over MQTT. */
export function authenticatorOf(logins: Pick<Logins, 'authenticate'>): Authenticator {
  return {
    authenticate: async (login): Promise<LoginOutcome> => {
      const decision = await logins.authenticate(login);
      switch (decision.outcome) {
        case 'accepted': {
          const { clientId, username, password } = login;
          const { source, superuser, rights, expiresAt } = decision;
          const isProven = source !== nobodyAsked && (username !== undefined || password !== undefined);
          const client = new KnownClient({ clientId, username, superuser, rights, isProven });
          // A token as user name is another one each time; a session belongs to the name.
          return { outcome: 'accepted', username: shownUsername(username), superuser, expiresAt, rights: client };
        }
        case 'refused':
          return { outcome: decision.reason === 'unavailable' ? 'unavailable' : 'refused' };
        case 'client-id':
        case 'banned':
        case 'busy':
          return { outcome: decision.outcome };
      }
    },
  };
}
