import type { ClientView, PublishProperties } from '@ocpp-broker/admin-api';
import type { BrokerClient, MessageProperties } from '@ocpp-broker/broker';
import { shownUsername } from './shown-username.ts';

/** An MQTT client as the API shows it; `queueMax` is how many messages may wait for one. */
export function mqttClientView(client: BrokerClient, queueMax: number): ClientView {
  const { superuser: _, unsentBytes: __, queuedCount: queueLength, username, ...same } = client;
  return { ...same, username: shownUsername(username), queueLength, queueMax };
}

/** The properties of a message from the API as the broker takes them. */
export function messageProperties(properties: PublishProperties): MessageProperties | undefined {
  const { payloadFormatIndicator, messageExpiryIntervalSeconds, correlationData, ...same } = properties;
  const all: MessageProperties = {
    ...same,
    ...(payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator: payloadFormatIndicator === 1 }),
    ...(messageExpiryIntervalSeconds === undefined ? {} : { messageExpiryInterval: messageExpiryIntervalSeconds }),
    ...(correlationData === undefined ? {} : { correlationData: Buffer.from(correlationData) }),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}
