import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordChange } from '../audit.ts';
import { bodyObject } from '../body-object.ts';
import type { ApiContext } from '../context.ts';
import {
  gatewayAuthenticationPath,
  gatewayAuthenticatorPatch,
  gatewayAuthenticatorRemoval,
  isGatewayAuthenticator,
  shownGatewayAuthenticator,
} from '../gateway-authenticator.ts';
import { emptyReply, operation, reply } from '../operation.ts';
import type { SettingsDocument } from '../ports.ts';
import { updateMasked } from '../settings-change.ts';

const TAG = 'Gateway authentication';
const URL = '/gateways/ocpp/authentication';
const SCHEMA = 'GatewayAuthenticator';
const NAME = gatewayAuthenticationPath.join('.');
const IGNORED = 'Which hash passwords get is told by the settings file alone; `password_hash_algorithm` is ignored.';

// The settings' own room judges the document: it names every problem, where a schema's first would be one.
const judgedBySettings = { validatorCompiler: () => () => true };

/** How charge points are authenticated: show, set, change, take away. */
export function gatewayAuthenticatorRoutes(api: FastifyInstance, context: ApiContext): void {
  readRoute(api, context);
  writeRoute(api, context, 'POST');
  writeRoute(api, context, 'PUT');
  removeRoute(api, context);
}

function readRoute(api: FastifyInstance, context: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'getGatewayAuthentication',
      tag: TAG,
      summary: 'Show how charge points are authenticated',
      replies: {
        200: reply('The authenticator, secrets masked', SCHEMA),
        204: emptyReply('There is none: charge points are not authenticated'),
      },
    }),
    handler: async (_request, answer) => {
      const settings = await read(context);
      return isGatewayAuthenticator(settings) ? shownGatewayAuthenticator(settings) : answer.code(204).send();
    },
  });
}

function writeRoute(api: FastifyInstance, context: ApiContext, method: 'POST' | 'PUT'): void {
  const [status, id, summary, action] =
    method === 'POST'
      ? ([201, 'addGatewayAuthentication', 'Authenticate charge points', 'add gateway authentication'] as const)
      : ([
          200,
          'updateGatewayAuthentication',
          'Change how charge points are authenticated',
          'update gateway authentication',
        ] as const);
  api.route({
    ...operation({
      method,
      url: URL,
      id,
      tag: TAG,
      summary,
      description: `What is left out stays as it is${method === 'POST' ? ', but for `enable`, which is then true' : ''}. A secret that comes back masked is kept. ${IGNORED}`,
      body: { $ref: 'GatewayAuthenticatorChange#' },
      replies: { [status]: reply('The authenticator as it is now', SCHEMA) },
    }),
    ...judgedBySettings,
    handler: async (request, answer) => {
      const patch = gatewayAuthenticatorPatch(bodyObject(request.body));
      await change(context, request, action, method === 'POST' ? { enable: true, ...patch } : patch);
      return answer.code(status).send(shownGatewayAuthenticator(await read(context)));
    },
  });
}

function removeRoute(api: FastifyInstance, context: ApiContext): void {
  api.route({
    ...operation({
      method: 'DELETE',
      url: URL,
      id: 'removeGatewayAuthentication',
      tag: TAG,
      summary: 'Let charge points in without authentication',
      description: 'Everything that was set about it goes back to its default. The users stay.',
      replies: { 204: emptyReply('Charge points are not authenticated any more') },
    }),
    handler: async (request, answer) => {
      const removal = gatewayAuthenticatorRemoval(await read(context));
      await change(context, request, 'remove gateway authentication', removal);
      return answer.code(204).send();
    },
  });
}

async function read({ ports }: ApiContext): Promise<SettingsDocument> {
  return (await ports.settings.read()).authentication as SettingsDocument;
}

/** Lays a patch over the authentication and records it. */
async function change(
  context: ApiContext,
  request: FastifyRequest,
  action: string,
  authentication: SettingsDocument,
): Promise<void> {
  const root = gatewayAuthenticationPath.slice(0, -1);
  const detail = await updateMasked(context.ports.settings, root, { authentication }, NAME);
  await recordChange(context, request, action, Object.keys(authentication).join(', '), detail);
}
