import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { differences } from '../differences.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, errorReply, listReply, operation, reply, type Schema } from '../operation.ts';
import type { ApiKey, Clock, Role } from '../ports.ts';
import { roles } from '../roles.ts';
import { flag, text } from '../schema-parts.ts';
import { formatTime, parseInstant } from '../timestamps.ts';

type ChangeBody = {
  readonly desc?: string;
  readonly enable?: boolean;
  /** RFC 3339, `infinity`, or seconds since the epoch. */
  readonly expired_at?: string | number;
  readonly role?: Role;
};
type ByName = { readonly Params: { readonly name: string } };

const TAG = 'API keys';
// EMQX's rule for names.
const NAME = text('Name of the key', { pattern: '^[A-Za-z][A-Za-z0-9_-]*$', maxLength: 256 });
const NEVER = 'infinity';
const notFound = { 404: errorReply('No such key') };
const changeable: Readonly<Record<string, Schema>> = {
  desc: text('What it is for', { maxLength: 1024 }),
  enable: flag('Whether it may be used'),
  expired_at: {
    type: ['string', 'integer'],
    minimum: 0,
    // The last second of the year 9999: RFC 3339 has four digits for it.
    maximum: 253_402_300_799,
    description: 'RFC 3339, `infinity`, or seconds since the epoch',
  },
  role: text('What it may do', { enum: roles }),
};

/** Make, list, show, change and remove API keys. */
export function apiKeyRoutes(api: FastifyInstance, context: ApiContext): void {
  createRoute(api, context);
  readRoutes(api, context);
  changeRoutes(api, context);
}

function createRoute(api: FastifyInstance, context: ApiContext): void {
  const { apiKeys, clock } = context.ports;
  api.route<{ Body: ChangeBody & { readonly name: string } }>({
    ...operation({
      method: 'POST',
      url: '/api_key',
      id: 'createApiKey',
      tag: TAG,
      summary: 'Make an API key',
      description: 'The answer is the only place where the secret is shown.',
      body: { type: 'object', required: ['name'], properties: { name: NAME, ...changeable } },
      replies: { 200: reply('The key and its secret', 'NewApiKey'), 409: errorReply('There is one of that name') },
    }),
    handler: async (request) => {
      const change = changeOf(request.body);
      const defaults = { description: '', enabled: true, expiresAt: null, role: 'administrator' } as const;
      const created = await apiKeys.create({ ...defaults, ...change, name: request.body.name });
      if (created.kind === 'exists') throw new ApiError(409, 'ALREADY_EXISTS', 'API key already exists');
      const printed = print(created.apiKey, clock);
      await recordChange(context, request, 'create api key', created.apiKey.name, { after: printed });
      return { ...printed, api_secret: created.secret };
    },
  });
}

function readRoutes(api: FastifyInstance, { ports: { apiKeys, clock } }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: '/api_key',
      id: 'listApiKeys',
      tag: TAG,
      summary: 'List the API keys',
      replies: { 200: listReply('The keys', 'ApiKey') },
    }),
    handler: async () => (await apiKeys.list()).map((apiKey) => print(apiKey, clock)),
  });

  api.route<ByName>({
    ...operation({
      method: 'GET',
      url: '/api_key/:name',
      id: 'getApiKey',
      tag: TAG,
      summary: 'Show one API key',
      params: { name: text('Name of the key') },
      replies: { 200: reply('The key', 'ApiKey'), ...notFound },
    }),
    handler: async (request) => print((await apiKeys.find(request.params.name)) ?? keyNotFound(), clock),
  });
}

function changeRoutes(api: FastifyInstance, context: ApiContext): void {
  const { apiKeys, clock } = context.ports;
  api.route<ByName & { Body: ChangeBody }>({
    ...operation({
      method: 'PUT',
      url: '/api_key/:name',
      id: 'updateApiKey',
      tag: TAG,
      summary: 'Change one API key',
      description: 'What is left out stays as it is.',
      params: { name: text('Name of the key') },
      body: { type: 'object', properties: changeable },
      replies: { 200: reply('The key', 'ApiKey'), ...notFound },
    }),
    handler: async (request) => {
      const { name } = request.params;
      const before = print((await apiKeys.find(name)) ?? keyNotFound(), clock);
      const after = print((await apiKeys.update(name, changeOf(request.body))) ?? keyNotFound(), clock);
      await recordChange(context, request, 'update api key', name, differences(before, after));
      return after;
    },
  });

  api.route<ByName>({
    ...operation({
      method: 'DELETE',
      url: '/api_key/:name',
      id: 'removeApiKey',
      tag: TAG,
      summary: 'Remove one API key',
      params: { name: text('Name of the key') },
      replies: { 204: emptyReply('The key is removed'), ...notFound },
    }),
    handler: async (request, reply) => {
      const { name } = request.params;
      const before = print((await apiKeys.find(name)) ?? keyNotFound(), clock);
      if ((await apiKeys.remove(name)) === 'absent') keyNotFound();
      await recordChange(context, request, 'remove api key', name, { before });
      return reply.code(204).send();
    },
  });
}

function changeOf({ desc, enable, expired_at, role }: ChangeBody): Partial<ApiKey> {
  return {
    ...(desc === undefined ? {} : { description: desc }),
    ...(enable === undefined ? {} : { enabled: enable }),
    ...(expired_at === undefined ? {} : { expiresAt: parseExpiry(expired_at) }),
    ...(role === undefined ? {} : { role }),
  };
}

function parseExpiry(given: string | number): number | null {
  if (given === NEVER) return null;
  const ms = parseInstant(given);
  if (ms === undefined) throw new ApiError(400, 'BAD_REQUEST', `expired_at: must be RFC 3339 or ${NEVER}`);
  return ms;
}

function print(apiKey: ApiKey, clock: Clock): object {
  const { name, key, description, enabled, expiresAt, createdAt, role } = apiKey;
  return {
    name,
    api_key: key,
    desc: description,
    enable: enabled,
    expired_at: formatTime(expiresAt) ?? NEVER,
    expired: expiresAt !== null && expiresAt <= clock.now(),
    created_at: formatTime(createdAt),
    role,
  };
}

function keyNotFound(): never {
  throw new ApiError(404, 'NOT_FOUND', 'API key not found');
}
