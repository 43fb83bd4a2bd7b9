import type { AdminApi } from '@ocpp-broker/admin-api';
import type { Broker } from '@ocpp-broker/broker';
import { type Settings, SettingsError } from '@ocpp-broker/config';
import type { Gateway } from '@ocpp-broker/gateway';
import type { SqliteMessageStore } from '@ocpp-broker/persistence';
import type { Webhooks } from '@ocpp-broker/webhooks';
import type { Logger } from 'pino';
import type { Access } from './access.ts';
import { adminApiOptions } from './admin-options.ts';
import { brokerOptions, mqttListeners } from './broker-options.ts';
import { gatewayOptions, ocppListeners } from './gateway-options.ts';
import { type LiveSettings, storedSource } from './live-settings.ts';
import { storeLimits } from './message-store.ts';
import type { ListenerSets } from './open-listeners.ts';
import { StartError } from './start-error.ts';
import { refusingBySetting as refusingHooks, webhookOptions } from './webhook-options.ts';

/** The rooms that follow. */
export type FollowingRooms = {
  readonly settings: LiveSettings;
  readonly access: Access;
  readonly gateway: Gateway;
  readonly broker: Broker;
  readonly messages: SqliteMessageStore;
  readonly listeners: ListenerSets;
  readonly webhooks: Webhooks;
  readonly api: Pick<AdminApi, 'reconfigure'>;
  readonly consoleDirectory: string;
  readonly log: Logger;
};

const ofMqttListeners = (path: string) => path.startsWith('mqtt.listeners.');
const ofOcppListeners = (path: string) => path.startsWith('gateway.ocpp.listeners.');
const ofMqtt = (path: string) => path.startsWith('mqtt.') && !ofMqttListeners(path);
const ofOcpp = (path: string) => path.startsWith('gateway.ocpp.') && !ofOcppListeners(path);
const ofWebhooks = (path: string) => path.startsWith('webhooks.');
const ofApi = (path: string) => path.startsWith('api.') || path.startsWith('gateway.ocpp.calls.');

/** Lets every room follow the settings that can change while it runs. */
export function followSettings({ settings, log, ...rooms }: FollowingRooms): void {
  const { access, gateway, broker, messages, listeners, webhooks, api } = rooms;
  const follow = (follows: (path: string) => boolean, obey: (settings: Settings) => void | Promise<void>) =>
    settings.follow({ follows, reconfigure: (next) => refusingBySetting(async () => obey(next)) });
  follow(
    (path) => ofMqtt(path) || ofOcpp(path),
    (next) => access.reconfigure(next),
  );
  follow(ofOcpp, ({ gateway: { ocpp } }) => gateway.reconfigure(gatewayOptions(ocpp)));
  follow(ofMqtt, ({ mqtt }) => {
    broker.reconfigure(brokerOptions(mqtt));
    messages.reconfigure(storeLimits(mqtt));
  });
  follow(
    (path) => path === 'log.level',
    ({ log: { level } }) => {
      log.level = level;
    },
  );
  follow(ofWebhooks, (next) => {
    const options = webhookOptions(next);
    refusingHooks(() => webhooks.reconfigure(options));
  });
  follow(ofApi, (next) => api.reconfigure(adminApiOptions(next, rooms.consoleDirectory)));
  // Last: to take a listener back costs its clients their connections.
  follow(ofMqttListeners, ({ mqtt }) => listeners.mqtt.follow(mqttListeners(mqtt)));
  follow(ofOcppListeners, ({ gateway: { ocpp } }) => listeners.ocpp.follow(ocppListeners(ocpp)));
}

/** What keeps a server from starting keeps a setting from being changed. */
async function refusingBySetting(obey: () => Promise<void>): Promise<void> {
  try {
    await obey();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new SettingsError(error.problems.map((problem) => ({ ...problem, source: storedSource })));
  }
}
