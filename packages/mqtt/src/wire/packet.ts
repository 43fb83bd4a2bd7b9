import type { MessageProperties, MqttVersion, QoS, SubscriptionOptions, UserProperties } from '../message.ts';

/** What MQTT 5 says of a message that is to be sent when its client is lost (§3.1.3.2). */
export type Will = {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QoS;
  readonly retain: boolean;
  /** Seconds; 0 before MQTT 5. */
  readonly delaySeconds: number;
  /** Message Expiry Interval, in seconds. */
  readonly expirySeconds?: number | undefined;
  readonly properties?: MessageProperties | undefined;
};

/** CONNECT (§3.1). What MQTT 5 adds has its default value before it. */
export type ConnectPacket = {
  readonly kind: 'connect';
  readonly version: MqttVersion;
  readonly clean: boolean;
  readonly keepaliveSeconds: number;
  /** Empty: the server chooses one. */
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: Buffer | undefined;
  readonly will?: Will | undefined;
  /** Undefined: the property was not sent. */
  readonly sessionExpirySeconds?: number | undefined;
  /** 1 to 65,535. */
  readonly receiveMaximum: number;
  /** Undefined: no limit. */
  readonly maximumPacketBytes?: number | undefined;
  readonly topicAliasMaximum: number;
  readonly requestResponseInformation: boolean;
  readonly requestProblemInformation: boolean;
  readonly authenticationMethod?: string | undefined;
  readonly authenticationData?: Buffer | undefined;
  readonly userProperties?: UserProperties | undefined;
};

/** PUBLISH (§3.3) as a client sends it; the topic is empty only where an alias stands for it. */
export type PublishPacket = {
  readonly kind: 'publish';
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** 0 with QoS 0. */
  readonly messageId: number;
  /** At least 1 when present; whether it is too large the broker knows. */
  readonly topicAlias?: number | undefined;
  /** Message Expiry Interval, in seconds. */
  readonly expirySeconds?: number | undefined;
  readonly properties?: MessageProperties | undefined;
};

/** PUBACK, PUBREC, PUBREL, PUBCOMP (§3.4 to §3.7). */
export type AcknowledgePacket = {
  readonly kind: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp';
  readonly messageId: number;
  /** 0 where none was sent. */
  readonly reasonCode: number;
};

/** One line of a SUBSCRIBE; the filter is valid, `$share/<group>/<filter>` too. */
export type RequestedSubscription = { readonly filter: string; readonly options: SubscriptionOptions };

export type SubscribePacket = {
  readonly kind: 'subscribe';
  readonly messageId: number;
  readonly subscriptions: readonly RequestedSubscription[];
};

export type UnsubscribePacket = {
  readonly kind: 'unsubscribe';
  readonly messageId: number;
  readonly filters: readonly string[];
};

export type PingPacket = { readonly kind: 'pingreq' };

export type DisconnectPacket = {
  readonly kind: 'disconnect';
  /** 0 before MQTT 5. */
  readonly reasonCode: number;
  readonly sessionExpirySeconds?: number | undefined;
};

export type AuthPacket = { readonly kind: 'auth'; readonly reasonCode: number };

/** Everything that a client may send. */
export type ClientPacket =
  | ConnectPacket
  | PublishPacket
  | AcknowledgePacket
  | SubscribePacket
  | UnsubscribePacket
  | PingPacket
  | DisconnectPacket
  | AuthPacket;

/** Bytes that no client may send: what is wrong with them, by which clause, and MQTT 5's reason code for it. */
export type MalformedPacket = {
  readonly kind: 'malformed';
  /** For a log and for MQTT 5's Reason String, such as `topic filter with "#" before its end`. */
  readonly problem: string;
  /** The rule by its number in the standard of the client's version: `MQTT-4.7.1-2`; `MQTT5-2.2.2.2` is a section. */
  readonly clause: string;
  /** 0x81 malformed, 0x82 protocol error, 0x84 unsupported version, 0x90 topic name invalid, 0x95 too large, … */
  readonly reasonCode: number;
  /** For a CONNECT that MQTT 3.1.1 answers: 1 unacceptable version, 2 identifier rejected; undefined: just close. */
  readonly returnCode?: 1 | 2 | undefined;
  /** The version that a refused CONNECT spoke, when that much could be read. */
  readonly version?: MqttVersion | undefined;
};
