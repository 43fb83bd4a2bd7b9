// MQTT 3.1.1 by the letter: publishing, retained messages, subscriptions and topics, over every carrier.
import t from 'tap';
import { RawClient, texts } from './raw-client.ts';
import { runBroker } from './running-broker.ts';
import { acknowledge, publish, subscribe } from './wire.ts';

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(
    `${carrier}: a PUBLISH of QoS 2 that comes again before PUBREL is delivered once [MQTT-4.3.3-2]`,
    async (t) => {
      const running = await runBroker(t);
      const watcher = await RawClient.connect(t, running.tcp, 4);
      await watcher.subscribe('#', 2);
      const client = await RawClient.connect(t, running[carrier], 4, { clientId: 'twice', clean: false });
      const message = { topic: 'twice', payload: 'one', qos: 2, id: 5 };
      client.send(publish(4, message));
      t.match(await client.next('pubrec'), { id: 5 });
      client.send(publish(4, { ...message, dup: true }));
      t.match(await client.next('pubrec'), { id: 5 }, 'it is acknowledged again');
      await client.vanish();
      const back = await RawClient.connect(t, running[carrier], 4, { clientId: 'twice', clean: false });
      back.send(publish(4, { ...message, dup: true }));
      t.match(await back.next('pubrec'), { id: 5 }, 'and after a reconnect');
      back.send(acknowledge('pubrel', 5));
      t.match(await back.next('pubcomp'), { id: 5 });
      back.send(acknowledge('pubrel', 5));
      t.match(await back.next('pubcomp'), { id: 5 }, 'a PUBREL that comes again is answered too');
      await back.publish({ ...message, payload: 'two' });
      await back.publish({ ...message, payload: 'end' });
      t.same(texts(await watcher.receiveUntilEnd()), ['one', 'two']);
    },
  );

  t.test(
    `${carrier}: a QoS 2 id that a clean session left open is free again in the next [MQTT-3.1.2-6]`,
    async (t) => {
      const running = await runBroker(t);
      const watcher = await RawClient.connect(t, running.tcp, 4);
      await watcher.subscribe('#', 2);
      for (const payload of ['one', 'two', 'end']) {
        const client = await RawClient.connect(t, running[carrier], 4, { clientId: 'half', clean: true });
        client.send(publish(4, { topic: 'half', payload, qos: 2, id: 5 }));
        await client.next('pubrec');
        await client.vanish();
      }
      t.same(texts(await watcher.receiveUntilEnd()), ['one', 'two'], 'delivered before PUBREL, and each of them');
    },
  );

  t.test(`${carrier}: QoS is the lesser of what was published and what was granted [MQTT-3.8.4-6]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4);
    for (const granted of [0, 1, 2]) {
      t.same(await client.subscribe(`granted/${granted}`, granted), [granted]);
      for (const qos of [0, 1, 2]) {
        await client.publish({ topic: `granted/${granted}`, payload: `${qos}`, qos });
        const message = await client.receive();
        t.match(message, { qos: Math.min(qos, granted), retain: false, dup: false });
      }
    }
  });

  t.test(`${carrier}: a SUBSCRIBE of several filters is answered in their order [MQTT-3.8.4-5]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4);
    client.send(
      subscribe(4, 1234, [
        { filter: 'a/+', options: 2 },
        { filter: 'private/b', options: 1 },
        { filter: 'c', options: 0 },
        { filter: 'd/#', options: 1 },
      ]),
    );
    t.match(await client.next('suback'), { id: 1234, reasonCodes: [2, 0x80, 0, 1] }, '[MQTT-3.8.4-2], [MQTT-3.9.3-2]');
    await client.publish({ topic: 'private/b', payload: 'no' });
    await client.publish({ topic: 'd', payload: 'end' });
    t.same(await client.receiveUntilEnd(), [], 'a refused one delivers nothing');
  });

  t.test(`${carrier}: overlapping subscriptions deliver once, with the highest QoS [MQTT-3.3.5-1]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4);
    await client.subscribe('over/#', 0);
    await client.subscribe('over/+', 2);
    await client.subscribe('over/a', 1);
    for (const qos of [0, 1, 2]) await client.publish({ topic: 'over/a', payload: `${qos}`, qos });
    await client.publish({ topic: 'over/a', payload: 'end', qos: 2 });
    const publishes = await client.receiveUntilEnd();
    t.same(publishes.map(({ payload, qos }) => [payload.toString(), qos]).sort(), [
      ['0', 0],
      ['1', 1],
      ['2', 2],
    ]);
  });

  t.test(`${carrier}: a second SUBSCRIBE to a filter takes the place of the first [MQTT-3.8.4-3]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4);
    await client.publish({ topic: 'place', payload: 'kept', qos: 1, retain: true });
    t.same(await client.subscribe('place', 2), [2]);
    t.match(await client.receive(), { qos: 1, retain: true });
    t.same(await client.subscribe('place', 0), [0]);
    t.match(await client.receive(), { qos: 0, retain: true }, 'retained messages come again');
    await client.publish({ topic: 'place', payload: 'live', qos: 2 });
    t.match(await client.receive(), { qos: 0, retain: false });
  });

  t.test(`${carrier}: a retained message is kept, replaced, and removed by an empty one`, async (t) => {
    const running = await runBroker(t);
    const live = await RawClient.connect(t, running.tcp, 4);
    await live.subscribe('kept/#', 1);
    const client = await RawClient.connect(t, running[carrier], 4);
    const kept = async (filter: string, expected: readonly string[], clauses = '') => {
      const reader = await RawClient.connect(t, running[carrier], 4);
      await reader.subscribe(filter, 2);
      const publishes = await Promise.all(expected.map(() => reader.receive()));
      t.ok(
        publishes.every(({ retain }) => retain),
        'marked as retained [MQTT-3.3.1-8]',
      );
      await reader.subscribe('now', 0);
      await reader.publish({ topic: 'now', payload: 'end' });
      const more = await reader.receiveUntilEnd();
      const seen = [...publishes, ...more].map(({ topic, payload, qos }) => `${topic} ${payload} ${qos}`);
      t.same(seen.sort(), expected, clauses);
      await reader.leave();
    };
    await client.publish({ topic: 'kept/a', payload: '1', qos: 1, retain: true });
    await client.publish({ topic: 'kept/b', payload: '2', qos: 2, retain: true });
    await client.publish({ topic: 'kept', payload: '3', qos: 1, retain: true });
    await kept('kept/#', ['kept 3 1', 'kept/a 1 1', 'kept/b 2 2'], '[MQTT-3.3.1-6], [MQTT-4.7.1-2]');
    await kept('kept/+', ['kept/a 1 1', 'kept/b 2 2']);
    await client.publish({ topic: 'kept/a', payload: 'new', qos: 2, retain: true });
    await client.publish({ topic: 'kept/b', payload: 'not kept', qos: 1, retain: false });
    await kept('kept/+', ['kept/a new 2', 'kept/b 2 2'], '[MQTT-3.3.1-5], [MQTT-3.3.1-12]');
    await client.publish({ topic: 'kept/a', payload: '', qos: 1, retain: true });
    await kept('kept/+', ['kept/b 2 2'], '[MQTT-3.3.1-10], [MQTT-3.3.1-11]');
    await client.publish({ topic: 'kept/b', payload: 'zero', qos: 0, retain: true });
    await client.ping();
    await kept('kept/b', ['kept/b zero 0'], 'of QoS 0 as well [MQTT-3.3.1-7]');
    await live.publish({ topic: 'kept/z', payload: 'end', qos: 1 });
    const seen = await live.receiveUntilEnd();
    t.same(texts(seen), ['1', '2', '3', 'new', 'not kept', '', 'zero'], 'an empty one is delivered as any other');
    t.notOk(
      seen.some(({ retain }) => retain),
      'for who is subscribed already it is not retained [MQTT-3.3.1-9]',
    );
  });

  t.test(
    `${carrier}: wildcards match what the standard says, and topics are compared character by character`,
    async (t) => {
      const running = await runBroker(t);
      const client = await RawClient.connect(t, running[carrier], 4);
      const cases = [
        [
          'sport/tennis/player1/#',
          ['sport/tennis/player1', 'sport/tennis/player1/x/y'],
          ['sport/tennis/player10'],
          '4.7.1-2',
        ],
        ['sport/+', ['sport/', 'sport/x'], ['sport', 'sport/x/y'], '4.7.1-3'],
        ['+/+', ['/finance', 'a/b'], ['finance', 'a/b/c'], '4.7.1-3'],
        ['/+', ['/finance'], ['finance', '/a/b'], '4.7.1-3'],
        ['+', ['a', 'ß'], ['/a', 'a/'], '4.7.1-3'],
        ['Accounts payable', ['Accounts payable'], ['ACCOUNTS payable', 'Accountspayable'], '4.7.3-4'],
        ['/', ['/'], ['//', 'x'], '4.7.3-1'],
        ['a//b', ['a//b'], ['a/b'], '4.7.3-1'],
        ['caf\u00e9', ['caf\u00e9'], ['cafe\u0301'], '4.7.3-4'],
        ['\ufeffbom', ['\ufeffbom'], ['bom'], '1.5.3-3'],
        ['__proto__/constructor', ['__proto__/constructor'], ['constructor'], '4.7.3-4'],
        ['#', ['a', '/', 'a/b/c'], ['$other/a'], '4.7.2-1'],
        ['+/monitor', ['x/monitor'], ['$other/monitor'], '4.7.2-1'],
        ['$other/#', ['$other/a', '$other'], ['other/a'], '4.7.2-1'],
      ] as const;
      for (const [filter, matching, others, clause] of cases) {
        await client.subscribe(filter, 0);
        for (const topic of [...others, ...matching]) await client.publish({ topic, payload: topic });
        await client.subscribe('the end', 0);
        await client.publish({ topic: 'the end', payload: 'end' });
        t.same(texts(await client.receiveUntilEnd()), matching, `${filter} [MQTT-${clause}]`);
        await client.unsubscribe(filter, 'the end');
      }
    },
  );

  t.test(`${carrier}: UNSUBSCRIBE is always answered, and ends what its filters name and nothing else`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4);
    await client.subscribe([
      { filter: 'a/+', options: 1 },
      { filter: 'a/#', options: 1 },
    ]);
    t.same(await client.unsubscribe('never'), [], '[MQTT-3.10.4-5]');
    t.same(await client.unsubscribe('a/b'), [], 'filters are compared as they are [MQTT-3.10.4-1]');
    await client.publish({ topic: 'a/b', payload: 'still' });
    t.match(await client.receive(), { topic: 'a/b' });
    await client.unsubscribe('a/+', 'never');
    await client.publish({ topic: 'a/b', payload: 'by the other' });
    t.match(await client.receive(), { topic: 'a/b' }, '[MQTT-3.10.4-6]');
    await client.unsubscribe('a/#');
    await client.subscribe('b', 1);
    await client.publish({ topic: 'a/b', payload: 'no more', qos: 1 });
    await client.publish({ topic: 'b', payload: 'end', qos: 1 });
    t.same(await client.receiveUntilEnd(), [], '[MQTT-3.10.4-2]');
  });

  t.test(`${carrier}: messages of one topic and QoS keep their order [MQTT-4.6.0-6]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4);
    await client.subscribe('order/#', 2);
    const count = 300;
    for (let n = 0; n < count; n += 1) {
      client.send(publish(4, { topic: `order/${n % 2}`, payload: `${n}`, qos: n % 3, id: n + 1, retain: n % 7 === 0 }));
    }
    for (let n = 0; n < count / 3; n += 1) client.send(acknowledge('pubrel', (await client.next('pubrec')).id));
    const publishes = await Promise.all(Array.from({ length: count }, () => client.receive()));
    for (const qos of [0, 1, 2]) {
      for (const topic of ['order/0', 'order/1']) {
        const seen = publishes
          .filter((one) => one.qos === qos && one.topic === topic)
          .map((one) => Number(one.payload));
        t.equal(seen.length, count / 6, `${topic}, QoS ${qos}: all are there`);
        t.same(
          seen,
          seen.toSorted((a, b) => a - b),
          `${topic}, QoS ${qos}: in order`,
        );
      }
    }
  });

  t.test(`${carrier}: a publish that is not allowed closes the connection (§3.3.5)`, async (t) => {
    const running = await runBroker(t);
    for (const qos of [0, 1, 2]) {
      const client = await RawClient.connect(t, running[carrier], 4);
      client.send(publish(4, { topic: 'guarded/a', qos, id: 1 }));
      t.same(await client.closed(), [], `QoS ${qos}`);
    }
  });

  t.test(`${carrier}: nobody publishes to $SYS`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4);
    client.send(publish(4, { topic: '$SYS/x/new/clients', payload: 'raw', qos: 1, id: 1 }));
    t.same(await client.closed(), []);
  });
}
