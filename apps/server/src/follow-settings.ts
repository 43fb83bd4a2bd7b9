import type { Broker } from '@ocpp-broker/broker';
import type { Gateway } from '@ocpp-broker/gateway';
import type { Logger } from 'pino';
import { brokerOptions } from './broker-options.ts';
import { gatewayOptions } from './gateway-options.ts';
import type { LiveSettings } from './live-settings.ts';

/** Lets every room follow the settings that can change while it runs. */
export function followSettings(rooms: {
  readonly settings: LiveSettings;
  readonly gateway: Gateway;
  readonly broker: Broker;
  readonly log: Logger;
}): void {
  const { settings, gateway, broker, log } = rooms;
  settings.follow({
    follows: (path) => path.startsWith('gateway.ocpp.') && !path.startsWith('gateway.ocpp.listeners.'),
    reconfigure: async ({ gateway: { ocpp } }) => gateway.reconfigure(gatewayOptions(ocpp)),
  });
  settings.follow({
    follows: (path) => path.startsWith('mqtt.'),
    reconfigure: async ({ mqtt }) => broker.reconfigure(brokerOptions(mqtt)),
  });
  settings.follow({
    follows: (path) => path === 'log.level',
    reconfigure: async ({ log: { level } }) => {
      log.level = level;
    },
  });
}
