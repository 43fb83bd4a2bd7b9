import { mock } from 'node:test';
import t from 'tap';
import { closed, connect, options, publish, startBroker, topicGuard } from '../harness.ts';
import { RawClient as StrictClient } from '../outside/raw-client.ts';
import { until } from '../outside/until.ts';
import { RawClient } from '../raw-client.ts';

t.test('connections above the limit over all listeners are closed, before they have said anything', async (t) => {
  const { broker, port, events, log, event } = await startBroker(t, { options: { ...options, connectionsMax: 3 } });
  const other = await broker.listen({ id: 'tcp:other', type: 'tcp', host: '127.0.0.1', port: 0, connectionsMax: 100 });
  const first = await RawClient.connect(t, port, 4, { clientId: 'first' });
  await RawClient.connect(t, other.port, 4, { clientId: 'second' });
  await RawClient.open(t, port);
  for (const full of [port, other.port]) await (await RawClient.open(t, full)).closed;
  t.match(
    events.filter(({ kind }) => kind === 'connection-refused'),
    [{ reason: 'too-many-connections' }, { reason: 'too-many-connections' }],
  );
  t.equal(log.filter(({ message }) => message.startsWith('too many connections')).length, 1, 'it is logged once');
  t.same(broker.stats().connections, 3);
  first.socket.destroy();
  await event(({ kind }) => kind === 'disconnected');
  t.ok(await connect(t, `mqtt://127.0.0.1:${port}`, { clientId: 'third' }));
});

t.test('a client whose login is decided after it has gone does no harm to another of its id', async (t) => {
  const waiting: (() => void)[] = [];
  let isHeld = false;
  const authenticator = {
    authenticate: async () => {
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      return { outcome: 'accepted', superuser: false } as const;
    },
  };
  const { broker, port, events } = await startBroker(t, { authenticator });
  const first = await RawClient.connect(t, port, 4, { clientId: 'one' });
  isHeld = true;
  const second = await RawClient.open(t, port);
  second.sendConnect({ clientId: 'one' });
  await until(() => waiting.length === 1, 'the login is being checked');
  second.socket.destroy();
  await until(() => broker.stats().connections === 1, 'it has gone');
  isHeld = false;
  for (const decide of waiting) decide();
  await new Promise((resolve) => setImmediate(resolve));
  t.ok(broker.client('one'));
  t.notOk(first.socket.destroyed);
  await RawClient.connect(t, port, 4, { clientId: 'one' });
  await first.closed;
  t.equal(broker.clients().length, 1);
  t.equal(broker.stats().connections, 1);
  t.same(
    events.map(({ kind }) => kind),
    ['connected', 'disconnected', 'connected'],
  );
});

t.test('MQTT 5: a session that stays survives the closing of its predecessor', async (t) => {
  const { broker, port, url } = await startBroker(t);
  for (let round = 0; round < 20; round += 1) {
    const ephemeral = await RawClient.connect(t, port, 5, { clientId: 'one' });
    ephemeral.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'old', qos: 1 }] });
    await ephemeral.next('suback');
    // The socket goes, and its successor is there before the broker has noticed.
    ephemeral.socket.destroy();
    const properties = { sessionExpiryInterval: 60 };
    const lasting = await connect(t, url, { clientId: 'one', protocolVersion: 5, clean: true, properties });
    await lasting.subscribeAsync('a', { qos: 1 });
    t.match(broker.subscriptions('one'), [{ topic: 'a' }]);
    await publish(broker, { topic: 'end' });
    t.match(broker.subscriptions('one'), [{ topic: 'a' }], `round ${round}`);
    t.equal(broker.clients().length, 1);
    t.equal(broker.stats().sessions, 1);
    await lasting.endAsync(true);
  }
});

t.test('connecting and disconnecting are told, with the reason code of the broker', async (t) => {
  const { broker, port, events, event, log } = await startBroker(t);
  const leaving = await RawClient.connect(t, port, 5, { clientId: 'leaving' });
  leaving.send({ cmd: 'disconnect', reasonCode: 0 });
  await event((event) => event.kind === 'disconnected' && event.clientId === 'leaving');
  await RawClient.connect(t, port, 5, { clientId: 'kicked' });
  broker.kick('kicked');
  await event((event) => event.kind === 'disconnected' && event.clientId === 'kicked');
  const taken = await RawClient.connect(t, port, 5, { clientId: 'taken' });
  await RawClient.connect(t, port, 5, { clientId: 'taken' });
  await event(() => events.length === 7);
  t.match(events, [
    { kind: 'connected', clientId: 'leaving', listenerId: 'tcp:default' },
    { kind: 'disconnected', clientId: 'leaving', reasonCode: null },
    { kind: 'connected', clientId: 'kicked' },
    { kind: 'disconnected', clientId: 'kicked', reasonCode: 0x98 },
    { kind: 'connected', clientId: 'taken' },
    { kind: 'disconnected', clientId: 'taken', reasonCode: 0x8e },
    { kind: 'connected', clientId: 'taken' },
  ]);
  await taken.closed;
  t.equal(events.length, 7, 'the closing of the one that was taken over is not told again');
  t.match(log[0], { level: 'info', message: 'client connected', clientId: 'leaving', remoteAddress: '127.0.0.1' });
});

t.test('who is not talking MQTT is refused with a log line', async (t) => {
  const { port, event, log } = await startBroker(t);
  const raw = await RawClient.open(t, port);
  raw.socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await raw.closed;
  t.match(await event(({ kind }) => kind === 'connection-refused'), { reason: 'protocol-error' });
  t.match(log.at(-1), { level: 'warn', message: 'connection refused', remoteAddress: '127.0.0.1' });
});

t.test('a client that sends too much, or nothing, before it is let in is cut', async (t) => {
  const hanging = { authenticate: () => new Promise<never>(() => undefined) };
  const { broker, port, event } = await startBroker(t, { authenticator: hanging });
  const flooding = await RawClient.open(t, port);
  flooding.sendConnect();
  flooding.socket.write(Buffer.alloc(256 * 1024));
  await flooding.closed;
  t.ok(await event((event) => event.kind === 'connection-refused' && event.reason === 'bytes-before-connect'));
  broker.reconfigure({ ...options, connectTimeoutMs: 20 });
  const silent = await RawClient.open(t, port);
  await silent.closed;
  t.ok(await event((event) => event.kind === 'connection-refused' && event.reason === 'connect-timeout'));
  const undecided = await RawClient.open(t, port);
  undecided.sendConnect();
  await undecided.closed;
  await until(() => broker.stats().connections === 0, 'nothing is left of them');
});

t.test('a client that falls silent is told 0x8D', async (t) => {
  const { port, event, log } = await startBroker(t);
  const silent = await StrictClient.connect(t, { carrier: 'tcp', port }, 5, { clientId: 'silent', keepalive: 1 });
  t.equal(await silent.disconnected(), 0x8d);
  t.match(await event(({ kind }) => kind === 'disconnected'), { clientId: 'silent', reasonCode: 0x8d });
  t.match(
    log.find(({ message }) => message === 'client has fallen silent'),
    { level: 'info', clientId: 'silent', keepaliveSeconds: 1 },
  );
});

t.test('a client whose login runs out is told 0xA0, once, and others stay', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.teardown(() => mock.timers.reset());
  let now = 1_000_000;
  const { broker, port, events, url, event } = await startBroker(t, {
    now: () => now,
    authenticator: {
      authenticate: async ({ clientId }) => ({
        outcome: 'accepted',
        superuser: false,
        expiresAt: clientId === 'unlimited' ? undefined : 1_060_000,
      }),
    },
  });
  const unlimited = await connect(t, url, { clientId: 'unlimited' });
  const four = await connect(t, url, { clientId: 'four' });
  const gone = closed(four);
  const five = await StrictClient.connect(t, { carrier: 'tcp', port }, 5, { clientId: 'five' });
  now = 1_059_999;
  mock.timers.tick(1000);
  await five.ping();
  now = 1_060_000;
  mock.timers.tick(1000);
  mock.timers.tick(1000);
  t.equal(await five.disconnected(), 0xa0);
  await gone;
  await event((event) => event.kind === 'disconnected' && event.clientId === 'five');
  const cut = events.filter(({ kind }) => kind === 'client-cut');
  t.match(cut, [
    { clientId: 'four', reason: 'expired' },
    { clientId: 'five', reason: 'expired' },
  ]);
  t.equal(cut.length, 2);
  t.ok(unlimited.connected);
  t.ok(broker.client('unlimited'));
});

t.test('bytes are counted over connections that are there and that have gone', async (t) => {
  const { broker, url, event } = await startBroker(t);
  const client = await connect(t, url);
  await client.publishAsync('a', Buffer.alloc(1000), { qos: 1 });
  const before = broker.stats();
  t.ok(before.receivedBytes > 1000 && before.sentBytes > 0);
  await client.endAsync();
  await event(({ kind }) => kind === 'disconnected');
  await until(() => broker.stats().connections === 0, 'the connection has gone');
  t.ok(broker.stats().receivedBytes >= before.receivedBytes);
  t.ok(broker.stats().sentBytes >= before.sentBytes);
});

t.test('the most clients at once are remembered', async (t) => {
  const { broker, url, event } = await startBroker(t, {
    options: { ...options, systemTopicsIntervalMs: 0 },
    topicGuard,
  });
  const clients = [await connect(t, url), await connect(t, url), await connect(t, url)];
  for (const client of clients) await client.endAsync();
  await event(({ kind }) => kind === 'disconnected');
  broker.reconfigure({ ...options, systemTopicsIntervalMs: 3_600_000 });
  const reader = await StrictClient.connect(t, { carrier: 'tcp', port: Number(new URL(url).port) }, 5);
  await reader.subscribe('$SYS/broker/clients/maximum');
  t.match((await reader.receive()).payload.toString(), '3');
});
