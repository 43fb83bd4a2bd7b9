import type { Schema } from './operation.ts';

// Written as name → type, since each of the fields would else need a line that says what EMQX's manual says of it.
const base = {
  node: 'string',
  clientid: 'string',
  username: 'string?',
  mountpoint: 'string?',
  listener: 'string?',
  ip_address: 'string?',
  port: 'integer',
  is_bridge: 'boolean',
  connected: 'boolean',
  connected_at: 'time?',
  disconnected_at: 'time?',
  created_at: 'time?',
  keepalive: 'integer',
  clean_start: 'boolean',
  expiry_interval: 'integer',
  subscriptions_cnt: 'integer',
  subscriptions_max: 'integer',
  inflight_cnt: 'integer',
  inflight_max: 'integer',
  mqueue_len: 'integer',
  mqueue_max: 'integer',
  mqueue_dropped: 'integer',
  awaiting_rel_cnt: 'integer',
  awaiting_rel_max: 'integer',
  recv_oct: 'integer',
  recv_cnt: 'integer',
  recv_pkt: 'integer',
  recv_msg: 'integer',
  send_oct: 'integer',
  send_cnt: 'integer',
  send_pkt: 'integer',
  send_msg: 'integer',
} as const;

const chargePoint = {
  vendor: 'string?',
  model: 'string?',
  serial_number: 'string?',
  firmware_version: 'string?',
  boot_status: 'string?',
  last_seen_at: 'time?',
  last_heartbeat_at: 'time?',
  last_error: 'string?',
} as const;

const TYPES = {
  string: { type: 'string' },
  'string?': { type: ['string', 'null'] },
  integer: { type: 'integer', minimum: 0 },
  'integer?': { type: ['integer', 'null'], minimum: 0 },
  boolean: { type: 'boolean' },
  time: { type: 'string', format: 'date-time' },
  'time?': { type: ['string', 'null'], format: 'date-time' },
} as const satisfies Readonly<Record<string, Schema>>;

const connector = record({ id: 'integer', evse_id: 'integer?', status: 'string', error_code: 'string?' });
const pendingCall = record({ unique_id: 'string', action: 'string', sent_at: 'time' });
const options = {
  nl: { type: 'integer', enum: [0, 1], description: 'No local' },
  rap: { type: 'integer', enum: [0, 1], description: 'Retain as published' },
  rh: { type: 'integer', enum: [0, 1, 2], description: 'Retain handling' },
};

/** The schemas of clients and of their subscriptions. */
export const clientSchemas: Readonly<Record<string, Schema>> = {
  GatewayClient: record(base, {
    proto_name: { type: 'string', const: 'OCPP' },
    proto_ver: { type: 'string', description: 'Version of OCPP', examples: ['1.6', '2.0.1', '2.1'] },
    ocpp: record(chargePoint, {
      connectors: { type: 'array', items: connector },
      pending_call: { ...pendingCall, type: ['object', 'null'] },
    }),
  }),
  MqttClient: record(base, {
    proto_name: { type: 'string', enum: ['MQTT', 'MQIsdp'] },
    proto_ver: { type: 'integer', enum: [3, 4, 5] },
  }),
  Subscription: record({ topic: 'string' }, { qos: { type: 'integer', enum: [0, 1, 2] }, ...options }),
};

function record(
  fields: Readonly<Record<string, keyof typeof TYPES>>,
  more: Readonly<Record<string, Schema>> = {},
): Schema {
  const typed = Object.entries(fields).map(([name, type]): [string, Schema] => [name, TYPES[type]]);
  const properties = { ...Object.fromEntries(typed), ...more };
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}
