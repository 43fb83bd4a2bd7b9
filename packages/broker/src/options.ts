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
  readonly slowClient: SlowClientLimits;
};

/** What a client may have waiting that its socket has not taken. */
export type SlowClientLimits = {
  /** Above this, messages that go to it with QoS 0 are dropped. */
  readonly dropQos0AboveBytes: number;
  /** Above this, its connection is cut. */
  readonly disconnectAboveBytes: number;
};

/** Certificates as PEM texts. */
export type TlsOptions = {
  /** Several of them offer several kinds of keys, such as EC and RSA; each has its key at the same place. */
  readonly cert: string | readonly string[];
  readonly key: string | readonly string[];
  /** The authorities that client certificates are checked against. */
  readonly ca?: string;
  readonly requestClientCertificate?: boolean;
  /** With `requestClientCertificate`: refuses a client that shows none, or one that `ca` does not vouch for. */
  readonly rejectUnauthorized?: boolean;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
};

/** One listener; `tls` is needed by `tls` and `wss`, `path` by `ws` and `wss` (default `/mqtt`). */
export type BrokerListenerOptions = {
  /** Names it in logs and in `unlisten`, such as `tcp:default`. */
  readonly id: string;
  readonly type: 'tcp' | 'tls' | 'ws' | 'wss';
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly path?: string;
  readonly connectionsMax: number;
  readonly tls?: TlsOptions;
};

/** A listener as it runs; `port` is the real one. */
export type ListenerStatus = {
  readonly id: string;
  readonly type: BrokerListenerOptions['type'];
  readonly host: string;
  readonly port: number;
  readonly path?: string;
  readonly running: boolean;
  readonly connectionsMax: number;
  readonly connections: number;
};
