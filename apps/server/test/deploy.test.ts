// Shows of issue 5: "A Grafana dashboard and alert rules in `deploy/`, their metric names checked by a test". A server to which everything
// happens that is counted tells which metrics and labels there are.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { DropReason } from '@ocpp-broker/broker';
import type { CallMaker, HandshakeOutcome } from '@ocpp-broker/gateway';
import type { CallEnd } from '@ocpp-broker/ocpp';
import mqttPacket from 'mqtt-packet';
import t from 'tap';
import { parse } from 'yaml';
import { exposedMetrics } from './fixtures/exposition.ts';
import { type Query, queryOf, type Selector } from './fixtures/prometheus-query.ts';
import { ask } from './fixtures/running-api.ts';
import { mqttUser, startTestServer, type TestServer } from './fixtures/running-server.ts';
import { call } from './fixtures/running-settings.ts';
import { until } from './fixtures/running-wait.ts';

const read = (name: string) => readFileSync(new URL(`../../../../deploy/${name}`, import.meta.url), 'utf8');

type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
};
type Panel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
};
type Dashboard = {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
};

const { groups } = parse(read('prometheus/alerts.yml')) as { readonly groups: readonly { rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('grafana/dashboards/ocpp-broker.json')) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** Every query with where it stands. */
const queries: readonly (readonly [where: string, query: Query])[] = [
  ...rules.map(({ alert, expr }) => [alert, queryOf(expr)] as const),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, queryOf(expr)] as const)),
  ...dashboard.annotations.list.map(({ expr }) => ['annotation', queryOf(expr)] as const),
];
const selectors = queries.flatMap(([where, query]) => query.selectors.map((selector) => ({ where, ...selector })));

/** What Prometheus puts to each series. */
const scraped = ['instance', 'job'];
/** What Prometheus makes itself, and what takes a second to happen (a message expires): metrics.test.ts has its label. */
const others = new Map([
  ['up', { type: 'gauge', labels: new Map<string, ReadonlySet<string>>() }],
  [
    'ocpp_broker_mqtt_stored_messages_dropped_total',
    { type: 'counter', labels: new Map([['reason', new Set<string>()]]) },
  ],
]);

/** Words that the server may use for labels, as its types have them: not all of them come to pass here. */
const outcomes: Readonly<Record<HandshakeOutcome | CallEnd['outcome'], true>> = {
  accepted: true,
  bad_request: true,
  unauthorized: true,
  forbidden: true,
  unknown_identity: true,
  unavailable: true,
  unsupported_subprotocol: true,
  tls_failed: true,
  proxy_refused: true,
  result: true,
  error: true,
  responded: true,
  refused: true,
  overflow: true,
  given_up: true,
  not_json: true,
  not_a_message: true,
  not_allowed: true,
  invalid_payload: true,
  duplicate_unique_id: true,
  unknown_unique_id: true,
  queue_full: true,
  not_connected: true,
  expired: true,
  timed_out: true,
  connection_lost: true,
  superseded: true,
  invalid_answer: true,
};
const makers: Readonly<Record<CallMaker, true>> = { 'charge-point': true, csms: true, api: true };
const drops: Readonly<Record<DropReason, true>> = {
  'slow-client': true,
  'not-allowed': true,
  expired: true,
  'packet-too-large': true,
  'queue-full': true,
  queued_messages: true,
  queued_bytes: true,
  queued_bytes_total: true,
  retained_messages: true,
  retained_bytes: true,
};
const wordsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  outcome: new Set(Object.keys(outcomes)),
  by: new Set(Object.keys(makers)),
  reason: new Set(Object.keys(drops)),
};

const running = await startTestServer(t, {
  persistence: 'sqlite',
  settings: {
    api: { prometheus_networks: ['127.0.0.1'] },
    mqtt: { sessions: { queue: { max_messages: 1 } } },
    // Nothing listens at port 9.
    webhooks: { hole: { url: 'http://127.0.0.1:9/', events: ['call'] } },
  },
});
await chargePointsDoAllThatIsCounted(running);
await mqttClientsDoAllThatIsCounted(running);
const scrape = async () => (await ask(running.urls.api, 'GET /prometheus/stats')).text;
const families = (text: string) =>
  [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
const seriesName = ({ name, type }: { name: string; type: string }) => (type === 'histogram' ? `${name}_bucket` : name);
const exposed = await until('a series of each metric', async () => {
  const text = await scrape();
  const metrics = new Map([...others, ...exposedMetrics(text)]);
  return families(text).every((family) => metrics.has(seriesName(family))) && metrics;
});
const typeOf = ({ metric }: Selector) => exposed.get(metric)?.type;

t.test('every query is one of Prometheus, and asks for metrics and labels that the server has', async (t) => {
  t.ok(queries.length > 80, `${queries.length} queries`);
  for (const [where, { errors, selectors }] of queries) {
    t.same(errors, [], where);
    t.ok(selectors.length > 0, where);
  }
  for (const { where, metric, matchers, groupings } of selectors) {
    const labels = exposed.get(metric)?.labels;
    t.ok(labels, `${where}: ${metric}`);
    for (const label of [...matchers.map(({ label }) => label), ...groupings.flat()]) {
      t.ok(labels?.has(label) || scraped.includes(label), `${where}: ${metric} has ${label}`);
    }
  }
});

t.test('the values of labels that are asked for are those that there are', async (t) => {
  for (const { where, metric, matchers } of selectors) {
    for (const { label, value } of matchers.filter(({ label }) => !scraped.includes(label))) {
      const values = wordsOf[label] ?? exposed.get(metric)?.labels.get(label) ?? new Set();
      for (const one of value.split('|')) t.ok(values.has(one), `${where}: ${metric} ${label}="${one}"`);
    }
  }
});

t.test('rates are taken of what only grows, and of nothing else', async (t) => {
  for (const { where, metric, functions, ...selector } of selectors) {
    const [nearest = ''] = functions;
    const isCounter = typeOf({ metric, functions, ...selector }) === 'counter';
    t.equal(isCounter, ['rate', 'increase'].includes(nearest), `${where}: ${metric}`);
    if (metric.endsWith('_bucket')) {
      t.ok(functions.includes('histogram_quantile') && selector.groupings.flat().includes('le'), `${where}: ${metric}`);
    } else t.notOk(functions.includes('histogram_quantile'), `${where}: ${metric}`);
  }
});

t.test('every metric stands in the dashboard', async (t) => {
  const shown = new Set(
    panels
      .flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => queryOf(expr).selectors))
      .map(({ metric }) => metric),
  );
  for (const { name, type } of families(await scrape())) {
    t.ok(shown.has(name) || (type === 'histogram' && shown.has(`${name}_bucket`)), name);
  }
});

t.test('every panel has the unit of what it shows, its own place, and legends of labels that there are', async (t) => {
  t.same(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
  const taken = new Set<string>();
  for (const { title, gridPos, fieldConfig, targets = [], datasource } of panels) {
    t.equal(datasource?.uid, '${datasource}', title);
    for (const { expr, legendFormat } of targets) {
      t.ok(unitsOf(queryOf(expr)).includes(fieldConfig?.defaults.unit ?? ''), `${title}: ${expr}`);
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      for (const label of named) t.ok(resultLabels(expr).includes(label), `${title}: ${label}`);
    }
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        t.notOk(taken.has(`${x},${y}`) || x > 23, `${title} at ${x},${y}`);
        taken.add(`${x},${y}`);
      }
    }
  }
  t.same(
    dashboard.templating.list.map(({ name }) => name),
    ['datasource', 'instance'],
  );
});

t.test('every alert has a severity, a time, and says what is to be done in labels that it has', async (t) => {
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
  const manual = readFileSync(new URL('../../../../docs/operating.md', import.meta.url), 'utf8');
  for (const { alert, expr, labels, annotations, ...rule } of rules) {
    t.match(alert, /^OcppBroker[A-Z]/);
    t.match(labels.severity, /^(critical|warning)$/, alert);
    t.match(rule.for, /^\d+m$/, alert);
    t.ok(annotations.description.length > 80, alert);
    t.match(manual, new RegExp(`\`${alert}\``), `docs/operating.md tells of ${alert}`);
    const named = [...`${annotations.summary} ${annotations.description}`.matchAll(/\$labels\.(\w+)/g)];
    for (const [, label = ''] of named) t.ok(resultLabels(expr).includes(label), `${alert}: ${label}`);
  }
});

/** The labels of what a query results in: those that it is grouped by at last, or all. */
function resultLabels(expr: string): readonly string[] {
  const all = queryOf(expr).selectors.map(({ metric, groupings }) =>
    groupings.length > 0 ? (groupings.at(-1) ?? []) : [...(exposed.get(metric)?.labels.keys() ?? []), ...scraped],
  );
  const [first = [], ...others] = all.map((labels, index) => [
    ...labels,
    ...(queryOf(expr).selectors[index]?.groupings.flat() ?? []),
  ]);
  return first.filter((label) => label !== 'le' && others.every((labels) => labels.includes(label)));
}

function unitsOf({ selectors, isRatio }: Query): readonly string[] {
  if (isRatio) return ['percentunit'];
  const { metric = '', functions = [] } = selectors[0] ?? {};
  if (functions.includes('histogram_quantile')) return metric.endsWith('_seconds_bucket') ? ['s'] : [];
  if (functions.includes('rate')) {
    if (metric.endsWith('_bytes_total')) return ['Bps'];
    return metric.endsWith('_seconds_total') ? ['percentunit'] : ['ops', 'reqps', 'cps', 'pps'];
  }
  if (metric.endsWith('_bytes')) return ['bytes'];
  if (metric.endsWith('_ratio')) return ['percentunit'];
  return metric.endsWith('_seconds') ? ['s'] : ['short'];
}

async function chargePointsDoAllThatIsCounted({ chargePoint, mqtt, refusedChargePoint }: TestServer): Promise<void> {
  const csms = await mqtt();
  await csms.subscribe('ocpp/cp/#', 1);
  const one = await chargePoint('CP1');
  await one.send([2, 'h', 'Heartbeat', {}]);
  await csms.nextEnvelope('ocpp/cp/CP1');
  await csms.publish('ocpp/cs/CP1', {
    MessageTypeId: 3,
    UniqueId: 'h',
    Payload: { currentTime: '2026-01-01T00:00:00Z' },
  });
  await one.next();
  await csms.publish('ocpp/cs/CP1', call('c', 'ClearCache'));
  await one.next();
  await one.send([3, 'c', { status: 'Accepted' }]);
  await csms.nextEnvelope('ocpp/cp/CP1/Reply');
  await one.send('no frame');
  await one.close();
  await refusedChargePoint('CP1', { password: 'wrong' });
}

async function mqttClientsDoAllThatIsCounted({ mqtt, urls }: TestServer): Promise<void> {
  const publisher = await mqtt();
  const small = await mqtt({}, { properties: { maximumPacketSize: 60 } });
  await small.subscribe('big', 1);
  await publisher.publish('big', { text: 'x'.repeat(100) });
  const away = await mqtt({}, { clean: false, clientId: 'away', properties: { sessionExpiryInterval: 60 } });
  await away.subscribe('kept', 1);
  await away.client.endAsync();
  for (const number of [1, 2]) await publisher.publish('kept', { number });
  await mqtt({}, { password: 'wrong' }).catch(() => {});
  // What is no packet, after a CONNECT that is one.
  const { port, hostname } = new URL(urls.tcp);
  const socket = connect(Number(port), hostname);
  const { username, password } = mqttUser;
  socket.write(
    mqttPacket.generate({
      cmd: 'connect',
      clientId: 'broken',
      clean: true,
      protocolId: 'MQTT',
      protocolVersion: 4,
      keepalive: 0,
      username,
      password: Buffer.from(password),
    }),
  );
  await once(socket, 'data');
  socket.write(Buffer.from([0xff, 0x00]));
  await once(socket, 'close');
}
