import t from 'tap';
import { connect, options, refusal, startBroker } from './harness.ts';
import { RawClient } from './raw-client.ts';

t.test('anonymous clients are let in or not as it is set now', async (t) => {
  const { broker, url } = await startBroker(t);
  const anonymous = { username: undefined, password: undefined };
  t.match(await refusal(url, anonymous), { code: 5 });
  broker.reconfigure({ ...options, allowAnonymous: true });
  await connect(t, url, anonymous);
});

t.test('the largest packet is what it is set to now, also for those who are connected', async (t) => {
  const { broker, url, port } = await startBroker(t);
  const client = await connect(t, url);
  await client.publishAsync('a', Buffer.alloc(100_000), { qos: 1 });
  broker.reconfigure({ ...options, maxPacketBytes: 10_000 });
  const five = await RawClient.connect(t, port, 5, { clientId: 'five' });
  t.match(await five.next('connack'), { properties: { maximumPacketSize: 10_000 } });
  five.send({ cmd: 'publish', topic: 'a', payload: Buffer.alloc(11_000), qos: 0, retain: false, dup: false });
  t.match(await five.next('disconnect'), { reasonCode: 0x95 });
  await five.closed;
  const four = await RawClient.connect(t, port, 4, { clientId: 'four' });
  four.send({ cmd: 'publish', topic: 'a', payload: Buffer.alloc(11_000), qos: 0, retain: false, dup: false });
  await four.closed;
  await client.publishAsync('a', Buffer.alloc(9_000), { qos: 1 });
});

t.test('the time for CONNECT and the number of connections are what they are set to now', async (t) => {
  const { broker, port, event } = await startBroker(t);
  const first = await RawClient.connect(t, port, 4, { clientId: 'first' });
  broker.reconfigure({ ...options, connectTimeoutMs: 20, connectionsMax: 2 });
  const silent = await RawClient.open(t, port);
  const third = await RawClient.open(t, port);
  await third.closed;
  await silent.closed;
  await event((event) => event.kind === 'connection-refused' && event.reason === 'too-many-connections');
  await event((event) => event.kind === 'connection-refused' && event.reason === 'connect-timeout');
  t.notOk(first.socket.destroyed);
});

t.test('the limits of slow clients are what they are set to now', async (t) => {
  const { broker, port, event } = await startBroker(t);
  const slow = await RawClient.connect(t, port, 4, { clientId: 'slow' });
  slow.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 1 }] });
  await slow.next('suback');
  slow.freeze();
  const flood = () =>
    broker.publish({ topic: 'a', payload: Buffer.alloc(64 * 1024), qos: 0, retain: false }, () => undefined);
  while ((broker.client('slow')?.unsentBytes ?? 0) < 500_000) {
    flood();
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.equal(broker.client('slow')?.queueDropped, 0);
  broker.reconfigure({ ...options, slowClient: { dropQos0AboveBytes: 1000, disconnectAboveBytes: 2000 } });
  flood();
  t.match(await event(({ kind }) => kind === 'message-dropped'), { clientId: 'slow', reason: 'slow-client' });
  broker.publish({ topic: 'a', payload: 'x', qos: 1, retain: false }, () => undefined);
  t.match(await event(({ kind }) => kind === 'client-cut'), { clientId: 'slow', reason: 'slow-client' });
});
