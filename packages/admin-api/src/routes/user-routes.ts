import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { differences } from '../differences.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, errorReply, operation, pageReply, reply, type Schema } from '../operation.ts';
import { type PageQuery, pageQuery, toPage } from '../paging.ts';
import type { User, UserChange, UserRepository } from '../ports.ts';
import { flag, text } from '../schema-parts.ts';

type UserBody = {
  readonly user_id: string;
  readonly password: string;
  readonly is_superuser: boolean;
  readonly identities?: readonly string[] | null;
  readonly client_ids?: readonly string[] | null;
};
type ListQuery = PageQuery & { readonly like_user_id?: string; readonly is_superuser?: boolean };

/** One realm's users: where they are found, and what they are called. */
export type UserRealm = {
  readonly url: string;
  /** Parameters of the URL besides the user id. */
  readonly params: Readonly<Record<string, Schema>>;
  /** Answers of all its routes, on account of those parameters. */
  readonly replies: Readonly<Record<number, Schema>>;
  /** A part of the operation ids, such as `GatewayUser`. */
  readonly name: string;
  readonly tag: string;
  /** As the audit trail calls it. */
  readonly noun: string;
  readonly users: UserRepository;
  /** What a user may be bound to: identities of charge points, or MQTT client ids. */
  readonly bindings: 'identities' | 'client_ids';
};

const USER_ID = text('Name of the user', { minLength: 1, maxLength: 256 });
const PASSWORD = text('Password', { minLength: 1, maxLength: 1024 });
const BINDINGS: Readonly<Record<UserRealm['bindings'], Schema>> = {
  identities: bindings('Identities that the user is bound to; null: any', { maxLength: 48 }),
  client_ids: bindings(
    'Client ids that the user is bound to, whole or up to a `*` at the end, `${username}` for the own name; null: any',
    { maxLength: 256, pattern: '^[^*]*\\*?$' },
  ),
};

/** List, add, show, change and remove the users of one realm. */
export function userRoutes(api: FastifyInstance, context: ApiContext, realm: UserRealm): void {
  listRoute(api, realm);
  addRoute(api, context, realm);
  singleUserRoutes(api, context, realm);
}

function listRoute(api: FastifyInstance, { url, name, tag, params, replies, users }: UserRealm): void {
  api.route<{ Querystring: ListQuery }>({
    ...operation({
      method: 'GET',
      url,
      id: `list${name}s`,
      tag,
      summary: 'List the users',
      params,
      query: {
        ...pageQuery,
        like_user_id: text('A part of the name'),
        is_superuser: flag('Only those who are, or are not'),
      },
      replies: { ...replies, 200: pageReply('One page of users', 'User') },
    }),
    handler: async ({ query }) => {
      const { page, limit, like_user_id, is_superuser } = query;
      const found = await users.list({
        page,
        limit,
        ...(like_user_id === undefined ? {} : { likeUserId: like_user_id }),
        ...(is_superuser === undefined ? {} : { isSuperuser: is_superuser }),
      });
      return toPage(found.data.map(printUser), found.count, query);
    },
  });
}

function addRoute(api: FastifyInstance, context: ApiContext, realm: UserRealm): void {
  const { url, name, tag, params, replies, users, noun } = realm;
  api.route<{ Body: UserBody }>({
    ...operation({
      method: 'POST',
      url,
      id: `add${name}`,
      access: 'operator',
      tag,
      summary: 'Add a user',
      params,
      body: {
        type: 'object',
        required: ['user_id', 'password'],
        properties: { user_id: USER_ID, ...changeable(realm, { default: false }) },
      },
      replies: { ...replies, 201: reply('The user', 'User'), 409: errorReply('There is one of that name') },
    }),
    handler: async (request, reply) => {
      const { user_id, password, is_superuser } = request.body;
      const user = { ...changeOf(realm, request.body), userId: user_id, password, isSuperuser: is_superuser };
      const added = printUser(user);
      if ((await users.add(user)) === 'exists') {
        throw new ApiError(409, 'ALREADY_EXISTS', 'User already exists');
      }
      await recordChange(context, request, `add ${noun}`, user.userId, { after: added });
      return reply.code(201).send(added);
    },
  });
}

function singleUserRoutes(api: FastifyInstance, context: ApiContext, realm: UserRealm): void {
  const { name, tag, users, noun } = realm;
  const url = `${realm.url}/:user_id`;
  const params = { ...realm.params, user_id: text('Name of the user, percent-encoded', { minLength: 1 }) };
  const notFound = { 404: errorReply('No such user') };
  type ById = { readonly Params: { readonly user_id: string } };

  api.route<ById>({
    ...operation({
      method: 'GET',
      url,
      id: `get${name}`,
      tag,
      summary: 'Show one user',
      params,
      replies: { 200: reply('The user', 'User'), ...notFound },
    }),
    handler: async (request) => printUser((await users.find(request.params.user_id)) ?? userNotFound()),
  });

  api.route<ById & { Body: Partial<UserBody> }>({
    ...operation({
      method: 'PUT',
      url,
      id: `update${name}`,
      access: 'operator',
      tag,
      summary: 'Change one user',
      description: 'What is left out stays as it is.',
      params,
      body: { type: 'object', properties: changeable(realm, {}) },
      replies: { 200: reply('The user', 'User'), ...notFound },
    }),
    handler: async (request) => {
      const { user_id } = request.params;
      const change = changeOf(realm, request.body);
      const before = printUser((await users.find(user_id)) ?? userNotFound());
      const after = printUser((await users.update(user_id, change)) ?? userNotFound());
      const detail = differences(before, after);
      await recordChange(context, request, `update ${noun}`, user_id, {
        ...detail,
        ...(change.password === undefined ? {} : { after: { ...(detail.after ?? {}), password_is_new: true } }),
      });
      return after;
    },
  });

  api.route<ById>({
    ...operation({
      method: 'DELETE',
      url,
      id: `remove${name}`,
      access: 'operator',
      tag,
      summary: 'Remove one user',
      params,
      replies: { 204: emptyReply('The user is removed'), ...notFound },
    }),
    handler: async (request, reply) => {
      const { user_id } = request.params;
      const before = printUser((await users.find(user_id)) ?? userNotFound());
      if (!(await users.remove(user_id))) userNotFound();
      await recordChange(context, request, `remove ${noun}`, user_id, { before });
      return reply.code(204).send();
    },
  });
}

function changeable({ bindings: bound }: UserRealm, superuser: Schema): Readonly<Record<string, Schema>> {
  return {
    password: PASSWORD,
    is_superuser: flag('Whether the user may do everything', superuser),
    [bound]: BINDINGS[bound],
  };
}

function changeOf(realm: UserRealm, body: Partial<UserBody>): UserChange {
  const { password, is_superuser } = body;
  const bound = body[realm.bindings];
  const name = realm.bindings === 'identities' ? 'identities' : 'clientIds';
  return {
    ...(password === undefined ? {} : { password }),
    ...(is_superuser === undefined ? {} : { isSuperuser: is_superuser }),
    ...(bound === undefined ? {} : { [name]: bound }),
  };
}

function printUser({ userId, isSuperuser, identities, clientIds }: User): object {
  return {
    user_id: userId,
    is_superuser: isSuperuser,
    ...(identities === undefined || identities === null ? {} : { identities }),
    ...(clientIds === undefined || clientIds === null ? {} : { client_ids: clientIds }),
  };
}

function bindings(description: string, item: Schema): Schema {
  const items = { type: 'string', minLength: 1, ...item };
  return { type: ['array', 'null'], items, minItems: 1, maxItems: 1000, description };
}

function userNotFound(): never {
  throw new ApiError(404, 'NOT_FOUND', 'User not found');
}
