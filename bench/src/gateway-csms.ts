// How the gateways in front of mosquitto reach it: mqtt.js, set up as somebody would who knows where it is slow.

import { createConnection } from 'node:net';
import { MqttClient } from 'mqtt';

/** What the gateways put on MQTT, as docs/topics.md has it. */
export type Envelope = {
  readonly MessageTypeId: number;
  readonly UniqueId: string;
  readonly Action?: string;
  readonly Payload?: unknown;
  readonly ErrorCode?: string;
  readonly ErrorDescription?: string;
  readonly ErrorDetails?: unknown;
};

/** The way to the CSMS. */
export interface GatewayCsms {
  publish(topic: string, envelope: Envelope): void;
  close(): Promise<void>;
}

const topicPrefix = 'ocpp/cs/';

/** Connects to a broker of this machine and subscribes to what is sent to charge points; `receive` gets it. */
export async function connectCsms(
  port: number,
  qos: 0 | 1,
  receive: (identity: string, envelope: Envelope) => void,
): Promise<GatewayCsms> {
  // mqtt.js leaves Nagle's algorithm on, which costs each QoS 1 round trip 40 ms.
  const client = new MqttClient(() => createConnection({ host: '127.0.0.1', port, noDelay: true }), {
    clientId: 'gateway',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    reconnectPeriod: 1_000,
    connectTimeout: 10_000,
  });
  client.on('message', (topic, payload) => {
    receive(topic.slice(topicPrefix.length), JSON.parse(payload.toString()) as Envelope);
  });
  await new Promise((resolve) => client.once('connect', resolve));
  await client.subscribeAsync(`${topicPrefix}+`, { qos });
  return {
    publish: (topic, envelope) => {
      client.publish(topic, JSON.stringify(envelope), { qos });
    },
    close: () => client.endAsync(),
  };
}
