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
  t.strictSame(pathsOf(mqtt({ max_packet_size: '256MB', connect_timeout: '100ms', max_connections: 1_000_000 })), []);
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
