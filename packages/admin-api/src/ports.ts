// What the HTTP API needs from the rest of the process. The composition root satisfies these interfaces;
// only plain data crosses them: times are milliseconds since the epoch, names are camelCase, and nothing
// here knows HTTP. The spelling of the wire (snake_case, RFC 3339) is this room's own affair.

import type { BanRepository, TopicRuleRepository } from './access-ports.ts';
import type { AdminAccounts } from './admin-account-ports.ts';
import type { AuditTrail } from './audit-ports.ts';
import type { ChargePointCalls } from './calls-ports.ts';
import type { Clients, GatewayClientView, MqttClients } from './client-ports.ts';
import type { Backups, StoredSettings, UserBackup } from './data-ports.ts';
import type { FrameLog } from './frames-ports.ts';
import type { NodeHealth } from './health-ports.ts';
import type { ListenerView, MqttListeners } from './listener-ports.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { PrometheusMetrics } from './metrics-ports.ts';
import type { NodeStatistics } from './stats-ports.ts';
import type { UserImporter } from './user-import-ports.ts';
import type { Webhooks } from './webhook-ports.ts';

/**
 * `administrator` may do everything; `operator` may read, kick, call, publish, ban, and keep the users of charge points and MQTT clients;
 * `viewer` may read. What holds secrets or hashes is read by administrators alone.
 */
export type Role = 'administrator' | 'operator' | 'viewer';

/** A settings document, or a part of one, spelled as in the settings file (`default_heartbeat_interval`, `60s`). */
export type SettingsDocument = Readonly<Record<string, unknown>>;

/**
 * A root of the live settings. `update` merges a patch onto the current document, where null brings a setting back to its default and
 * takes a listener or another named entry away; it validates, applies and saves, all or nothing. It throws `SettingsError` of
 * packages/config with paths relative to the whole document, or an exception that `faultOf` knows when a room cannot do it (a port in use).
 */
export interface SettingsRoot {
  /** All of it, secrets included. What has a path of its own (`listeners`, `authentication`) is left out by the API, and secrets are masked. */
  read(): MaybePromise<SettingsDocument>;
  update(patch: SettingsDocument): MaybePromise<void>;
}

/** The root `gateway.ocpp`. In a patch, a map of actions takes the place of the old one. */
export type GatewaySettings = SettingsRoot;

/** What the gateway is doing now. */
export type GatewayStatus = {
  readonly status: 'running' | 'stopped';
  readonly createdAt: number;
  /** When it last began to run; null when it never did. */
  readonly startedAt: number | null;
  /** When it was last switched off; null while it runs. */
  readonly stoppedAt: number | null;
};

/** The OCPP gateway as it runs. */
export interface Gateway {
  status(): MaybePromise<GatewayStatus>;
  listeners(): MaybePromise<readonly ListenerView[]>;
  readonly clients: Clients<GatewayClientView>;
}

/** A user without the password. */
export type User = {
  readonly userId: string;
  readonly isSuperuser: boolean;
  /** Realm `ocpp` only: the identities that the user may pose as; null or left out: any. */
  readonly identities?: readonly string[] | null;
  /** Realm `mqtt` only: the client ids that the user may use, whole or up to a `*` at the end; null or left out: any. */
  readonly clientIds?: readonly string[] | null;
};

/** Which users a list should hold; pages count from 1, after the filters. */
export type UserQuery = {
  readonly page: number;
  readonly limit: number;
  /** A part of the user id, taken literally. */
  readonly likeUserId?: string;
  readonly isSuperuser?: boolean;
};

/** What to change; what is left out stays. */
export type UserChange = {
  readonly password?: string;
  readonly isSuperuser?: boolean;
  readonly identities?: readonly string[] | null;
  readonly clientIds?: readonly string[] | null;
};

/** The users of one realm (charge points, or MQTT clients); passwords go in as text and never come out. */
export interface UserRepository {
  /** `count` is the number of users that match, on all pages. The order is stable. */
  list(query: UserQuery): MaybePromise<{ readonly data: readonly User[]; readonly count: number }>;
  find(userId: string): MaybePromise<User | null>;
  add(user: User & { readonly password: string }): MaybePromise<'added' | 'exists'>;
  /** The changed user, or null when there is none. */
  update(userId: string, change: UserChange): MaybePromise<User | null>;
  /** Whether there was such a user. */
  remove(userId: string): MaybePromise<boolean>;
}

/** An API key without its secret. */
export type ApiKey = {
  /** The name that the operator gave it. */
  readonly name: string;
  /** The public half: the user name of Basic authentication. */
  readonly key: string;
  readonly description: string;
  readonly enabled: boolean;
  /** Null when it never expires. */
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly role: Role;
};

/** What a new API key is made of; the repository makes up key and secret. */
export type ApiKeyDraft = Pick<ApiKey, 'name' | 'description' | 'enabled' | 'expiresAt' | 'role'>;

/** The API keys. Expiry and the enabled flag are checked by this room, against its own clock. */
export interface ApiKeyRepository {
  /** The key when the secret is right, also if it is disabled or expired; undefined otherwise. */
  verify(key: string, secret: string): MaybePromise<ApiKey | undefined>;
  list(): MaybePromise<readonly ApiKey[]>;
  /** By the operator's name, not by the public half. */
  find(name: string): MaybePromise<ApiKey | undefined>;
  /** The secret is returned this once. `exists` when the name is taken. */
  create(
    draft: ApiKeyDraft,
  ): MaybePromise<
    { readonly kind: 'added'; readonly apiKey: ApiKey; readonly secret: string } | { readonly kind: 'exists' }
  >;
  update(
    name: string,
    change: Partial<Pick<ApiKey, 'description' | 'enabled' | 'expiresAt' | 'role'>>,
  ): MaybePromise<ApiKey | undefined>;
  remove(name: string): MaybePromise<'removed' | 'absent'>;
}

/** MQTT 5 properties of a published message. */
export type PublishProperties = {
  readonly payloadFormatIndicator?: 0 | 1;
  readonly messageExpiryIntervalSeconds?: number;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  readonly contentType?: string;
  readonly userProperties?: Readonly<Record<string, string>>;
};

/** A message to publish; the topic is complete (mountpoint and all), not empty and without wildcards. */
export type PublishMessage = {
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly payload: Uint8Array;
  readonly retain: boolean;
  readonly properties: PublishProperties;
};

/** Publishes into the broker. */
export interface Publisher {
  /** `id` names the message; `matched` is false when nobody is subscribed to the topic. */
  publish(message: PublishMessage): MaybePromise<{ readonly id: string; readonly matched: boolean }>;
}

/** The process. */
export type NodeStatus = {
  /** Such as `ocpp-broker@127.0.0.1`. */
  readonly node: string;
  readonly version: string;
  readonly startedAt: number;
  /** False while it starts or stops: `GET /status` answers 503 then. */
  readonly running: boolean;
  /** MQTT and OCPP connections together. */
  readonly connections: number;
};

/** The node that this API speaks for. */
export interface NodeInformation {
  status(): MaybePromise<NodeStatus>;
}

/** Reads the time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Where this room writes: object first, short sentence second. A pino logger fits. */
export interface Log {
  info(details: object, sentence: string): void;
  warn(details: object, sentence: string): void;
  error(details: object, sentence: string): void;
}

/** What an exception of a port means to the caller: a value that cannot be stored (400), or too much work at once (503). */
export type PortFault = { readonly kind: 'invalid' | 'busy'; readonly message: string };

/** Everything the HTTP API needs. */
export type AdminApiPorts = {
  readonly settings: GatewaySettings;
  readonly gateway: Gateway;
  readonly mqttClients: MqttClients;
  /** The root `mqtt`. */
  readonly mqttSettings: SettingsRoot;
  readonly mqttListeners: MqttListeners;
  readonly topicRules: TopicRuleRepository;
  readonly bans: BanRepository;
  readonly users: {
    readonly ocpp: UserRepository;
    readonly mqtt: UserRepository;
    readonly admin: AdminAccounts;
  };
  readonly userImports: { readonly ocpp: UserImporter; readonly mqtt: UserImporter };
  readonly userBackup: UserBackup;
  readonly storedSettings: StoredSettings;
  readonly backups: Backups;
  readonly apiKeys: ApiKeyRepository;
  readonly publisher: Publisher;
  readonly node: NodeInformation;
  readonly calls: ChargePointCalls;
  readonly frames: FrameLog;
  readonly statistics: NodeStatistics;
  readonly metrics: PrometheusMetrics;
  readonly health: NodeHealth;
  readonly webhooks: Webhooks;
  /** The root `webhooks`: a map of hooks by name. */
  readonly webhookSettings: SettingsRoot;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads the exceptions that ports throw on purpose; any other is undefined, and a 500. */
  readonly faultOf?: (error: unknown) => PortFault | undefined;
};
