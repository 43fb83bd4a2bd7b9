import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, errorReply, operation } from '../operation.ts';
import { exact, flag, text } from '../schema-parts.ts';
import { userRoutes } from './user-routes.ts';

const BUILT_IN = 'password_based:built_in_database';

/** How charge points are authenticated, and their users. */
export function gatewayAuthenticationRoutes(api: FastifyInstance, context: ApiContext): void {
  const tag = 'Gateway authentication';
  api.route({
    ...operation({
      method: 'GET',
      url: '/gateways/ocpp/authentication',
      id: 'getGatewayAuthentication',
      tag,
      summary: 'Show how charge points are authenticated',
      replies: {
        200: {
          description: 'The authenticator',
          ...exact({
            mechanism: text('Mechanism', { const: 'password_based' }),
            backend: text('Where the users are', { const: 'built_in_database' }),
            user_id_type: text('What a user is looked up by', { enum: ['username', 'clientid'] }),
            password_hash_algorithm: {
              type: 'object',
              description: 'How passwords are stored',
              required: ['name'],
              properties: { name: text('Name of the algorithm') },
              additionalProperties: true,
            },
            enable: flag('Whether charge points are authenticated'),
          }),
        },
        204: emptyReply('Charge points are not authenticated'),
      },
    }),
    handler: async (_request, reply) => {
      const authentication = await context.ports.settings.authentication();
      if (authentication === undefined) return reply.code(204).send();
      return {
        mechanism: 'password_based',
        backend: 'built_in_database',
        user_id_type: authentication.userIdType,
        password_hash_algorithm: authentication.passwordHashAlgorithm,
        enable: authentication.enable,
      };
    },
  });
  userRoutes(api, context, {
    url: '/gateways/ocpp/authentication/users',
    params: {},
    replies: {},
    name: 'GatewayUser',
    tag,
    noun: 'gateway user',
    users: context.ports.users.ocpp,
    bindings: 'identities',
  });
}

/** The users of MQTT clients. */
export function mqttAuthenticationRoutes(api: FastifyInstance, context: ApiContext): void {
  // A plug-in of its own, so that its check of the authenticator's id binds no other route.
  api.register(async (scope) => {
    scope.addHook('preHandler', async (request) => {
      const { authenticator } = request.params as { readonly authenticator: string };
      if (authenticator !== BUILT_IN) throw new ApiError(404, 'NOT_FOUND', 'Authenticator not found');
    });
    userRoutes(scope, context, {
      // As a parameter rather than a fixed part, since EMQX's own pages percent-encode the colon.
      url: '/authentication/:authenticator/users',
      params: { authenticator: text(`Id of the authenticator: \`${BUILT_IN}\``, { examples: [BUILT_IN] }) },
      replies: { 404: errorReply('No such authenticator') },
      name: 'MqttUser',
      tag: 'MQTT authentication',
      noun: 'mqtt user',
      users: context.ports.users.mqtt,
      bindings: 'client_ids',
    });
  });
}
