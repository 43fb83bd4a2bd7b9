/** What the broker as a whole may do; every field can change while it runs. */
export type BrokerOptions = {
  /** Lets clients in that show neither user name nor password. */
  readonly allowAnonymous: boolean;
  /** The largest MQTT packet that is taken from a client. */
  readonly maxPacketBytes: number;
  /** From the opened socket to the CONNACK. */
  readonly connectTimeoutMs: number;
  /** Sockets over all listeners, whether they have sent CONNECT or not. */
  readonly connectionsMax: number;
  /** Sockets of one address, an IPv6 address standing for its /64; 0: no limit. */
  readonly connectionsPerAddressMax: number;
  /** New sockets of one address in a second; 0: no limit. */
  readonly connectRatePerAddressPerSecond: number;
  readonly slowClient: SlowClientLimits;
  /** What a client is told that publishes where it may not: MQTT 5 by a reason code, where a packet can carry one; else this. */
  readonly denyAction: 'ignore' | 'disconnect';
  readonly limits: ProtocolLimits;
  /** How often the `$SYS` topics are published; 0: never. */
  readonly systemTopicsIntervalMs: number;
};

/** What MQTT leaves to the server. */
export type ProtocolLimits = {
  /** Levels of a topic or filter; at most 100. */
  readonly topicLevelsMax: number;
  /** Bytes of a topic or filter. */
  readonly topicBytesMax: number;
  readonly subscriptionsPerClientMax: number;
  /** Messages of QoS 1 and 2 that are on their way to one client at a time, 1 to 65,535; fewer if the client says so. */
  readonly inflightMax: number;
  /** Publishes of QoS 1 and 2 of one client that are not finished; MQTT 5 calls it Receive Maximum. */
  readonly receiveMaximum: number;
  /** Publishes of QoS 2 of one client that wait for PUBREL. */
  readonly awaitingRelMax: number;
  /** Topic aliases that an MQTT 5 client may use; each holds a topic in memory. */
  readonly topicAliasMaximum: number;
  /** The longest keep alive of an MQTT 5 client; one that asks for more, or for none, is told this. 0: any. */
  readonly keepaliveMaxSeconds: number;
  /** Sessions that outlive their connection. */
  readonly sessionsMax: number;
  /** The longest Session Expiry Interval, for MQTT 3 too, whose sessions would never end; 0: any. */
  readonly sessionExpiryMaxSeconds: number;
};

/** What a client may have waiting that its socket has not taken. */
export type SlowClientLimits = {
  /** Above this, messages that go to it with QoS 0 are dropped. */
  readonly dropQos0AboveBytes: number;
  /** Above this, its connection is cut. */
  readonly disconnectAboveBytes: number;
};
