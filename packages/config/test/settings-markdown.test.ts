import t from 'tap';
import { settingsMarkdown } from '../src/index.ts';
import { leavesOf } from './schema-leaves.ts';

const page = settingsMarkdown();
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const cells = (row: string) => row.split('|').slice(1, -1);

t.test('every setting has its row, once', async (t) => {
  const keys = rows.map((row) => cells(row)[0]?.trim().replaceAll('`', '').replaceAll(/<\w+>/g, '*'));
  t.strictSame(
    keys.toSorted(),
    leavesOf()
      .map(({ path }) => path.join('.'))
      .toSorted(),
  );
});

t.test('every row has six cells', async (t) => {
  for (const row of rows) t.equal(cells(row).length, 6, row);
});

t.test('a row tells values, default, change, meaning and variable', async (t) => {
  t.ok(
    page.includes(
      '| `gateway.ocpp.reply_timeout` | duration, 0 or 100ms to 24d | `60s` | live | How long the MQTT side may take before we answer a charge point with InternalError; `0s` is for ever. | `OCPP_BROKER_GATEWAY__OCPP__REPLY_TIMEOUT` |',
    ),
  );
  t.ok(page.includes('`OCPP_BROKER_MQTT__LISTENERS__TCP__<NAME>__BIND`'));
  t.ok(page.includes("| `api.bootstrap_file` | a path, or empty for none | `''` |"));
  t.ok(
    page.includes(
      "| `gateway.ocpp.charge_points.<identity>.ping_interval` | duration, 0 or 100ms to 24d, or empty | `''` | live |",
    ),
  );
  t.ok(page.includes('`OCPP_BROKER_GATEWAY__OCPP__CHARGE_POINTS__<identity>__VERSION`'));
  t.ok(page.includes('| `mqtt.authentication.http.headers.<name>` |'));
  t.ok(page.includes('| `gateway.ocpp.call_timeout_overrides.<Action>` |'));
  t.ok(page.includes('| `mqtt.max_connect_rate_per_address` | rate, 0 or 1/h to 100000/s | `0/s` | live |'));
  t.ok(page.includes("| `''`, `reject`, `warn`, `off` | `''` |"));
  t.ok(page.includes('| `log.level` | `trace`, `debug`, `info`, `warn`, `error`, `fatal`, `silent` | `info` |'));
});

t.test('each root has its chapter, and a setting stands under the nearest', async (t) => {
  const headings = page.split('\n').filter((line) => line.startsWith('## '));
  t.strictSame(headings, [
    '## General',
    '## log',
    '## api',
    '## mqtt',
    '## mqtt.authorization',
    '## mqtt.authentication',
    '## mqtt.listeners',
    '## gateway.ocpp',
    '## gateway.ocpp.charge_points',
    '## gateway.ocpp.authentication',
    '## gateway.ocpp.listeners',
    '## webhooks',
  ]);
  t.match(page, /## gateway.ocpp.charge_points\n\nWhat is different for single charge points/);
  const mqtt = page.slice(page.indexOf('## mqtt\n'), page.indexOf('## mqtt.authorization'));
  t.ok(mqtt.includes('`mqtt.max_packet_size`'));
  t.ok(mqtt.includes('`mqtt.sessions.queue.max_bytes`'));
  t.notOk(mqtt.includes('`mqtt.listeners.'));
});
