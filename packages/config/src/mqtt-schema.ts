import { authenticationParts } from './authentication-schema.ts';
import { authorizationSchema } from './authorization-schema.ts';
import { mqttListenersSchema } from './listener-schema.ts';
import { retainedSchema, secondsOrNone, sessionsSchema } from './session-schema.ts';
import { choice, count, duration, flag, path, rate, section, size } from './setting-schema.ts';

const authentication = section('How MQTT clients prove who they are.', {
  enable: flag(true, 'reconnect', 'Asks MQTT clients who they are.'),
  mechanism: choice(['password_based'], 'password_based', 'reconnect', 'What is asked for: a user and a password.'),
  backend: choice(
    ['built_in_database'],
    'built_in_database',
    'reconnect',
    "Where users are kept: in the server's own database.",
  ),
  user_id_type: choice(['username'], 'username', 'reconnect', 'What a stored user is found by: the MQTT user name.'),
  bootstrap_file: path(
    '',
    'restart',
    'A CSV or JSON file, read at the start, from which MQTT users are made.',
    'optional',
  ),
  ...authenticationParts,
});

// What a packet id can tell apart.
const packetIds = { min: 1, max: 65_535 };

/** The root `mqtt`: the broker. */
export const mqttSchema = section('The MQTT broker.', {
  allow_anonymous: flag(false, 'reconnect', 'Lets MQTT clients in that show neither user nor password.'),
  // MQTT itself ends at 256 MB (a remaining length of four bytes).
  max_packet_size: size('1MB', 'live', 'The largest MQTT packet that is taken; a client that sends more is closed.', {
    min: '1KB',
    max: '256MB',
  }),
  connect_timeout: duration('10s', 'live', 'How long a new connection may take to send its CONNECT.', {
    min: '100ms',
    max: '10m',
  }),
  max_connections: count(10_000, 'live', 'How many MQTT clients are connected at once, over all listeners.', {
    min: 1,
    max: 1_000_000,
  }),
  max_connections_per_address: count(
    0,
    'live',
    'How many of them may come from one address (of IPv6, from one /64 network); 0 is no limit.',
    { min: 0, max: 1_000_000 },
  ),
  max_connect_rate_per_address: rate(
    '0/s',
    'live',
    'How many connections one address may open in that time, whatever becomes of them; further ones are closed, and 0 is no limit.',
    { min: '1/h', max: '100000/s', zero: true },
  ),
  max_keepalive: secondsOrNone(
    '10m',
    'reconnect',
    'The longest keep alive: a client of MQTT 5 that asks for more, or for none, is told this one; `0s` is no limit.',
    // 65,535 seconds is all that CONNACK can tell.
    '18h',
  ),
  max_topic_levels: count(100, 'live', 'How many levels a topic or a filter of a client may have.', {
    min: 1,
    max: 100,
  }),
  max_topic_length: size('4KB', 'live', 'How many bytes a topic or a filter of a client may have.', {
    min: '64B',
    max: '65535B',
  }),
  max_subscriptions: count(1000, 'live', 'How many subscriptions one client may have.', { min: 1, max: 1_000_000 }),
  max_inflight: count(
    1024,
    'reconnect',
    'How many messages of QoS 1 and 2 are under way to one client at once; one of MQTT 5 may ask for fewer.',
    packetIds,
  ),
  receive_maximum: count(
    1024,
    'reconnect',
    'How many publishes of QoS 1 and 2 one client may have unfinished; one of MQTT 5 is told, and disconnected for more.',
    packetIds,
  ),
  max_awaiting_rel: count(
    1024,
    'reconnect',
    'How many publishes of QoS 2 of one session may wait for their PUBREL, over all its connections.',
    packetIds,
  ),
  max_topic_alias: count(16, 'reconnect', 'How many topic aliases a client of MQTT 5 may set; 0 is none.', {
    min: 0,
    max: 65_535,
  }),
  slow_client: section(
    'What happens to a client that takes its messages too slowly, by the bytes not yet sent to it.',
    {
      drop_qos0_above: size('1MB', 'live', 'Above this, messages of QoS 0 to that client are dropped.', {
        min: '1KB',
        max: '1GB',
      }),
      disconnect_above: size('8MB', 'live', 'Above this, the client is disconnected.', { min: '1KB', max: '1GB' }),
    },
  ),
  persistence: choice(
    ['sqlite', 'memory'],
    'sqlite',
    'restart',
    'Where sessions, queued and retained messages are kept: in the data folder, or only as long as the server runs.',
  ),
  persistence_synchronous: choice(
    ['normal', 'full'],
    'normal',
    'restart',
    'What an acknowledged message survives: the death of the process, or also that of the machine, which costs a write to the disk each time.',
  ),
  sessions: sessionsSchema,
  retained: retainedSchema,
  sys_topics: section('The statistics under `$SYS`.', {
    interval: duration('60s', 'live', 'How often they are published; `0s` is never.', {
      min: '1s',
      max: '1d',
      zero: true,
    }),
  }),
  authorization: authorizationSchema,
  authentication,
  listeners: mqttListenersSchema,
});
