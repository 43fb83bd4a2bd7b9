import { type HttpHost, type HttpRequest, segment, send } from './http.ts';
import { type Fields, fieldsOf } from './reader.ts';
import * as wire from './wire.ts';

/** Which clients a list should hold; an empty text leaves the filter out. */
export type ClientQuery = {
  readonly page: number;
  readonly limit: number;
  readonly like_clientid?: string;
  readonly like_username?: string;
  readonly conn_state?: string;
};

/** Which users a list should hold. */
export type UserQuery = { readonly page: number; readonly limit: number; readonly like_user_id?: string };

/** Charge points' users, or those of MQTT clients. */
export type Realm = 'ocpp' | 'mqtt';

/** A user to add, or what to change of one; `identities: null` is any, and a field left out stays. */
export type UserChange = {
  readonly password?: string;
  readonly is_superuser?: boolean;
  readonly identities?: readonly string[] | null;
};

/** An API key to make; `expired_at` is RFC 3339 or `infinity`. */
export type ApiKeyDraft = {
  readonly name: string;
  readonly desc: string;
  readonly role: string;
  readonly expired_at: string;
};

/** A message to publish, its topic complete. */
export type Message = {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payload: string;
};

/** What became of a published message. */
export type Published = { readonly matched: true; readonly id: string } | { readonly matched: false };

/** The HTTP API, typed. Every method throws `ApiProblem`. */
export type Api = ReturnType<typeof createApi>;

const userPaths: Readonly<Record<Realm, string>> = {
  ocpp: '/gateways/ocpp/authentication/users',
  mqtt: '/authentication/password_based:built_in_database/users',
};

/** The HTTP API over the given host. */
export function createApi(host: HttpHost) {
  const body = async (request: HttpRequest): Promise<unknown> => (await send(host, request)).body;
  const done = async (request: HttpRequest): Promise<void> => void (await send(host, request));
  const get = (path: string, signal: AbortSignal, query: HttpRequest['query'] = {}): Promise<unknown> =>
    body({ path, query, signal });

  return {
    login: async (username: string, password: string): Promise<wire.Login> =>
      wire.login(await body({ method: 'POST', path: '/login', body: { username, password } })),
    /** All tokens of the user end, the present one too. */
    changeOwnPassword: async (username: string, old_pwd: string, new_pwd: string) =>
      done({ method: 'POST', path: `/users/${segment(username)}/change_pwd`, body: { old_pwd, new_pwd } }),
    logout: () => done({ method: 'POST', path: '/logout' }),

    nodes: async (signal: AbortSignal) => wire.nodes(await get('/nodes', signal)),
    /** The document of the settings, with the state of the gateway in it. */
    gateway: async (signal: AbortSignal): Promise<Fields> => fieldsOf(await get('/gateways/ocpp', signal)),
    saveGateway: (patch: Fields) => done({ method: 'PUT', path: '/gateways/ocpp', body: patch }),
    /** The OpenAPI document. */
    specification: async (signal: AbortSignal): Promise<Fields> => fieldsOf(await get('/api-spec.json', signal)),

    chargePoints: async (query: ClientQuery, signal: AbortSignal): Promise<wire.Page<wire.ChargePoint>> =>
      wire.chargePointPage(await get('/gateways/ocpp/clients', signal, query)),
    chargePoint: async (clientId: string, signal: AbortSignal): Promise<wire.ChargePoint> =>
      wire.chargePoint(await get(`/gateways/ocpp/clients/${segment(clientId)}`, signal)),
    kickChargePoint: async (clientId: string) =>
      done({ method: 'DELETE', path: `/gateways/ocpp/clients/${segment(clientId)}` }),
    mqttClients: async (query: ClientQuery, signal: AbortSignal): Promise<wire.Page<wire.MqttClient>> =>
      wire.mqttClientPage(await get('/clients', signal, query)),
    kickMqttClient: async (clientId: string) => done({ method: 'DELETE', path: `/clients/${segment(clientId)}` }),

    users: async (realm: Realm, query: UserQuery, signal: AbortSignal): Promise<wire.Page<wire.User>> =>
      wire.userPage(await get(userPaths[realm], signal, query)),
    addUser: async (realm: Realm, userId: string, user: UserChange) =>
      done({ method: 'POST', path: userPaths[realm], body: { user_id: userId, ...user } }),
    changeUser: async (realm: Realm, userId: string, change: UserChange) =>
      done({ method: 'PUT', path: `${userPaths[realm]}/${segment(userId)}`, body: change }),
    removeUser: async (realm: Realm, userId: string) =>
      done({ method: 'DELETE', path: `${userPaths[realm]}/${segment(userId)}` }),

    apiKeys: async (signal: AbortSignal) => wire.apiKeys(await get('/api_key', signal)),
    createApiKey: async (draft: ApiKeyDraft): Promise<wire.NewApiKey> =>
      wire.newApiKey(await body({ method: 'POST', path: '/api_key', body: draft })),
    enableApiKey: async (name: string, enable: boolean) =>
      done({ method: 'PUT', path: `/api_key/${segment(name)}`, body: { enable } }),
    removeApiKey: async (name: string) => done({ method: 'DELETE', path: `/api_key/${segment(name)}` }),

    publish: async (message: Message): Promise<Published> => {
      const answer = await send(host, { method: 'POST', path: '/publish', body: message });
      // 202: taken, but nobody is subscribed to the topic.
      if (answer.status === 202) return { matched: false };
      return { matched: true, id: String(fieldsOf(answer.body).id ?? '') };
    },
  };
}
