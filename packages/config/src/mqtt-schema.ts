import { mqttListenersSchema } from './listener-schema.ts';
import { choice, count, duration, flag, path, section, size } from './setting-schema.ts';

const authentication = section('How MQTT clients prove who they are.', {
  enable: flag(true, 'reconnect', 'Asks MQTT clients for a user and a password.'),
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
});

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
  authentication,
  listeners: mqttListenersSchema,
});
