// The whole thing at work on one machine: the server, three simulated charge points, and a CSMS over MQTT that answers them.

import { randomBytes } from 'node:crypto';
import type { SettingsLayer } from '@ocpp-broker/config';
import { createDemoCsms, startFleet } from '@ocpp-broker/simulator';
import { connectAsync, type MqttClient } from 'mqtt';
import { type Server, type ServerParts, startServer } from './server.ts';

/** What a demonstration is made of; `layers` lie over the demonstration's own settings. */
export type DemoParts = Pick<ServerParts, 'version' | 'consoleDirectory' | 'createLog' | 'print'> & {
  /** An empty folder, which the demonstration may fill. */
  readonly folder: string;
  readonly layers: readonly SettingsLayer[];
};

/** A running demonstration. */
export type Demo = {
  readonly server: Server;
  /** What to type into MQTTX, line by line. */
  readonly instructions: readonly string[];
  close(): Promise<void>;
};

/** User of the charge points and of MQTT alike. */
const user = 'demo';

/** Starts it, or throws what the server throws when it cannot start. */
export async function startDemo(parts: DemoParts): Promise<Demo> {
  const password = randomBytes(6).toString('hex');
  const { layers, folder, ...rest } = parts;
  const server = await startServer({
    ...rest,
    layers: [{ source: 'demonstration', document: localSettings(folder) }, ...layers],
    adminPassword: password,
  });
  const mqttUrl = server.endpoints.mqtt[0]?.url;
  const ocppUrl = server.endpoints.ocpp[0]?.url;
  try {
    if (mqttUrl === undefined || ocppUrl === undefined)
      throw new Error('the demonstration needs an MQTT and an OCPP listener');
    await server.addUser('mqtt', user, password);
    await server.addUser('ocpp', user, password);
    const csms = await connectCsms(mqttUrl, password);
    const fleet = startFleet(fleetOptions(ocppUrl, password), { write: parts.print });
    return {
      server,
      instructions: instructions(mqttUrl, server.endpoints.api.url, password),
      close: async () => {
        await fleet.close();
        await csms.endAsync();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** A demonstration is for this machine only. */
function localSettings(folder: string): Readonly<Record<string, unknown>> {
  return {
    data_dir: folder,
    log: { level: 'warn' },
    api: { bind: '127.0.0.1:18083' },
    mqtt: { listeners: { tcp: { default: { bind: '127.0.0.1:1883' } }, ws: { default: { bind: '127.0.0.1:8083' } } } },
    gateway: { ocpp: { listeners: { ws: { default: { bind: '127.0.0.1:33033' } } } } },
  };
}

async function connectCsms(url: string, password: string): Promise<MqttClient> {
  const client = await connectAsync(url, { username: user, password, clientId: 'demo-csms', protocolVersion: 5 });
  const csms = createDemoCsms({ publish: (topic, payload) => void client.publish(topic, payload, { qos: 1 }) });
  client.on('message', (topic, payload) => csms.receive(topic, payload));
  await client.subscribeAsync(csms.subscription, { qos: 1 });
  return client;
}

function fleetOptions(url: string, password: string): Parameters<typeof startFleet>[0] {
  return {
    url,
    identity: 'CP1',
    count: 3,
    username: user,
    password,
    vendor: undefined,
    model: undefined,
    connectors: 2,
    idTag: 'DEMO',
    intervalS: 10,
    idle: false,
    durationMs: undefined,
    quiet: false,
  };
}

function instructions(mqttUrl: string, apiUrl: string, password: string): readonly string[] {
  const reset =
    '{"MessageTypeId":2,"UniqueId":"my-1","Action":"TriggerMessage","Payload":{"requestedMessage":"Heartbeat"}}';
  return [
    'Three charge points, CP1 to CP3, are charging. In MQTTX:',
    '',
    `  connect to    ${mqttUrl}   user ${user}   password ${password}`,
    '  subscribe to  ocpp/#',
    '  publish to    ocpp/cs/CP1',
    `                ${reset}`,
    '',
    'The answer comes on ocpp/cp/CP1/Reply, and a Heartbeat on ocpp/cp/CP1.',
    `Console: ${apiUrl}   user admin   password ${password}`,
    'Ctrl-C ends it; nothing is kept.',
  ];
}
