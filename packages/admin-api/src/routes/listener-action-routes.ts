import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { AuditDetail } from '../audit-ports.ts';
import type { ApiContext } from '../context.ts';
import { changingSettings } from '../errors.ts';
import type { ListenerView, MqttListenerType } from '../listener-ports.ts';
import { operation, reply } from '../operation.ts';
import { changeListener } from './listener-change-routes.ts';
import { type ListenerKind, listenerOf, listenerParams, noListener } from './listener-kind.ts';

type Action = 'start' | 'stop' | 'restart';

const summaries: Readonly<Record<Action, string>> = {
  start: 'Open one listener',
  stop: 'Close one listener and keep it closed',
  restart: 'Close one listener and open it anew',
};

/** Start, stop and restart the MQTT listeners. */
export function listenerActionRoutes(
  api: FastifyInstance,
  context: ApiContext,
  kind: ListenerKind<MqttListenerType>,
): void {
  for (const action of ['start', 'stop', 'restart'] as const) actionRoute(api, context, kind, action);
}

function actionRoute(
  api: FastifyInstance,
  context: ApiContext,
  kind: ListenerKind<MqttListenerType>,
  action: Action,
): void {
  const { url, schema, tag, noun } = kind;
  api.route<{ Params: { readonly id: string } }>({
    ...operation({
      method: 'POST',
      url: `${url}/:id/${action}`,
      id: `${action}${schema}`,
      tag,
      summary: summaries[action],
      description:
        'Its `enable` is set so, and it stays so after the next start. A listener that is closed disconnects its clients.',
      params: listenerParams(kind.exampleId),
      replies: { 200: reply('The listener', schema), ...noListener },
    }),
    handler: async (request) => {
      const { id } = request.params;
      const listener = await listenerOf(kind, id);
      const detail = await act(context, kind, listener, action);
      await recordChange(context, request, `${action} ${noun}`, kind.idOf(listener), detail);
      return kind.print(await listenerOf(kind, id));
    },
  });
}

async function act(
  { ports }: ApiContext,
  kind: ListenerKind<MqttListenerType>,
  listener: ListenerView<MqttListenerType>,
  action: Action,
): Promise<AuditDetail | undefined> {
  const { type, name, running, settings } = listener;
  const isEnabled = settings.enable !== false;
  if (action === 'stop' || !isEnabled) return changeListener(kind, listener, { enable: action !== 'stop' });
  if (action === 'start' && running) return undefined;
  await changingSettings(kind.root, async () => ports.mqttListeners.restart(type, name));
  return undefined;
}
