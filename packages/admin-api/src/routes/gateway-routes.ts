import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { listenerId, maxConnectionsOf, printListener } from '../listener-json.ts';
import { emptyReply, listReply, operation, reply } from '../operation.ts';
import type { GatewayStatus, SettingsDocument } from '../ports.ts';
import { text } from '../schema-parts.ts';
import { readMasked, updateMasked } from '../settings-change.ts';
import { formatTime } from '../timestamps.ts';

const TAG = 'Gateway';
const NAME = 'ocpp';
const PATH = ['gateway', NAME];

// What GET shows besides the settings, and two settings that all of EMQX's gateways share and that have no meaning here:
// whoever sends back what he has read, from us or from EMQX, shall not be refused for it.
const IGNORED = new Set([
  'name',
  'status',
  'created_at',
  'started_at',
  'stopped_at',
  'listeners',
  'authentication',
  'node_status',
  'max_connections',
  'current_connections',
  'enable_stats',
  'clientinfo_override',
]);

/** The gateway's state and settings. */
export function gatewayRoutes(api: FastifyInstance, context: ApiContext): void {
  overviewRoute(api, context);
  readRoute(api, context);
  updateRoute(api, context);
  enableRoute(api, context);
}

function overviewRoute(api: FastifyInstance, { ports }: ApiContext): void {
  api.route<{ Querystring: { readonly status?: string } }>({
    ...operation({
      method: 'GET',
      url: '/gateways',
      id: 'listGateways',
      tag: TAG,
      summary: 'List the gateways',
      query: { status: text('Only those in this state', { enum: ['running', 'stopped', 'unloaded'] }) },
      replies: { 200: listReply('The gateways', 'GatewayOverview') },
    }),
    handler: async (request) => {
      const [gateway, listeners, { node }] = await Promise.all([
        ports.gateway.status(),
        ports.gateway.listeners(),
        ports.node.status(),
      ]);
      const wanted = request.query.status ?? gateway.status;
      if (wanted !== gateway.status) return [];
      const connections = {
        max_connections: listeners.reduce((sum, listener) => sum + maxConnectionsOf(listener), 0),
        current_connections: listeners.reduce((sum, listener) => sum + listener.currentConnections, 0),
      };
      return [
        {
          ...printStatus(gateway),
          ...connections,
          listeners: listeners.map((listener) => ({
            id: listenerId(listener),
            type: listener.type,
            name: listener.name,
            running: listener.running,
          })),
          node_status: [{ node, status: gateway.status, ...connections }],
        },
      ];
    },
  });
}

function readRoute(api: FastifyInstance, { ports }: ApiContext): void {
  api.route({
    ...operation({
      method: 'GET',
      url: '/gateways/ocpp',
      id: 'getGateway',
      tag: TAG,
      summary: 'Show the settings and the state of the OCPP gateway',
      replies: { 200: reply('Settings and state', 'Gateway') },
    }),
    handler: async () => {
      const [settings, gateway, listeners] = await Promise.all([
        readMasked(ports.settings, PATH),
        ports.gateway.status(),
        ports.gateway.listeners(),
      ]);
      return { ...withoutIgnored(settings), ...printStatus(gateway), listeners: listeners.map(printListener) };
    },
  });
}

function updateRoute(api: FastifyInstance, context: ApiContext): void {
  api.route({
    ...operation({
      method: 'PUT',
      url: '/gateways/ocpp',
      id: 'updateGateway',
      tag: TAG,
      summary: 'Change settings of the OCPP gateway while it runs',
      description:
        'The body is merged onto the settings as they are: what is left out stays, and null brings a setting back to its default. ' +
        'A map of actions takes the place of the old one (`upstream.topic_override_mapping`, `call_timeout_overrides`, `message_format_mode.actions`), and so does a list; ' +
        '`charge_points` is merged entry by entry, and null takes an entry away. All of it is applied or, when one value is wrong, nothing. ' +
        '`listeners`, `authentication` and what GET shows besides the settings are ignored; any other unknown key is refused.',
      body: { $ref: 'GatewaySettings#' },
      replies: { 204: emptyReply('The settings are in force') },
    }),
    // The settings' own room judges the document: it names every problem, where a schema's first would be one.
    validatorCompiler: () => () => true,
    handler: async (request, reply) => {
      const { body } = request;
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        throw new ApiError(400, 'BAD_REQUEST', 'body: must be object');
      }
      const patch = withoutIgnored(body as SettingsDocument);
      const detail = await updateMasked(context.ports.settings, PATH, patch);
      await recordChange(context, request, 'update gateway settings', Object.keys(patch).join(', '), detail);
      return reply.code(204).send();
    },
  });
}

function enableRoute(api: FastifyInstance, context: ApiContext): void {
  api.route<{ Params: { readonly enable: 'true' | 'false' } }>({
    ...operation({
      method: 'PUT',
      url: '/gateways/ocpp/enable/:enable',
      id: 'enableGateway',
      tag: TAG,
      summary: 'Switch the OCPP gateway on or off',
      description: 'Off: charge points are closed and refused, the broker goes on.',
      params: { enable: text('On or off', { enum: ['true', 'false'] }) },
      replies: { 204: emptyReply('It is done') },
    }),
    handler: async (request, reply) => {
      const enable = request.params.enable === 'true';
      const detail = await updateMasked(context.ports.settings, PATH, { enable });
      await recordChange(context, request, enable ? 'enable gateway' : 'disable gateway', NAME, detail);
      return reply.code(204).send();
    },
  });
}

function printStatus({ status, createdAt, startedAt, stoppedAt }: GatewayStatus): object {
  return {
    name: NAME,
    status,
    created_at: formatTime(createdAt),
    started_at: formatTime(startedAt),
    ...(status === 'stopped' && stoppedAt !== null ? { stopped_at: formatTime(stoppedAt) } : {}),
  };
}

function withoutIgnored(document: SettingsDocument): SettingsDocument {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !IGNORED.has(key)));
}
