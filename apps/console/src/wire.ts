// The bodies of the HTTP API, as far as the console shows them: a reader each, and the type that follows from it.
import {
  amount,
  flag,
  listOf,
  maybe,
  maybeAmount,
  maybeText,
  type Read,
  type Reader,
  record,
  text,
  word,
} from './reader.ts';

/** The answer to a login. */
export const login = record({ token: text, version: text, role: text });
/** The answer to a login. */
export type Login = Read<typeof login>;

const page = <T>(item: Reader<T>) =>
  record({ data: listOf(item), meta: record({ page: amount, limit: amount, count: amount, hasnext: flag }) });

/** One page of a list, with the number of all entries in `meta.count`. */
export type Page<T> = {
  readonly data: readonly T[];
  readonly meta: { readonly page: number; readonly limit: number; readonly count: number; readonly hasnext: boolean };
};

/** `GET /nodes`; `uptime` in milliseconds. */
export const nodes = listOf(
  record({ node: text, node_status: text, version: text, uptime: amount, live_connections: amount }),
);

const listener = record({
  id: text,
  type: text,
  enable: flag,
  running: flag,
  bind: word,
  websocket: record({ path: text }),
  status: record({ running: flag, max_connections: amount, current_connections: amount }),
});
/** One OCPP listener. */
export type Listener = Read<typeof listener>;

/** The state in `GET /gateways/ocpp`, beside the settings. */
export const gatewayState = record({ status: text, started_at: maybeText, listeners: listOf(listener) });

const clientFields = {
  node: text,
  clientid: text,
  username: maybeText,
  mountpoint: maybeText,
  listener: maybeText,
  proto_name: text,
  proto_ver: word,
  ip_address: maybeText,
  port: amount,
  connected: flag,
  connected_at: maybeText,
  disconnected_at: maybeText,
  created_at: maybeText,
  keepalive: amount,
  clean_start: flag,
  expiry_interval: amount,
  subscriptions_cnt: amount,
  inflight_cnt: amount,
  inflight_max: amount,
  mqueue_len: amount,
  mqueue_max: amount,
  mqueue_dropped: amount,
  recv_oct: amount,
  recv_pkt: amount,
  recv_msg: amount,
  send_oct: amount,
  send_pkt: amount,
  send_msg: amount,
} as const;

const ocpp = record({
  vendor: maybeText,
  model: maybeText,
  serial_number: maybeText,
  firmware_version: maybeText,
  boot_status: maybeText,
  last_seen_at: maybeText,
  last_heartbeat_at: maybeText,
  last_error: maybeText,
  connectors: listOf(record({ id: amount, evse_id: maybeAmount, status: text, error_code: maybeText })),
  pending_call: maybe(record({ unique_id: text, action: text, sent_at: maybeText })),
});

/** One MQTT client; keepalive and expiry in seconds, `_oct` in bytes. */
export const mqttClient = record(clientFields);
/** One MQTT client. */
export type MqttClient = Read<typeof mqttClient>;
/** One charge point: a client, and what is known of the device under `ocpp`. */
export const chargePoint = record({ ...clientFields, ocpp });
/** One charge point. */
export type ChargePoint = Read<typeof chargePoint>;
/** The state of one connector. */
export type Connector = ChargePoint['ocpp']['connectors'][number];

const user = record({ user_id: text, is_superuser: flag, identities: listOf(text) });
/** One user; no identities means any. */
export type User = Read<typeof user>;

const apiKeyFields = {
  name: text,
  api_key: text,
  desc: text,
  enable: flag,
  expired_at: text,
  expired: flag,
  created_at: maybeText,
  role: text,
} as const;
/** The API keys. */
export const apiKeys = listOf(record(apiKeyFields));
/** One API key; `expired_at` is RFC 3339 or `infinity`. */
export type ApiKey = Read<typeof apiKeys>[number];
/** A key just made: the only time that its secret is told. */
export const newApiKey = record({ ...apiKeyFields, api_secret: text });
/** A key just made. */
export type NewApiKey = Read<typeof newApiKey>;

/** The pages of the three kinds of list. */
export const chargePointPage = page(chargePoint);
/** One page of MQTT clients. */
export const mqttClientPage = page(mqttClient);
/** One page of users. */
export const userPage = page(user);
