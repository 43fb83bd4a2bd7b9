import type {
  MqttWebsocketListenerSettings,
  OcppListenerSettings,
  OcppSslOptions,
  Settings,
  SslOptions,
} from '../src/index.ts';

const tls: SslOptions = {
  versions: ['tlsv1.3'],
  cacertfile: 'ca.pem',
  certfile: 'cert.pem',
  keyfile: 'key.pem',
  more_certfiles: ['rsa-cert.pem'],
  more_keyfiles: ['rsa-key.pem'],
  verify: 'verify_peer',
  fail_if_no_peer_cert: true,
};

const ocppTls: OcppSslOptions = { ...tls, reload_interval: '5m', identity_rule: 'san' };

const mqttWebsocket: MqttWebsocketListenerSettings = {
  enable: true,
  bind: '127.0.0.1:9083',
  max_connections: 7,
  websocket: { path: '/other' },
};

const ocppWebsocket: OcppListenerSettings = {
  enable: true,
  bind: '[::1]:9033',
  max_connections: 8,
  max_conn_rate: '30/m',
  proxy_protocol: true,
  proxy_protocol_timeout: '5s',
  enable_authn: false,
  websocket: {
    path: '/chargers',
    compress: true,
    fail_if_no_subprotocol: true,
    supported_subprotocols: 'ocpp2.0.1,ocpp1.6',
    unsupported_subprotocol: 'accept_then_close',
    check_origin_enable: true,
    allow_origin_absence: false,
    check_origins: 'https://example.org',
  },
};

/** Every setting there is, as the type has it, nearly all of them other than the default. */
export const sampleSettings: Settings = {
  data_dir: '/var/lib/ocpp-broker',
  node_name: 'node-2',
  log: { level: 'trace', format: 'json' },
  api: {
    bind: 'localhost:9080',
    bootstrap_file: 'keys.txt',
    token_ttl: '30m',
    login_attempts_max: 3,
    max_body_size: '2MB',
    console: false,
    cors: { enable: true, origins: ['https://example.org'] },
  },
  mqtt: {
    allow_anonymous: true,
    max_packet_size: '2MB',
    connect_timeout: '5s',
    max_connections: 20,
    slow_client: { drop_qos0_above: '2MB', disconnect_above: '4MB' },
    persistence: 'memory',
    authentication: {
      enable: false,
      mechanism: 'password_based',
      backend: 'built_in_database',
      user_id_type: 'username',
      bootstrap_file: 'mqtt.csv',
    },
    listeners: {
      tcp: { default: { enable: false, bind: ':9883', max_connections: 6 } },
      tls: { secure: { enable: true, bind: '9884', max_connections: 6, ssl_options: tls } },
      ws: { default: mqttWebsocket },
      wss: { default: { ...mqttWebsocket, bind: '127.0.0.1:9084', ssl_options: tls } },
    },
  },
  gateway: {
    ocpp: {
      enable: false,
      mountpoint: 'site/',
      default_heartbeat_interval: '2m',
      heartbeat_checking_times_backoff: 3,
      message_format_checking: 'upstream_only',
      json_schema_dir: 'schemas',
      json_schema_id_prefix: 'urn:mine:',
      idle_timeout: '40s',
      upstream: {
        topic: 'up/${cid}',
        reply_topic: 'up/${cid}/r/${id}',
        error_topic: 'up/${cid}/e',
        topic_override_mapping: { BootNotification: 'boot/${clientid}/${version}' },
      },
      dnstream: { topic: 'down/${clientid}', max_mqueue_len: 5 },
      message_format_mode: { upstream: 'warn', dnstream: 'off', actions: { MeterValues: 'off' } },
      strict_call_order: false,
      call_timeout: '10s',
      call_timeout_overrides: { GetDiagnostics: '2m' },
      reply_timeout: '0s',
      retry_window: '0s',
      presence: { topic: 'here/${cid}' },
      boot_gate: true,
      responder: {
        enable: true,
        after: '2s',
        heartbeat_interval: '1m',
        authorize: 'list',
        id_tags: ['04A1B2C3', 'Fleet card 7'],
      },
      offline_policy: 'queue',
      offline_ttl: '1d',
      ping_interval: '15s',
      max_frame_size: '128KB',
      security_profile_downgrade: 'refuse',
      trusted_proxies: ['10.0.0.0/8', '::1'],
      charge_points: {
        CP1: {
          ping_interval: '0s',
          default_heartbeat_interval: '5m',
          idle_timeout: '10m',
          version: '2.0.1',
          message_format_mode: 'warn',
        },
        'Site.A/b~1 é': {
          ping_interval: '',
          default_heartbeat_interval: '',
          idle_timeout: '',
          version: '',
          message_format_mode: '',
        },
      },
      authentication: {
        enable: false,
        mechanism: 'password_based',
        backend: 'built_in_database',
        user_id_type: 'clientid',
        password_hash_algorithm: { name: 'sha256' },
        bootstrap_file: 'chargers.json',
        username_must_be_identity: 'always',
      },
      listeners: {
        ws: { default: ocppWebsocket },
        wss: { default: { ...ocppWebsocket, bind: '[::1]:9034', ssl_options: ocppTls } },
      },
    },
  },
};
