import type { AdminApi } from '@ocpp-broker/admin-api';
import type { Broker } from '@ocpp-broker/broker';
import { type BindAddress, bindAddress, type Settings } from '@ocpp-broker/config';
import type { Gateway } from '@ocpp-broker/gateway';
import { mqttListeners } from './broker-options.ts';
import { ocppListeners } from './gateway-options.ts';
import { StartError, type StartProblem, systemReason } from './start-error.ts';
import { urlOf } from './welcome.ts';

/** One open port: the path of its settings, and a URL that can be typed on this machine. */
export type Endpoint = { readonly path: string; readonly url: string; readonly port: number };

/** Every open port, by what it is for. */
export type Endpoints = {
  readonly api: Endpoint;
  readonly mqtt: readonly Endpoint[];
  readonly ocpp: readonly Endpoint[];
};

type Rooms = { readonly gateway: Gateway; readonly broker: Broker; readonly api: AdminApi };

const mqttSchemes = { tcp: 'mqtt', tls: 'mqtts', ws: 'ws', wss: 'wss' } as const;

/** Opens every port; throws a StartError that names each one that cannot be opened. */
export async function openListeners(settings: Settings, rooms: Rooms): Promise<Endpoints> {
  const problems: StartProblem[] = [];
  const tried = async (path: string, address: BindAddress, listen: () => Promise<Omit<Endpoint, 'path'>>) => {
    try {
      return [{ path, ...(await listen()) }];
    } catch (error) {
      if (error instanceof StartError) problems.push(...error.problems);
      else problems.push({ path: `${path}.bind`, message: `${addressText(address)}: ${systemReason(error)}` });
      return [];
    }
  };
  const mqtt: Endpoint[] = [];
  for (const plan of mqttListeners(settings.mqtt)) {
    const listen = async () => {
      const options = plan.options();
      const { port } = await rooms.broker.listen(options);
      return { port, url: urlOf(mqttSchemes[options.type], options.host, port, options.path) };
    };
    mqtt.push(...(await tried(plan.path, plan.address, listen)));
  }
  const ocpp: Endpoint[] = [];
  for (const plan of ocppListeners(settings.gateway.ocpp)) {
    const listen = async () => {
      const options = plan.options();
      const { port } = await rooms.gateway.listen(options);
      return { port, url: urlOf(options.type, options.host, port, options.path) };
    };
    ocpp.push(...(await tried(plan.path, plan.address, listen)));
  }
  const apiAddress = bindAddress(settings.api.bind);
  const [api] = await tried('api', apiAddress, async () => {
    const { port } = await rooms.api.listen(apiAddress);
    return { port, url: urlOf('http', apiAddress.host, port) };
  });
  if (api === undefined || problems.length > 0) throw new StartError(problems);
  return { api, mqtt, ocpp };
}

function addressText({ host, port }: BindAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
