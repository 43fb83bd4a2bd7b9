import type { ApiClient, Schemas } from '@ocpp-broker/api-client';

/** Charge points' users, or those of MQTT clients. */
export type Realm = 'ocpp' | 'mqtt';

/** Which users a list should hold; an empty text leaves the filter out. */
export type UserQuery = { readonly page: number; readonly limit: number; readonly search: string };

/** A user to add, or what to change of one; `identities: null` is any, and a field left out stays. */
export type UserChange = {
  readonly password?: string;
  readonly is_superuser?: boolean;
  readonly identities?: readonly string[] | null;
};

/** The users of one realm. Everything rejects as the client does. */
export interface Users {
  list(query: UserQuery, signal: AbortSignal): Promise<UserPage>;
  add(userId: string, user: UserChange & { readonly password: string }): Promise<unknown>;
  change(userId: string, change: UserChange): Promise<unknown>;
  remove(userId: string): Promise<unknown>;
}

type UserPage = { readonly data: readonly Schemas['User'][]; readonly meta: Schemas['PageMeta'] };

const ocppUsers = '/api/v5/gateways/ocpp/authentication/users';
const mqttUsers = '/api/v5/authentication/{authenticator}/users';
const authenticator = 'password_based:built_in_database';

/** The two realms have paths of their own, and the same shapes. */
export function usersOf(api: ApiClient, realm: Realm): Users {
  return realm === 'ocpp' ? chargePointUsers(api) : mqttClientUsers(api);
}

function chargePointUsers(api: ApiClient): Users {
  return {
    list: (query, signal) => api.get(ocppUsers, { query: filterOf(query), signal }),
    add: (user_id, user) => api.post(ocppUsers, { body: { user_id, ...user } }),
    change: (user_id, body) => api.put(`${ocppUsers}/{user_id}`, { path: { user_id }, body }),
    remove: (user_id) => api.delete(`${ocppUsers}/{user_id}`, { path: { user_id } }),
  };
}

function mqttClientUsers(api: ApiClient): Users {
  const path = { authenticator } as const;
  return {
    list: (query, signal) => api.get(mqttUsers, { path, query: filterOf(query), signal }),
    add: (user_id, { identities: _notTheirs, ...user }) => api.post(mqttUsers, { path, body: { user_id, ...user } }),
    change: (user_id, { identities: _notTheirs, ...body }) =>
      api.put(`${mqttUsers}/{user_id}`, { path: { ...path, user_id }, body }),
    remove: (user_id) => api.delete(`${mqttUsers}/{user_id}`, { path: { ...path, user_id } }),
  };
}

function filterOf({ page, limit, search }: UserQuery) {
  return { page, limit, ...(search === '' ? {} : { like_user_id: search }) };
}
