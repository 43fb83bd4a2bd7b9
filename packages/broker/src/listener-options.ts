import type { TlsServerOptions } from '@ocpp-broker/net';

/** One listener; `tls` is needed by `tls` and `wss`, `path` counts for `ws` and `wss`. */
export type BrokerListenerOptions = {
  /** Names it in logs and in `unlisten`, such as `tcp:default`. */
  readonly id: string;
  readonly type: 'tcp' | 'tls' | 'ws' | 'wss';
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Left out: `/mqtt`. */
  readonly path?: string;
  readonly connectionsMax: number;
  /** New connections a second, with a burst of one second's worth; 0, or left out: no limit. */
  readonly connectRatePerSecond?: number;
  /** Every connection begins with a PROXY protocol header (version 1 or 2), before TLS. */
  readonly proxyProtocol?: boolean;
  /** How long that header may take; left out: 3 seconds. */
  readonly proxyProtocolTimeoutMs?: number;
  /** Addresses and networks (`10.0.0.0/8`) that may send such a header; none, or left out: everybody who reaches the port. */
  readonly trustedProxies?: readonly string[];
  readonly tls?: TlsServerOptions;
};

/** A listener as it runs; `port` is the real one. */
export type ListenerStatus = {
  readonly id: string;
  readonly type: BrokerListenerOptions['type'];
  readonly host: string;
  readonly port: number;
  readonly path?: string;
  /** False after a change that failed and could not be taken back: the clients stay, but nobody new comes in. */
  readonly running: boolean;
  readonly connectionsMax: number;
  readonly connections: number;
};

/** Why a listener closed a connection that it did not hand on; both rates, that of the listener and that of an address, are `connection-rate`. */
export type ListenerRefusal =
  | 'too-many-connections'
  | 'too-many-connections-of-address'
  | 'connection-rate'
  | 'proxy-header'
  | 'tls-handshake';
