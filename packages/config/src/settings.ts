// The settings as the rooms get them, spelled as in the document. Durations, sizes, rates and addresses stay the texts that the
// operator wrote; units.ts and bind-address.ts read them.

/** Where a listener binds: `host:port`, `[::1]:port`, `:port` or a port. */
export type BindSetting = string | number;

/** The root `log`. */
export type LogSettings = {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly format: 'auto' | 'json' | 'pretty';
};

/** The root `api`. */
export type ApiSettings = {
  readonly bind: BindSetting;
  readonly bootstrap_file: string;
  readonly token_ttl: string;
  readonly login_attempts_max: number;
  readonly max_body_size: string;
  readonly console: boolean;
  readonly cors: { readonly enable: boolean; readonly origins: readonly string[] };
};

/** The TLS side of a listener. */
export type SslOptions = {
  readonly versions: readonly ('tlsv1.3' | 'tlsv1.2')[];
  readonly cacertfile: string;
  readonly certfile: string;
  readonly keyfile: string;
  /** With `more_keyfiles`, entry by entry; both are equally long. */
  readonly more_certfiles: readonly string[];
  readonly more_keyfiles: readonly string[];
  readonly verify: 'verify_none' | 'verify_peer';
  readonly fail_if_no_peer_cert: boolean;
};

/** The TLS side of a listener for charge points. */
export type OcppSslOptions = SslOptions & {
  readonly reload_interval: string;
  readonly identity_rule: 'cn_or_san' | 'cn' | 'san' | 'none';
};

type Secured = { readonly ssl_options: SslOptions };
type Named<Entry> = Readonly<Record<string, Entry>>;

/** An MQTT listener on TCP. */
export type MqttListenerSettings = {
  readonly enable: boolean;
  readonly bind: BindSetting;
  readonly max_connections: number;
};

/** An MQTT listener on WebSocket. */
export type MqttWebsocketListenerSettings = MqttListenerSettings & { readonly websocket: { readonly path: string } };

/** The root `mqtt`. */
export type MqttSettings = {
  readonly allow_anonymous: boolean;
  readonly max_packet_size: string;
  readonly connect_timeout: string;
  readonly max_connections: number;
  readonly slow_client: { readonly drop_qos0_above: string; readonly disconnect_above: string };
  readonly persistence: 'sqlite' | 'memory';
  readonly authentication: {
    readonly enable: boolean;
    readonly mechanism: 'password_based';
    readonly backend: 'built_in_database';
    readonly user_id_type: 'username';
    readonly bootstrap_file: string;
  };
  readonly listeners: {
    readonly tcp: Named<MqttListenerSettings>;
    readonly tls: Named<MqttListenerSettings & Secured>;
    readonly ws: Named<MqttWebsocketListenerSettings>;
    readonly wss: Named<MqttWebsocketListenerSettings & Secured>;
  };
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

/** How charge points prove who they are. */
export type OcppAuthenticationSettings = {
  readonly enable: boolean;
  readonly mechanism: 'password_based';
  readonly backend: 'built_in_database';
  readonly user_id_type: 'username' | 'clientid';
  readonly password_hash_algorithm: { readonly name: 'scrypt' | 'sha256' };
  readonly bootstrap_file: string;
  readonly username_must_be_identity: 'never' | '2.x' | 'always';
};

/** What becomes of a message that breaks its schema. */
export type MessageFormatMode = 'reject' | 'warn' | 'off';

/** Answers in the place of a CSMS. */
export type ResponderSettings = {
  readonly enable: boolean;
  readonly after: string;
  /** Whole seconds. */
  readonly heartbeat_interval: string;
  readonly authorize: 'accept_all' | 'list';
  readonly id_tags: readonly string[];
};

/** What is different for one charge point; the empty text is as for all. */
export type ChargePointSettings = {
  readonly ping_interval: string;
  readonly default_heartbeat_interval: string;
  readonly idle_timeout: string;
  readonly version: '' | '1.6' | '2.0.1' | '2.1';
  readonly message_format_mode: '' | MessageFormatMode;
};

/** The root `gateway.ocpp` without authentication and listeners: what GET and PUT /gateways/ocpp carry. */
export type GatewaySettings = {
  readonly enable: boolean;
  readonly mountpoint: string;
  readonly default_heartbeat_interval: string;
  readonly heartbeat_checking_times_backoff: number;
  readonly message_format_checking: 'all' | 'upstream_only' | 'dnstream_only' | 'disable';
  readonly json_schema_dir: string;
  readonly json_schema_id_prefix: string;
  readonly idle_timeout: string;
  readonly upstream: {
    readonly topic: string;
    readonly reply_topic: string;
    readonly error_topic: string;
    readonly topic_override_mapping: Named<string>;
  };
  readonly dnstream: { readonly topic: string; readonly max_mqueue_len: number };
  readonly message_format_mode: {
    readonly upstream: MessageFormatMode;
    readonly dnstream: MessageFormatMode;
    readonly actions: Named<MessageFormatMode>;
  };
  readonly strict_call_order: boolean;
  readonly call_timeout: string;
  readonly call_timeout_overrides: Named<string>;
  readonly reply_timeout: string;
  readonly retry_window: string;
  readonly presence: { readonly topic: string };
  readonly boot_gate: boolean;
  readonly responder: ResponderSettings;
  readonly offline_policy: 'fail' | 'queue';
  readonly offline_ttl: string;
  readonly ping_interval: string;
  readonly max_frame_size: string;
  readonly security_profile_downgrade: 'allow' | 'refuse';
  /** Addresses, and networks such as `10.0.0.0/8`. */
  readonly trusted_proxies: readonly string[];
  /** By identity, decoded. An identity may be the name of something that objects inherit: read own entries only. */
  readonly charge_points: Named<ChargePointSettings>;
};

/** The root `gateway.ocpp`. */
export type OcppSettings = GatewaySettings & {
  readonly authentication: OcppAuthenticationSettings;
  readonly listeners: {
    readonly ws: Named<OcppListenerSettings>;
    readonly wss: Named<OcppTlsListenerSettings>;
  };
};

/** The whole document: complete, valid and frozen. */
export type Settings = {
  readonly data_dir: string;
  readonly node_name: string;
  readonly log: LogSettings;
  readonly api: ApiSettings;
  readonly mqtt: MqttSettings;
  readonly gateway: { readonly ocpp: OcppSettings };
};
