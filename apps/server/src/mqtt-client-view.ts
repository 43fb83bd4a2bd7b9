import type { ClientView, PublishProperties } from '@ocpp-broker/admin-api';
import type { BrokerClient, MessageProperties } from '@ocpp-broker/broker';

/** An MQTT client as the API shows it. */
export function mqttClientView({ superuser: _, unsentBytes: __, ...client }: BrokerClient): ClientView {
  return client;
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
