import type { ListenerView, MqttListeners } from '@ocpp-broker/admin-api';
import type { Broker } from '@ocpp-broker/broker';
import type { Settings } from '@ocpp-broker/config';
import type { Gateway } from '@ocpp-broker/gateway';
import { addressText } from './listener-set.ts';

type MqttListenerView = Awaited<ReturnType<MqttListeners['list']>>[number];

/** A listener of a room as it runs. */
type LiveListener = {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly running: boolean;
  readonly connections: number;
};

type Entries<Type extends string> = Readonly<
  Record<Type, Readonly<Record<string, { readonly bind: string | number }>>>
>;

/** The OCPP listeners of the settings, with what they are doing. */
export function ocppListenerViews({ gateway: { ocpp } }: Settings, gateway: Gateway): readonly ListenerView[] {
  return views(['ws', 'wss'], ocpp.listeners, gateway.listeners(), 'ocpp:');
}

/** The MQTT listeners of the settings, with what they are doing. */
export function mqttListenerViews({ mqtt }: Settings, broker: Broker): readonly MqttListenerView[] {
  return views(['tcp', 'tls', 'ws', 'wss'], mqtt.listeners, broker.listeners(), '');
}

function views<Type extends string>(
  types: readonly Type[],
  entries: Entries<Type>,
  running: readonly LiveListener[],
  idPrefix: string,
): readonly ListenerView<Type>[] {
  const live = new Map(running.map((listener) => [listener.id, listener]));
  return types.flatMap((type) =>
    Object.entries(entries[type]).map(([name, entry]) => {
      const one = live.get(`${idPrefix}${type}:${name}`);
      return {
        type,
        name,
        running: one?.running ?? false,
        currentConnections: one?.connections ?? 0,
        bind: one === undefined ? String(entry.bind) : addressText(one),
        settings: entry as unknown as Readonly<Record<string, unknown>>,
      };
    }),
  );
}
