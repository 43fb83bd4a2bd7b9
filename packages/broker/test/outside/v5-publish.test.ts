// MQTT 5: what is answered to a publish, what travels with it, and topic aliases, over every carrier.
import t from 'tap';
import { RawClient } from './raw-client.ts';
import { runBroker } from './running-broker.ts';
import { secondsPass } from './until.ts';
import { acknowledge, publish } from './wire.ts';

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(
    `${carrier}: the answer to a publish says whether anybody is subscribed, and whether it is allowed`,
    async (t) => {
      const running = await runBroker(t);
      const client = await RawClient.connect(t, running[carrier], 5);
      t.equal(await client.publish({ topic: 'nobody', qos: 1 }), 0x10, 'PUBACK 0x10 (§3.4.2.1)');
      t.equal(await client.publish({ topic: 'nobody', qos: 2 }), 0x10, 'PUBREC 0x10 (§3.5.2.1)');
      await client.subscribe('somebody', 1);
      t.equal(await client.publish({ topic: 'somebody', qos: 1 }), 0);
      t.equal(await client.publish({ topic: 'somebody', qos: 2 }), 0);
      const away = await RawClient.connect(t, running.tcp, 5, {
        clientId: 'away',
        properties: { sessionExpiryInterval: 60 },
      });
      await away.subscribe('away', 1);
      await away.leave();
      t.equal(await client.publish({ topic: 'away', qos: 1 }), 0, 'a session that is away counts');
      t.equal(await client.publish({ topic: 'guarded/a', qos: 1 }), 0x87);
      t.equal(await client.publish({ topic: 'guarded/a', qos: 2 }), 0x87);
      t.equal(await client.publish({ topic: '$SYS/a', qos: 1 }), 0x87);
      client.send(acknowledge('pubrel', 999));
      t.match(await client.next('pubcomp'), { id: 999, reasonCode: 0x92 }, 'a packet id that is not known (§3.7.2.1)');
      client.send(publish(5, { topic: 'guarded/a' }));
      t.equal(await client.disconnected(), 0x87, 'QoS 0 has no other answer (§4.13)');
    },
  );

  t.test(`${carrier}: properties travel with a message, unaltered and in order`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 5);
    const old = await RawClient.connect(t, running[carrier], 4);
    await client.subscribe('with/#', 2);
    await old.subscribe('with/#', 2);
    const properties = {
      payloadFormatIndicator: 1,
      contentType: 'application/json',
      responseTopic: 'answer/here',
      correlationData: Buffer.from([0, 255, 1]),
      userProperty: [
        ['b', '1'],
        ['a', '2'],
        ['b', '3'],
        ['__proto__', 'x'],
        ['', ''],
      ],
    } as const;
    for (const qos of [0, 1, 2]) {
      await client.publish({ topic: 'with/all', payload: '{}', qos, properties, retain: qos === 1 });
      t.same((await client.receive()).properties, properties, `QoS ${qos} [MQTT-3.3.2-4], [MQTT-3.3.2-15] to [-20]`);
      t.match(await old.receive(), { topic: 'with/all', qos, properties: {} }, 'MQTT 3.1.1 has the message without');
    }
    const later = await RawClient.connect(t, running[carrier], 5);
    await later.subscribe('with/all', 1);
    const kept = await later.receive();
    t.same(kept.properties, properties, 'with a retained message too');
    t.ok(kept.retain);
  });

  t.test(`${carrier}: properties wait with a message for a session that is away`, async (t) => {
    const running = await runBroker(t);
    const session = { clientId: 'away', clean: false, properties: { sessionExpiryInterval: 60 } };
    const away = await RawClient.connect(t, running[carrier], 5, session);
    await away.subscribe('with/#', 2, { subscriptionIdentifier: 268_435_455 });
    await away.leave();
    const client = await RawClient.connect(t, running[carrier], 5);
    const userProperty = [
      ['z', '1'],
      ['a', '2'],
      ['z', '3'],
    ] as const;
    const properties = { correlationData: Buffer.from([7]), userProperty, responseTopic: 'r' };
    await client.publish({ topic: 'with/all', qos: 1, properties });
    const back = await RawClient.connect(t, running[carrier], 5, session);
    t.same((await back.receive()).properties, { ...properties, subscriptionIdentifier: [268_435_455] });
  });

  t.test(`${carrier}: a topic alias stands for its topic until it is set anew [MQTT-3.3.2-12]`, async (t) => {
    const running = await runBroker(t, { limits: { topicAliasMaximum: 4 } });
    const client = await RawClient.connect(t, running[carrier], 5);
    await client.subscribe('#', 1);
    const send = (topic: string, topicAlias: number, payload: string) =>
      client.send(publish(5, { topic, payload, qos: 1, id: client.newId(), properties: { topicAlias } }));
    send('first', 1, '1');
    send('', 1, '2');
    send('last', 4, '3');
    send('second', 1, '4');
    send('', 1, '5');
    send('', 4, '6');
    const seen = await Promise.all(Array.from({ length: 6 }, () => client.receive()));
    t.same(
      seen.map(({ topic, payload }) => `${topic} ${payload}`),
      ['first 1', 'first 2', 'last 3', 'second 4', 'second 5', 'last 6'],
    );
    t.ok(
      seen.every(({ properties }) => !('topicAlias' in properties)),
      "the alias is the publisher's own [MQTT-3.3.2-7]",
    );
    const other = await RawClient.connect(t, running[carrier], 5);
    other.send(publish(5, { topic: '', properties: { topicAlias: 1 } }));
    t.ok([0x82, 0x94].includes(await other.disconnected()), "it is no other connection's [MQTT-3.3.2-7]");
    send('beyond', 5, 'x');
    t.equal(await client.disconnected(), 0x94, 'above what was announced [MQTT-3.3.2-9]');
  });

  t.test(`${carrier}: an alias brings nobody past the topic rules`, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 5);
    await watcher.subscribe('#', 1);
    const client = await RawClient.connect(t, running[carrier], 5);
    const properties = { topicAlias: 1 };
    t.equal(await client.publish({ topic: 'guarded/a', qos: 1, properties }), 0x87);
    t.equal(await client.publish({ topic: '', qos: 1, properties }), 0x87);
    await client.publish({ topic: 'z', payload: 'end', qos: 1 });
    t.same(await watcher.receiveUntilEnd(), []);
  });

  t.test(`${carrier}: nobody has the process answer where he may not publish himself`, async (t) => {
    const running = await runBroker(t);
    const heard: string[] = [];
    await running.broker.subscribe('ask/#', ({ payload }) => heard.push(payload.toString()));
    const client = await RawClient.connect(t, running[carrier], 5);
    const ask = (responseTopic: string) =>
      client.publish({ topic: 'ask/a', payload: responseTopic, qos: 1, properties: { responseTopic } });
    t.equal(await ask('guarded/a'), 0x87);
    t.equal(await ask('$SYS/a'), 0x87);
    t.equal(await ask('answers/a'), 0);
    t.same(heard, ['answers/a']);
  });

  t.test(`${carrier}: a client that takes aliases gets the same topics as one that does not`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 5, { properties: { topicAliasMaximum: 2 } });
    const plain = await RawClient.connect(t, running[carrier], 5);
    await client.subscribe('many/#', 1);
    await plain.subscribe('many/#', 1);
    const aliases = new Map<number, string>();
    for (let n = 0; n < 20; n += 1) {
      await plain.publish({ topic: `many/${n % 5}`, payload: `${n}`, qos: n % 2 });
      const { topic, properties } = await client.receive();
      const alias = properties.topicAlias as number | undefined;
      if (alias !== undefined) {
        t.ok(alias >= 1 && alias <= 2, 'within what the client announced [MQTT-3.1.2-26]');
        if (topic !== '') aliases.set(alias, topic);
      }
      t.equal(topic === '' ? aliases.get(alias ?? 0) : topic, `many/${n % 5}`);
      t.notOk('topicAlias' in (await plain.receive()).properties, 'none was announced [MQTT-3.1.2-27]');
    }
  });

  t.test(`${carrier}: a message waits no longer than its expiry, and tells what is left of it`, async (t) => {
    const running = await runBroker(t);
    const session = { clientId: 'away', clean: false, properties: { sessionExpiryInterval: 60 } };
    const away = await RawClient.connect(t, running[carrier], 5, session);
    await away.subscribe('old/#', 1);
    const client = await RawClient.connect(t, running[carrier], 5);
    const short = { messageExpiryInterval: 1 };
    const long = { messageExpiryInterval: 100 };
    await client.publish({ topic: 'old/live', qos: 1, properties: long });
    const live = await away.receive();
    t.ok([99, 100].includes(live.properties.messageExpiryInterval as number), 'a live one says it too (§3.3.2.3.3)');
    await away.leave();
    for (const [payload, properties] of [
      ['short', short],
      ['long', long],
      ['ever', {}],
    ] as const) {
      await client.publish({ topic: `old/${payload}`, payload, qos: 1, properties });
      await client.publish({ topic: `kept/${payload}`, payload, qos: 1, retain: true, properties });
    }
    await secondsPass(1.2);
    const back = await RawClient.connect(t, running[carrier], 5, session);
    const seen = [await back.receive(), await back.receive()];
    t.same(
      seen.map(({ payload }) => payload.toString()),
      ['long', 'ever'],
      'what has expired is not sent [MQTT-3.3.2-5]',
    );
    const left = seen[0]?.properties.messageExpiryInterval as number;
    t.ok(left >= 95 && left <= 99, `the time it waited is taken off [MQTT-3.3.2-6]: ${left}`);
    t.notOk('messageExpiryInterval' in (seen[1]?.properties ?? {}));
    await back.subscribe('kept/#', 1);
    const kept = [await back.receive(), await back.receive()];
    t.same(kept.map(({ payload }) => payload.toString()).sort(), ['ever', 'long'], 'nor is a retained one');
    const keptLeft = kept.find(({ topic }) => topic === 'kept/long')?.properties.messageExpiryInterval as number;
    t.ok(keptLeft >= 95 && keptLeft <= 99, `${keptLeft}`);
  });
}
