// MQTT 5: flow control (§4.9) and packet sizes, in both directions, over every carrier.
import t from 'tap';
import { RawClient, texts } from './raw-client.ts';
import { runBroker } from './running-broker.ts';
import { acknowledge, publish } from './wire.ts';

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(
    `${carrier}: a client with Receive Maximum 2 has two unacknowledged messages at a time [MQTT-3.1.2-24]`,
    async (t) => {
      const running = await runBroker(t);
      const client = await RawClient.connect(t, running[carrier], 5, { properties: { receiveMaximum: 2 } });
      client.acknowledges = false;
      await client.subscribe('flow/#', 2);
      const publisher = await RawClient.connect(t, running.tcp, 5);
      for (let n = 0; n < 6; n += 1) await publisher.publish({ topic: 'flow/a', payload: `${n}`, qos: 1 + (n % 2) });
      await publisher.publish({ topic: 'flow/zero', payload: 'end', qos: 0 });
      const first = await client.receiveUntilEnd();
      t.same(texts(first), ['0', '1'], 'and QoS 0 is not held back (§4.9)');
      const [zero, one] = first;
      client.send(acknowledge('pubrec', one?.id ?? 0));
      await client.next('pubrel');
      await publisher.publish({ topic: 'flow/zero', payload: 'end', qos: 0 });
      t.same(texts(await client.receiveUntilEnd()), [], 'PUBREC gives nothing back, PUBCOMP does (§4.9)');
      client.send(acknowledge('pubcomp', one?.id ?? 0));
      const two = await client.receive();
      t.equal(two.payload.toString(), '2');
      client.send(acknowledge('puback', zero?.id ?? 0));
      const three = await client.receive();
      t.equal(three.payload.toString(), '3');
      client.send(acknowledge('pubrec', three.id, 0x80));
      const four = await client.receive();
      t.equal(four.payload.toString(), '4', 'a PUBREC of failure ends the exchange (§4.3.3)');
      client.send(acknowledge('puback', two.id), acknowledge('puback', four.id));
      t.equal((await client.receive()).payload.toString(), '5', 'in order to the end');
      await client.ping();
      t.equal(client.received.filter(({ kind }) => kind === 'pubrel').length, 1, 'and gets no PUBREL');
    },
  );

  t.test(`${carrier}: Receive Maximum holds for what waited for a session, and for what comes again`, async (t) => {
    const running = await runBroker(t);
    const session = { clientId: 'away', clean: false, properties: { sessionExpiryInterval: 60, receiveMaximum: 3 } };
    const away = await RawClient.connect(t, running[carrier], 5, session);
    await away.subscribe('flow/#', 1);
    await away.leave();
    const publisher = await RawClient.connect(t, running.tcp, 5);
    for (let n = 0; n < 10; n += 1) await publisher.publish({ topic: 'flow/a', payload: `${n}`, qos: 1 });
    for (const isDup of [false, true]) {
      const back = await RawClient.open(t, running[carrier], 5);
      back.acknowledges = false;
      await back.connect(session);
      await publisher.publish({ topic: 'flow/zero', payload: 'end', qos: 0 });
      // QoS 0 may overtake what is only just being read from the queue.
      const seen = await Promise.all(Array.from({ length: 4 }, () => back.receive()));
      const ofQos1 = seen.filter(({ qos }) => qos === 1);
      t.same(texts(ofQos1), ['0', '1', '2']);
      t.ok(
        ofQos1.every(({ dup }) => dup === isDup),
        '[MQTT-3.3.1-1]',
      );
      await back.vanish();
    }
    const last = await RawClient.connect(t, running[carrier], 5, session);
    const all = await Promise.all(Array.from({ length: 10 }, () => last.receive()));
    t.same(texts(all), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  t.test(`${carrier}: a client that has more unfinished than ours allows is told 0x93 [MQTT-3.3.4-9]`, async (t) => {
    const running = await runBroker(t, { limits: { receiveMaximum: 3, awaitingRelMax: 100 } });
    const client = await RawClient.open(t, running[carrier], 5);
    t.match(await client.connect(), { properties: { receiveMaximum: 3 } });
    for (const id of [1, 2, 3]) {
      client.send(publish(5, { topic: 'in/a', qos: 2, id }));
      await client.next('pubrec');
    }
    client.send(publish(5, { topic: 'in/a', qos: 2, id: 3, dup: true }));
    t.match(await client.next('pubrec'), { id: 3 }, 'one that comes again is no further one');
    client.send(acknowledge('pubrel', 2));
    await client.next('pubcomp');
    client.send(publish(5, { topic: 'in/a', qos: 2, id: 4 }));
    t.match(await client.next('pubrec'), { id: 4 }, 'one that is finished makes room');
    client.send(publish(5, { topic: 'in/a', qos: 2, id: 5 }));
    t.equal(await client.disconnected(), 0x93);
  });

  t.test(`${carrier}: MQTT 3.1.1 has a bound on unfinished publishes too, which closes`, async (t) => {
    const running = await runBroker(t, { limits: { awaitingRelMax: 3 } });
    const client = await RawClient.connect(t, running[carrier], 4);
    for (const id of [1, 2, 3]) {
      client.send(publish(4, { topic: 'in/a', qos: 2, id }));
      await client.next('pubrec');
    }
    client.send(publish(4, { topic: 'in/a', qos: 2, id: 4 }));
    t.same(await client.closed(), []);
  });

  t.test(`${carrier}: no more messages are under way to one client than the broker allows`, async (t) => {
    const running = await runBroker(t, { limits: { inflightMax: 2 } });
    const client = await RawClient.connect(t, running[carrier], 4);
    client.acknowledges = false;
    await client.subscribe('flow/#', 1);
    const publisher = await RawClient.connect(t, running.tcp, 4);
    for (let n = 0; n < 4; n += 1) await publisher.publish({ topic: 'flow/a', payload: `${n}`, qos: 1 });
    await publisher.publish({ topic: 'flow/zero', payload: 'end', qos: 0 });
    const seen = await client.receiveUntilEnd();
    t.same(texts(seen), ['0', '1']);
    for (const { id } of seen) client.send(acknowledge('puback', id));
    t.same(texts([await client.receive(), await client.receive()]), ['2', '3']);
  });

  t.test(
    `${carrier}: a message above a client's Maximum Packet Size is left out for it alone [MQTT-3.1.2-25]`,
    async (t) => {
      const running = await runBroker(t);
      const maximumPacketSize = 200;
      const small = await RawClient.connect(t, running[carrier], 5, {
        properties: { maximumPacketSize, receiveMaximum: 1 },
      });
      const large = await RawClient.connect(t, running[carrier], 5);
      for (const client of [small, large]) await client.subscribe('size/#', 2);
      const publisher = await RawClient.connect(t, running.tcp, 5);
      for (const qos of [0, 1, 2]) {
        // Two bytes of header (three above 127), the topic, the packet id, one byte of properties.
        const fitting = maximumPacketSize - 3 - 2 - 'size/a'.length - (qos === 0 ? 0 : 2) - 1;
        await publisher.publish({ topic: 'size/a', payload: 'x'.repeat(fitting + 1), qos });
        await publisher.publish({ topic: 'size/a', payload: 'y'.repeat(fitting), qos });
        await publisher.publish({ topic: 'size/a', payload: 'z', qos, properties: { contentType: 'x'.repeat(200) } });
        await publisher.publish({ topic: 'size/a', payload: 'end', qos });
        t.same(texts(await small.receiveUntilEnd()), ['y'.repeat(fitting)], `QoS ${qos}: the one that just fits`);
        t.equal((await large.receiveUntilEnd()).length, 3, 'the other client has all of them');
      }
    },
  );

  t.test(`${carrier}: Maximum Packet Size holds for queued and for retained messages`, async (t) => {
    const running = await runBroker(t);
    const session = (maximumPacketSize: number) => ({
      clientId: 'away',
      clean: false,
      properties: { sessionExpiryInterval: 60, maximumPacketSize },
    });
    const away = await RawClient.connect(t, running[carrier], 5, session(10_000));
    await away.subscribe('size/#', 1);
    await away.leave();
    const publisher = await RawClient.connect(t, running.tcp, 5);
    const big = Buffer.alloc(500, 'x');
    await publisher.publish({ topic: 'size/a', payload: big, qos: 1 });
    await publisher.publish({ topic: 'size/a', payload: 'small', qos: 1 });
    await publisher.publish({ topic: 'kept/big', payload: big, qos: 1, retain: true });
    await publisher.publish({ topic: 'kept/small', payload: 'kept', qos: 1, retain: true });
    const back = await RawClient.connect(t, running[carrier], 5, session(100));
    t.equal((await back.receive()).payload.toString(), 'small');
    await back.subscribe('kept/#', 1);
    t.equal((await back.receive()).payload.toString(), 'kept');
    await publisher.publish({ topic: 'size/a', payload: 'end', qos: 1 });
    t.same(await back.receiveUntilEnd(), []);
    await back.leave();
    const again = await RawClient.connect(t, running[carrier], 5, session(10_000));
    await publisher.publish({ topic: 'size/a', payload: 'end', qos: 1 });
    t.same(await again.receiveUntilEnd(), [], 'what was left out counts as done (§3.1.2.11.4)');
  });
}
