import type { MqttAuthenticationSettings } from './authentication-settings.ts';
import type { MqttListenersSettings } from './listener-settings.ts';

/** What MQTT clients may publish and subscribe to. */
export type AuthorizationSettings = {
  readonly no_match: 'allow' | 'deny';
  readonly deny_action: 'ignore' | 'disconnect';
  readonly charge_point_topics: 'users' | 'rules' | 'open';
  readonly built_in_database: { readonly enable: boolean };
};

/** The root `mqtt` without authentication and listeners: what GET and PUT /configs/mqtt carry. */
export type BrokerSettings = {
  readonly allow_anonymous: boolean;
  readonly max_packet_size: string;
  readonly connect_timeout: string;
  readonly max_connections: number;
  /** 0 is no limit. */
  readonly max_connections_per_address: number;
  /** 0 is no limit. */
  readonly max_connect_rate_per_address: string | number;
  /** Whole seconds; 0 is no limit. */
  readonly max_keepalive: string;
  readonly max_topic_levels: number;
  readonly max_topic_length: string;
  readonly max_subscriptions: number;
  readonly max_inflight: number;
  readonly receive_maximum: number;
  readonly max_awaiting_rel: number;
  readonly max_topic_alias: number;
  readonly slow_client: { readonly drop_qos0_above: string; readonly disconnect_above: string };
  readonly persistence: 'sqlite' | 'memory';
  readonly persistence_synchronous: 'normal' | 'full';
  readonly sessions: {
    readonly max: number;
    /** Whole seconds; 0 is no limit. */
    readonly max_expiry: string;
    readonly queue: {
      readonly max_messages: number;
      readonly max_bytes: string;
      /** Whole seconds; 0 is no limit. */
      readonly max_age: string;
      readonly max_total_bytes: string;
    };
  };
  readonly retained: { readonly max_messages: number; readonly max_bytes: string };
  /** 0 is never. */
  readonly sys_topics: { readonly interval: string };
  readonly authorization: AuthorizationSettings;
};

/** The root `mqtt`. */
export type MqttSettings = BrokerSettings & {
  readonly authentication: MqttAuthenticationSettings;
  readonly listeners: MqttListenersSettings;
};
