import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import type { ListenerName } from '../listener-body.ts';
import { listenerId, mqttListenerId, printListener, printMqttListener } from '../listener-json.ts';
import type { MqttListenerType } from '../listener-ports.ts';
import { listReply, operation, reply } from '../operation.ts';
import { listenerActionRoutes } from './listener-action-routes.ts';
import { listenerChangeRoutes } from './listener-change-routes.ts';
import { type ListenerKind, listenerOf, listenerParams, noListener } from './listener-kind.ts';

/** Show, make, change and remove the OCPP listeners. */
export function gatewayListenerRoutes(api: FastifyInstance, context: ApiContext): void {
  const { ports } = context;
  const parseName = (name: string) => parsed(name, /^(wss?):(.+)$/s);
  const kind: ListenerKind<'ws' | 'wss'> = {
    url: '/gateways/ocpp/listeners',
    tag: 'Gateway listeners',
    noun: 'gateway listener',
    schema: 'Listener',
    root: 'gateway.ocpp.listeners',
    settings: ports.settings,
    created: 201,
    exampleId: 'ocpp:ws:default',
    list: async () => ports.gateway.listeners(),
    idOf: listenerId,
    parseId: (id) => (id.startsWith('ocpp:') ? parseName(id.slice('ocpp:'.length)) : undefined),
    parseName,
    print: async (listener) => printListener(listener),
  };
  readRoutes(api, kind);
  listenerChangeRoutes(api, context, kind);
}

/** Show, make, change, remove, start and stop the MQTT listeners. */
export function mqttListenerRoutes(api: FastifyInstance, context: ApiContext): void {
  const { ports } = context;
  const parseName = (name: string) => parsed(name.replace(/^ssl:/, 'tls:'), /^(tcp|tls|wss?):(.+)$/s);
  const kind: ListenerKind<MqttListenerType> = {
    url: '/listeners',
    tag: 'MQTT listeners',
    noun: 'mqtt listener',
    schema: 'MqttListener',
    root: 'mqtt.listeners',
    settings: ports.mqttSettings,
    created: 200,
    exampleId: 'tcp:default',
    list: async () => ports.mqttListeners.list(),
    idOf: mqttListenerId,
    parseId: parseName,
    parseName,
    print: async (listener) => printMqttListener(listener, (await ports.node.status()).node),
  };
  readRoutes(api, kind);
  listenerChangeRoutes(api, context, kind);
  listenerActionRoutes(api, context, kind);
}

function readRoutes<Type extends string>(api: FastifyInstance, kind: ListenerKind<Type>): void {
  const { url, schema, tag, list, print } = kind;
  api.route({
    ...operation({
      method: 'GET',
      url,
      id: `list${schema}s`,
      tag,
      summary: 'List the listeners',
      replies: { 200: listReply('The listeners', schema) },
    }),
    handler: async () => Promise.all((await list()).map(print)),
  });

  api.route<{ Params: { readonly id: string } }>({
    ...operation({
      method: 'GET',
      url: `${url}/:id`,
      id: `get${schema}`,
      tag,
      summary: 'Show one listener',
      params: listenerParams(kind.exampleId),
      replies: { 200: reply('The listener', schema), ...noListener },
    }),
    handler: async (request) => print(await listenerOf(kind, request.params.id)),
  });
}

function parsed(text: string, form: RegExp): ListenerName | undefined {
  const [, type, name] = form.exec(text) ?? [];
  return type === undefined || name === undefined ? undefined : { type, name };
}
