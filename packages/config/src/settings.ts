// The settings as the rooms get them, spelled as in the document. Durations, sizes, rates and addresses stay the texts that the
// operator wrote; units.ts and bind-address.ts read them.

import type { OcppAuthenticationSettings } from './authentication-settings.ts';
import type { BindSetting, OcppListenerSettings, OcppTlsListenerSettings } from './listener-settings.ts';
import type { MqttSettings } from './mqtt-settings.ts';
import type { WebhookSettings } from './webhook-settings.ts';

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
  readonly token_lifetime: string;
  readonly max_tokens: number;
  readonly max_tokens_per_user: number;
  readonly login_attempts_max: number;
  readonly max_body_size: string;
  readonly max_import_size: string;
  readonly request_timeout: string;
  readonly max_connections: number;
  readonly max_backups: number;
  readonly max_audit_entries: number;
  /** Addresses, and networks such as `10.0.0.0/8`. */
  readonly trusted_proxies: readonly string[];
  readonly console: boolean;
  /** As in `trusted_proxies`. */
  readonly prometheus_networks: readonly string[];
  readonly cors: { readonly enable: boolean; readonly origins: readonly string[] };
};

type Named<Entry> = Readonly<Record<string, Entry>>;

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
  readonly calls: { readonly max_waiting: number; readonly max_timeout: string };
  readonly frames: { readonly keep: number; readonly max_bytes: string; readonly mask_id_tags: boolean };
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
  readonly webhooks: Named<WebhookSettings>;
};
