import t from 'tap';
import { closed, connect, listenWebSocket, startBroker } from './harness.ts';
import { RawClient } from './raw-client.ts';

const tcp = (id: string, port: number) => ({ id, type: 'tcp' as const, host: '127.0.0.1', port, connectionsMax: 100 });

t.test('an address that is in use is named, with the code of the system', async (t) => {
  const { broker, port } = await startBroker(t);
  await t.rejects(broker.listen(tcp('tcp:second', port)), {
    name: 'BrokerError',
    code: 'EADDRINUSE',
    message: `cannot listen on 127.0.0.1:${port}: the address is in use (EADDRINUSE)`,
  });
  t.equal(broker.listeners().length, 1);
  await broker.listen(tcp('tcp:second', 0));
  t.equal(broker.listeners().length, 2, 'the id is free after the failure');
});

t.test('an id is used once at a time', async (t) => {
  const { broker } = await startBroker(t);
  await t.rejects(broker.listen(tcp('tcp:default', 0)), { code: 'LISTENER_EXISTS' });
  const both = await Promise.allSettled([broker.listen(tcp('twice', 0)), broker.listen(tcp('twice', 0))]);
  t.same(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

t.test('stopping a listener tells its clients, frees the port, and leaves the others alone', async (t) => {
  const { broker, port } = await startBroker(t);
  const webSocket = await connect(t, await listenWebSocket(broker));
  const five = await RawClient.connect(t, port, 5, { clientId: 'five' });
  const four = await RawClient.connect(t, port, 4, { clientId: 'four' });
  const undecided = await RawClient.open(t, port);
  await broker.unlisten('tcp:default');
  t.match(await five.next('disconnect'), { reasonCode: 0x8b });
  await Promise.all([five.closed, four.closed, undecided.closed]);
  t.ok(webSocket.connected);
  t.same(
    broker.listeners().map(({ id }) => id),
    ['ws:default'],
  );
  await broker.listen(tcp('tcp:default', port));
  await RawClient.connect(t, port, 4);
});

t.test('stopping what is not there does nothing', async (t) => {
  const { broker } = await startBroker(t);
  await broker.unlisten('tcp:unknown');
  t.equal(broker.listeners().length, 1);
});

t.test('a WebSocket listener is stopped with its clients', async (t) => {
  const { broker } = await startBroker(t);
  const client = await connect(t, await listenWebSocket(broker), { protocolVersion: 5 });
  const gone = closed(client);
  const told = new Promise<{ reasonCode?: number }>((resolve) => client.once('disconnect', resolve));
  await broker.unlisten('ws:default');
  t.match(await told, { reasonCode: 0x8b });
  await gone;
});

t.test('a closed broker listens no more', async (t) => {
  const { broker } = await startBroker(t);
  await broker.close();
  await t.rejects(broker.listen(tcp('tcp:late', 0)), { code: 'BROKER_CLOSED' });
  t.same(broker.listeners(), []);
});
