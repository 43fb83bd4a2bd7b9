// How the broker's ports are satisfied: by the store, and by the gateway, whose topics are its own.

import type { Authenticator, TopicGuard } from '@ocpp-broker/broker';
import type { Store } from '@ocpp-broker/store';

/** MQTT users of the store; while `isAsked` says no, a user name is taken as it is given. */
export function authenticatorOf(store: Store, isAsked: () => boolean): Authenticator {
  const users = store.users('mqtt');
  return {
    authenticate: async ({ username, password }) => {
      if (!isAsked()) return { outcome: 'accepted', superuser: false };
      if (username === undefined || password === undefined) return { outcome: 'refused' };
      const verified = await users.verify(username, password);
      if (verified.outcome !== 'accepted') return verified;
      return { outcome: 'accepted', superuser: verified.user.isSuperuser };
    },
  };
}

/** Nobody but the gateway publishes what charge points say; `ownsTopic` is asked for each publish. */
export function topicGuardOf(ownsTopic: (topic: string) => boolean): TopicGuard {
  return {
    mayPublish: (_client, topic) => !ownsTopic(topic),
    maySubscribe: () => true,
  };
}
