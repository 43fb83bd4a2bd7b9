import type { TlsServerOptions } from '@ocpp-broker/net';
import type { CheckMode, OcppVersion, SchemaDocument, SessionOptions } from '@ocpp-broker/ocpp';
import type { CallOptions } from './calls.ts';
import type { FrameOptions } from './frame-log.ts';

/** Topic templates, each under the mountpoint; placeholders as in `topic-template.ts`. */
export type TopicOptions = {
  readonly mountpoint: string;
  readonly call: string;
  readonly reply: string;
  readonly error: string;
  /** Action → template used instead of `call`. */
  readonly callOverrides: Readonly<Record<string, string>>;
  readonly downstream: string;
  /** Empty: no presence is published. */
  readonly presence: string;
};

/** Who may connect, as far as it does not depend on the listener. */
export type AccessOptions = {
  readonly authenticated: boolean;
  readonly userIdType: 'username' | 'clientid';
  readonly usernameMustBeIdentity: 'never' | '2.x' | 'always';
  /** Refuse a charge point that comes with a lower security profile than the highest that it ever used. */
  readonly profileDowngradeRefused: boolean;
  /** Addresses and networks (`10.0.0.0/8`) whose word about where a charge point comes from is taken. */
  readonly trustedProxies: readonly string[];
};

/** What becomes of a CALL for a charge point that is not connected. */
export type OfflineOptions = { readonly policy: 'fail' | 'queue'; readonly ttlMs: number };

/** Schemas by version, and how their ids are made. */
export type SchemaOptions = {
  /** Documents that are known to be good; asked for when the first charge point of a version comes. */
  readonly shipped: (version: OcppVersion) => readonly SchemaDocument[];
  /** The operator's own, laid over them; compiled at once, so that a bad one is refused. */
  readonly own: readonly SchemaDocument[];
  /** Prefix of the operator's ids for 1.6. */
  readonly idPrefix: string;
  readonly shippedIdPrefixes: Readonly<Record<OcppVersion, string>>;
};

/** What is different for one charge point; what is left out is as for all. */
export type ChargePointOverrides = {
  readonly pingIntervalMs?: number | undefined;
  readonly idleTimeoutMs?: number | undefined;
  readonly defaultHeartbeatIntervalMs?: number | undefined;
  /** The version that it speaks when it offers no subprotocol. */
  readonly assumedVersion?: OcppVersion | undefined;
  readonly checkMode?: CheckMode | undefined;
};

/** Everything about the gateway that may change while it runs. */
export type GatewayOptions = {
  /** Off: charge points are closed and refused. */
  readonly enabled: boolean;
  readonly topics: TopicOptions;
  readonly access: AccessOptions;
  readonly session: SessionOptions;
  readonly schemas: SchemaOptions;
  readonly offline: OfflineOptions;
  /** By identity. */
  readonly chargePoints: ReadonlyMap<string, ChargePointOverrides>;
  /** A socket that was silent for this long is pinged; 0: never. */
  readonly pingIntervalMs: number;
  /** Largest WebSocket message, after inflation; holds for connections made from now on. */
  readonly frameBytesMax: number;
  readonly calls: CallOptions;
  readonly frames: FrameOptions;
};

/**
 * Which name of a client certificate has to be the identity, letter for letter: a common name, or an alternative name, that is a
 * dNSName or the last part of a URI (percent-decoded once); none: a certificate opens the door, but stands for nobody.
 */
export type IdentityRule = 'cn_or_san' | 'cn' | 'san' | 'none';

/** PEM texts and rules of a `wss` listener. */
export type TlsOptions = TlsServerOptions & { readonly identityRule: IdentityRule };

/** One port on which charge points connect. */
export type ListenerOptions = {
  /** EMQX's form: `ocpp:ws:default`. */
  readonly id: string;
  readonly type: 'ws' | 'wss';
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Everything before the identity, without a slash at its end: `/ocpp`. */
  readonly path: string;
  readonly connectionsMax: number;
  /** New connections a second. */
  readonly connectionRateMax: number;
  readonly authenticated: boolean;
  /** Agree to permessage-deflate with 1.6; with 2.x it always is agreed to (OCPP 2.0.1 Part 4, §3.3). */
  readonly compress: boolean;
  readonly failIfNoSubprotocol: boolean;
  readonly subprotocols: readonly string[];
  readonly unsupportedSubprotocol: 'reject' | 'accept_then_close';
  readonly originChecked: boolean;
  readonly originAbsenceAllowed: boolean;
  readonly origins: readonly string[];
  /** Every connection begins with a PROXY protocol header (version 1 or 2), before TLS. */
  readonly proxyProtocol: boolean;
  /** How long that header may take. */
  readonly proxyProtocolTimeoutMs: number;
  readonly tls?: TlsOptions;
};
