/** Quality of service: at most once, at least once, exactly once (MQTT 3.1.1 §4.3). */
export type QoS = 0 | 1 | 2;

/** The wire versions: 3 is MQTT 3.1, 4 is 3.1.1, 5 is 5.0. */
export type MqttVersion = 3 | 4 | 5;

/** Names and values as they were sent: in order, a name as often as it came (MQTT 5 §3.3.2.3.7). */
export type UserProperties = readonly (readonly [name: string, value: string])[];

/** What MQTT 5 carries from publisher to subscriber besides the payload (§3.3.2.3), unaltered. */
export type MessageProperties = {
  readonly payloadFormatIndicator?: 0 | 1;
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Buffer;
  readonly userProperties?: UserProperties;
};

/** A message as it was published; nobody changes it on its way. */
export type Message = {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: MessageProperties | undefined;
  /** Milliseconds since 1970; from the Message Expiry Interval. */
  readonly expiresAt?: number | undefined;
  /** The client id of its publisher; undefined for messages of the process itself. */
  readonly from?: string | undefined;
};

/** How a session wants the messages of one filter (MQTT 5 §3.8.3.1); MQTT 3 has the QoS alone. */
export type SubscriptionOptions = {
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
  /** Subscription Identifier, 1 to 268,435,455. */
  readonly identifier?: number | undefined;
};

/** A message as one session is to get it: once, whatever number of its subscriptions match. */
export type Delivery = {
  readonly message: Message;
  /** The highest that a matching subscription asks for, never above the message's own (MQTT 3.1.1 §3.8.4). */
  readonly qos: QoS;
  /** The RETAIN flag that it is sent with. */
  readonly retain: boolean;
  /** Of all subscriptions that match (MQTT 5 §3.3.4). */
  readonly identifiers: readonly number[];
  /** The whole filter (`$share/group/filter`) when it came by a shared subscription. */
  readonly share?: string | undefined;
};
