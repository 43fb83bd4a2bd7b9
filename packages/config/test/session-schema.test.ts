import t from 'tap';
import { linesOf, pathsOf } from './problems.ts';

const mqtt = (settings: unknown) => pathsOf({ mqtt: settings });

t.test('sessions, queues and retained messages are bounded within bounds', async (t) => {
  t.strictSame(
    mqtt({
      sessions: { max: 1, queue: { max_messages: 1, max_bytes: '64GB', max_total_bytes: '1024GB' } },
      retained: { max_messages: 1, max_bytes: '64GB' },
    }),
    [],
  );
  t.strictSame(
    mqtt({
      sessions: { max: 0, queue: { max_messages: 0, max_bytes: '0', max_total_bytes: '1KB' } },
      retained: { max_messages: 0, max_bytes: '0' },
    }),
    [
      'mqtt.sessions.max',
      'mqtt.sessions.queue.max_messages',
      'mqtt.sessions.queue.max_bytes',
      'mqtt.sessions.queue.max_total_bytes',
      'mqtt.retained.max_messages',
      'mqtt.retained.max_bytes',
    ],
  );
});

t.test('what MQTT counts in seconds is given in whole seconds', async (t) => {
  for (const time of ['0s', '1s', '90m', '18h']) {
    t.strictSame(mqtt({ max_keepalive: time, sessions: { max_expiry: time, queue: { max_age: time } } }), [], time);
  }
  t.strictSame(mqtt({ sessions: { max_expiry: '3650d', queue: { max_age: '3650d' } } }), []);
  t.strictSame(linesOf({ mqtt: { max_keepalive: '500ms', sessions: { max_expiry: '1500ms' } } }), [
    'mqtt.max_keepalive: must be a duration of whole seconds such as 60s or 2h, 0s or from 1s to 18h',
    'mqtt.sessions.max_expiry: must be a duration of whole seconds such as 60s or 2h, 0s or from 1s to 3650d',
  ]);
  t.strictSame(mqtt({ max_keepalive: '19h', sessions: { queue: { max_age: '3651d' } } }), [
    'mqtt.max_keepalive',
    'mqtt.sessions.queue.max_age',
  ]);
});
