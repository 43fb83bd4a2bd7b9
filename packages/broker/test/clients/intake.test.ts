import t from 'tap';
import { failingStore } from '../failing-store.ts';
import { options, startBroker, topicGuard, withLimits } from '../harness.ts';
import { RawClient } from '../outside/raw-client.ts';
import { until } from '../outside/until.ts';
import { connect, pingreq, publish, subscribe } from '../outside/wire.ts';

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A guard that counts the publishes that it is asked about. */
function countingGuard() {
  const seen: string[] = [];
  return { seen, topicGuard: { ...topicGuard, mayPublish: (_: unknown, topic: string) => seen.push(topic) > 0 } };
}

t.test('packets that come in any pieces are read one by one, in order', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const topics: string[] = [];
  await broker.subscribe('#', ({ topic }) => topics.push(topic));
  const client = await RawClient.connect(t, tcp, 5);
  const bytes = Buffer.concat(['a', 'b', 'c'].map((topic) => publish(5, { topic, qos: 1, id: 1 })));
  for (const byte of bytes) client.send(Buffer.from([byte]));
  for (let count = 0; count < 3; count += 1) await client.next('puback');
  t.same(topics, ['a', 'b', 'c']);
});

t.test('nothing behind a CONNECT is read before it is decided', async (t) => {
  let accept = () => {};
  const { seen, topicGuard } = countingGuard();
  const authenticator = {
    authenticate: () =>
      new Promise<{ outcome: 'accepted'; superuser: boolean }>((resolve) => {
        accept = () => resolve({ outcome: 'accepted', superuser: false });
      }),
  };
  const { broker, tcp } = await startBroker(t, { topicGuard, authenticator });
  const client = await RawClient.open(t, tcp, 5);
  client.send(
    connect({ version: 5, clientId: 'eager', username: 'alice', password: 'secret' }),
    publish(5, { topic: 'a', qos: 1, id: 1 }),
  );
  await until(() => broker.stats().receivedPackets === 1, 'CONNECT is read');
  await turns(5);
  t.equal(broker.stats().receivedPackets, 1);
  t.same(seen, []);
  accept();
  t.equal((await client.next('connack')).reasonCode, 0);
  await client.next('puback');
  t.same(seen, ['a']);
});

t.test('nothing behind a DISCONNECT is read', async (t) => {
  const { seen, topicGuard } = countingGuard();
  const { tcp } = await startBroker(t, { topicGuard });
  const client = await RawClient.connect(t, tcp, 5);
  client.send(publish(5, { topic: 'a' }), Buffer.from([0xe0, 0]), publish(5, { topic: 'b' }));
  await client.closed();
  t.same(seen, ['a']);
});

t.test('what begins with anything but CONNECT is closed at its first byte', async (t) => {
  const { tcp, events, log } = await startBroker(t);
  for (const bytes of [Buffer.from('G'), pingreq, publish(4, { topic: 'a' })]) {
    const client = await RawClient.open(t, tcp, 4);
    client.send(bytes);
    t.same(await client.closed(), []);
  }
  t.match(events, Array(3).fill({ kind: 'connection-refused', reason: 'protocol-error' }));
  t.match(log[0], { level: 'warn', problem: 'the first packet is no CONNECT', clause: 'MQTT-3.1.0-1' });
});

t.test('publishes above Receive Maximum stay in the socket until earlier ones are stored', async (t) => {
  const { store, holdCommits } = failingStore();
  const { seen, topicGuard } = countingGuard();
  const { broker, tcp } = await startBroker(t, { store, topicGuard, ...withLimits({ receiveMaximum: 3 }) });
  // So that there is something to store.
  await RawClient.connect(t, tcp, 4, { clientId: 'away', clean: false }).then(async (away) => {
    await away.subscribe('#', 1);
    await away.leave();
  });
  const client = await RawClient.connect(t, tcp, 5);
  const before = broker.stats().receivedPackets;
  const release = holdCommits();
  for (let id = 1; id <= 10; id += 1) client.send(publish(5, { topic: `${id}`, qos: 1, id }));
  await until(() => seen.length === 3, 'three are taken');
  await turns(10);
  t.equal(broker.stats().receivedPackets - before, 3);
  release();
  for (let id = 1; id <= 10; id += 1) t.equal((await client.next('puback')).id, id);
});

t.test('no more than 4 MiB of unfinished publishes are read, one that is larger alone', async (t) => {
  const { store, holdCommits } = failingStore();
  const { seen, topicGuard } = countingGuard();
  const mebibyte = 1024 * 1024;
  const { tcp } = await startBroker(t, { store, topicGuard, options: { ...options, maxPacketBytes: 6 * mebibyte } });
  const away = await RawClient.connect(t, tcp, 4, { clientId: 'away', clean: false });
  await away.subscribe('#', 1);
  await away.leave();
  const client = await RawClient.connect(t, tcp, 5);
  for (const [size, taken] of [
    [mebibyte, 4],
    [5 * mebibyte, 1],
  ] as const) {
    seen.length = 0;
    const release = holdCommits();
    const payload = Buffer.alloc(size);
    for (let id = 1; id <= taken + 2; id += 1) client.send(publish(5, { topic: `${id}`, payload, qos: 1, id }));
    await until(() => seen.length === taken, `${taken} are taken`);
    await turns(20);
    t.equal(seen.length, taken);
    release();
    for (let id = 1; id <= taken + 2; id += 1) t.equal((await client.next('puback')).id, id);
  }
});

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(`${carrier}: a client that does not read its answers is read no more, and others are`, async (t) => {
    const { broker, tcp } = await startBroker(t, withLimits({ receiveMaximum: 8 }));
    const { port } = await broker.listen({ id: 'ws', type: 'ws', host: '127.0.0.1', port: 0, connectionsMax: 10 });
    const address = carrier === 'tcp' ? tcp : { carrier, port };
    const client = await RawClient.connect(t, address, 4, { clientId: 'deaf' });
    client.transport.freeze();
    // 200 bytes of answer for 800 of question: the system takes a few megabytes before anything waits in the process.
    const filters = Array.from({ length: 200 }, () => ({ filter: 'a', options: 0 }));
    const question = subscribe(4, 1, filters);
    const questions = Buffer.concat(Array.from({ length: 100 }, () => question));
    const unsent = () => broker.client('deaf')?.unsentBytes ?? 0;
    let sent = 0;
    while (unsent() === 0) {
      client.send(questions);
      sent += 100;
      await turns(10);
    }
    for (let more = 0; more < 20; more += 1) client.send(questions);
    await turns(200);
    t.ok(unsent() < 512 * 1024, `${unsent()} bytes wait`);
    const read = broker.client('deaf')?.receivedPackets ?? 0;
    t.ok(read < sent + 2000, `${read} of ${sent + 2000} were read`);
    const other = await RawClient.connect(t, tcp, 4);
    await other.ping();
    client.transport.thaw();
    for (let count = 0; count < sent + 2000; count += 1) await client.next('suback');
    t.pass('all are answered in the end');
  });
}

t.test('the largest packet before the end of CONNECT is 128 kB, whatever is allowed later', async (t) => {
  const { tcp, event } = await startBroker(t, { options: { ...options, maxPacketBytes: 10 * 1024 * 1024 } });
  const client = await RawClient.open(t, tcp, 4);
  const will = { topic: 'w', payload: Buffer.alloc(60_000) };
  client.send(
    connect({
      version: 4,
      clientId: 'x'.repeat(60_000),
      will,
      username: 'alice',
      password: Buffer.alloc(60_000),
    }).subarray(0, 1000),
  );
  await client.closed();
  t.match(await event(({ kind }) => kind === 'connection-refused'), { reason: 'protocol-error' });
});
