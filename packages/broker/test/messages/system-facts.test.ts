import t from 'tap';
import { type SystemFacts, systemFacts } from '../../src/messages/system-facts.ts';

const facts: SystemFacts = {
  node: 'ocpp-broker@127.0.0.1',
  version: '1.2.3',
  uptimeMs: 61_999,
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
  clientsMax: 9,
  stats: {
    receivedPackets: 11,
    receivedMessages: 12,
    sentPackets: 13,
    sentMessages: 14,
    droppedMessages: 15,
    receivedBytes: 16,
    sentBytes: 17,
    connections: 8,
    clients: 7,
    subscriptions: 6,
    sharedSubscriptions: 1,
    topics: 4,
    subscribers: 3,
    sessions: 5,
    sessionsAway: 2,
    store: { sessions: 5, queuedMessages: 100, queuedBytes: 1000, retainedMessages: 20, retainedBytes: 200, wills: 1 },
  },
};

t.test('statistics have the names of EMQX', async (t) => {
  const values = new Map(systemFacts(facts));
  const base = '$SYS/brokers/ocpp-broker@127.0.0.1';
  t.equal(values.get('$SYS/brokers'), 'ocpp-broker@127.0.0.1');
  const expected = {
    version: '1.2.3',
    uptime: '61',
    datetime: '2026-01-02T03:04:05.000Z',
    'stats/connections/count': '7',
    'stats/sessions/count': '5',
    'stats/subscriptions/count': '6',
    'stats/retained/count': '20',
    'metrics/bytes/received': '16',
    'metrics/bytes/sent': '17',
    'metrics/packets/received': '11',
    'metrics/packets/sent': '13',
    'metrics/messages/received': '12',
    'metrics/messages/sent': '14',
    'metrics/messages/dropped': '15',
  };
  for (const [name, value] of Object.entries(expected)) t.equal(values.get(`${base}/${name}`), value, name);
});

t.test('statistics have the names of mosquitto', async (t) => {
  const values = new Map(systemFacts(facts));
  const expected = {
    version: 'ocpp-broker version 1.2.3',
    uptime: '61 seconds',
    'clients/connected': '7',
    'clients/disconnected': '2',
    'clients/total': '9',
    'clients/maximum': '9',
    'store/messages/count': '120',
    'store/messages/bytes': '1200',
    'publish/messages/dropped': '15',
    'bytes/sent': '17',
  };
  for (const [name, value] of Object.entries(expected)) t.equal(values.get(`$SYS/broker/${name}`), value, name);
});

t.test('a name of a node with slashes or wildcards in it is one level of a topic', async (t) => {
  const topics = systemFacts({ ...facts, node: 'a/b+c#' }).map(([topic]) => topic);
  t.ok(topics.includes('$SYS/brokers/a-b-c-/version'));
  t.same(
    topics.filter((topic) => /[+#]/.test(topic)),
    [],
  );
});
