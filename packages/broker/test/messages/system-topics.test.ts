import { mock } from 'node:test';
import t from 'tap';
import { options, startBroker, topicGuard } from '../harness.ts';
import { RawClient } from '../outside/raw-client.ts';

const often = { ...options, systemTopicsIntervalMs: 60_000 };

t.beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }));
t.afterEach(() => mock.timers.reset());

t.test('statistics come at once to those who subscribe, and again at every interval', async (t) => {
  let now = 1_000_000;
  const { tcp } = await startBroker(t, { options: often, now: () => now });
  const reader = await RawClient.connect(t, tcp, 5);
  await reader.subscribe('$SYS/broker/uptime', 1);
  t.match(await reader.receive(), { topic: '$SYS/broker/uptime', retain: true, qos: 0 });
  now += 60_000;
  mock.timers.tick(60_000);
  const again = await reader.receive();
  t.match(again, { retain: false });
  t.equal(again.payload.toString(), '60 seconds');
});

t.test('they are not among the topics that # reaches, live or kept', async (t) => {
  const { broker, tcp } = await startBroker(t, { options: often });
  const reader = await RawClient.connect(t, tcp, 5);
  await reader.subscribe([{ filter: '#' }, { filter: '+/broker/uptime' }, { filter: '+/#' }]);
  mock.timers.tick(60_000);
  broker.publish({ topic: 'end', payload: 'end', qos: 0, retain: false }, () => undefined);
  t.same(await reader.receiveUntilEnd(), []);
});

t.test('only those may read them whom the guard lets', async (t) => {
  const guard = {
    ...topicGuard,
    maySubscribe: ({ clientId }: { clientId: string }, filter: string) =>
      clientId === 'operator' || !filter.startsWith('$SYS'),
  };
  const { tcp } = await startBroker(t, { options: often, topicGuard: guard });
  const operator = await RawClient.connect(t, tcp, 5, { clientId: 'operator' });
  t.same(await operator.subscribe('$SYS/#'), [0]);
  await operator.receive();
  const other = await RawClient.connect(t, tcp, 5, { clientId: 'other' });
  t.same(await other.subscribe('$SYS/#'), [0x87]);
  t.same(await other.subscribe('$share/g/$SYS/#'), [0x87]);
  mock.timers.tick(60_000);
  await other.ping();
  t.notOk(other.received.some(({ kind }) => kind === 'publish'));
});

t.test('they begin, change and end as it is set', async (t) => {
  const { broker, tcp } = await startBroker(t, { options });
  const reader = await RawClient.connect(t, tcp, 5);
  await reader.subscribe('$SYS/broker/version');
  mock.timers.tick(600_000);
  broker.reconfigure(often);
  await reader.receive();
  broker.reconfigure({ ...often, systemTopicsIntervalMs: 10_000 });
  await reader.receive();
  mock.timers.tick(10_000);
  await reader.receive();
  broker.reconfigure({ ...often, systemTopicsIntervalMs: 0 });
  mock.timers.tick(600_000);
  await reader.subscribe('$SYS/broker/version');
  await reader.ping();
  t.equal(reader.received.filter(({ kind }) => kind === 'publish').length, 3, 'nor are the last ones kept');
});

t.test('they cost the store nothing', async (t) => {
  const { broker } = await startBroker(t, { options: often });
  t.equal(broker.stats().store.retainedMessages, 0);
});
