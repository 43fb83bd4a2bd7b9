// biome-ignore-all format: generated
// biome-ignore-all lint: generated
// Generated from the OpenAPI document of packages/admin-api; the README says how to do it again. Do not edit.

/** The schemas that several operations share. */
export type Schemas = {
  readonly AdminUser: {
    /** Where the user is kept, as EMQX tells it */
    readonly backend: "local";
    /** Who it is */
    readonly description: string;
    /** What the user may do */
    readonly role: "viewer" | "operator" | "administrator";
    /** Name of the user */
    readonly username: string;
  };
  readonly AllMetrics: {
    /** Counted since the start */
    readonly "bytes.received": number;
    /** Counted since the start */
    readonly "bytes.sent": number;
    /** Counted since the start */
    readonly "client.connected"?: number;
    /** Counted since the start */
    readonly "client.disconnected"?: number;
    /** Counted since the start */
    readonly "delivery.dropped"?: number;
    /** Counted since the start */
    readonly "delivery.dropped.expired"?: number;
    /** Counted since the start */
    readonly "delivery.dropped.queue_full"?: number;
    /** Counted since the start */
    readonly "delivery.dropped.too_large"?: number;
    /** Counted since the start */
    readonly "messages.acked"?: number;
    /** Counted since the start */
    readonly "messages.delivered"?: number;
    /** Counted since the start */
    readonly "messages.dropped": number;
    /** Counted since the start */
    readonly "messages.dropped.no_subscribers"?: number;
    /** Counted since the start */
    readonly "messages.publish"?: number;
    /** Counted since the start */
    readonly "messages.qos0.received"?: number;
    /** Counted since the start */
    readonly "messages.qos0.sent"?: number;
    /** Counted since the start */
    readonly "messages.qos1.received"?: number;
    /** Counted since the start */
    readonly "messages.qos1.sent"?: number;
    /** Counted since the start */
    readonly "messages.qos2.received"?: number;
    /** Counted since the start */
    readonly "messages.qos2.sent"?: number;
    /** Counted since the start */
    readonly "messages.received": number;
    /** Counted since the start */
    readonly "messages.sent": number;
    /** Counted since the start */
    readonly "packets.connack.auth_error"?: number;
    /** Counted since the start */
    readonly "packets.connack.error"?: number;
    /** Counted since the start */
    readonly "packets.publish.auth_error"?: number;
    /** Counted since the start */
    readonly "packets.publish.received": number;
    /** Counted since the start */
    readonly "packets.publish.sent": number;
    /** Counted since the start */
    readonly "packets.received": number;
    /** Counted since the start */
    readonly "packets.sent": number;
    /** Counted since the start */
    readonly "packets.subscribe.auth_error"?: number;
    /** Counted since the start */
    readonly "session.created"?: number;
    /** Counted since the start */
    readonly "session.resumed"?: number;
    /** Counted since the start */
    readonly "session.takenover"?: number;
    /** Counted since the start */
    readonly "session.terminated"?: number;
  };
  readonly AllStats: {
    /** How many there are now */
    readonly "channels.count": number;
    /** The most that there were since the start */
    readonly "channels.max": number;
    /** How many there are now */
    readonly "connections.count": number;
    /** The most that there were since the start */
    readonly "connections.max": number;
    /** How many there are now */
    readonly "delayed.count": number;
    /** The most that there were since the start */
    readonly "delayed.max": number;
    /** How many there are now */
    readonly "live_connections.count": number;
    /** The most that there were since the start */
    readonly "live_connections.max": number;
    /** How many there are now */
    readonly "retained.count": number;
    /** The most that there were since the start */
    readonly "retained.max": number;
    /** How many there are now */
    readonly "sessions.count": number;
    /** The most that there were since the start */
    readonly "sessions.max": number;
    /** How many there are now */
    readonly "suboptions.count": number;
    /** The most that there were since the start */
    readonly "suboptions.max": number;
    /** How many there are now */
    readonly "subscribers.count": number;
    /** The most that there were since the start */
    readonly "subscribers.max": number;
    /** How many there are now */
    readonly "subscriptions.count": number;
    /** The most that there were since the start */
    readonly "subscriptions.max": number;
    /** How many there are now */
    readonly "subscriptions.shared.count": number;
    /** The most that there were since the start */
    readonly "subscriptions.shared.max": number;
    /** How many there are now */
    readonly "topics.count": number;
    /** The most that there were since the start */
    readonly "topics.max": number;
  };
  readonly ApiKey: {
    /** User name of Basic authentication */
    readonly api_key: string;
    /** When it was made */
    readonly created_at: string;
    /** What it is for */
    readonly desc: string;
    /** Whether it may be used */
    readonly enable: boolean;
    /** Whether it has expired */
    readonly expired: boolean;
    /** RFC 3339, or `infinity` */
    readonly expired_at: string;
    /** Name that the operator gave */
    readonly name: string;
    /** What it may do */
    readonly role: "viewer" | "operator" | "administrator";
  };
  readonly AsyncApiDocument: {
    /** Version of AsyncAPI */
    readonly asyncapi: "3.0.0";
    /** The topics */
    readonly channels: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Messages, their schemas, and how to log in */
    readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Of every message */
    readonly defaultContentType: string;
    /** What is described */
    readonly info: Readonly<Record<string, unknown>>;
    /** What the server sends and receives */
    readonly operations: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** The MQTT listeners that run */
    readonly servers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  readonly AuditEntry: {
    /** What was done */
    readonly action: string;
    /** Name of the user or API key */
    readonly actor: string;
    /** Which of the two */
    readonly actor_type: "user" | "api_key";
    /** What was changed or made, as it is, without secrets; null when nothing is told */
    readonly after: unknown;
    /** What was changed or removed, as it was, without secrets; null when nothing is told */
    readonly before: unknown;
    /** When it was done */
    readonly created_at: string;
    /** Address of the caller */
    readonly ip_address: string;
    /** What it was done to */
    readonly target: string;
  };
  readonly Authenticator: ({
    /** Where the users are */
    readonly backend: "built_in_database";
    /** Whether it is asked */
    readonly enable: boolean;
    /** Id */
    readonly id: "password_based:built_in_database";
    /** Mechanism */
    readonly mechanism: "password_based";
    readonly password_hash_algorithm: {
      /** How passwords are stored */
      readonly name: string;
    };
    /** What a user is looked up by */
    readonly user_id_type: "username";
  }) | ({
    /** How tokens are signed: with a secret that both sides know (HS256 and longer), or with a private key (RS256, ES256 and such). */
    readonly algorithm: "hmac-based" | "public-key";
    /** Ends a connection when its token runs out. */
    readonly disconnect_after_expire: boolean;
    /** Whether it is asked */
    readonly enable: boolean;
    /** Where the token is shown. */
    readonly from: "password" | "username";
    /** Id */
    readonly id: "jwt";
    /** A file with a JSON Web Key Set. */
    readonly jwks_file: string;
    /** Mechanism */
    readonly mechanism: "jwt";
    /** With `public-key`: the key that signatures are checked with, as the text of a PEM. */
    readonly public_key: string;
    /** With `hmac-based`: the secret. It is shown as `******`, which keeps it when it comes back. */
    readonly secret: string;
    /** Says that `secret` is the Base64 of the secret. */
    readonly secret_base64_encoded: boolean;
    /** With `public-key`: takes the keys of `jwks_file` instead of `public_key`. */
    readonly use_jwks: boolean;
    /** What claims of a token have to say, under their names; `${clientid}` and `${username}` stand for what the client shows. */
    readonly verify_claims: Readonly<Record<string, string>>;
  }) | ({
    /** Who is asked */
    readonly backend: "http";
    /** What the service is told, under the names that it wants, with the same placeholders. */
    readonly body: Readonly<Record<string, string>>;
    /** Whether it is asked */
    readonly enable: boolean;
    /** Headers of the request, with the same placeholders. They are shown as `******`, which keeps them when it comes back. */
    readonly headers: Readonly<Record<string, string>>;
    /** Id */
    readonly id: "password_based:http";
    /** How many requests are under way at once; who comes then is told to try again later. */
    readonly max_inflight: number;
    /** Mechanism */
    readonly mechanism: "password_based";
    /** How it is asked: with a JSON body, or with the entries of `body` in the query. */
    readonly method: "post" | "get";
    /** How long it may take to answer. */
    readonly request_timeout: string;
    /** Where it is asked; `${clientid}`, `${username}`, `${password}` and `${peerhost}` may stand in its path and query. */
    readonly url: string;
  });
  readonly AuthenticatorChange: {
    /** How tokens are signed: with a secret that both sides know (HS256 and longer), or with a private key (RS256, ES256 and such). */
    readonly algorithm?: "hmac-based" | "public-key";
    /** Backend of `password_based` */
    readonly backend?: "built_in_database" | "http";
    /** What the service is told, under the names that it wants, with the same placeholders. */
    readonly body?: Readonly<Record<string, string>>;
    /** Ends a connection when its token runs out. */
    readonly disconnect_after_expire?: boolean;
    /** Whether it is asked */
    readonly enable?: boolean;
    /** Where the token is shown. */
    readonly from?: "password" | "username";
    /** Headers of the request, with the same placeholders. They are shown as `******`, which keeps them when it comes back. */
    readonly headers?: Readonly<Record<string, string>>;
    /** A file with a JSON Web Key Set. */
    readonly jwks_file?: string;
    /** How many requests are under way at once; who comes then is told to try again later. */
    readonly max_inflight?: number;
    /** Mechanism */
    readonly mechanism?: "password_based" | "jwt";
    /** How it is asked: with a JSON body, or with the entries of `body` in the query. */
    readonly method?: "post" | "get";
    /** With `public-key`: the key that signatures are checked with, as the text of a PEM. */
    readonly public_key?: string;
    /** How long it may take to answer. */
    readonly request_timeout?: string;
    /** With `hmac-based`: the secret. It is shown as `******`, which keeps it when it comes back. */
    readonly secret?: string;
    /** Says that `secret` is the Base64 of the secret. */
    readonly secret_base64_encoded?: boolean;
    /** Where it is asked; `${clientid}`, `${username}`, `${password}` and `${peerhost}` may stand in its path and query. */
    readonly url?: string;
    /** With `public-key`: takes the keys of `jwks_file` instead of `public_key`. */
    readonly use_jwks?: boolean;
    /** What claims of a token have to say, under their names; `${clientid}` and `${username}` stand for what the client shows. */
    readonly verify_claims?: Readonly<Record<string, string>>;
  };
  readonly AuthorizationSettings: {
    readonly cache: {
      /** There is nothing to switch on */
      readonly enable: false;
    };
    /** Who may use the topics of charge points when no rule speaks of them */
    readonly charge_point_topics: "users" | "rules" | "open";
    /** What a client meets that does what it may not */
    readonly deny_action: "ignore" | "disconnect";
    /** What becomes of what no rule speaks of */
    readonly no_match: "allow" | "deny";
  };
  readonly AuthorizationSource: {
    /** Whether clients are held to its rules */
    readonly enable: boolean;
    /** Rules that one list may have */
    readonly max_rules: number;
    /** What it is */
    readonly type: "built_in_database";
  };
  readonly Backup: {
    /** The API keys, without their secrets */
    readonly api_keys?: readonly ({
      /** What it is for */
      readonly desc?: string;
      /** Whether it may be used */
      readonly enable?: boolean;
      /** RFC 3339, or `infinity` */
      readonly expired_at?: string;
      /** Name that the operator gave */
      readonly name: string;
      /** What it may do */
      readonly role?: "viewer" | "operator" | "administrator";
    })[];
    /** The bans */
    readonly bans?: readonly ({
      /** What of a client is looked at */
      readonly as: "clientid" | "username" | "peerhost" | "peerhost_net";
      /** Since when */
      readonly at?: string;
      /** Who banned them */
      readonly by?: string;
      /** Why */
      readonly reason?: string;
      /** RFC 3339, or `infinity` */
      readonly until: string;
      /** The client id, user name, address or network */
      readonly who: string;
    })[];
    /** When it was made */
    readonly exported_at?: string;
    /** What the document is */
    readonly format: "ocpp-broker-export";
    /** Name of the node */
    readonly node?: string;
    /** Version of the server */
    readonly server_version?: string;
    /** The settings that were changed over this API; secrets are masked */
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly topic_rules?: {
      /** The rules in order; the first that matches decides */
      readonly all?: readonly ({
        /** What it is about */
        readonly action: "publish" | "subscribe" | "all";
        /** What the rule says */
        readonly permission: "allow" | "deny";
        /** Which QoS; all when left out */
        readonly qos?: readonly (0 | 1 | 2)[];
        /** Which retain flag of a publish; `all` when left out */
        readonly retain?: true | false | "all";
        /** Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally */
        readonly topic: string;
      })[];
      /** Of client ids */
      readonly clients?: readonly ({
        /** Id */
        readonly clientid: string;
        /** The rules in order; the first that matches decides */
        readonly rules: readonly ({
          /** What it is about */
          readonly action: "publish" | "subscribe" | "all";
          /** What the rule says */
          readonly permission: "allow" | "deny";
          /** Which QoS; all when left out */
          readonly qos?: readonly (0 | 1 | 2)[];
          /** Which retain flag of a publish; `all` when left out */
          readonly retain?: true | false | "all";
          /** Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally */
          readonly topic: string;
        })[];
      })[];
      /** Of users */
      readonly users?: readonly ({
        /** The rules in order; the first that matches decides */
        readonly rules: readonly ({
          /** What it is about */
          readonly action: "publish" | "subscribe" | "all";
          /** What the rule says */
          readonly permission: "allow" | "deny";
          /** Which QoS; all when left out */
          readonly qos?: readonly (0 | 1 | 2)[];
          /** Which retain flag of a publish; `all` when left out */
          readonly retain?: true | false | "all";
          /** Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally */
          readonly topic: string;
        })[];
        /** Name */
        readonly username: string;
      })[];
    };
    readonly users?: {
      /** The users */
      readonly admin?: readonly (Schemas["UserInBackup"])[];
      /** The users */
      readonly mqtt?: readonly (Schemas["UserInBackup"])[];
      /** The users */
      readonly ocpp?: readonly (Schemas["UserInBackup"])[];
    };
    /** Version of its form */
    readonly version: 1;
  };
  readonly Ban: {
    /** What of a client is looked at */
    readonly as: "clientid" | "username" | "peerhost" | "peerhost_net";
    /** Since when */
    readonly at: string;
    /** Who banned them */
    readonly by: string;
    /** Why */
    readonly reason: string;
    /** RFC 3339, or `infinity` */
    readonly until: string;
    /** The client id, user name, address or network */
    readonly who: string;
  };
  readonly CallReply: {
    /** Code of the CALLERROR */
    readonly error_code?: string;
    /** Its description */
    readonly error_description?: string;
    /** Its details */
    readonly error_details?: Readonly<Record<string, unknown>>;
    /** Milliseconds from sending to the answer */
    readonly latency_ms?: number;
    /** What the charge point answered */
    readonly payload?: Readonly<Record<string, unknown>>;
    /** `result`: CALLRESULT, `error`: CALLERROR */
    readonly status: "result" | "error";
    /** Id of the CALL */
    readonly unique_id: string;
  };
  readonly CallRequest: {
    /** Action of OCPP */
    readonly action: string;
    /** Answer 202 at once; what becomes of it is told at `calls/{unique_id}` */
    readonly async?: boolean;
    /** Its payload, checked against the schema of the charge point’s version */
    readonly payload?: Readonly<Record<string, unknown>>;
    /** How long to wait in all, for its turn and for the answer */
    readonly timeout?: string;
    /** Id of the CALL; one is made up when it is left out */
    readonly unique_id?: string;
  };
  readonly CallState: {
    /** Stable name of the error */
    readonly code?: string;
    /** Code of the CALLERROR */
    readonly error_code?: string;
    /** Its description */
    readonly error_description?: string;
    /** Its details */
    readonly error_details?: Readonly<Record<string, unknown>>;
    /** Milliseconds from sending to the answer */
    readonly latency_ms?: number;
    /** What went wrong, in a sentence */
    readonly message?: string;
    /** What the charge point answered */
    readonly payload?: Readonly<Record<string, unknown>>;
    /** `pending`: on its way; `failed`: no answer came, `code` and `message` say why */
    readonly status: "pending" | "result" | "error" | "failed";
    /** Id of the CALL */
    readonly unique_id: string;
  };
  readonly ClientTopicRules: {
    /** Client id */
    readonly clientid: string;
    readonly rules: readonly (Schemas["TopicRule"])[];
  };
  readonly DatabaseCopy: {
    /** When it was made */
    readonly created_at: string;
    /** One for each database */
    readonly files: readonly ({
      /** Name of the file */
      readonly name: string;
      /** Bytes */
      readonly size: number;
    })[];
    /** Name of the copy */
    readonly name: string;
    /** Bytes of all its files */
    readonly size: number;
  };
  readonly Error: {
    /** Stable name of the error */
    readonly code: string;
    /** What went wrong, in a sentence */
    readonly message: string;
  };
  readonly Frame: {
    /** Action; of an answer, that of its CALL */
    readonly action: string | null;
    /** When it was received or sent */
    readonly at: string;
    /** Its length in UTF-8 */
    readonly bytes: number;
    /** `upstream`: from the charge point */
    readonly direction: "upstream" | "downstream";
    /** Code of an error */
    readonly error_code: string | null;
    /** The charge point */
    readonly identity: string;
    /** The frame, or its beginning; secrets are masked */
    readonly text: string;
    /** Whether `text` is only the beginning */
    readonly truncated: boolean;
    /** Number of the message type; null when it is no frame of OCPP */
    readonly type: number | null;
    /** Id of the message */
    readonly unique_id: string | null;
  };
  readonly Gateway: {
    /** Answers SecurityError to the CALLs of a charge point whose BootNotification was not accepted yet. */
    readonly boot_gate: boolean;
    /** How long a charge point may take to answer a CALL. */
    readonly call_timeout: string;
    /** Timeouts of single actions, instead of `call_timeout`. */
    readonly call_timeout_overrides: Readonly<Record<string, string>>;
    /** CALLs that the HTTP API sends. */
    readonly calls: {
      /** How long a caller may wait at most, whatever time it asks for. */
      readonly max_timeout?: string;
      /** How many callers may wait for an answer at once; the next is refused. */
      readonly max_waiting?: number;
    };
    /** What is different for single charge points, under their identities; what is left empty is as for all. The variable of a single setting can only name identities that a variable may hold and that have no `__`; the others are written as JSON in the variable of the whole, or in another place than the environment. */
    readonly charge_points: Readonly<Record<string, {
      /** Its heartbeat interval while it was never told another one. */
      readonly default_heartbeat_interval?: string;
      /** Its socket is closed when nothing came on it for so long, not even a pong. */
      readonly idle_timeout?: string;
      /** What becomes of messages from it and to it that break their schemas, whatever their direction and action. */
      readonly message_format_mode?: "" | "reject" | "warn" | "off";
      /** How often it is pinged; `0s` is never. */
      readonly ping_interval?: string;
      /** The version of OCPP that it is taken to speak when it connects and offers no subprotocol; empty for 1.6. */
      readonly version?: "" | "1.6" | "2.0.1" | "2.1";
    }>>;
    /** When the gateway was made */
    readonly created_at: string;
    /** The heartbeat interval of a charge point that was never told another one. */
    readonly default_heartbeat_interval: string;
    /** What goes to charge points. */
    readonly dnstream: {
      /** How many CALLs wait for one charge point; the next is refused with an error to its sender. */
      readonly max_mqueue_len?: number;
      /** The topic that is listened to for a charge point. */
      readonly topic?: string;
    };
    /** Off: charge points are closed and refused while the broker goes on. */
    readonly enable: boolean;
    /** The last frames of charge points, kept in memory to be looked at. */
    readonly frames: {
      /** How many are kept of each charge point; 0 keeps none. */
      readonly keep?: number;
      /** Shows idTags and idTokens masked, as passwords and keys always are. */
      readonly mask_id_tags?: boolean;
      /** How many bytes the kept frames of all charge points may take; the oldest go first. */
      readonly max_bytes?: string;
    };
    /** How many heartbeat intervals (at least one) may pass in silence, half an interval of grace besides. */
    readonly heartbeat_checking_times_backoff: number;
    /** A socket on which nothing came for so long, not even a pong, is closed. */
    readonly idle_timeout: string;
    /** A folder of JSON Schemas that take the place of those shipped. */
    readonly json_schema_dir: string;
    /** What stands in the `$id` of a schema before the action and `Request` or `Response`. */
    readonly json_schema_id_prefix: string;
    readonly listeners: readonly (Schemas["Listener"])[];
    /** The largest frame of a charge point, unpacked; a larger one closes it. */
    readonly max_frame_size: string;
    /** Whose CALLs and CALLRESULTs are held against the schemas: both sides, the charge point, the MQTT side, or nobody. */
    readonly message_format_checking: "all" | "upstream_only" | "dnstream_only" | "disable";
    /** What becomes of messages that break their schemas; a direction that `message_format_checking` leaves out is `off`. */
    readonly message_format_mode: {
      /** Modes of single actions, instead of that of their direction. */
      readonly actions?: Readonly<Record<string, "reject" | "warn" | "off">>;
      /** What becomes of a message of the MQTT side that breaks its schema: an error instead, a warning in the log, or no look at it. */
      readonly dnstream?: "reject" | "warn" | "off";
      /** What becomes of a message of a charge point that breaks its schema: an error instead, a warning in the log, or no look at it. */
      readonly upstream?: "reject" | "warn" | "off";
    };
    /** What stands before every topic below. */
    readonly mountpoint: string;
    /** Name of the gateway */
    readonly name: string;
    /** What becomes of a message for a charge point that is not connected: an error to its sender, or a place in its queue. */
    readonly offline_policy: "fail" | "queue";
    /** With `queue`: how long such a message waits before its sender gets the error. */
    readonly offline_ttl: string;
    /** How often charge points are pinged; `0s` is never. */
    readonly ping_interval: string;
    /** The retained message that says whether a charge point is here. */
    readonly presence: {
      /** Its topic; empty for no such message. */
      readonly topic?: string;
    };
    /** How long the MQTT side may take before we answer a charge point with InternalError; `0s` is for ever. */
    readonly reply_timeout: string;
    /** Answers of our own to BootNotification, Heartbeat, StatusNotification and Authorize while no CSMS gives any. */
    readonly responder: {
      /** How long a CSMS may take before the answer is ours; `0s` is at once. */
      readonly after?: string;
      /** Which idTags it accepts: all, or those of the list. */
      readonly authorize?: "accept_all" | "list";
      /** Gives such answers; the messages are published all the same. */
      readonly enable?: boolean;
      /** The heartbeat interval that its answers to BootNotification tell. */
      readonly heartbeat_interval?: string;
      /** With `list`: the idTags, or idTokens of OCPP 2.x, that are accepted. */
      readonly id_tags?: readonly (string)[];
    };
    /** How long a CALL that a charge point repeats under its id gets the answer that it got, and is not published again; `0s` is never. */
    readonly retry_window: string;
    /** Whether a charge point may come back with a lower security profile of OCPP than the highest that it ever used. */
    readonly security_profile_downgrade: "allow" | "refuse";
    /** When it last began to run */
    readonly started_at: string | null;
    /** Whether the gateway runs */
    readonly status: "running" | "stopped";
    /** When it was switched off; only while it is */
    readonly stopped_at?: string;
    /** Sends a charge point one CALL at a time, as OCPP demands. */
    readonly strict_call_order: boolean;
    /** The proxies, or networks of them, whose X-Forwarded-For or Forwarded header is believed. */
    readonly trusted_proxies: readonly (string)[];
    /** Topics of what charge points send. */
    readonly upstream: {
      /** The topic of their CALLERRORs, and of ours about what we could not deliver. */
      readonly error_topic?: string;
      /** The topic of their CALLRESULTs. */
      readonly reply_topic?: string;
      /** The topic of their CALLs. */
      readonly topic?: string;
      /** Topics of single actions, instead of `upstream.topic`. */
      readonly topic_override_mapping?: Readonly<Record<string, string>>;
    };
  };
  readonly GatewayAuthenticator: {
    /** Where users are kept: in the server's own database. */
    readonly backend: "built_in_database";
    /** Asks charge points who they are. */
    readonly enable: boolean;
    /** A service that is asked over HTTP as a source. */
    readonly http: {
      /** What the service is told, under the names that it wants, with the same placeholders. */
      readonly body?: Readonly<Record<string, string>>;
      /** Asks a service; what it does not decide, or does not answer, is left to the next source. */
      readonly enable?: boolean;
      /** Headers of the request, with the same placeholders. They are shown as `******`, which keeps them when it comes back. */
      readonly headers?: Readonly<Record<string, string>>;
      /** How many requests are under way at once; who comes then is told to try again later. */
      readonly max_inflight?: number;
      /** How it is asked: with a JSON body, or with the entries of `body` in the query. */
      readonly method?: "post" | "get";
      /** How long it may take to answer. */
      readonly request_timeout?: string;
      /** Where it is asked; `${clientid}`, `${username}`, `${password}` and `${peerhost}` may stand in its path and query. */
      readonly url?: string;
    };
    /** JSON Web Tokens as a source. */
    readonly jwt: {
      /** How tokens are signed: with a secret that both sides know (HS256 and longer), or with a private key (RS256, ES256 and such). */
      readonly algorithm?: "hmac-based" | "public-key";
      /** Ends a connection when its token runs out. */
      readonly disconnect_after_expire?: boolean;
      /** Takes JSON Web Tokens; whoever shows none is left to the next source. */
      readonly enable?: boolean;
      /** Where the token is shown. */
      readonly from?: "password" | "username";
      /** A file with a JSON Web Key Set. */
      readonly jwks_file?: string;
      /** With `public-key`: the key that signatures are checked with, as the text of a PEM. */
      readonly public_key?: string;
      /** With `hmac-based`: the secret. It is shown as `******`, which keeps it when it comes back. */
      readonly secret?: string;
      /** Says that `secret` is the Base64 of the secret. */
      readonly secret_base64_encoded?: boolean;
      /** With `public-key`: takes the keys of `jwks_file` instead of `public_key`. */
      readonly use_jwks?: boolean;
      /** What claims of a token have to say, under their names; `${clientid}` and `${username}` stand for what the client shows. */
      readonly verify_claims?: Readonly<Record<string, string>>;
    };
    /** What is asked for: HTTP Basic authentication. */
    readonly mechanism: "password_based";
    /** Which sources are asked, and in which order, separated by commas; one that is off is passed over, and the first that knows the user decides. */
    readonly order: string;
    /** How passwords are stored. */
    readonly password_hash_algorithm: {
      /** The salted hash for passwords that are stored from now on; `sha256` suits only keys too long to guess. */
      readonly name?: "scrypt" | "sha256";
    };
    /** What slows down those who guess passwords. */
    readonly throttle: {
      /** How many failures one address may have with all user names together; many charge points may share it. */
      readonly address_failures?: number;
      /** Makes whoever failed too often wait before the next try is looked at. */
      readonly enable?: boolean;
      /** How many failures in a row one address may have with one user name before it has to wait. */
      readonly failures?: number;
      /** The first wait; each further failure doubles it. */
      readonly first_wait?: string;
      /** The longest wait. */
      readonly max_wait?: string;
    };
    /** What a stored user is found by: the user name of the Basic header, or the identity in the URL. */
    readonly user_id_type: "username" | "clientid";
    /** For which versions of OCPP the user name has to equal the identity in the URL. */
    readonly username_must_be_identity: "never" | "2.x" | "always";
  };
  readonly GatewayAuthenticatorChange: {
    /** Where users are kept: in the server's own database. */
    readonly backend?: "built_in_database";
    /** Asks charge points who they are. */
    readonly enable?: boolean;
    /** A service that is asked over HTTP as a source. */
    readonly http?: {
      /** What the service is told, under the names that it wants, with the same placeholders. */
      readonly body?: Readonly<Record<string, string>>;
      /** Asks a service; what it does not decide, or does not answer, is left to the next source. */
      readonly enable?: boolean;
      /** Headers of the request, with the same placeholders. They are shown as `******`, which keeps them when it comes back. */
      readonly headers?: Readonly<Record<string, string>>;
      /** How many requests are under way at once; who comes then is told to try again later. */
      readonly max_inflight?: number;
      /** How it is asked: with a JSON body, or with the entries of `body` in the query. */
      readonly method?: "post" | "get";
      /** How long it may take to answer. */
      readonly request_timeout?: string;
      /** Where it is asked; `${clientid}`, `${username}`, `${password}` and `${peerhost}` may stand in its path and query. */
      readonly url?: string;
    };
    /** JSON Web Tokens as a source. */
    readonly jwt?: {
      /** How tokens are signed: with a secret that both sides know (HS256 and longer), or with a private key (RS256, ES256 and such). */
      readonly algorithm?: "hmac-based" | "public-key";
      /** Ends a connection when its token runs out. */
      readonly disconnect_after_expire?: boolean;
      /** Takes JSON Web Tokens; whoever shows none is left to the next source. */
      readonly enable?: boolean;
      /** Where the token is shown. */
      readonly from?: "password" | "username";
      /** A file with a JSON Web Key Set. */
      readonly jwks_file?: string;
      /** With `public-key`: the key that signatures are checked with, as the text of a PEM. */
      readonly public_key?: string;
      /** With `hmac-based`: the secret. It is shown as `******`, which keeps it when it comes back. */
      readonly secret?: string;
      /** Says that `secret` is the Base64 of the secret. */
      readonly secret_base64_encoded?: boolean;
      /** With `public-key`: takes the keys of `jwks_file` instead of `public_key`. */
      readonly use_jwks?: boolean;
      /** What claims of a token have to say, under their names; `${clientid}` and `${username}` stand for what the client shows. */
      readonly verify_claims?: Readonly<Record<string, string>>;
    };
    /** What is asked for: HTTP Basic authentication. */
    readonly mechanism?: "password_based";
    /** Which sources are asked, and in which order, separated by commas; one that is off is passed over, and the first that knows the user decides. */
    readonly order?: string;
    /** How passwords are stored. */
    readonly password_hash_algorithm?: {
      /** The salted hash for passwords that are stored from now on; `sha256` suits only keys too long to guess. */
      readonly name?: "scrypt" | "sha256";
    };
    /** What slows down those who guess passwords. */
    readonly throttle?: {
      /** How many failures one address may have with all user names together; many charge points may share it. */
      readonly address_failures?: number;
      /** Makes whoever failed too often wait before the next try is looked at. */
      readonly enable?: boolean;
      /** How many failures in a row one address may have with one user name before it has to wait. */
      readonly failures?: number;
      /** The first wait; each further failure doubles it. */
      readonly first_wait?: string;
      /** The longest wait. */
      readonly max_wait?: string;
    };
    /** What a stored user is found by: the user name of the Basic header, or the identity in the URL. */
    readonly user_id_type?: "username" | "clientid";
    /** For which versions of OCPP the user name has to equal the identity in the URL. */
    readonly username_must_be_identity?: "never" | "2.x" | "always";
  };
  readonly GatewayClient: {
    readonly awaiting_rel_cnt: number;
    readonly awaiting_rel_max: number;
    readonly clean_start: boolean;
    readonly clientid: string;
    readonly connected: boolean;
    readonly connected_at: string | null;
    readonly created_at: string | null;
    readonly disconnected_at: string | null;
    readonly expiry_interval: number;
    readonly inflight_cnt: number;
    readonly inflight_max: number;
    readonly ip_address: string | null;
    readonly is_bridge: boolean;
    readonly keepalive: number;
    readonly listener: string | null;
    readonly mountpoint: string | null;
    readonly mqueue_dropped: number;
    readonly mqueue_len: number;
    readonly mqueue_max: number;
    readonly node: string;
    readonly ocpp: {
      readonly boot_status: string | null;
      readonly connectors: readonly ({
        readonly error_code: string | null;
        readonly evse_id: number | null;
        readonly id: number;
        readonly status: string;
      })[];
      readonly firmware_version: string | null;
      readonly last_error: string | null;
      readonly last_heartbeat_at: string | null;
      readonly last_seen_at: string | null;
      readonly model: string | null;
      readonly pending_call: {
        readonly action: string;
        readonly sent_at: string;
        readonly unique_id: string;
      } | null;
      readonly serial_number: string | null;
      readonly vendor: string | null;
    };
    readonly port: number;
    readonly proto_name: "OCPP";
    /** Version of OCPP */
    readonly proto_ver: string;
    readonly recv_cnt: number;
    readonly recv_msg: number;
    readonly recv_oct: number;
    readonly recv_pkt: number;
    readonly send_cnt: number;
    readonly send_msg: number;
    readonly send_oct: number;
    readonly send_pkt: number;
    readonly subscriptions_cnt: number;
    readonly subscriptions_max: number;
    readonly username: string | null;
  };
  readonly GatewayOverview: {
    /** When the gateway was made */
    readonly created_at: string;
    /** Connections now */
    readonly current_connections: number;
    readonly listeners: readonly ({
      /** Id */
      readonly id: string;
      /** Name */
      readonly name: string;
      /** Whether it listens */
      readonly running: boolean;
      /** Type */
      readonly type: string;
    })[];
    /** Connections that are allowed */
    readonly max_connections: number;
    /** Name of the gateway */
    readonly name: string;
    readonly node_status: readonly ({
      /** Connections now */
      readonly current_connections: number;
      /** Connections that are allowed */
      readonly max_connections: number;
      /** Name of the node */
      readonly node: string;
      /** Whether the gateway runs */
      readonly status: "running" | "stopped";
    })[];
    /** When it last began to run */
    readonly started_at: string | null;
    /** Whether the gateway runs */
    readonly status: "running" | "stopped";
    /** When it was switched off; only while it is */
    readonly stopped_at?: string;
  };
  /** The OCPP gateway. */
  readonly GatewaySettings: {
    /** Answers SecurityError to the CALLs of a charge point whose BootNotification was not accepted yet. */
    readonly boot_gate?: boolean;
    /** How long a charge point may take to answer a CALL. */
    readonly call_timeout?: string;
    /** Timeouts of single actions, instead of `call_timeout`. */
    readonly call_timeout_overrides?: Readonly<Record<string, string>>;
    /** CALLs that the HTTP API sends. */
    readonly calls?: {
      /** How long a caller may wait at most, whatever time it asks for. */
      readonly max_timeout?: string;
      /** How many callers may wait for an answer at once; the next is refused. */
      readonly max_waiting?: number;
    };
    /** What is different for single charge points, under their identities; what is left empty is as for all. The variable of a single setting can only name identities that a variable may hold and that have no `__`; the others are written as JSON in the variable of the whole, or in another place than the environment. */
    readonly charge_points?: Readonly<Record<string, {
      /** Its heartbeat interval while it was never told another one. */
      readonly default_heartbeat_interval?: string;
      /** Its socket is closed when nothing came on it for so long, not even a pong. */
      readonly idle_timeout?: string;
      /** What becomes of messages from it and to it that break their schemas, whatever their direction and action. */
      readonly message_format_mode?: "" | "reject" | "warn" | "off";
      /** How often it is pinged; `0s` is never. */
      readonly ping_interval?: string;
      /** The version of OCPP that it is taken to speak when it connects and offers no subprotocol; empty for 1.6. */
      readonly version?: "" | "1.6" | "2.0.1" | "2.1";
    }>>;
    /** The heartbeat interval of a charge point that was never told another one. */
    readonly default_heartbeat_interval?: string;
    /** What goes to charge points. */
    readonly dnstream?: {
      /** How many CALLs wait for one charge point; the next is refused with an error to its sender. */
      readonly max_mqueue_len?: number;
      /** The topic that is listened to for a charge point. */
      readonly topic?: string;
    };
    /** Off: charge points are closed and refused while the broker goes on. */
    readonly enable?: boolean;
    /** The last frames of charge points, kept in memory to be looked at. */
    readonly frames?: {
      /** How many are kept of each charge point; 0 keeps none. */
      readonly keep?: number;
      /** Shows idTags and idTokens masked, as passwords and keys always are. */
      readonly mask_id_tags?: boolean;
      /** How many bytes the kept frames of all charge points may take; the oldest go first. */
      readonly max_bytes?: string;
    };
    /** How many heartbeat intervals (at least one) may pass in silence, half an interval of grace besides. */
    readonly heartbeat_checking_times_backoff?: number;
    /** A socket on which nothing came for so long, not even a pong, is closed. */
    readonly idle_timeout?: string;
    /** A folder of JSON Schemas that take the place of those shipped. */
    readonly json_schema_dir?: string;
    /** What stands in the `$id` of a schema before the action and `Request` or `Response`. */
    readonly json_schema_id_prefix?: string;
    /** The largest frame of a charge point, unpacked; a larger one closes it. */
    readonly max_frame_size?: string;
    /** Whose CALLs and CALLRESULTs are held against the schemas: both sides, the charge point, the MQTT side, or nobody. */
    readonly message_format_checking?: "all" | "upstream_only" | "dnstream_only" | "disable";
    /** What becomes of messages that break their schemas; a direction that `message_format_checking` leaves out is `off`. */
    readonly message_format_mode?: {
      /** Modes of single actions, instead of that of their direction. */
      readonly actions?: Readonly<Record<string, "reject" | "warn" | "off">>;
      /** What becomes of a message of the MQTT side that breaks its schema: an error instead, a warning in the log, or no look at it. */
      readonly dnstream?: "reject" | "warn" | "off";
      /** What becomes of a message of a charge point that breaks its schema: an error instead, a warning in the log, or no look at it. */
      readonly upstream?: "reject" | "warn" | "off";
    };
    /** What stands before every topic below. */
    readonly mountpoint?: string;
    /** What becomes of a message for a charge point that is not connected: an error to its sender, or a place in its queue. */
    readonly offline_policy?: "fail" | "queue";
    /** With `queue`: how long such a message waits before its sender gets the error. */
    readonly offline_ttl?: string;
    /** How often charge points are pinged; `0s` is never. */
    readonly ping_interval?: string;
    /** The retained message that says whether a charge point is here. */
    readonly presence?: {
      /** Its topic; empty for no such message. */
      readonly topic?: string;
    };
    /** How long the MQTT side may take before we answer a charge point with InternalError; `0s` is for ever. */
    readonly reply_timeout?: string;
    /** Answers of our own to BootNotification, Heartbeat, StatusNotification and Authorize while no CSMS gives any. */
    readonly responder?: {
      /** How long a CSMS may take before the answer is ours; `0s` is at once. */
      readonly after?: string;
      /** Which idTags it accepts: all, or those of the list. */
      readonly authorize?: "accept_all" | "list";
      /** Gives such answers; the messages are published all the same. */
      readonly enable?: boolean;
      /** The heartbeat interval that its answers to BootNotification tell. */
      readonly heartbeat_interval?: string;
      /** With `list`: the idTags, or idTokens of OCPP 2.x, that are accepted. */
      readonly id_tags?: readonly (string)[];
    };
    /** How long a CALL that a charge point repeats under its id gets the answer that it got, and is not published again; `0s` is never. */
    readonly retry_window?: string;
    /** Whether a charge point may come back with a lower security profile of OCPP than the highest that it ever used. */
    readonly security_profile_downgrade?: "allow" | "refuse";
    /** Sends a charge point one CALL at a time, as OCPP demands. */
    readonly strict_call_order?: boolean;
    /** The proxies, or networks of them, whose X-Forwarded-For or Forwarded header is believed. */
    readonly trusted_proxies?: readonly (string)[];
    /** Topics of what charge points send. */
    readonly upstream?: {
      /** The topic of their CALLERRORs, and of ours about what we could not deliver. */
      readonly error_topic?: string;
      /** The topic of their CALLRESULTs. */
      readonly reply_topic?: string;
      /** The topic of their CALLs. */
      readonly topic?: string;
      /** Topics of single actions, instead of `upstream.topic`. */
      readonly topic_override_mapping?: Readonly<Record<string, string>>;
    };
  };
  readonly Listener: {
    /** Address and port */
    readonly bind: string;
    /** Whether it is to listen */
    readonly enable: boolean;
    /** Whether charge points are authenticated */
    readonly enable_authn: boolean;
    /** `ocpp:<type>:<name>` */
    readonly id: string;
    /** New connections that are allowed in a time */
    readonly max_conn_rate: string;
    /** Connections that are allowed */
    readonly max_connections: number;
    /** Name */
    readonly name: string;
    /** Whether PROXY protocol is spoken */
    readonly proxy_protocol: boolean;
    /** How long its header may take */
    readonly proxy_protocol_timeout: string;
    /** Whether it does */
    readonly running: boolean;
    readonly ssl_options?: {
      /** PEM file of the authorities */
      readonly cacertfile: string;
      /** PEM file of the certificate */
      readonly certfile: string;
      /** Whether a client without one is refused */
      readonly fail_if_no_peer_cert: boolean;
      /** Which name of a client certificate has to be the identity */
      readonly identity_rule: "cn_or_san" | "cn" | "san" | "none";
      /** PEM file of its key */
      readonly keyfile: string;
      /** PEM files of further certificates */
      readonly more_certfiles: readonly (string)[];
      /** PEM files of their keys, in the same order */
      readonly more_keyfiles: readonly (string)[];
      /** How often the files are looked at for new certificates; `0s` is never */
      readonly reload_interval: string;
      /** Whether clients must show a certificate */
      readonly verify: "verify_none" | "verify_peer";
      /** Versions of TLS */
      readonly versions: readonly (string)[];
    };
    readonly status: {
      /** Connections now */
      readonly current_connections: number;
      /** Connections that are allowed */
      readonly max_connections: number;
      /** Whether it listens */
      readonly running: boolean;
    };
    /** Carrier */
    readonly type: "ws" | "wss";
    readonly websocket: {
      /** Whether a client may come without one */
      readonly allow_origin_absence: boolean;
      /** Whether the Origin header is checked */
      readonly check_origin_enable: boolean;
      /** Origins that may come, separated by commas */
      readonly check_origins: string;
      /** Whether permessage-deflate is offered */
      readonly compress: boolean;
      /** Whether a client without a subprotocol is refused */
      readonly fail_if_no_subprotocol: boolean;
      /** Silence after which a socket is closed */
      readonly idle_timeout: string;
      /** Largest message */
      readonly max_frame_size: string;
      /** Path in front of the identity */
      readonly path: string;
      /** Subprotocols, separated by commas */
      readonly supported_subprotocols: string;
    };
  };
  readonly ListenerChange: {
    /** Where this listener takes charge points. */
    readonly bind?: string | number;
    /** Opens this listener. */
    readonly enable?: boolean;
    /** Asks charge points of this listener for their user and password. */
    readonly enable_authn?: boolean;
    /** `<type>:<name>`, instead of both */
    readonly id?: string;
    /** How many connections are taken in that time; the others get 503. */
    readonly max_conn_rate?: string | number;
    /** How many connections this listener holds at once. */
    readonly max_connections?: number;
    /** Name; needed without an id */
    readonly name?: string;
    /** Takes the address of a charge point from the PROXY protocol, version 1 or 2, without which no connection is taken then. */
    readonly proxy_protocol?: boolean;
    /** How long a connection may take to send that header. */
    readonly proxy_protocol_timeout?: string;
    /** The TLS side of the listener. */
    readonly ssl_options?: {
      /** PEM file of the authorities that client certificates are held to. */
      readonly cacertfile?: string;
      /** PEM file of the certificate and its chain; an enabled listener needs it. */
      readonly certfile?: string;
      /** With `verify_peer`: refuses clients that show no certificate. */
      readonly fail_if_no_peer_cert?: boolean;
      /** With `verify_peer`: where the certificate of a charge point has to name its identity: the common name, an alternative name, either, or nowhere. */
      readonly identity_rule?: "cn_or_san" | "cn" | "san" | "none";
      /** PEM file of the private key; an enabled listener needs it. */
      readonly keyfile?: string;
      /** Further certificates, so that clients get the kind of key that they know: one of EC beside one of RSA. */
      readonly more_certfiles?: readonly (string)[];
      /** The private keys of `more_certfiles`, in the same order. */
      readonly more_keyfiles?: readonly (string)[];
      /** How often the files are looked at for new certificates, which new connections then get; `0s` is never. */
      readonly reload_interval?: string;
      /** Whether clients are asked for a certificate, which then has to be good. */
      readonly verify?: "verify_none" | "verify_peer";
      /** The versions of TLS that are spoken. */
      readonly versions?: readonly ("tlsv1.3" | "tlsv1.2")[];
    };
    /** Type; needed without an id */
    readonly type?: string;
    /** The WebSocket side of the listener. */
    readonly websocket?: {
      /** With the check on: lets clients in that send no Origin, as charge points do. */
      readonly allow_origin_absence?: boolean;
      /** Checks the Origin header when there is one. */
      readonly check_origin_enable?: boolean;
      /** With the check on: the origins that are let in, separated by commas. */
      readonly check_origins?: string;
      /** Offers permessage-deflate to charge points that ask for it. */
      readonly compress?: boolean;
      /** Refuses charge points that offer no subprotocol; otherwise they are taken to speak OCPP 1.6, or the version of their own setting. */
      readonly fail_if_no_subprotocol?: boolean;
      /** The path before the identity of the charge point. */
      readonly path?: string;
      /** The subprotocols that are accepted, separated by commas; of those that a charge point offers, its first one counts. */
      readonly supported_subprotocols?: string;
      /** What a charge point meets that offers no subprotocol of ours: status 400, or an accepted socket that is closed at once with 1002. */
      readonly unsupported_subprotocol?: "reject" | "accept_then_close";
    };
  };
  readonly MqttClient: {
    readonly awaiting_rel_cnt: number;
    readonly awaiting_rel_max: number;
    readonly clean_start: boolean;
    readonly clientid: string;
    readonly connected: boolean;
    readonly connected_at: string | null;
    readonly created_at: string | null;
    readonly disconnected_at: string | null;
    readonly expiry_interval: number;
    readonly inflight_cnt: number;
    readonly inflight_max: number;
    readonly ip_address: string | null;
    readonly is_bridge: boolean;
    readonly keepalive: number;
    readonly listener: string | null;
    readonly mountpoint: string | null;
    readonly mqueue_dropped: number;
    readonly mqueue_len: number;
    readonly mqueue_max: number;
    readonly node: string;
    readonly port: number;
    readonly proto_name: "MQTT" | "MQIsdp";
    readonly proto_ver: 3 | 4 | 5;
    readonly recv_cnt: number;
    readonly recv_msg: number;
    readonly recv_oct: number;
    readonly recv_pkt: number;
    readonly send_cnt: number;
    readonly send_msg: number;
    readonly send_oct: number;
    readonly send_pkt: number;
    readonly subscriptions_cnt: number;
    readonly subscriptions_max: number;
    readonly username: string | null;
  };
  readonly MqttListener: {
    /** Address and port */
    readonly bind: string;
    /** Whether it is to listen */
    readonly enable: boolean;
    /** `<type>:<name>` */
    readonly id: string;
    /** New connections that are allowed in a time */
    readonly max_conn_rate: string;
    /** Connections that are allowed */
    readonly max_connections: number;
    /** Name */
    readonly name: string;
    readonly node_status: readonly ({
      /** Name of the node */
      readonly node: string;
      readonly status: {
        /** Connections now */
        readonly current_connections: number;
        /** Connections that are allowed */
        readonly max_connections: number;
        /** Whether it listens */
        readonly running: boolean;
      };
    })[];
    /** Whether PROXY protocol is spoken */
    readonly proxy_protocol: boolean;
    /** How long its header may take */
    readonly proxy_protocol_timeout: string;
    /** Whether it does */
    readonly running: boolean;
    readonly ssl_options?: {
      /** PEM file of the authorities */
      readonly cacertfile: string;
      /** PEM file of the certificate */
      readonly certfile: string;
      /** Whether a client without one is refused */
      readonly fail_if_no_peer_cert: boolean;
      /** PEM file of its key */
      readonly keyfile: string;
      /** PEM files of further certificates */
      readonly more_certfiles: readonly (string)[];
      /** PEM files of their keys, in the same order */
      readonly more_keyfiles: readonly (string)[];
      /** How often the files are looked at for new certificates; `0s` is never */
      readonly reload_interval: string;
      /** Whether clients must show a certificate */
      readonly verify: "verify_none" | "verify_peer";
      /** Versions of TLS */
      readonly versions: readonly (string)[];
    };
    readonly status: {
      /** Connections now */
      readonly current_connections: number;
      /** Connections that are allowed */
      readonly max_connections: number;
      /** Whether it listens */
      readonly running: boolean;
    };
    /** Carrier; `ssl` is MQTT over TLS */
    readonly type: "tcp" | "ssl" | "ws" | "wss";
    readonly websocket?: {
      /** Path that MQTT clients ask for */
      readonly mqtt_path: string;
    };
  };
  readonly MqttListenerChange: {
    /** Where this listener takes MQTT clients. */
    readonly bind?: string | number;
    /** Opens this listener. */
    readonly enable?: boolean;
    /** `<type>:<name>`, instead of both */
    readonly id?: string;
    /** How many connections are taken in that time; the others are closed. */
    readonly max_conn_rate?: string | number;
    /** How many connections this listener holds at once. */
    readonly max_connections?: number;
    /** Name; needed without an id */
    readonly name?: string;
    /** Takes the address of a client from the PROXY protocol, version 1 or 2, without which no connection is taken then. */
    readonly proxy_protocol?: boolean;
    /** How long a connection may take to send that header. */
    readonly proxy_protocol_timeout?: string;
    /** The TLS side of the listener. */
    readonly ssl_options?: {
      /** PEM file of the authorities that client certificates are held to. */
      readonly cacertfile?: string;
      /** PEM file of the certificate and its chain; an enabled listener needs it. */
      readonly certfile?: string;
      /** With `verify_peer`: refuses clients that show no certificate. */
      readonly fail_if_no_peer_cert?: boolean;
      /** PEM file of the private key; an enabled listener needs it. */
      readonly keyfile?: string;
      /** Further certificates, so that clients get the kind of key that they know: one of EC beside one of RSA. */
      readonly more_certfiles?: readonly (string)[];
      /** The private keys of `more_certfiles`, in the same order. */
      readonly more_keyfiles?: readonly (string)[];
      /** How often the files are looked at for new certificates, which new connections then get; `0s` is never. */
      readonly reload_interval?: string;
      /** Whether clients are asked for a certificate, which then has to be good. */
      readonly verify?: "verify_none" | "verify_peer";
      /** The versions of TLS that are spoken. */
      readonly versions?: readonly ("tlsv1.3" | "tlsv1.2")[];
    };
    /** Type; needed without an id */
    readonly type?: string;
    /** The WebSocket side of the listener. */
    readonly websocket?: {
      /** The path that MQTT clients ask for. */
      readonly path?: string;
    };
  };
  /** The MQTT broker. */
  readonly MqttSettings: {
    /** Lets MQTT clients in that show neither user nor password. */
    readonly allow_anonymous?: boolean;
    /** What MQTT clients may publish and subscribe to. */
    readonly authorization?: {
      /** The topic rules in the server's own database. */
      readonly built_in_database?: {
        /** Holds clients to these rules. */
        readonly enable?: boolean;
      };
      /** Who may read what charge points send and send them something, as far as no topic rule speaks of it: whoever logged in, nobody, or anonymous clients too (all do while authentication is off); what charge points send is never taken from an MQTT client, whoever it is. */
      readonly charge_point_topics?: "users" | "rules" | "open";
      /** What a client meets that publishes where it may not and cannot be told so by a reason code (MQTT 3, and QoS 0): the end of its connection, or nothing, its message being dropped (as EMQX does). */
      readonly deny_action?: "ignore" | "disconnect";
      /** What becomes of a publish or a subscription that no topic rule speaks of. */
      readonly no_match?: "allow" | "deny";
    };
    /** How long a new connection may take to send its CONNECT. */
    readonly connect_timeout?: string;
    /** How many publishes of QoS 2 of one session may wait for their PUBREL, over all its connections. */
    readonly max_awaiting_rel?: number;
    /** How many connections one address may open in that time, whatever becomes of them; further ones are closed, and 0 is no limit. */
    readonly max_connect_rate_per_address?: string | number;
    /** How many MQTT clients are connected at once, over all listeners. */
    readonly max_connections?: number;
    /** How many of them may come from one address (of IPv6, from one /64 network); 0 is no limit. */
    readonly max_connections_per_address?: number;
    /** How many messages of QoS 1 and 2 are under way to one client at once; one of MQTT 5 may ask for fewer. */
    readonly max_inflight?: number;
    /** The longest keep alive: a client of MQTT 5 that asks for more, or for none, is told this one; `0s` is no limit. */
    readonly max_keepalive?: string;
    /** The largest MQTT packet that is taken; a client that sends more is closed. */
    readonly max_packet_size?: string;
    /** How many subscriptions one client may have. */
    readonly max_subscriptions?: number;
    /** How many topic aliases a client of MQTT 5 may set; 0 is none. */
    readonly max_topic_alias?: number;
    /** How many bytes a topic or a filter of a client may have. */
    readonly max_topic_length?: string;
    /** How many levels a topic or a filter of a client may have. */
    readonly max_topic_levels?: number;
    /** Where sessions, queued and retained messages are kept: in the data folder, or only as long as the server runs. */
    readonly persistence?: "sqlite" | "memory";
    /** What an acknowledged message survives: the death of the process, or also that of the machine, which costs a write to the disk each time. */
    readonly persistence_synchronous?: "normal" | "full";
    /** How many publishes of QoS 1 and 2 one client may have unfinished; one of MQTT 5 is told, and disconnected for more. */
    readonly receive_maximum?: number;
    /** Retained messages. */
    readonly retained?: {
      /** How many bytes of them are kept. */
      readonly max_bytes?: string;
      /** How many are kept; a further one is only delivered. */
      readonly max_messages?: number;
    };
    /** Sessions that outlive their connection, and what waits in them. */
    readonly sessions?: {
      /** How many sessions are kept, connected or not; a client that needs one more is refused. */
      readonly max?: number;
      /** How long a session is kept after its client has gone, whatever the client asks for (those of MQTT 3 ask for ever); `0s` is no limit. */
      readonly max_expiry?: string;
      /** Messages of QoS 1 and 2 that wait for a client, or for its acknowledgement. */
      readonly queue?: {
        /** How long a message waits before it is dropped; `0s` is for ever. */
        readonly max_age?: string;
        /** How many bytes wait for one client; what does not fit is dropped. */
        readonly max_bytes?: string;
        /** How many wait for one client; further ones are dropped. */
        readonly max_messages?: number;
        /** How many bytes wait for all clients together. */
        readonly max_total_bytes?: string;
      };
    };
    /** What happens to a client that takes its messages too slowly, by the bytes not yet sent to it. */
    readonly slow_client?: {
      /** Above this, the client is disconnected. */
      readonly disconnect_above?: string;
      /** Above this, messages of QoS 0 to that client are dropped. */
      readonly drop_qos0_above?: string;
    };
    /** The statistics under `$SYS`. */
    readonly sys_topics?: {
      /** How often they are published; `0s` is never. */
      readonly interval?: string;
    };
  };
  readonly NewApiKey: {
    /** User name of Basic authentication */
    readonly api_key: string;
    /** Password of Basic authentication, told only now */
    readonly api_secret: string;
    /** When it was made */
    readonly created_at: string;
    /** What it is for */
    readonly desc: string;
    /** Whether it may be used */
    readonly enable: boolean;
    /** Whether it has expired */
    readonly expired: boolean;
    /** RFC 3339, or `infinity` */
    readonly expired_at: string;
    /** Name that the operator gave */
    readonly name: string;
    /** What it may do */
    readonly role: "viewer" | "operator" | "administrator";
  };
  readonly Node: {
    /** Clients that are connected or have a session */
    readonly connections: number;
    /** Edition, as EMQX tells it */
    readonly edition: string;
    /** Clients that are connected */
    readonly live_connections: number;
    /** Load of the machine, average of a minute */
    readonly load1: number;
    /** Of a quarter of an hour */
    readonly load15: number;
    /** Of five minutes */
    readonly load5: number;
    /** File descriptors that the process may have, if that is known */
    readonly max_fds: number | null;
    /** Memory of the machine */
    readonly memory_total: string;
    /** Memory of the process */
    readonly memory_used: string;
    /** Name of the node */
    readonly node: string;
    /** Whether it runs */
    readonly node_status: "running" | "stopped";
    /** What the server runs on; the name is EMQX’s */
    readonly otp_release: string;
    /** Role in a cluster, as EMQX tells it */
    readonly role: string;
    /** Milliseconds since the start */
    readonly uptime: number;
    /** Version of the server */
    readonly version: string;
  };
  readonly NodeMetrics: {
    /** Counted since the start */
    readonly "bytes.received": number;
    /** Counted since the start */
    readonly "bytes.sent": number;
    /** Counted since the start */
    readonly "client.connected"?: number;
    /** Counted since the start */
    readonly "client.disconnected"?: number;
    /** Counted since the start */
    readonly "delivery.dropped"?: number;
    /** Counted since the start */
    readonly "delivery.dropped.expired"?: number;
    /** Counted since the start */
    readonly "delivery.dropped.queue_full"?: number;
    /** Counted since the start */
    readonly "delivery.dropped.too_large"?: number;
    /** Counted since the start */
    readonly "messages.acked"?: number;
    /** Counted since the start */
    readonly "messages.delivered"?: number;
    /** Counted since the start */
    readonly "messages.dropped": number;
    /** Counted since the start */
    readonly "messages.dropped.no_subscribers"?: number;
    /** Counted since the start */
    readonly "messages.publish"?: number;
    /** Counted since the start */
    readonly "messages.qos0.received"?: number;
    /** Counted since the start */
    readonly "messages.qos0.sent"?: number;
    /** Counted since the start */
    readonly "messages.qos1.received"?: number;
    /** Counted since the start */
    readonly "messages.qos1.sent"?: number;
    /** Counted since the start */
    readonly "messages.qos2.received"?: number;
    /** Counted since the start */
    readonly "messages.qos2.sent"?: number;
    /** Counted since the start */
    readonly "messages.received": number;
    /** Counted since the start */
    readonly "messages.sent": number;
    /** Counted since the start */
    readonly "packets.connack.auth_error"?: number;
    /** Counted since the start */
    readonly "packets.connack.error"?: number;
    /** Counted since the start */
    readonly "packets.publish.auth_error"?: number;
    /** Counted since the start */
    readonly "packets.publish.received": number;
    /** Counted since the start */
    readonly "packets.publish.sent": number;
    /** Counted since the start */
    readonly "packets.received": number;
    /** Counted since the start */
    readonly "packets.sent": number;
    /** Counted since the start */
    readonly "packets.subscribe.auth_error"?: number;
    /** Counted since the start */
    readonly "session.created"?: number;
    /** Counted since the start */
    readonly "session.resumed"?: number;
    /** Counted since the start */
    readonly "session.takenover"?: number;
    /** Counted since the start */
    readonly "session.terminated"?: number;
    /** Name of the node */
    readonly node: string;
  };
  readonly NodeStats: {
    /** How many there are now */
    readonly "channels.count": number;
    /** The most that there were since the start */
    readonly "channels.max": number;
    /** How many there are now */
    readonly "connections.count": number;
    /** The most that there were since the start */
    readonly "connections.max": number;
    /** How many there are now */
    readonly "delayed.count": number;
    /** The most that there were since the start */
    readonly "delayed.max": number;
    /** How many there are now */
    readonly "live_connections.count": number;
    /** The most that there were since the start */
    readonly "live_connections.max": number;
    /** How many there are now */
    readonly "retained.count": number;
    /** The most that there were since the start */
    readonly "retained.max": number;
    /** How many there are now */
    readonly "sessions.count": number;
    /** The most that there were since the start */
    readonly "sessions.max": number;
    /** How many there are now */
    readonly "suboptions.count": number;
    /** The most that there were since the start */
    readonly "suboptions.max": number;
    /** How many there are now */
    readonly "subscribers.count": number;
    /** The most that there were since the start */
    readonly "subscribers.max": number;
    /** How many there are now */
    readonly "subscriptions.count": number;
    /** The most that there were since the start */
    readonly "subscriptions.max": number;
    /** How many there are now */
    readonly "subscriptions.shared.count": number;
    /** The most that there were since the start */
    readonly "subscriptions.shared.max": number;
    /** How many there are now */
    readonly "topics.count": number;
    /** The most that there were since the start */
    readonly "topics.max": number;
    /** Name of the node */
    readonly node: string;
  };
  readonly PageMeta: {
    /** Entries on all pages */
    readonly count: number;
    /** Whether another page follows */
    readonly hasnext: boolean;
    /** Entries on a page */
    readonly limit: number;
    /** Number of this page */
    readonly page: number;
  };
  readonly Restored: {
    readonly api_keys?: {
      /** How many were there */
      readonly changed: number;
      /** How many are not here, and cannot be made without their secrets */
      readonly unknown: number;
    };
    readonly bans?: {
      /** How many are new */
      readonly added: number;
      /** How many were there and are named */
      readonly changed: number;
      /** How many are gone */
      readonly removed: number;
    };
    /** Whether nothing was changed */
    readonly dry_run: boolean;
    /** Settings whose secret is masked in the document and not known here: they are as if the document had left them out */
    readonly missing_secrets?: readonly (string)[];
    /** What became of what the document does not name */
    readonly mode: "merge" | "replace";
    /** Whether there were settings in it */
    readonly settings: boolean;
    readonly topic_rules?: {
      /** How many are new */
      readonly added: number;
      /** How many were there and are named */
      readonly changed: number;
      /** How many are gone */
      readonly removed: number;
    };
    readonly users?: {
      readonly admin?: {
        /** How many are new */
        readonly added: number;
        /** How many were there and are named */
        readonly changed: number;
        /** How many are gone */
        readonly removed: number;
      };
      readonly mqtt?: {
        /** How many are new */
        readonly added: number;
        /** How many were there and are named */
        readonly changed: number;
        /** How many are gone */
        readonly removed: number;
      };
      readonly ocpp?: {
        /** How many are new */
        readonly added: number;
        /** How many were there and are named */
        readonly changed: number;
        /** How many are gone */
        readonly removed: number;
      };
    };
  };
  readonly Session: {
    /** When it logged in */
    readonly created_at: string;
    /** Whether it is the one of this request */
    readonly current: boolean;
    /** When it ends unless it is used before */
    readonly expires_at: string;
    /** Id of the session; the token cannot be found from it */
    readonly id: string;
    /** Address that logged in */
    readonly ip_address: string;
    /** When its token was last used */
    readonly last_used_at: string;
  };
  readonly Subscription: {
    /** No local */
    readonly nl: 0 | 1;
    readonly qos: 0 | 1 | 2;
    /** Retain as published */
    readonly rap: 0 | 1;
    /** Retain handling */
    readonly rh: 0 | 1 | 2;
    readonly topic: string;
  };
  readonly TopicRule: {
    /** What it is about */
    readonly action: "publish" | "subscribe" | "all";
    /** What the rule says */
    readonly permission: "allow" | "deny";
    readonly qos: readonly (0 | 1 | 2)[];
    readonly retain: true | false | "all";
    /** Topic filter */
    readonly topic: string;
  };
  readonly TopicRules: {
    readonly rules: readonly (Schemas["TopicRule"])[];
  };
  readonly User: {
    /** Client ids that the user is bound to */
    readonly client_ids?: readonly (string)[];
    /** Identities that the user is bound to */
    readonly identities?: readonly (string)[];
    /** Whether the user may do everything */
    readonly is_superuser: boolean;
    /** Name of the user */
    readonly user_id: string;
  };
  readonly UserImport: {
    /** Rows that could not be stored */
    readonly failed: number;
    /** Users that existed and were changed */
    readonly override: number;
    /** Why rows failed, the first hundred */
    readonly problems: readonly ({
      /** Line of the file */
      readonly line: number;
      /** Why */
      readonly reason: string;
    })[];
    /** Users that existed and were left alone */
    readonly skipped: number;
    /** Users that are new */
    readonly success: number;
    /** Rows in the file */
    readonly total: number;
  };
  readonly UserInBackup: {
    /** Client ids that the user is bound to */
    readonly client_ids?: readonly (string)[];
    /** When it was made */
    readonly created_at?: string;
    /** Who it is, of a user of the console */
    readonly description?: string;
    /** Identities that the user is bound to */
    readonly identities?: readonly (string)[];
    /** Whether the user may do everything */
    readonly is_superuser?: boolean;
    /** The hash of the password, a PHC string of scrypt or sha256 */
    readonly password_hash: string;
    /** What a user of the console may do */
    readonly role?: "viewer" | "operator" | "administrator";
    /** Name of the user */
    readonly user_id: string;
  };
  readonly UserTopicRules: {
    readonly rules: readonly (Schemas["TopicRule"])[];
    /** Name of the user */
    readonly username: string;
  };
  readonly Webhook: {
    /** How many events go in one request. */
    readonly batch: {
      /** How many bytes of them; an event that is longer goes alone. */
      readonly max_bytes?: string;
      /** How many events. */
      readonly max_events?: number;
      /** How long the first of them waits for others. */
      readonly max_wait?: string;
    };
    /** PEM file of the authorities that the receiver's certificate has to lead to; empty: those that Node trusts. */
    readonly cacertfile: string;
    /** Requests at once; with more than one, the order of events is not kept. */
    readonly concurrency: number;
    /** What is kept of the events that were given up; the oldest make room. */
    readonly dead_letters: {
      /** How many bytes of them. */
      readonly max_bytes?: string;
      /** How many events. */
      readonly max_events?: number;
    };
    /** Of messages: only those that charge points sent, only those sent to them, or both. */
    readonly direction: "both" | "upstream" | "downstream";
    /** Takes events and sends them; while it is off, what waits stays. */
    readonly enable: boolean;
    /** Which events: `*`, `chargepoint.*`, `client.*`, a kind (`chargepoint.connected`, `chargepoint.disconnected`, `client.connected`, `client.disconnected`, `call`, `send`, `result`, `error`), or one of the last four with a dot and an action, as `call.BootNotification`. */
    readonly events: readonly (string)[];
    /** Headers of each request. */
    readonly headers: Readonly<Record<string, string>>;
    /** Of whom: identities and client ids, exact or with a `*` at the end; none is all. */
    readonly identities: readonly (string)[];
    /** An event that waited so long is given up. */
    readonly max_age: string;
    /** Name */
    readonly name: string;
    /** What may wait for this hook; the next event is not taken. */
    readonly queue: {
      /** How many bytes of them. */
      readonly max_bytes?: string;
      /** How many events. */
      readonly max_events?: number;
    };
    /** When a request that failed is sent again. */
    readonly retry: {
      /** How often events are tried; 0 is until they are too old. */
      readonly attempts?: number;
      /** By what each further failure multiplies it. */
      readonly factor?: number;
      /** The wait after the first failure. */
      readonly first?: string;
      /** The longest wait. */
      readonly max?: string;
    };
    /** Signs each request; empty: they are not signed. The header `X-OCPP-Broker-Signature` is `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" under the secret, in hexadecimal>`; receivers refuse a `t` that is minutes away, which somebody may have kept. To change it, let the receiver take both for a while, or answer 401: that is tried again. It is shown as `******`, which keeps it when it comes back. */
    readonly secret: string;
    readonly status: {
      /** Events that were given up and are kept */
      readonly dead_letters: number;
      /** Events that the receiver has taken */
      readonly delivered: number;
      /** Events that there was no room for */
      readonly dropped: number;
      /** Requests that failed */
      readonly failed: number;
      /** When the receiver last took something */
      readonly last_delivered_at: string | null;
      /** What last went wrong */
      readonly last_error: string | null;
      /** When it is tried again */
      readonly next_attempt_at: string | null;
      /** Events that wait */
      readonly queued: number;
      /** Their bytes */
      readonly queued_bytes: number;
      /** What it does */
      readonly state: "off" | "idle" | "sending" | "waiting" | "gone";
    };
    /** How long a request may take, until the last byte of its answer. */
    readonly timeout: string;
    /** Where events are sent. It is shown as `******`, since a part of it may be a key. */
    readonly url: string;
  };
  readonly WebhookChange: {
    /** How many events go in one request. */
    readonly batch?: {
      /** How many bytes of them; an event that is longer goes alone. */
      readonly max_bytes?: string;
      /** How many events. */
      readonly max_events?: number;
      /** How long the first of them waits for others. */
      readonly max_wait?: string;
    };
    /** PEM file of the authorities that the receiver's certificate has to lead to; empty: those that Node trusts. */
    readonly cacertfile?: string;
    /** Requests at once; with more than one, the order of events is not kept. */
    readonly concurrency?: number;
    /** What is kept of the events that were given up; the oldest make room. */
    readonly dead_letters?: {
      /** How many bytes of them. */
      readonly max_bytes?: string;
      /** How many events. */
      readonly max_events?: number;
    };
    /** Of messages: only those that charge points sent, only those sent to them, or both. */
    readonly direction?: "both" | "upstream" | "downstream";
    /** Takes events and sends them; while it is off, what waits stays. */
    readonly enable?: boolean;
    /** Which events: `*`, `chargepoint.*`, `client.*`, a kind (`chargepoint.connected`, `chargepoint.disconnected`, `client.connected`, `client.disconnected`, `call`, `send`, `result`, `error`), or one of the last four with a dot and an action, as `call.BootNotification`. */
    readonly events?: readonly (string)[];
    /** Headers of each request. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Of whom: identities and client ids, exact or with a `*` at the end; none is all. */
    readonly identities?: readonly (string)[];
    /** An event that waited so long is given up. */
    readonly max_age?: string;
    /** What may wait for this hook; the next event is not taken. */
    readonly queue?: {
      /** How many bytes of them. */
      readonly max_bytes?: string;
      /** How many events. */
      readonly max_events?: number;
    };
    /** When a request that failed is sent again. */
    readonly retry?: {
      /** How often events are tried; 0 is until they are too old. */
      readonly attempts?: number;
      /** By what each further failure multiplies it. */
      readonly factor?: number;
      /** The wait after the first failure. */
      readonly first?: string;
      /** The longest wait. */
      readonly max?: string;
    };
    /** Signs each request; empty: they are not signed. The header `X-OCPP-Broker-Signature` is `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" under the secret, in hexadecimal>`; receivers refuse a `t` that is minutes away, which somebody may have kept. To change it, let the receiver take both for a while, or answer 401: that is tried again. It is shown as `******`, which keeps it when it comes back. */
    readonly secret?: string;
    /** How long a request may take, until the last byte of its answer. */
    readonly timeout?: string;
    /** Where events are sent. It is shown as `******`, since a part of it may be a key. */
    readonly url?: string;
  };
  readonly WebhookDeadLetter: {
    /** When it was given up */
    readonly at: string;
    /** Requests that it was in */
    readonly attempts: number;
    /** The event as it would have been sent */
    readonly event: Readonly<Record<string, unknown>>;
    /** Id */
    readonly id: number;
    /** Why */
    readonly reason: string;
  };
  readonly WebhookTest: {
    /** Whether the receiver took it: 2xx */
    readonly delivered: boolean;
    /** Milliseconds until the answer */
    readonly latency_ms: number;
    /** Why there is none */
    readonly problem: string | null;
    /** Status of its answer */
    readonly status: number | null;
  };
};

/** Each operation by path and method: what it takes (`path`, `query`, `header`, `body`) and its `answer` when all goes well. */
export type Api = {
  readonly "/api/v5/api_key": {
    /** List the API keys */
    readonly get: {
      readonly answer: readonly (Schemas["ApiKey"])[];
    };
    /** Make an API key */
    readonly post: {
      readonly answer: Schemas["NewApiKey"];
      readonly body: {
        /** What it is for */
        readonly desc?: string;
        /** Whether it may be used */
        readonly enable?: boolean;
        /** RFC 3339, `infinity`, or seconds since the epoch */
        readonly expired_at?: string | number;
        /** Name of the key */
        readonly name: string;
        /** What it may do */
        readonly role?: "viewer" | "operator" | "administrator";
      };
    };
  };
  readonly "/api/v5/api_key/{name}": {
    /** Remove one API key */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Name of the key */
        readonly name: string;
      };
    };
    /** Show one API key */
    readonly get: {
      readonly answer: Schemas["ApiKey"];
      readonly path: {
        /** Name of the key */
        readonly name: string;
      };
    };
    /** Change one API key */
    readonly put: {
      readonly answer: Schemas["ApiKey"];
      readonly body: {
        /** What it is for */
        readonly desc?: string;
        /** Whether it may be used */
        readonly enable?: boolean;
        /** RFC 3339, `infinity`, or seconds since the epoch */
        readonly expired_at?: string | number;
        /** What it may do */
        readonly role?: "viewer" | "operator" | "administrator";
      };
      readonly path: {
        /** Name of the key */
        readonly name: string;
      };
    };
  };
  readonly "/api/v5/async-api-spec.json": {
    /** Describe the MQTT topics in AsyncAPI 3 */
    readonly get: {
      readonly answer: Schemas["AsyncApiDocument"];
    };
  };
  readonly "/api/v5/audit": {
    /** List the changes that were made over this API */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["AuditEntry"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly query?: {
        /** What was done, such as `kick gateway client` */
        readonly action?: string;
        /** Name of the user or API key */
        readonly actor?: string;
        /** Then or later (RFC 3339, or milliseconds since the epoch) */
        readonly gte_created_at?: string;
        /** Address of the caller */
        readonly ip_address?: string;
        /** A part of what was done */
        readonly like_action?: string;
        /** A part of what it was done to */
        readonly like_target?: string;
        /** Entries on a page */
        readonly limit?: number;
        /** Then or earlier (RFC 3339, or milliseconds since the epoch) */
        readonly lte_created_at?: string;
        /** Number of the page, from 1 */
        readonly page?: number;
        /** What it was done to */
        readonly target?: string;
      };
    };
  };
  readonly "/api/v5/authentication": {
    /** List the sources that can say who an MQTT client is */
    readonly get: {
      readonly answer: readonly (Schemas["Authenticator"])[];
    };
    /** Switch a source on */
    readonly post: {
      readonly answer: Schemas["Authenticator"];
      readonly body: Schemas["AuthenticatorChange"];
    };
  };
  readonly "/api/v5/authentication/order": {
    /** Say in which order the sources are asked */
    readonly put: {
      readonly answer: undefined;
      readonly body: readonly ({
        /** Id of the authenticator */
        readonly id: "password_based:built_in_database" | "jwt" | "password_based:http";
      })[];
    };
  };
  readonly "/api/v5/authentication/{authenticator}": {
    /** Switch one source off */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Id of the authenticator */
        readonly authenticator: string;
      };
    };
    /** Show one source */
    readonly get: {
      readonly answer: Schemas["Authenticator"];
      readonly path: {
        /** Id of the authenticator */
        readonly authenticator: string;
      };
    };
    /** Change one source, or switch it on or off */
    readonly put: {
      readonly answer: undefined;
      readonly body: Schemas["AuthenticatorChange"];
      readonly path: {
        /** Id of the authenticator */
        readonly authenticator: string;
      };
    };
  };
  readonly "/api/v5/authentication/{authenticator}/import_users": {
    /** Take in a file of users */
    readonly post: {
      readonly answer: Schemas["UserImport"];
      readonly body: FormData;
      readonly path: {
        /** Id of the authenticator: `password_based:built_in_database` */
        readonly authenticator: string;
      };
      readonly query?: {
        /** Whether the file overrides users that exist */
        readonly override?: boolean;
        /** Where the salt stands in hashes in hex */
        readonly salt_position?: "prefix" | "suffix" | "disable";
        /** What the file holds */
        readonly type?: "hash" | "plain";
      };
    };
  };
  readonly "/api/v5/authentication/{authenticator}/position/{position}": {
    /** Move one source in the order */
    readonly put: {
      readonly answer: undefined;
      readonly path: {
        /** Id of the authenticator */
        readonly authenticator: string;
        /** `front`, `rear`, `before:` or `after:` and the id of another */
        readonly position: string;
      };
    };
  };
  readonly "/api/v5/authentication/{authenticator}/users": {
    /** List the users */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["User"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly path: {
        /** Id of the authenticator: `password_based:built_in_database` */
        readonly authenticator: string;
      };
      readonly query?: {
        /** Only those who are, or are not */
        readonly is_superuser?: boolean;
        /** A part of the name */
        readonly like_user_id?: string;
        /** Entries on a page */
        readonly limit?: number;
        /** Number of the page, from 1 */
        readonly page?: number;
      };
    };
    /** Add a user */
    readonly post: {
      readonly answer: Schemas["User"];
      readonly body: {
        /** Client ids that the user is bound to, whole or up to a `*` at the end, `${username}` for the own name; null: any */
        readonly client_ids?: readonly (string)[] | null;
        /** Whether the user may do everything */
        readonly is_superuser?: boolean;
        /** Password */
        readonly password: string;
        /** Name of the user */
        readonly user_id: string;
      };
      readonly path: {
        /** Id of the authenticator: `password_based:built_in_database` */
        readonly authenticator: string;
      };
    };
  };
  readonly "/api/v5/authentication/{authenticator}/users/{user_id}": {
    /** Remove one user */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Id of the authenticator: `password_based:built_in_database` */
        readonly authenticator: string;
        /** Name of the user, percent-encoded */
        readonly user_id: string;
      };
    };
    /** Show one user */
    readonly get: {
      readonly answer: Schemas["User"];
      readonly path: {
        /** Id of the authenticator: `password_based:built_in_database` */
        readonly authenticator: string;
        /** Name of the user, percent-encoded */
        readonly user_id: string;
      };
    };
    /** Change one user */
    readonly put: {
      readonly answer: Schemas["User"];
      readonly body: {
        /** Client ids that the user is bound to, whole or up to a `*` at the end, `${username}` for the own name; null: any */
        readonly client_ids?: readonly (string)[] | null;
        /** Whether the user may do everything */
        readonly is_superuser?: boolean;
        /** Password */
        readonly password?: string;
      };
      readonly path: {
        /** Id of the authenticator: `password_based:built_in_database` */
        readonly authenticator: string;
        /** Name of the user, percent-encoded */
        readonly user_id: string;
      };
    };
  };
  readonly "/api/v5/authorization/settings": {
    /** Show what becomes of what no topic rule speaks of */
    readonly get: {
      readonly answer: Schemas["AuthorizationSettings"];
    };
    /** Change what becomes of what no topic rule speaks of */
    readonly put: {
      readonly answer: Schemas["AuthorizationSettings"];
      readonly body: {
        /** `users`, `rules` or `open` */
        readonly charge_point_topics?: string;
        /** `ignore` or `disconnect` */
        readonly deny_action?: string;
        /** `allow` or `deny` */
        readonly no_match?: string;
      };
    };
  };
  readonly "/api/v5/authorization/sources": {
    /** List where topic rules come from */
    readonly get: {
      readonly answer: {
        readonly sources: readonly (Schemas["AuthorizationSource"])[];
      };
    };
  };
  readonly "/api/v5/authorization/sources/built_in_database/rules": {
    /** Remove all topic rules, of users, of client ids and for all */
    readonly delete: {
      readonly answer: undefined;
    };
  };
  readonly "/api/v5/authorization/sources/built_in_database/rules/all": {
    /** Remove the topic rules for all */
    readonly delete: {
      readonly answer: undefined;
    };
    /** Show the topic rules for all */
    readonly get: {
      readonly answer: Schemas["TopicRules"];
    };
    /** Put topic rules in the place of those for all */
    readonly post: {
      readonly answer: undefined;
      readonly body: {
        /** The rules in order; the first that matches decides */
        readonly rules: readonly ({
          /** What it is about */
          readonly action: "publish" | "subscribe" | "all";
          /** What the rule says */
          readonly permission: "allow" | "deny";
          /** Which QoS; all when left out */
          readonly qos?: readonly (0 | 1 | 2)[];
          /** Which retain flag of a publish; `all` when left out */
          readonly retain?: true | false | "all";
          /** Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally */
          readonly topic: string;
        })[];
      };
    };
  };
  readonly "/api/v5/authorization/sources/built_in_database/rules/clients": {
    /** List the topic rules of client ids */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["ClientTopicRules"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly query?: {
        /** A part of the name */
        readonly like_clientid?: string;
        /** Entries on a page */
        readonly limit?: number;
        /** Number of the page, from 1 */
        readonly page?: number;
      };
    };
    /** Add topic rules of client ids */
    readonly post: {
      readonly answer: undefined;
      readonly body: readonly ({
        /** Whose rules */
        readonly clientid: string;
        /** The rules in order; the first that matches decides */
        readonly rules: readonly ({
          /** What it is about */
          readonly action: "publish" | "subscribe" | "all";
          /** What the rule says */
          readonly permission: "allow" | "deny";
          /** Which QoS; all when left out */
          readonly qos?: readonly (0 | 1 | 2)[];
          /** Which retain flag of a publish; `all` when left out */
          readonly retain?: true | false | "all";
          /** Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally */
          readonly topic: string;
        })[];
      })[];
    };
  };
  readonly "/api/v5/authorization/sources/built_in_database/rules/clients/{name}": {
    /** Remove the topic rules of one of the client ids */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Name, percent-encoded */
        readonly name: string;
      };
    };
    /** Show the topic rules of one of the client ids */
    readonly get: {
      readonly answer: Schemas["ClientTopicRules"];
      readonly path: {
        /** Name, percent-encoded */
        readonly name: string;
      };
    };
    /** Put topic rules in the place of those of one of the client ids */
    readonly put: {
      readonly answer: undefined;
      readonly body: {
        /** The rules in order; the first that matches decides */
        readonly rules: readonly ({
          /** What it is about */
          readonly action: "publish" | "subscribe" | "all";
          /** What the rule says */
          readonly permission: "allow" | "deny";
          /** Which QoS; all when left out */
          readonly qos?: readonly (0 | 1 | 2)[];
          /** Which retain flag of a publish; `all` when left out */
          readonly retain?: true | false | "all";
          /** Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally */
          readonly topic: string;
        })[];
      };
      readonly path: {
        /** Name, percent-encoded */
        readonly name: string;
      };
    };
  };
  readonly "/api/v5/authorization/sources/built_in_database/rules/users": {
    /** List the topic rules of users */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["UserTopicRules"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly query?: {
        /** A part of the name */
        readonly like_username?: string;
        /** Entries on a page */
        readonly limit?: number;
        /** Number of the page, from 1 */
        readonly page?: number;
      };
    };
    /** Add topic rules of users */
    readonly post: {
      readonly answer: undefined;
      readonly body: readonly ({
        /** The rules in order; the first that matches decides */
        readonly rules: readonly ({
          /** What it is about */
          readonly action: "publish" | "subscribe" | "all";
          /** What the rule says */
          readonly permission: "allow" | "deny";
          /** Which QoS; all when left out */
          readonly qos?: readonly (0 | 1 | 2)[];
          /** Which retain flag of a publish; `all` when left out */
          readonly retain?: true | false | "all";
          /** Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally */
          readonly topic: string;
        })[];
        /** Whose rules */
        readonly username: string;
      })[];
    };
  };
  readonly "/api/v5/authorization/sources/built_in_database/rules/users/{name}": {
    /** Remove the topic rules of one of the users */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Name, percent-encoded */
        readonly name: string;
      };
    };
    /** Show the topic rules of one of the users */
    readonly get: {
      readonly answer: Schemas["UserTopicRules"];
      readonly path: {
        /** Name, percent-encoded */
        readonly name: string;
      };
    };
    /** Put topic rules in the place of those of one of the users */
    readonly put: {
      readonly answer: undefined;
      readonly body: {
        /** The rules in order; the first that matches decides */
        readonly rules: readonly ({
          /** What it is about */
          readonly action: "publish" | "subscribe" | "all";
          /** What the rule says */
          readonly permission: "allow" | "deny";
          /** Which QoS; all when left out */
          readonly qos?: readonly (0 | 1 | 2)[];
          /** Which retain flag of a publish; `all` when left out */
          readonly retain?: true | false | "all";
          /** Topic filter, with `${username}` and `${clientid}`, or `eq ` and a filter meant literally */
          readonly topic: string;
        })[];
      };
      readonly path: {
        /** Name, percent-encoded */
        readonly name: string;
      };
    };
  };
  readonly "/api/v5/banned": {
    /** Let everybody in again */
    readonly delete: {
      readonly answer: undefined;
    };
    /** List those who may not connect */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["Ban"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly query?: {
        /** Only this one */
        readonly clientid?: string;
        /** Only those that have this in them */
        readonly like_clientid?: string;
        /** Only those that have this in them */
        readonly like_peerhost?: string;
        /** Only those that have this in them */
        readonly like_peerhost_net?: string;
        /** Only those that have this in them */
        readonly like_username?: string;
        /** Entries on a page */
        readonly limit?: number;
        /** Number of the page, from 1 */
        readonly page?: number;
        /** Only this one */
        readonly peerhost?: string;
        /** Only this one */
        readonly peerhost_net?: string;
        /** Only this one */
        readonly username?: string;
      };
    };
    /** Keep somebody out */
    readonly post: {
      readonly answer: Schemas["Ban"];
      readonly body: {
        /** What of a client is looked at */
        readonly as: "clientid" | "username" | "peerhost" | "peerhost_net";
        /** Since when: RFC 3339, or seconds since the epoch; now when left out */
        readonly at?: string | number;
        /** Who bans them; the caller when left out */
        readonly by?: string;
        /** Why */
        readonly reason?: string;
        /** Until when: RFC 3339, `infinity`, or seconds since the epoch; `infinity` when left out */
        readonly until?: string | number;
        /** The client id, user name, address, or network such as 192.0.2.0/24 */
        readonly who: string;
      };
    };
  };
  readonly "/api/v5/banned/{as}/{who}": {
    /** Let somebody in again */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** What of a client is looked at */
        readonly as: "clientid" | "username" | "peerhost" | "peerhost_net";
        /** Who, percent-encoded */
        readonly who: string;
      };
    };
  };
  readonly "/api/v5/clients": {
    /** List the MQTT clients */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["MqttClient"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly query?: {
        /** Whether the session began clean */
        readonly clean_start?: boolean;
        /** Client id */
        readonly clientid?: string;
        /** State of the connection */
        readonly conn_state?: "connected" | "idle" | "disconnected";
        /** Connected then or later (RFC 3339, or milliseconds since the epoch) */
        readonly gte_connected_at?: string;
        /** Session created then or later (RFC 3339, or milliseconds since the epoch) */
        readonly gte_created_at?: string;
        /** Address of the client */
        readonly ip_address?: string;
        /** A part of the client id */
        readonly like_clientid?: string;
        /** A part of the user name */
        readonly like_username?: string;
        /** Entries on a page */
        readonly limit?: number;
        /** Connected then or earlier (RFC 3339, or milliseconds since the epoch) */
        readonly lte_connected_at?: string;
        /** Session created then or earlier (RFC 3339, or milliseconds since the epoch) */
        readonly lte_created_at?: string;
        /** Name of the node */
        readonly node?: string;
        /** Number of the page, from 1 */
        readonly page?: number;
        /** Version of the protocol */
        readonly proto_ver?: string;
        /** User name */
        readonly username?: string;
      };
    };
  };
  readonly "/api/v5/clients/{clientid}": {
    /** Kick one client */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Client id, percent-encoded */
        readonly clientid: string;
      };
      readonly query?: {
        /** Whether to end the stored session as well, whether the client is connected or not */
        readonly session?: boolean;
      };
    };
    /** Show one client */
    readonly get: {
      readonly answer: Schemas["MqttClient"];
      readonly path: {
        /** Client id, percent-encoded */
        readonly clientid: string;
      };
    };
  };
  readonly "/api/v5/clients/{clientid}/subscriptions": {
    /** List the subscriptions of one client */
    readonly get: {
      readonly answer: readonly (Schemas["Subscription"])[];
      readonly path: {
        /** Client id, percent-encoded */
        readonly clientid: string;
      };
    };
  };
  readonly "/api/v5/configs/mqtt": {
    /** Show the settings of the MQTT broker */
    readonly get: {
      readonly answer: Schemas["MqttSettings"];
    };
    /** Change settings of the MQTT broker while it runs */
    readonly put: {
      readonly answer: Schemas["MqttSettings"];
      readonly body: Schemas["MqttSettings"];
    };
  };
  readonly "/api/v5/data/backup": {
    /** Copy the databases to a folder of the server while it runs */
    readonly post: {
      readonly answer: Schemas["DatabaseCopy"];
    };
  };
  readonly "/api/v5/data/backups": {
    /** List the copies of the databases */
    readonly get: {
      readonly answer: readonly (Schemas["DatabaseCopy"])[];
    };
  };
  readonly "/api/v5/data/backups/{name}": {
    /** Remove one copy of the databases */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Name of the copy */
        readonly name: string;
      };
    };
  };
  readonly "/api/v5/data/backups/{name}/{file}": {
    /** Fetch one file of a copy */
    readonly get: {
      readonly answer: string;
      readonly path: {
        /** Name of the file */
        readonly file: string;
        /** Name of the copy */
        readonly name: string;
      };
    };
  };
  readonly "/api/v5/data/export": {
    /** Save what is stored, as one document */
    readonly get: {
      readonly answer: Schemas["Backup"];
    };
  };
  readonly "/api/v5/data/import": {
    /** Take in what was saved */
    readonly post: {
      readonly answer: Schemas["Restored"];
      readonly body: Schemas["Backup"];
      readonly query?: {
        /** Whether only to say what would be done */
        readonly dry_run?: boolean;
        /** What becomes of what the document does not name */
        readonly mode?: "merge" | "replace";
      };
    };
  };
  readonly "/api/v5/gateways": {
    /** List the gateways */
    readonly get: {
      readonly answer: readonly (Schemas["GatewayOverview"])[];
      readonly query?: {
        /** Only those in this state */
        readonly status?: "running" | "stopped" | "unloaded";
      };
    };
  };
  readonly "/api/v5/gateways/ocpp": {
    /** Show the settings and the state of the OCPP gateway */
    readonly get: {
      readonly answer: Schemas["Gateway"];
    };
    /** Change settings of the OCPP gateway while it runs */
    readonly put: {
      readonly answer: undefined;
      readonly body: Schemas["GatewaySettings"];
    };
  };
  readonly "/api/v5/gateways/ocpp/authentication": {
    /** Let charge points in without authentication */
    readonly delete: {
      readonly answer: undefined;
    };
    /** Show how charge points are authenticated */
    readonly get: {
      readonly answer: Schemas["GatewayAuthenticator"] | undefined;
    };
    /** Authenticate charge points */
    readonly post: {
      readonly answer: Schemas["GatewayAuthenticator"];
      readonly body: Schemas["GatewayAuthenticatorChange"];
    };
    /** Change how charge points are authenticated */
    readonly put: {
      readonly answer: Schemas["GatewayAuthenticator"];
      readonly body: Schemas["GatewayAuthenticatorChange"];
    };
  };
  readonly "/api/v5/gateways/ocpp/authentication/import_users": {
    /** Take in a file of users */
    readonly post: {
      readonly answer: Schemas["UserImport"];
      readonly body: FormData;
      readonly query?: {
        /** Whether the file overrides users that exist */
        readonly override?: boolean;
        /** Where the salt stands in hashes in hex */
        readonly salt_position?: "prefix" | "suffix" | "disable";
        /** What the file holds */
        readonly type?: "hash" | "plain";
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/authentication/users": {
    /** List the users */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["User"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly query?: {
        /** Only those who are, or are not */
        readonly is_superuser?: boolean;
        /** A part of the name */
        readonly like_user_id?: string;
        /** Entries on a page */
        readonly limit?: number;
        /** Number of the page, from 1 */
        readonly page?: number;
      };
    };
    /** Add a user */
    readonly post: {
      readonly answer: Schemas["User"];
      readonly body: {
        /** Identities that the user is bound to; null: any */
        readonly identities?: readonly (string)[] | null;
        /** Whether the user may do everything */
        readonly is_superuser?: boolean;
        /** Password */
        readonly password: string;
        /** Name of the user */
        readonly user_id: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/authentication/users/{user_id}": {
    /** Remove one user */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Name of the user, percent-encoded */
        readonly user_id: string;
      };
    };
    /** Show one user */
    readonly get: {
      readonly answer: Schemas["User"];
      readonly path: {
        /** Name of the user, percent-encoded */
        readonly user_id: string;
      };
    };
    /** Change one user */
    readonly put: {
      readonly answer: Schemas["User"];
      readonly body: {
        /** Identities that the user is bound to; null: any */
        readonly identities?: readonly (string)[] | null;
        /** Whether the user may do everything */
        readonly is_superuser?: boolean;
        /** Password */
        readonly password?: string;
      };
      readonly path: {
        /** Name of the user, percent-encoded */
        readonly user_id: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/clients": {
    /** List the Gateway clients */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["GatewayClient"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly query?: {
        /** Whether the session began clean */
        readonly clean_start?: boolean;
        /** Client id */
        readonly clientid?: string;
        /** State of the connection */
        readonly conn_state?: "connected" | "idle" | "disconnected";
        /** Connected then or later (RFC 3339, or milliseconds since the epoch) */
        readonly gte_connected_at?: string;
        /** Session created then or later (RFC 3339, or milliseconds since the epoch) */
        readonly gte_created_at?: string;
        /** Address of the client */
        readonly ip_address?: string;
        /** A part of the client id */
        readonly like_clientid?: string;
        /** A part of the user name */
        readonly like_username?: string;
        /** Entries on a page */
        readonly limit?: number;
        /** Connected then or earlier (RFC 3339, or milliseconds since the epoch) */
        readonly lte_connected_at?: string;
        /** Session created then or earlier (RFC 3339, or milliseconds since the epoch) */
        readonly lte_created_at?: string;
        /** Name of the node */
        readonly node?: string;
        /** Number of the page, from 1 */
        readonly page?: number;
        /** Version of the protocol */
        readonly proto_ver?: string;
        /** User name */
        readonly username?: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/clients/{clientid}": {
    /** Kick one client */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Client id, percent-encoded */
        readonly clientid: string;
      };
    };
    /** Show one client */
    readonly get: {
      readonly answer: Schemas["GatewayClient"];
      readonly path: {
        /** Client id, percent-encoded */
        readonly clientid: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/clients/{clientid}/calls": {
    /** Send a CALL to a charge point and wait for its answer */
    readonly post: {
      readonly answer: Schemas["CallReply"] | {
        /** Id of the CALL */
        readonly unique_id: string;
      };
      readonly body: Schemas["CallRequest"];
      readonly header?: {
        /** Made up by the caller, different for each CALL that is meant */
        readonly "idempotency-key"?: string;
      };
      readonly path: {
        /** Identity of the charge point, percent-encoded */
        readonly clientid: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/clients/{clientid}/calls/{unique_id}": {
    /** Tell what became of a CALL that was sent with async */
    readonly get: {
      readonly answer: Schemas["CallState"];
      readonly path: {
        /** Identity of the charge point, percent-encoded */
        readonly clientid: string;
        /** Id of the CALL, percent-encoded */
        readonly unique_id: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/clients/{clientid}/frames": {
    /** Show the last frames of a charge point */
    readonly get: {
      readonly answer: readonly (Schemas["Frame"])[];
      readonly path: {
        /** Identity of the charge point, percent-encoded */
        readonly clientid: string;
      };
      readonly query?: {
        /** Only those of this action, and the answers to it */
        readonly action?: string;
        /** Only those from or to charge points */
        readonly direction?: "upstream" | "downstream";
        /** Whether only errors are wanted: CALLERROR, CALLRESULTERROR, and what is no frame of OCPP */
        readonly errors?: boolean;
        /** How they are written */
        readonly format?: "json" | "ndjson";
        /** The most that are told, the newest of those that match */
        readonly limit?: number;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/clients/{clientid}/subscriptions": {
    /** List the subscriptions of one client */
    readonly get: {
      readonly answer: readonly (Schemas["Subscription"])[];
      readonly path: {
        /** Client id, percent-encoded */
        readonly clientid: string;
      };
    };
    /** Answer 400: a charge point has no subscriptions but its own */
    readonly post: {
      readonly answer: never;
      readonly path: {
        /** Client id, percent-encoded */
        readonly clientid: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/enable/{enable}": {
    /** Switch the OCPP gateway on or off */
    readonly put: {
      readonly answer: undefined;
      readonly path: {
        /** On or off */
        readonly enable: "true" | "false";
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/frames": {
    /** Follow the frames of charge points as they come */
    readonly get: {
      readonly answer: string;
      readonly query?: {
        /** Only those of this action, and the answers to it */
        readonly action?: string;
        /** Only those from or to charge points */
        readonly direction?: "upstream" | "downstream";
        /** Whether only errors are wanted: CALLERROR, CALLRESULTERROR, and what is no frame of OCPP */
        readonly errors?: boolean;
        /** Only this charge point, or those that begin so (`CP*`) */
        readonly identity?: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/frames/ticket": {
    /** Get a ticket to follow frames from a browser */
    readonly post: {
      readonly answer: {
        /** When it ends */
        readonly expires_at: string;
        /** The ticket */
        readonly ticket: string;
      };
    };
  };
  readonly "/api/v5/gateways/ocpp/listeners": {
    /** List the listeners */
    readonly get: {
      readonly answer: readonly (Schemas["Listener"])[];
    };
    /** Make a listener and open it */
    readonly post: {
      readonly answer: Schemas["Listener"];
      readonly body: Schemas["ListenerChange"];
    };
  };
  readonly "/api/v5/gateways/ocpp/listeners/{id}": {
    /** Close one listener and remove it */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
    /** Show one listener */
    readonly get: {
      readonly answer: Schemas["Listener"];
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
    /** Change one listener while it runs */
    readonly put: {
      readonly answer: Schemas["Listener"];
      readonly body: Schemas["ListenerChange"];
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
  };
  readonly "/api/v5/healthz": {
    /** Tell whether the process lives */
    readonly get: {
      readonly answer: {
        /** `ok` */
        readonly status: "ok";
      };
    };
  };
  readonly "/api/v5/listeners": {
    /** List the listeners */
    readonly get: {
      readonly answer: readonly (Schemas["MqttListener"])[];
    };
    /** Make a listener and open it */
    readonly post: {
      readonly answer: Schemas["MqttListener"];
      readonly body: Schemas["MqttListenerChange"];
    };
  };
  readonly "/api/v5/listeners/{id}": {
    /** Close one listener and remove it */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
    /** Show one listener */
    readonly get: {
      readonly answer: Schemas["MqttListener"];
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
    /** Change one listener while it runs */
    readonly put: {
      readonly answer: Schemas["MqttListener"];
      readonly body: Schemas["MqttListenerChange"];
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
  };
  readonly "/api/v5/listeners/{id}/restart": {
    /** Close one listener and open it anew */
    readonly post: {
      readonly answer: Schemas["MqttListener"];
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
  };
  readonly "/api/v5/listeners/{id}/start": {
    /** Open one listener */
    readonly post: {
      readonly answer: Schemas["MqttListener"];
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
  };
  readonly "/api/v5/listeners/{id}/stop": {
    /** Close one listener and keep it closed */
    readonly post: {
      readonly answer: Schemas["MqttListener"];
      readonly path: {
        /** Id of the listener */
        readonly id: string;
      };
    };
  };
  readonly "/api/v5/login": {
    /** Log in with user name and password */
    readonly post: {
      readonly answer: {
        readonly license: {
          /** Edition, as EMQX tells it */
          readonly edition: string;
        };
        /** What the user may do */
        readonly role: "viewer" | "operator" | "administrator";
        /** The token */
        readonly token: string;
        /** Version of the server */
        readonly version: string;
      };
      readonly body: {
        /** Password */
        readonly password: string;
        /** Name of the user */
        readonly username: string;
      };
    };
  };
  readonly "/api/v5/logout": {
    /** End the token of this request */
    readonly post: {
      readonly answer: undefined;
    };
  };
  readonly "/api/v5/metrics": {
    /** Tell what each node has counted since its start */
    readonly get: {
      readonly answer: (readonly (Schemas["NodeMetrics"])[]) | (Schemas["AllMetrics"]);
      readonly query?: {
        /** Whether all nodes are taken together */
        readonly aggregate?: boolean;
      };
    };
  };
  readonly "/api/v5/nodes": {
    /** List the nodes */
    readonly get: {
      readonly answer: readonly (Schemas["Node"])[];
    };
  };
  readonly "/api/v5/nodes/{node}": {
    /** Show one node */
    readonly get: {
      readonly answer: Schemas["Node"];
      readonly path: {
        /** Name of the node, percent-encoded */
        readonly node: string;
      };
    };
  };
  readonly "/api/v5/nodes/{node}/metrics": {
    /** Tell what one node has counted since its start */
    readonly get: {
      readonly answer: Schemas["AllMetrics"];
      readonly path: {
        /** Name of the node, percent-encoded */
        readonly node: string;
      };
    };
  };
  readonly "/api/v5/nodes/{node}/stats": {
    /** Tell what there is on one node now */
    readonly get: {
      readonly answer: Schemas["AllStats"];
      readonly path: {
        /** Name of the node, percent-encoded */
        readonly node: string;
      };
    };
  };
  readonly "/api/v5/prometheus/stats": {
    /** Tell the metrics in the text format of Prometheus */
    readonly get: {
      readonly answer: string;
    };
  };
  readonly "/api/v5/publish": {
    /** Publish a message */
    readonly post: {
      readonly answer: {
        /** Id of the message */
        readonly id: string;
      } | {
        /** Why */
        readonly message: "no_matching_subscribers";
        readonly reason_code: 16;
      };
      readonly body: {
        /** The payload */
        readonly payload: string;
        /** How it is written */
        readonly payload_encoding?: "plain" | "base64";
        /** Properties of MQTT 5 */
        readonly properties?: {
          /** MIME type of the payload */
          readonly content_type?: string;
          /** What an answer should bear */
          readonly correlation_data?: string;
          /** Seconds */
          readonly message_expiry_interval?: number;
          /** 1: the payload is UTF-8 */
          readonly payload_format_indicator?: 0 | 1;
          /** Where an answer should go */
          readonly response_topic?: string;
          /** Names and values of the publisher’s own */
          readonly user_properties?: Readonly<Record<string, string>>;
        };
        /** Quality of service */
        readonly qos?: 0 | 1 | 2;
        /** Whether the broker keeps it */
        readonly retain?: boolean;
        /** The whole topic, mountpoint included */
        readonly topic: string;
      };
    };
  };
  readonly "/api/v5/readyz": {
    /** Tell whether the node can do its work: listeners open, stores writable */
    readonly get: {
      readonly answer: {
        /** What keeps it from that */
        readonly problems: readonly (string)[];
        /** Whether the node can do its work */
        readonly ready: boolean;
      };
    };
  };
  readonly "/api/v5/sessions": {
    /** End all of one’s own logins, this one included */
    readonly delete: {
      readonly answer: undefined;
    };
    /** List one’s own logins */
    readonly get: {
      readonly answer: readonly (Schemas["Session"])[];
    };
  };
  readonly "/api/v5/sessions/{id}": {
    /** End one of one’s own logins */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Id of the session */
        readonly id: string;
      };
    };
  };
  readonly "/api/v5/stats": {
    /** Tell what there is on each node now */
    readonly get: {
      readonly answer: (readonly (Schemas["NodeStats"])[]) | (Schemas["AllStats"]);
      readonly query?: {
        /** Whether all nodes are taken together */
        readonly aggregate?: boolean;
      };
    };
  };
  readonly "/api/v5/status": {
    /** Tell whether the node runs */
    readonly get: {
      readonly answer: {
        /** Whether it serves */
        readonly app_status: "running" | "not_running";
        /** Whether the node is up */
        readonly broker_status: "started" | "stopped";
        /** Name of the node */
        readonly node_name: string;
        /** Version of the server */
        readonly rel_vsn: string;
      };
      readonly query?: {
        /** `json`, or text */
        readonly format?: string;
      };
    };
  };
  readonly "/api/v5/users": {
    /** List the users of the console */
    readonly get: {
      readonly answer: readonly (Schemas["AdminUser"])[];
    };
    /** Add a user of the console */
    readonly post: {
      readonly answer: Schemas["AdminUser"];
      readonly body: {
        /** Who it is */
        readonly description?: string;
        /** Password */
        readonly password: string;
        /** What the user may do */
        readonly role?: "viewer" | "operator" | "administrator";
        /** Name of the user */
        readonly username: string;
      };
    };
  };
  readonly "/api/v5/users/{username}": {
    /** Remove one user of the console */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Name of the user */
        readonly username: string;
      };
    };
    /** Change one user of the console */
    readonly put: {
      readonly answer: Schemas["AdminUser"];
      readonly body: {
        /** Who it is */
        readonly description?: string;
        /** Password */
        readonly password?: string;
        /** What the user may do */
        readonly role?: "viewer" | "operator" | "administrator";
      };
      readonly path: {
        /** Name of the user */
        readonly username: string;
      };
    };
  };
  readonly "/api/v5/users/{username}/change_pwd": {
    /** Change one’s own password */
    readonly post: {
      readonly answer: undefined;
      readonly body: {
        /** New password */
        readonly new_pwd: string;
        /** Password */
        readonly old_pwd: string;
      };
      readonly path: {
        /** Name of the user */
        readonly username: string;
      };
    };
  };
  readonly "/api/v5/webhooks": {
    /** List the webhooks and how they fare */
    readonly get: {
      readonly answer: readonly (Schemas["Webhook"])[];
    };
  };
  readonly "/api/v5/webhooks/{name}": {
    /** Remove a webhook */
    readonly delete: {
      readonly answer: undefined;
      readonly path: {
        /** Name of the webhook */
        readonly name: string;
      };
    };
    /** Show one webhook and how it fares */
    readonly get: {
      readonly answer: Schemas["Webhook"];
      readonly path: {
        /** Name of the webhook */
        readonly name: string;
      };
    };
    /** Make a webhook */
    readonly post: {
      readonly answer: Schemas["Webhook"];
      readonly body: Schemas["WebhookChange"];
      readonly path: {
        /** Name of the webhook */
        readonly name: string;
      };
    };
    /** Change a webhook */
    readonly put: {
      readonly answer: Schemas["Webhook"];
      readonly body: Schemas["WebhookChange"];
      readonly path: {
        /** Name of the webhook */
        readonly name: string;
      };
    };
  };
  readonly "/api/v5/webhooks/{name}/dead_letters": {
    /** Forget events that were given up */
    readonly delete: {
      readonly answer: {
        /** How many */
        readonly count: number;
      };
      readonly path: {
        /** Name of the webhook */
        readonly name: string;
      };
      readonly query?: {
        /** Only these, separated by commas; all when it is left out */
        readonly ids?: string;
      };
    };
    /** List the events that were given up */
    readonly get: {
      readonly answer: {
        readonly data: readonly (Schemas["WebhookDeadLetter"])[];
        readonly meta: Schemas["PageMeta"];
      };
      readonly path: {
        /** Name of the webhook */
        readonly name: string;
      };
      readonly query?: {
        /** Entries on a page */
        readonly limit?: number;
        /** Number of the page, from 1 */
        readonly page?: number;
      };
    };
  };
  readonly "/api/v5/webhooks/{name}/dead_letters/retry": {
    /** Send events that were given up once more */
    readonly post: {
      readonly answer: {
        /** How many */
        readonly count: number;
      };
      readonly body: {
        /** Only these; all when it is left out */
        readonly ids?: readonly (number)[];
      } | null;
      readonly path: {
        /** Name of the webhook */
        readonly name: string;
      };
    };
  };
  readonly "/api/v5/webhooks/{name}/test": {
    /** Send a test event and wait for the answer */
    readonly post: {
      readonly answer: Schemas["WebhookTest"];
      readonly path: {
        /** Name of the webhook */
        readonly name: string;
      };
    };
  };
  readonly "/healthz": {
    /** Tell whether the process lives */
    readonly get: {
      readonly answer: {
        /** `ok` */
        readonly status: "ok";
      };
    };
  };
  readonly "/readyz": {
    /** Tell whether the node can do its work: listeners open, stores writable */
    readonly get: {
      readonly answer: {
        /** What keeps it from that */
        readonly problems: readonly (string)[];
        /** Whether the node can do its work */
        readonly ready: boolean;
      };
    };
  };
  readonly "/status": {
    /** Tell whether the node runs */
    readonly get: {
      readonly answer: {
        /** Whether it serves */
        readonly app_status: "running" | "not_running";
        /** Whether the node is up */
        readonly broker_status: "started" | "stopped";
        /** Name of the node */
        readonly node_name: string;
        /** Version of the server */
        readonly rel_vsn: string;
      };
      readonly query?: {
        /** `json`, or text */
        readonly format?: string;
      };
    };
  };
};
