import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import { type ClientQuery, clientFilter, clientQuery } from '../client-filter.ts';
import { printGatewayClient, printMqttClient, printSubscription } from '../client-json.ts';
import type { Clients, ClientView } from '../client-ports.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import { emptyReply, errorReply, listReply, operation, pageReply, reply } from '../operation.ts';
import { type PageQuery, pageQuery, paginate } from '../paging.ts';
import { flag, text } from '../schema-parts.ts';

type Kind<View extends ClientView> = {
  readonly url: string;
  readonly schema: 'GatewayClient' | 'MqttClient';
  readonly tag: string;
  /** As the audit trail calls it. */
  readonly noun: string;
  readonly clients: Clients<View>;
  readonly print: (client: View, node: string) => object;
  /** Where sessions outlive connections: ends one, and says whether there was any. */
  readonly endSession?: (clientId: string) => MaybePromise<boolean>;
};

type ById = { readonly Params: { readonly clientid: string } };

const params = { clientid: text('Client id, percent-encoded', { minLength: 1 }) };
const notFound = { 404: errorReply('No such client') };

/** The charge points' clients. */
export function gatewayClientRoutes(api: FastifyInstance, context: ApiContext): void {
  const url = '/gateways/ocpp/clients';
  const { clients } = context.ports.gateway;
  const tag = 'Gateway clients';
  clientRoutes(api, context, {
    url,
    schema: 'GatewayClient',
    tag,
    noun: 'gateway client',
    clients,
    print: printGatewayClient,
  });
  api.route<ById>({
    ...operation({
      method: 'POST',
      url: `${url}/:clientid/subscriptions`,
      id: 'subscribeGatewayClient',
      tag,
      summary: 'Answer 400: a charge point has no subscriptions but its own',
      params,
      replies: {},
    }),
    handler: async () => {
      throw new ApiError(400, 'BAD_REQUEST', 'subscribe failed: unsupported');
    },
  });
}

/** The MQTT clients. */
export function mqttClientRoutes(api: FastifyInstance, context: ApiContext): void {
  clientRoutes(api, context, {
    url: '/clients',
    schema: 'MqttClient',
    tag: 'MQTT clients',
    noun: 'mqtt client',
    clients: context.ports.mqttClients,
    print: printMqttClient,
    endSession: (clientId) => context.ports.mqttClients.endSession(clientId),
  });
}

function clientRoutes<View extends ClientView>(api: FastifyInstance, context: ApiContext, kind: Kind<View>): void {
  const { url, schema, tag, clients, print } = kind;
  const nodeName = async (): Promise<string> => (await context.ports.node.status()).node;

  api.route<{ Querystring: PageQuery & ClientQuery }>({
    ...operation({
      method: 'GET',
      url,
      id: `list${schema}s`,
      tag,
      summary: `List the ${tag}`,
      query: { ...pageQuery, ...clientQuery },
      replies: { 200: pageReply('One page of clients', schema) },
    }),
    handler: async (request) => {
      const node = await nodeName();
      const matches = clientFilter(request.query, node);
      return paginate(await clients.list(), request.query, matches, (client) => print(client, node));
    },
  });

  api.route<ById>({
    ...operation({
      method: 'GET',
      url: `${url}/:clientid`,
      id: `get${schema}`,
      tag,
      summary: 'Show one client',
      params,
      replies: { 200: reply('The client', schema), ...notFound },
    }),
    handler: async (request) => {
      const client = await clients.find(request.params.clientid);
      if (client === undefined) throw clientNotFound();
      return print(client, await nodeName());
    },
  });

  kickRoute(api, context, kind);

  api.route<ById>({
    ...operation({
      method: 'GET',
      url: `${url}/:clientid/subscriptions`,
      id: `list${schema}Subscriptions`,
      tag,
      summary: 'List the subscriptions of one client',
      params,
      replies: { 200: listReply('The subscriptions', 'Subscription'), ...notFound },
    }),
    handler: async (request) => {
      const subscriptions = await clients.subscriptions(request.params.clientid);
      if (subscriptions === undefined) throw clientNotFound();
      return subscriptions.map(printSubscription);
    },
  });
}

function kickRoute<View extends ClientView>(api: FastifyInstance, context: ApiContext, kind: Kind<View>): void {
  const { url, schema, tag, noun, clients, endSession } = kind;
  api.route<ById & { Querystring: { readonly session?: boolean } }>({
    ...operation({
      method: 'DELETE',
      url: `${url}/:clientid`,
      id: `kick${schema}`,
      access: 'operator',
      tag,
      summary: 'Kick one client',
      ...(endSession === undefined
        ? {}
        : {
            description:
              'A session that outlives its connection stays, with what is queued in it, unless it is to end too.',
            query: {
              session: flag('Whether to end the stored session as well, whether the client is connected or not'),
            },
          }),
      params,
      replies: { 204: emptyReply('The client is closed'), ...notFound },
    }),
    handler: async (request, reply) => {
      const { clientid } = request.params;
      const ends = request.query.session === true && endSession !== undefined;
      if (!(await (ends ? endSession(clientid) : clients.kick(clientid)))) throw clientNotFound();
      await recordChange(context, request, `${ends ? 'end session of' : 'kick'} ${noun}`, clientid);
      return reply.code(204).send();
    },
  });
}

function clientNotFound(): ApiError {
  return new ApiError(404, 'RESOURCE_NOT_FOUND', 'Client not found');
}
