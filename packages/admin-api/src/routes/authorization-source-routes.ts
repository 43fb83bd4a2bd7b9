import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { operation } from '../operation.ts';
import { exact } from '../schema-parts.ts';

/** `GET /authorization/sources`: where rules about topics come from. */
export function authorizationSourceRoutes(api: FastifyInstance, { ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: '/authorization/sources',
      id: 'listAuthorizationSources',
      tag: 'MQTT authorization',
      summary: 'List where topic rules come from',
      description:
        'There is one source, the own database; it is switched by `authorization.built_in_database.enable` of `/configs/mqtt`.',
      replies: {
        200: {
          description: 'The sources',
          ...exact({ sources: { type: 'array', items: { $ref: 'AuthorizationSource#' } } }),
        },
      },
    }),
    handler: async () => {
      const { authorization } = await ports.mqttSettings.read();
      const { built_in_database: source } = authorization as {
        readonly built_in_database?: { readonly enable?: unknown };
      };
      return { sources: [{ type: 'built_in_database', enable: source?.enable !== false, max_rules: RULES_MAX }] };
    },
  });
}

/** Rules in one list, as a body may have them. */
const RULES_MAX = 100;
