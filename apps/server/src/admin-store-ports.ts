// The API's repositories over the store's: the one speaks of `enabled`, the other of EMQX's `enable`, and so on.

import type { AdminApiPorts, UserRepository } from '@ocpp-broker/admin-api';
import {
  type PasswordOrigin,
  type Store,
  type ApiKey as StoredKey,
  type UserRepository as StoredUsers,
  StoreError,
} from '@ocpp-broker/store';

type ApiKeyPort = AdminApiPorts['apiKeys'];
type ApiKey = NonNullable<Awaited<ReturnType<ApiKeyPort['find']>>>;

/** The users of one realm; `passwordOrigin` tells how a new password is to be hashed. */
export function userPort(users: StoredUsers, passwordOrigin: () => PasswordOrigin): UserRepository {
  return {
    list: (query) => users.list(query),
    find: (userId) => users.find(userId),
    add: (user) => users.add({ ...user, passwordOrigin: passwordOrigin() }),
    update: (userId, change) =>
      users.update(userId, change.password === undefined ? change : { ...change, passwordOrigin: passwordOrigin() }),
    remove: (userId) => users.remove(userId),
  };
}

/** The API keys. */
export function apiKeyPort(keys: Store['apiKeys']): ApiKeyPort {
  return {
    verify: async (key, secret) => {
      const verified = await keys.verify(key, secret);
      if (verified.outcome === 'busy') throw new StoreError('store_busy', 'too many keys are being checked');
      return verified.outcome === 'accepted' ? apiKeyOf(verified.apiKey) : undefined;
    },
    list: async () => (await keys.list()).map(apiKeyOf),
    find: async (name) => {
      const found = await keys.find(name);
      return found === null ? undefined : apiKeyOf(found);
    },
    create: async ({ enabled: enable, ...draft }) => {
      const created = await keys.create({ ...draft, enable });
      if (created.outcome === 'full')
        throw new StoreError('store_invalid_value', 'there are as many API keys as may be');
      if (created.outcome === 'exists') return { kind: 'exists' };
      return { kind: 'added', apiKey: apiKeyOf(created.apiKey), secret: created.apiSecret };
    },
    update: async (name, { enabled, ...change }) => {
      const updated = await keys.update(name, enabled === undefined ? change : { ...change, enable: enabled });
      return updated === null ? undefined : apiKeyOf(updated);
    },
    remove: async (name) => ((await keys.remove(name)) ? 'removed' : 'absent'),
  };
}

function apiKeyOf({ name, apiKey: key, description, enable: enabled, expiresAt, createdAt, role }: StoredKey): ApiKey {
  return { name, key, description, enabled, expiresAt, createdAt, role };
}
