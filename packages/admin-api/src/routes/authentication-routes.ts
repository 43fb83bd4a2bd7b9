import type { FastifyInstance } from 'fastify';
import { authenticatorIds } from '../authenticators.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { errorReply } from '../operation.ts';
import { text } from '../schema-parts.ts';
import { gatewayAuthenticatorRoutes } from './gateway-authentication-routes.ts';
import { userImportRoute } from './user-import-route.ts';
import { type UserRealm, userRoutes } from './user-routes.ts';

const [BUILT_IN = ''] = authenticatorIds;

/** How charge points are authenticated, and their users. */
export function gatewayAuthenticationRoutes(api: FastifyInstance, context: ApiContext): void {
  gatewayAuthenticatorRoutes(api, context);
  const realm: UserRealm = {
    url: '/gateways/ocpp/authentication/users',
    params: {},
    replies: {},
    name: 'GatewayUser',
    tag: 'Gateway authentication',
    noun: 'gateway user',
    users: context.ports.users.ocpp,
    bindings: 'identities',
  };
  userRoutes(api, context, realm);
  userImportRoute(api, context, realm, context.ports.userImports.ocpp);
}

/** The users of MQTT clients. */
export function mqttAuthenticationRoutes(api: FastifyInstance, context: ApiContext): void {
  // A plug-in of its own, so that its check of the authenticator's id binds no other route.
  api.register(async (scope) => {
    scope.addHook('preHandler', async (request) => {
      const { authenticator } = request.params as { readonly authenticator: string };
      if (authenticator !== BUILT_IN) throw new ApiError(404, 'NOT_FOUND', 'Authenticator not found');
    });
    const realm: UserRealm = {
      // As a parameter rather than a fixed part, since EMQX's own pages percent-encode the colon.
      url: '/authentication/:authenticator/users',
      params: { authenticator: text(`Id of the authenticator: \`${BUILT_IN}\``, { examples: [BUILT_IN] }) },
      replies: { 404: errorReply('No such authenticator') },
      name: 'MqttUser',
      tag: 'MQTT authentication',
      noun: 'mqtt user',
      users: context.ports.users.mqtt,
      bindings: 'client_ids',
    };
    userRoutes(scope, context, realm);
    userImportRoute(scope, context, realm, context.ports.userImports.mqtt);
  });
}
