/** The part of Aedes that this room sees: the identity under which packets are numbered. */
export interface BrokerIdentity {
  readonly id: string;
  /** The number of the newest packet; it only grows. */
  counter: number;
}

/** Whose session is meant. Aedes passes its own client objects; tests and tools pass `{ id }`. */
export type SessionClient = {
  readonly id: string;
  /** True when the session ends with the connection, so that nothing of it needs to outlive the process. */
  readonly clean?: boolean | undefined;
  /** Aedes' newest counter by brokerId: a packet at or below it is not sent again on this connection. */
  readonly duplicates?: Readonly<Record<string, number>> | undefined;
};

/** Quality of service as MQTT numbers it. */
export type QoS = 0 | 1 | 2;

/** MQTT 5 properties as mqtt-packet reads and writes them. */
export type PacketProperties = Readonly<Record<string, unknown>>;

/** A packet as Aedes hands it in: a publish, a pubrel, or only the packet id of one. */
export type BrokerPacket = {
  readonly cmd?: string | undefined;
  readonly topic?: string | undefined;
  readonly payload?: Uint8Array | string | undefined;
  readonly qos?: QoS | undefined;
  readonly retain?: boolean | undefined;
  readonly messageId?: number | null | undefined;
  readonly clientId?: string | undefined;
  /** No local (MQTT 5 §3.8.3.1): set by Aedes on the copy that it delivers to one subscription. */
  readonly nl?: boolean | undefined;
  readonly properties?: PacketProperties | undefined;
  brokerId?: string | null | undefined;
  brokerCounter?: number | null | undefined;
  /** When the message expires, in milliseconds since 1970. */
  messageExpiry?: number | undefined;
};

/** A message as it comes back from the store, in the shape that aedes-packet gives a publish. */
export type StoredMessage = {
  readonly cmd: 'publish';
  readonly topic: string;
  readonly payload: Buffer | string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup?: false;
  readonly brokerId?: string;
  readonly brokerCounter?: number;
  readonly messageId?: number | undefined;
  readonly properties?: PacketProperties;
  readonly messageExpiry?: number;
};

/** What is left of a QoS 2 message once its receiver has it: the packet id, until PUBCOMP. */
export type StoredRelease = { readonly cmd: 'pubrel'; readonly messageId: number };

/** A will as it comes back: whose it is, and which broker process kept it. */
export type StoredWill = {
  readonly clientId: string;
  readonly brokerId: string;
  readonly topic: string;
  readonly payload: Buffer | string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: PacketProperties;
};

/** A will as Aedes hands it in; `brokerId` and `clientId` are written onto it, as Aedes expects. */
export type WillPacket = {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos?: QoS | undefined;
  readonly retain?: boolean | undefined;
  readonly properties?: PacketProperties | undefined;
  brokerId?: string | undefined;
  clientId?: string | undefined;
};

/** One subscription with its MQTT 5 options (§3.8.3.1); the options are absent before MQTT 5. */
export type Subscription = {
  readonly topic: string;
  readonly qos: QoS;
  /** Retain handling. */
  readonly rh?: number | undefined;
  /** Retain as published. */
  readonly rap?: boolean | undefined;
  /** No local. */
  readonly nl?: boolean | undefined;
  readonly subscriptionIdentifier?: number | undefined;
};

/** A session that wants a message, and by which of its subscriptions. */
export type SubscriptionMatch = {
  readonly clientId: string;
  readonly topic?: string | undefined;
  readonly qos?: QoS | undefined;
  readonly rh?: number | undefined;
  readonly rap?: boolean | undefined;
  readonly nl?: boolean | undefined;
};
