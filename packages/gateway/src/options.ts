import type { OcppVersion, SchemaDocument, SessionOptions } from '@ocpp-broker/ocpp';

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
};

/** What becomes of a CALL for a charge point that is not connected. */
export type OfflineOptions = { readonly policy: 'fail' | 'queue'; readonly ttlMs: number };

/** Schemas by version, and how their ids are made. */
export type SchemaOptions = {
  readonly documents: Readonly<Partial<Record<OcppVersion, readonly SchemaDocument[]>>>;
  readonly idPrefix: string;
  readonly idPrefixOfShipped: string;
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
  /** A socket that was silent for this long is pinged; 0: never. */
  readonly pingIntervalMs: number;
  /** Largest WebSocket message, after inflation; holds for connections made from now on. */
  readonly frameBytesMax: number;
};

/** PEM texts and rules of a `wss` listener. */
export type TlsOptions = {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
};

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
  /** Offer permessage-deflate. */
  readonly compress: boolean;
  readonly failIfNoSubprotocol: boolean;
  readonly subprotocols: readonly string[];
  readonly unsupportedSubprotocol: 'reject' | 'accept_then_close';
  readonly originChecked: boolean;
  readonly originAbsenceAllowed: boolean;
  readonly origins: readonly string[];
  readonly tls?: TlsOptions;
};
