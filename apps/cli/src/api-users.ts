import type { ApiClient } from '@ocpp-broker/api-client';
import type { ListedUser, NewUser, Realm, UserDirectory } from './user-directory.ts';

/** Entries of a page: few requests, and none that takes long. */
const PAGE = 1_000;

/** The users of a realm over the HTTP API. */
export function apiUsers(api: ApiClient, realm: Realm): UserDirectory {
  switch (realm) {
    case 'ocpp':
      return chargePointUsers(api);
    case 'mqtt':
      return mqttUsers(api);
    case 'admin':
      return adminUsers(api);
  }
}

function chargePointUsers(api: ApiClient): UserDirectory {
  const url = '/api/v5/gateways/ocpp/authentication/users';
  return {
    list: (like) => api.each(url, { query: { limit: PAGE, ...likeQuery(like) } }),
    add: async ({ identities, ...user }) =>
      void (await api.post(url, { body: { ...bodyOf(user), ...(identities === undefined ? {} : { identities }) } })),
    remove: (userId) => api.delete(`${url}/{user_id}`, { path: { user_id: userId } }),
    close: () => undefined,
  };
}

function mqttUsers(api: ApiClient): UserDirectory {
  const url = '/api/v5/authentication/{authenticator}/users';
  const path = { authenticator: 'password_based:built_in_database' };
  return {
    list: (like) => api.each(url, { path, query: { limit: PAGE, ...likeQuery(like) } }),
    add: async ({ clientIds, ...user }) =>
      void (await api.post(url, {
        path,
        body: { ...bodyOf(user), ...(clientIds === undefined ? {} : { client_ids: clientIds }) },
      })),
    remove: (userId) => api.delete(`${url}/{user_id}`, { path: { ...path, user_id: userId } }),
    close: () => undefined,
  };
}

function adminUsers(api: ApiClient): UserDirectory {
  const url = '/api/v5/users';
  return {
    list: (like = '') => listedAdmins(api, like),
    add: async ({ userId: username, password, role }) =>
      void (await api.post(url, { body: { username, password, role } })),
    remove: (username) => api.delete(`${url}/{username}`, { path: { username } }),
    close: () => undefined,
  };
}

/** The API tells all of them at once, and knows no filter. */
async function* listedAdmins(api: ApiClient, like: string): AsyncGenerator<ListedUser, void, void> {
  for (const { username, role } of await api.get('/api/v5/users')) {
    if (username.includes(like)) yield { user_id: username, role };
  }
}

function bodyOf({ userId, password, isSuperuser }: Pick<NewUser, 'userId' | 'password' | 'isSuperuser'>) {
  return { user_id: userId, password, is_superuser: isSuperuser };
}

function likeQuery(like: string | undefined) {
  return like === undefined ? {} : { like_user_id: like };
}
