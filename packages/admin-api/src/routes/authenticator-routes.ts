import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  authenticationPath,
  authenticatorIds,
  authenticatorPatch,
  printAuthenticator,
  type SourceName,
  type Sources,
  sourceOfBody,
  sourcesOf,
  sourcesPatch,
} from '../authenticators.ts';
import { bodyObject } from '../body-object.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { emptyReply, listReply, operation, reply } from '../operation.ts';
import type { SettingsDocument } from '../ports.ts';
import {
  authenticatorParams,
  authenticatorsUrl,
  authenticatorTag,
  changeAuthentication,
  noAuthenticator,
  readAuthentication,
  sourceAt,
} from './authenticator-kind.ts';
import { authenticatorOrderRoutes } from './authenticator-order-routes.ts';

type ById = { readonly Params: { readonly authenticator: string } };

const SCHEMA = 'Authenticator';
const ALWAYS_THERE =
  'All three sources are always there; one that was not added, or was removed, is off. ' +
  'While every source is off, MQTT clients are let in without authentication.';

// The settings' own room judges the document: it names every problem, where a schema's first would be one.
const judgedBySettings = { validatorCompiler: () => () => true };

/** The sources that can say who an MQTT client is: list, show, set, change, switch off, put in order. */
export function authenticatorRoutes(api: FastifyInstance, context: ApiContext): void {
  readRoutes(api, context);
  addRoute(api, context);
  updateRoute(api, context);
  removeRoute(api, context);
  authenticatorOrderRoutes(api, context);
}

function readRoutes(api: FastifyInstance, context: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: authenticatorsUrl,
      id: 'listAuthenticators',
      tag: authenticatorTag,
      summary: 'List the sources that can say who an MQTT client is',
      description: `In the order in which they are asked. ${ALWAYS_THERE}`,
      replies: { 200: listReply('The sources', SCHEMA) },
    }),
    handler: async () => {
      const authentication = await readAuthentication(context);
      return sourcesOf(authentication).order.map((name) => printAuthenticator(name, authentication));
    },
  });

  api.route<ById>({
    ...operation({
      method: 'GET',
      url: `${authenticatorsUrl}/:authenticator`,
      id: 'getAuthenticator',
      tag: authenticatorTag,
      summary: 'Show one source',
      params: authenticatorParams,
      replies: { 200: reply('The source, secrets masked', SCHEMA), ...noAuthenticator },
    }),
    handler: async ({ params }) =>
      printAuthenticator(sourceAt(params.authenticator), await readAuthentication(context)),
  });
}

function addRoute(api: FastifyInstance, context: ApiContext): void {
  api.route({
    ...operation({
      method: 'POST',
      url: authenticatorsUrl,
      id: 'addAuthenticator',
      tag: authenticatorTag,
      summary: 'Switch a source on',
      description: `Which one, \`mechanism\` and \`backend\` say. It keeps its place in the order. ${ALWAYS_THERE}`,
      body: { $ref: 'AuthenticatorChange#' },
      replies: { 200: reply('The source as it is now', SCHEMA) },
    }),
    ...judgedBySettings,
    handler: async (request) => {
      const body = bodyObject(request.body);
      const name = sourceOfBody(body);
      if (name === undefined)
        throw new ApiError(400, 'BAD_REQUEST', `mechanism: must be one of ${authenticatorIds.join(', ')}`);
      await set(context, request, 'add authenticator', name, { enable: true, ...body });
      return printAuthenticator(name, await readAuthentication(context));
    },
  });
}

function updateRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<ById>({
    ...operation({
      method: 'PUT',
      url: `${authenticatorsUrl}/:authenticator`,
      id: 'updateAuthenticator',
      tag: authenticatorTag,
      summary: 'Change one source, or switch it on or off',
      description: `What is left out stays as it is; a secret that comes back masked is kept. ${ALWAYS_THERE}`,
      params: authenticatorParams,
      body: { $ref: 'AuthenticatorChange#' },
      replies: { 204: emptyReply('It is in force'), ...noAuthenticator },
    }),
    ...judgedBySettings,
    handler: async (request, answer) => {
      const name = sourceAt(request.params.authenticator);
      const body = bodyObject(request.body);
      if ((body.mechanism !== undefined || body.backend !== undefined) && sourceOfBody(body) !== name) {
        throw new ApiError(400, 'BAD_REQUEST', 'mechanism: must be that of the source');
      }
      await set(context, request, 'update authenticator', name, body);
      return answer.code(204).send();
    },
  });
}

function removeRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<ById>({
    ...operation({
      method: 'DELETE',
      url: `${authenticatorsUrl}/:authenticator`,
      id: 'removeAuthenticator',
      tag: authenticatorTag,
      summary: 'Switch one source off',
      description: `What was set about it stays, for when it is switched on again. ${ALWAYS_THERE}`,
      params: authenticatorParams,
      replies: { 204: emptyReply('It is not asked any more'), ...noAuthenticator },
    }),
    handler: async (request, answer) => {
      await set(context, request, 'remove authenticator', sourceAt(request.params.authenticator), { enable: false });
      return answer.code(204).send();
    },
  });
}

/** Changes one source, and its switch when the body has one. */
async function set(
  context: ApiContext,
  request: FastifyRequest,
  action: string,
  name: SourceName,
  body: SettingsDocument,
): Promise<void> {
  const { enable } = body;
  const own = authenticatorPatch(name, body);
  const switches = enable === undefined ? {} : switched(sourcesOf(await readAuthentication(context)), name, enable);
  const patch = { ...switches, ...own, ...merged(switches[name], own[name], name) };
  const told = [...authenticationPath, ...(name === 'built_in_database' ? [] : [name])].join('.');
  await changeAuthentication(context, request, { action, target: name, patch, told });
}

function merged(switches: unknown, own: unknown, name: SourceName): SettingsDocument {
  if (name === 'built_in_database') return {};
  return { [name]: { ...(own as object | undefined), ...(switches as object | undefined) } };
}

function switched(sources: Sources, name: SourceName, enable: unknown): SettingsDocument {
  if (typeof enable !== 'boolean') throw new ApiError(400, 'BAD_REQUEST', 'enable: must be true or false');
  const on = new Set(sources.on);
  if (enable) on.add(name);
  else on.delete(name);
  return sourcesPatch({ order: sources.order, on });
}
