import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IClientOptions } from 'mqtt';
import t from 'tap';
import type { Drop } from '../src/index.ts';
import { startBroker } from './fixture/broker.ts';
import { connect } from './fixture/client.ts';
import { all, temporaryPath } from './fixture/open.ts';

const stored = (protocolVersion: 4 | 5, clientId: string): IClientOptions => ({
  clientId,
  clean: false,
  protocolVersion,
  ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 3600 } }),
});

for (const version of [4, 5] as const) {
  t.test(
    `MQTT ${version === 4 ? '3.1.1' : '5'}: a stored session gets what was sent before the broker restarted`,
    async (t) => {
      const path = temporaryPath(t);
      const first = await startBroker({ path });
      const subscriber = await connect(first.port, stored(version, 'backend'));
      await subscriber.mqtt.subscribeAsync({ 'ocpp/#': { qos: 2 }, 'once/+': { qos: 1 } });
      await subscriber.mqtt.endAsync();
      const payloads = Array.from({ length: 50 }, () => randomBytes(64));
      const publisher = await connect(first.port, { clientId: 'charger', protocolVersion: version });
      for (const [index, payload] of payloads.entries()) {
        await publisher.mqtt.publishAsync('ocpp/cp/1', payload, { qos: index % 2 === 0 ? 1 : 2 });
      }
      await publisher.mqtt.publishAsync('once/more', 'x', { qos: 2 });
      await publisher.mqtt.endAsync();
      await first.stop();

      const second = await startBroker({ path });
      t.teardown(() => second.stop());
      const again = await connect(second.port, stored(version, 'backend'));
      await again.receives(51);
      // Order holds within a QoS: a QoS 2 message counts as received only once it has been released.
      for (const qos of [1, 2]) {
        const sent = payloads.filter((_, index) => (index % 2 === 0 ? 1 : 2) === qos);
        const got = again.received.filter((packet) => packet.qos === qos).map((packet) => packet.payload);
        t.strictSame(got, qos === 1 ? [...sent, Buffer.from('x')] : sent, `QoS ${qos}: every byte, in order`);
      }
      const narrow = again.received.find((packet) => packet.topic === 'once/more');
      t.equal(narrow?.qos, 1, 'published at QoS 2, subscribed at QoS 1');
      const later = await connect(second.port, { clientId: 'charger', protocolVersion: version });
      for (const qos of [0, 1, 2] as const) await later.mqtt.publishAsync('ocpp/cp/2', `live ${qos}`, { qos });
      await again.receives(54);
      const live = again.received.slice(51).map((packet) => packet.payload.toString());
      t.strictSame(live.sort(), ['live 0', 'live 1', 'live 2'], 'the subscription itself is back, too');
      const gone = once(second.aedes, 'clientDisconnect');
      await again.mqtt.endAsync();
      await gone;
      await later.mqtt.endAsync();
      t.strictSame(await all(second.persistence.outgoingStream({ id: 'backend' })), [], 'nothing is left to be sent');
    },
  );

  t.test(`MQTT ${version === 4 ? '3.1.1' : '5'}: retained messages survive a restart`, async (t) => {
    const path = temporaryPath(t);
    const first = await startBroker({ path });
    const publisher = await connect(first.port, { clientId: 'charger', protocolVersion: version });
    const payload = Buffer.from([0, 0xff, 0xfe]);
    for (const qos of [0, 1, 2] as const) {
      await publisher.mqtt.publishAsync(`presence/${qos}`, payload, { qos, retain: true });
    }
    await publisher.mqtt.publishAsync('presence/gone', 'x', { qos: 1, retain: true });
    await publisher.mqtt.publishAsync('presence/gone', '', { qos: 1, retain: true });
    await publisher.mqtt.endAsync();
    await first.stop();

    const second = await startBroker({ path });
    t.teardown(() => second.stop());
    const subscriber = await connect(second.port, { clientId: 'backend', protocolVersion: version });
    await subscriber.mqtt.subscribeAsync('presence/+', { qos: 2 });
    await subscriber.receives(3);
    t.strictSame(
      new Set(subscriber.received.map((packet) => packet.topic)),
      new Set(['presence/0', 'presence/1', 'presence/2']),
    );
    for (const packet of subscriber.received) t.match(packet, { retain: true, payload });
    await subscriber.mqtt.endAsync();
  });
}

t.test('MQTT 5 properties of a queued and of a retained message survive a restart', async (t) => {
  const path = temporaryPath(t);
  const first = await startBroker({ path });
  const subscriber = await connect(first.port, stored(5, 'backend'));
  await subscriber.mqtt.subscribeAsync('a/#', { qos: 1, properties: { subscriptionIdentifier: 300 } });
  await subscriber.mqtt.endAsync();
  const properties = {
    contentType: 'application/json',
    correlationData: Buffer.from([1, 0, 0xff]),
    responseTopic: 'answers/1',
    payloadFormatIndicator: true,
    messageExpiryInterval: 3600,
    userProperties: { constructor: 'c', many: ['1', '2'] },
  };
  const publisher = await connect(first.port, { clientId: 'charger', protocolVersion: 5 });
  await publisher.mqtt.publishAsync('a/b', 'x', { qos: 1, retain: true, properties });
  await publisher.mqtt.endAsync();
  await first.stop();

  const second = await startBroker({ path });
  t.teardown(() => second.stop());
  const again = await connect(second.port, stored(5, 'backend'));
  await again.receives(1);
  const expected = { contentType: 'application/json', responseTopic: 'answers/1', payloadFormatIndicator: true };
  t.match(again.received[0]?.properties, { ...expected, subscriptionIdentifier: 300 });
  t.equal(again.received[0]?.retain, false, 'retain as published was not asked for');
  const other = await connect(second.port, { clientId: 'other', protocolVersion: 5 });
  await other.mqtt.subscribeAsync('a/b', { qos: 1 });
  await other.receives(1);
  for (const { received } of [again, other]) {
    t.match(received[0]?.properties, expected);
    t.strictSame(received[0]?.properties?.correlationData, properties.correlationData);
    t.strictSame({ ...received[0]?.properties?.userProperties }, properties.userProperties);
    const seconds = received[0]?.properties?.messageExpiryInterval ?? 0;
    t.ok(seconds > 3500 && seconds <= 3600, 'what is left of its life');
  }
  await Promise.all([again.mqtt.endAsync(), other.mqtt.endAsync()]);
});

t.test('overlapping subscriptions and no local leave nothing in the queue of a connected session', async (t) => {
  const broker = await startBroker({ path: temporaryPath(t) });
  t.teardown(() => broker.stop());
  const client = await connect(broker.port, stored(5, 'backend'));
  await client.mqtt.subscribeAsync({ 'a/#': { qos: 1 }, 'a/b': { qos: 1 }, 'own/+': { qos: 1, nl: true } });
  const publisher = await connect(broker.port, { clientId: 'charger', protocolVersion: 5 });
  for (let n = 0; n < 20; n++) {
    await publisher.mqtt.publishAsync('a/b', `${n}`, { qos: 1 });
    await client.mqtt.publishAsync('own/b', `${n}`, { qos: 1 });
  }
  await publisher.mqtt.publishAsync('own/b', 'last', { qos: 1 });
  await client.receives(21);
  t.strictSame(
    client.received.map((packet) => packet.payload.toString()),
    [...Array.from({ length: 20 }, (_, n) => `${n}`), 'last'],
  );
  const gone = once(broker.aedes, 'clientDisconnect');
  await client.mqtt.endAsync();
  await gone;
  t.strictSame(await all(broker.persistence.outgoingStream({ id: 'backend' })), []);
  await publisher.mqtt.endAsync();
});

t.test('a clean start ends the stored session, and a session limit closes the connection', async (t) => {
  const drops: Drop[] = [];
  const onDropped = (drop: Drop) => drops.push(drop);
  const broker = await startBroker({ path: temporaryPath(t), limits: { sessionsMax: 1 }, onDropped });
  t.teardown(() => broker.stop());
  broker.aedes.on('clientError', () => {});
  const first = await connect(broker.port, stored(4, 'one'));
  await first.mqtt.subscribeAsync('a', { qos: 1 });
  const second = await connect(broker.port, stored(4, 'two'));
  const closed = new Promise<void>((resolve) => second.mqtt.once('close', () => resolve()));
  second.mqtt.subscribe('a', { qos: 1 });
  await closed;
  t.strictSame(drops, [{ clientId: 'two', topic: 'a', reason: 'sessions' }]);
  await first.mqtt.endAsync();
  const clean = await connect(broker.port, { clientId: 'one', clean: true, protocolVersion: 4 });
  t.strictSame(await broker.persistence.countOffline(), { subsCount: 0, clientsCount: 0 });
  await Promise.all([clean.mqtt.endAsync(), second.mqtt.endAsync(true)]);
});
