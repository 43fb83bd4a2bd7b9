// Listeners as the rooms get them.

/** Where a listener binds: `host:port`, `[::1]:port`, `:port` or a port. */
export type BindSetting = string | number;

/** The TLS side of a listener. */
export type SslOptions = {
  readonly versions: readonly ('tlsv1.3' | 'tlsv1.2')[];
  readonly cacertfile: string;
  readonly certfile: string;
  readonly keyfile: string;
  /** With `more_keyfiles`, entry by entry; both are equally long. */
  readonly more_certfiles: readonly string[];
  readonly more_keyfiles: readonly string[];
  readonly reload_interval: string;
  readonly verify: 'verify_none' | 'verify_peer';
  readonly fail_if_no_peer_cert: boolean;
};

/** The TLS side of a listener for charge points. */
export type OcppSslOptions = SslOptions & { readonly identity_rule: 'cn_or_san' | 'cn' | 'san' | 'none' };

type Secured = { readonly ssl_options: SslOptions };
type Named<Entry> = Readonly<Record<string, Entry>>;

/** An MQTT listener on TCP. */
export type MqttListenerSettings = {
  readonly enable: boolean;
  readonly bind: BindSetting;
  readonly max_connections: number;
  readonly max_conn_rate: string | number;
  readonly proxy_protocol: boolean;
  readonly proxy_protocol_timeout: string;
};

/** An MQTT listener on WebSocket. */
export type MqttWebsocketListenerSettings = MqttListenerSettings & { readonly websocket: { readonly path: string } };

/** `mqtt.listeners`. */
export type MqttListenersSettings = {
  readonly tcp: Named<MqttListenerSettings>;
  readonly tls: Named<MqttListenerSettings & Secured>;
  readonly ws: Named<MqttWebsocketListenerSettings>;
  readonly wss: Named<MqttWebsocketListenerSettings & Secured>;
};

/** An OCPP listener. `check_origins` and `supported_subprotocols` are separated by commas. */
export type OcppListenerSettings = {
  readonly enable: boolean;
  readonly bind: BindSetting;
  readonly max_connections: number;
  readonly max_conn_rate: string | number;
  readonly proxy_protocol: boolean;
  readonly proxy_protocol_timeout: string;
  readonly enable_authn: boolean;
  readonly websocket: {
    readonly path: string;
    readonly compress: boolean;
    readonly fail_if_no_subprotocol: boolean;
    readonly supported_subprotocols: string;
    readonly unsupported_subprotocol: 'reject' | 'accept_then_close';
    readonly check_origin_enable: boolean;
    readonly allow_origin_absence: boolean;
    readonly check_origins: string;
  };
};

/** An OCPP listener with TLS. */
export type OcppTlsListenerSettings = OcppListenerSettings & { readonly ssl_options: OcppSslOptions };
