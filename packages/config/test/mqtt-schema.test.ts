import t from 'tap';
import { defaultSettings } from '../src/index.ts';
import { pathsOf } from './problems.ts';

t.test('by default nobody is anonymous, and everything is kept', async (t) => {
  const { mqtt } = defaultSettings();
  t.equal(mqtt.allow_anonymous, false);
  t.equal(mqtt.authentication.enable, true);
  t.equal(mqtt.persistence, 'sqlite');
});

t.test('the limits of the broker have limits', async (t) => {
  const mqtt = (settings: unknown) => ({ mqtt: settings });
  t.strictSame(pathsOf(mqtt({ max_packet_size: '64MB', connect_timeout: '100ms', max_connections: 1_000_000 })), []);
  t.strictSame(pathsOf(mqtt({ max_packet_size: '257MB', connect_timeout: '0s', max_connections: 0 })), [
    'mqtt.max_packet_size',
    'mqtt.connect_timeout',
    'mqtt.max_connections',
  ]);
  t.strictSame(pathsOf(mqtt({ slow_client: { drop_qos0_above: '1B', disconnect_above: '2GB' } })), [
    'mqtt.slow_client.drop_qos0_above',
    'mqtt.slow_client.disconnect_above',
  ]);
});

t.test('only what this release has can be chosen', async (t) => {
  t.strictSame(
    pathsOf({
      mqtt: { persistence: 'redis', authentication: { mechanism: 'jwt', backend: 'mysql', user_id_type: 'clientid' } },
    }),
    [
      'mqtt.persistence',
      'mqtt.authentication.mechanism',
      'mqtt.authentication.backend',
      'mqtt.authentication.user_id_type',
    ],
  );
});

t.test('the defaults suit ten thousand clients', async (t) => {
  const { authentication, listeners, ...mqtt } = defaultSettings().mqtt;
  t.ok(authentication && listeners);
  t.strictSame(mqtt, {
    allow_anonymous: false,
    max_packet_size: '1MB',
    connect_timeout: '10s',
    max_connections: 10_000,
    max_connections_per_address: 0,
    max_connect_rate_per_address: '0/s',
    max_keepalive: '10m',
    max_topic_levels: 100,
    max_topic_length: '4KB',
    max_subscriptions: 1000,
    max_inflight: 1024,
    receive_maximum: 1024,
    max_awaiting_rel: 1024,
    max_topic_alias: 16,
    slow_client: { drop_qos0_above: '1MB', disconnect_above: '8MB' },
    persistence: 'sqlite',
    persistence_synchronous: 'normal',
    sessions: {
      max: 20_000,
      max_expiry: '7d',
      queue: { max_messages: 10_000, max_bytes: '64MB', max_age: '0s', max_total_bytes: '1GB' },
    },
    retained: { max_messages: 100_000, max_bytes: '256MB' },
    sys_topics: { interval: '60s' },
    authorization: {
      no_match: 'allow',
      deny_action: 'disconnect',
      charge_point_topics: 'users',
      built_in_database: { enable: true },
    },
  });
});

t.test('addresses, topics, packet ids and statistics have limits of their limits', async (t) => {
  const mqtt = (settings: unknown) => pathsOf({ mqtt: settings });
  t.strictSame(
    mqtt({
      max_connections_per_address: 1,
      max_connect_rate_per_address: 0,
      max_topic_levels: 1,
      max_topic_length: '65535',
      max_subscriptions: 1,
      max_inflight: 65_535,
      receive_maximum: 65_535,
      max_awaiting_rel: 65_535,
      max_topic_alias: 0,
      sys_topics: { interval: '0s' },
    }),
    [],
  );
  const wrong = {
    max_connections_per_address: -1,
    max_connect_rate_per_address: '1/d',
    max_topic_levels: 101,
    max_topic_length: '65536',
    max_subscriptions: 0,
    max_inflight: 0,
    receive_maximum: 0,
    max_awaiting_rel: 0,
    max_topic_alias: 65_536,
    sys_topics: { interval: '999ms' },
  };
  t.strictSame(mqtt(wrong), [
    ...Object.keys(wrong)
      .slice(0, -1)
      .map((key) => `mqtt.${key}`),
    'mqtt.sys_topics.interval',
  ]);
});
