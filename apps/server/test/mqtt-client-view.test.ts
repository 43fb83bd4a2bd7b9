import { connectAsync } from 'mqtt';
import t from 'tap';
import { messageProperties, mqttClientView } from '../src/mqtt-client-view.ts';
import { openRooms } from './fixtures/rooms.ts';

t.test('a connected client is shown with what the broker knows, but for what is its own affair', async (t) => {
  const { broker } = await openRooms(t, { mqtt: { allow_anonymous: true } });
  const at = { id: 'tcp:test', type: 'tcp', host: '127.0.0.1', port: 0, connectionsMax: 9 } as const;
  const { port } = await broker.listen(at);
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'c1', protocolVersion: 5, keepalive: 70 });
  await client.subscribeAsync('a/b');
  const [shown] = broker.clients().map((one) => mqttClientView(one, 77));
  t.match(shown, {
    clientId: 'c1',
    username: null,
    protocolVersion: '5',
    ipAddress: '127.0.0.1',
    connected: true,
    listener: 'tcp:test',
    keepaliveSeconds: 70,
    subscriptionsCount: 1,
    queueLength: 0,
    queueMax: 77,
  });
  for (const own of ['superuser', 'unsentBytes', 'queuedCount']) t.notOk(own in Object(shown), own);
  await client.endAsync();
});

t.test('the properties of a message reach the broker in its own spelling', async (t) => {
  t.strictSame(
    messageProperties({
      payloadFormatIndicator: 1,
      messageExpiryIntervalSeconds: 60,
      responseTopic: 'answers/here',
      correlationData: new Uint8Array([1, 2]),
      contentType: 'application/json',
      userProperties: { a: 'b' },
    }),
    {
      payloadFormatIndicator: true,
      messageExpiryInterval: 60,
      responseTopic: 'answers/here',
      correlationData: Buffer.from([1, 2]),
      contentType: 'application/json',
      userProperties: { a: 'b' },
    },
  );
  t.strictSame(messageProperties({ payloadFormatIndicator: 0, messageExpiryIntervalSeconds: 0 }), {
    payloadFormatIndicator: false,
    messageExpiryInterval: 0,
  });
});

t.test('no properties are no properties', async (t) => {
  t.equal(messageProperties({}), undefined);
});
