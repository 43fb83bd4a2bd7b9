import type { Message, MessageProperties as WireProperties } from '@ocpp-broker/mqtt';

/** Properties of a message that the process publishes; only MQTT 5 subscribers see them. */
export type MessageProperties = {
  readonly payloadFormatIndicator?: boolean;
  /** Seconds. */
  readonly messageExpiryInterval?: number;
  readonly responseTopic?: string;
  readonly correlationData?: Buffer;
  readonly contentType?: string;
  readonly userProperties?: Readonly<Record<string, string | readonly string[]>>;
};

/** A message that the process publishes; the topic is complete and without wildcards. */
export type BrokerMessage = {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly properties?: MessageProperties;
};

/** The message as it goes through the broker. */
export function messageOf({ topic, payload, qos, retain, properties }: BrokerMessage, now: number): Message {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  if (properties === undefined) return { topic, payload: bytes, qos, retain };
  const { messageExpiryInterval } = properties;
  const expiresAt = messageExpiryInterval === undefined ? undefined : now + messageExpiryInterval * 1000;
  return { topic, payload: bytes, qos, retain, properties: wirePropertiesOf(properties), expiresAt };
}

function wirePropertiesOf(properties: MessageProperties): WireProperties {
  const { payloadFormatIndicator, responseTopic, correlationData, contentType, userProperties } = properties;
  return {
    ...(payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator: payloadFormatIndicator ? 1 : 0 }),
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlationData }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(userProperties === undefined ? {} : { userProperties: pairsOf(userProperties) }),
  };
}

function pairsOf(
  properties: Readonly<Record<string, string | readonly string[]>>,
): readonly (readonly [string, string])[] {
  return Object.entries(properties).flatMap(([name, values]) =>
    typeof values === 'string' ? [[name, values] as const] : values.map((value) => [name, value] as const),
  );
}
