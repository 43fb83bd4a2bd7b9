import type { AdminApi } from '@ocpp-broker/admin-api';
import type { Broker, BrokerListenerOptions } from '@ocpp-broker/broker';
import { bindAddress, type Settings } from '@ocpp-broker/config';
import type { Gateway, ListenerOptions } from '@ocpp-broker/gateway';
import type { Logger } from 'pino';
import { mqttListeners } from './broker-options.ts';
import { ocppListeners } from './gateway-options.ts';
import { addressText, type Endpoint, ListenerSet } from './listener-set.ts';
import { StartError, type StartProblem, systemReason } from './start-error.ts';
import { urlOf } from './welcome.ts';

/** Every open port, by what it is for. */
export type Endpoints = {
  readonly api: Endpoint;
  readonly mqtt: readonly Endpoint[];
  readonly ocpp: readonly Endpoint[];
};

/** The listeners of MQTT and of OCPP. */
export type ListenerSets = {
  readonly mqtt: ListenerSet<BrokerListenerOptions>;
  readonly ocpp: ListenerSet<ListenerOptions>;
};

/** The sets over their rooms; none is open yet. */
export function listenerSets(broker: Broker, gateway: Gateway, log: Logger): ListenerSets {
  return {
    mqtt: new ListenerSet(
      {
        listen: (options) => broker.listen(options),
        change: (id, options) => broker.changeListener(id, options),
        unlisten: (id) => broker.unlisten(id),
        replaceCertificates: (id, { tls }) => tls !== undefined && broker.replaceTls(id, tls),
      },
      log,
    ),
    ocpp: new ListenerSet(
      {
        listen: (options) => gateway.listen(options),
        change: (id, options) => gateway.change(id, options),
        unlisten: (id) => gateway.unlisten(id),
        replaceCertificates: (id, { tls }) => tls !== undefined && gateway.replaceCertificates(id, tls),
      },
      log,
    ),
  };
}

/** Opens every port; throws a StartError that names each one that cannot be opened. The endpoints of MQTT and OCPP follow the settings. */
export async function openListeners(
  settings: Settings,
  { mqtt, ocpp }: ListenerSets,
  api: AdminApi,
): Promise<Endpoints> {
  const problems: StartProblem[] = [
    ...(await mqtt.openAll(mqttListeners(settings.mqtt))),
    ...(await ocpp.openAll(ocppListeners(settings.gateway.ocpp))),
  ];
  const address = bindAddress(settings.api.bind);
  let port = 0;
  try {
    port = (await api.listen(address)).port;
  } catch (error) {
    problems.push({ path: 'api.bind', message: `${addressText(address)}: ${systemReason(error)}` });
  }
  if (problems.length > 0) throw new StartError(problems);
  return {
    api: { path: 'api', url: urlOf('http', address.host, port), port },
    get mqtt() {
      return mqtt.endpoints;
    },
    get ocpp() {
      return ocpp.endpoints;
    },
  };
}
