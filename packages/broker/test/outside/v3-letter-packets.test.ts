// MQTT 3.1.1 by the letter: packets behind CONNECT that end the connection, over every carrier (§4.8).
import t from 'tap';
import { RawClient } from './raw-client.ts';
import { runBroker } from './running-broker.ts';
import { webSocket } from './transport.ts';
import { until } from './until.ts';
import { byte, connect, first, packet, pingreq, publish, subscribe, text, two, unsubscribe } from './wire.ts';

const ill: Readonly<Record<string, Buffer>> = {
  'packet type 0 (§2.2.1)': packet(0x00),
  'packet type 15 (§2.2.1)': packet(0xf0),
  'CONNACK (§3.2)': packet(first.connack, byte(0, 0)),
  'SUBACK (§3.9)': packet(first.suback, two(1), byte(0)),
  'UNSUBACK (§3.11)': packet(first.unsuback, two(1)),
  'PINGRESP (§3.13)': packet(first.pingresp),
  'a remaining length of five bytes (§2.2.3)': byte(0x30, 0x80, 0x80, 0x80, 0x80, 0x01),
  'QoS 3 [MQTT-3.3.1-4]': publish(4, { topic: 'a', qos: 3, id: 1 }),
  'DUP with QoS 0 [MQTT-3.3.1-2]': publish(4, { topic: 'a', dup: true }),
  'a publish to a filter with + [MQTT-3.3.2-2]': publish(4, { topic: 'a/+/b' }),
  'a publish to a filter with # [MQTT-3.3.2-2]': publish(4, { topic: 'a/#' }),
  'a publish to an empty topic [MQTT-4.7.3-1]': publish(4, { topic: '' }),
  'an empty PUBLISH [MQTT-3.3.2-1]': packet(first.publish),
  'a topic that is longer than its packet [MQTT-3.3.2-1]': packet(first.publish, two(50), Buffer.from('a')),
  'a PUBLISH of QoS 1 that ends before its packet id [MQTT-2.3.1-1]': packet(0x32, text('a'), byte(0)),
  'packet id 0 in PUBLISH of QoS 1 [MQTT-2.3.1-1]': publish(4, { topic: 'a', qos: 1, id: 0 }),
  'packet id 0 in PUBLISH of QoS 2 [MQTT-2.3.1-1]': publish(4, { topic: 'a', qos: 2, id: 0 }),
  'packet id 0 in SUBSCRIBE [MQTT-2.3.1-1]': subscribe(4, 0, [{ filter: 'a' }]),
  'packet id 0 in UNSUBSCRIBE [MQTT-2.3.1-1]': unsubscribe(4, 0, ['a']),
  'reserved bits of PUBACK [MQTT-2.2.2-2]': packet(0x42, two(1)),
  'reserved bits of PUBREC [MQTT-2.2.2-2]': packet(0x51, two(1)),
  'PUBREL without its bit [MQTT-3.6.1-1]': packet(0x60, two(1)),
  'reserved bits of PUBCOMP [MQTT-2.2.2-2]': packet(0x72, two(1)),
  'SUBSCRIBE without its bit [MQTT-3.8.1-1]': packet(0x80, two(1), text('a'), byte(0)),
  'UNSUBSCRIBE without its bit [MQTT-3.10.1-1]': packet(0xa0, two(1), text('a')),
  'reserved bits of PINGREQ [MQTT-2.2.2-2]': packet(0xc1),
  'reserved bits of DISCONNECT [MQTT-3.14.1-1]': packet(0xe1),
  'PUBACK without a packet id (§3.4.2)': packet(first.puback),
  'PUBACK with a reason code, which MQTT 3.1.1 has not (§3.4.3)': packet(first.puback, two(1), byte(0)),
  'PINGREQ with a body (§3.12.2)': packet(first.pingreq, byte(0)),
  'SUBSCRIBE without a filter [MQTT-3.8.3-3]': subscribe(4, 1, []),
  'SUBSCRIBE that ends before the QoS (§3.8.3)': packet(first.subscribe, two(1), text('a')),
  'SUBSCRIBE to QoS 3 [MQTT-3-8.3-4]': subscribe(4, 1, [{ filter: 'a', options: 3 }]),
  'SUBSCRIBE with reserved bits in the QoS [MQTT-3-8.3-4]': subscribe(4, 1, [{ filter: 'a', options: 0x04 }]),
  'UNSUBSCRIBE without a filter [MQTT-3.10.3-2]': unsubscribe(4, 1, []),
};
const badFilters = { 'a/#/b': '4.7.1-2', 'a#': '4.7.1-2', '#/a': '4.7.1-2', '##': '4.7.1-2', 'a+': '4.7.1-3' };
const moreBadFilters = { '+a/b': '4.7.1-3', 'a/b+/c': '4.7.1-3', '++': '4.7.1-3', '': '4.7.3-1' };
const filterCases = Object.entries({ ...badFilters, ...moreBadFilters }).flatMap(([filter, clause]) => [
  [`SUBSCRIBE to "${filter}" [MQTT-${clause}]`, subscribe(4, 1, [{ filter: 'fine' }, { filter }])] as const,
  [`UNSUBSCRIBE from "${filter}" [MQTT-${clause}]`, unsubscribe(4, 1, ['fine', filter])] as const,
]);

const badTexts: Readonly<Record<string, Buffer>> = {
  'U+0000 [MQTT-1.5.3-2]': Buffer.from('a\u0000b'),
  'a lone high surrogate [MQTT-1.5.3-1]': Buffer.from([0x61, 0xed, 0xa0, 0x80]),
  'a lone low surrogate [MQTT-1.5.3-1]': Buffer.from([0xed, 0xbf, 0xbf, 0x61]),
  'a pair of surrogates in UTF-8 [MQTT-1.5.3-1]': Buffer.from([0xed, 0xa0, 0xbd, 0xed, 0xb4, 0x8c]),
  'an overlong slash [MQTT-1.5.3-1]': Buffer.from([0x61, 0xc0, 0xaf]),
  'a continuation byte on its own [MQTT-1.5.3-1]': Buffer.from([0x61, 0x80]),
  'a character cut short [MQTT-1.5.3-1]': Buffer.from([0x61, 0xe2, 0x82]),
  'a code point above U+10FFFF [MQTT-1.5.3-1]': Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  'the byte 0xFF [MQTT-1.5.3-1]': Buffer.from([0x61, 0xff]),
};

const login = { username: 'alice', password: 'secret' };
const textFields: Readonly<Record<string, (value: Buffer) => Buffer>> = {
  'the client id': (clientId) => connect({ version: 4, clientId, ...login }),
  'the user name': (username) => connect({ version: 4, clientId: 'text', username, password: 'secret' }),
  'the will topic': (topic) => connect({ version: 4, clientId: 'text', ...login, will: { topic } }),
};
const textFieldsBehind: Readonly<Record<string, (value: Buffer) => Buffer>> = {
  'a topic': (topic) => publish(4, { topic, qos: 1, id: 1 }),
  'a filter': (filter) => subscribe(4, 1, [{ filter }]),
  'a filter of UNSUBSCRIBE': (filter) => unsubscribe(4, 1, [filter]),
};

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(`${carrier}: what is no packet by the letter closes the connection`, async (t) => {
    const running = await runBroker(t);
    const witness = await RawClient.connect(t, running.tcp, 4);
    await witness.subscribe('#');
    for (const [name, bytes] of [...Object.entries(ill), ...filterCases]) {
      t.test(`${carrier}: ${name} closes the connection`, async (t) => {
        const client = await RawClient.connect(t, running[carrier], 4);
        client.send(bytes, publish(4, { topic: 'smuggled', payload: 'behind it' }));
        t.same(await client.closed(), []);
      });
    }
    t.test(`${carrier}: nothing behind such a packet was delivered, and nobody else noticed`, async (t) => {
      await witness.publish({ topic: 'a', payload: 'end' });
      t.same(await witness.receiveUntilEnd(), []);
      await until(() => running.broker.stats().connections === 1, 'the others are gone');
    });
  });

  t.test(`${carrier}: text that is not UTF-8 closes the connection`, async (t) => {
    const running = await runBroker(t);
    for (const [what, bytes] of Object.entries(badTexts)) {
      for (const [field, encode] of Object.entries(textFields)) {
        t.test(`${carrier}: ${what} in ${field} is refused`, async (t) => {
          const client = await RawClient.open(t, running[carrier], 4);
          client.send(encode(bytes));
          t.same(await client.closed(), []);
        });
      }
      for (const [field, encode] of Object.entries(textFieldsBehind)) {
        t.test(`${carrier}: ${what} in ${field} is refused`, async (t) => {
          const client = await RawClient.connect(t, running[carrier], 4);
          client.send(encode(bytes));
          t.same(await client.closed(), []);
        });
      }
    }
  });

  t.test(`${carrier}: a packet larger than the broker takes closes the connection (§4.8)`, async (t) => {
    const running = await runBroker(t, { options: { maxPacketBytes: 10_000 } });
    const client = await RawClient.connect(t, running[carrier], 4);
    t.equal(await client.publish({ topic: 'a', payload: Buffer.alloc(9_900), qos: 1 }), 0);
    client.send(publish(4, { topic: 'a', payload: Buffer.alloc(10_000) }));
    t.same(await client.closed(), []);
  });

  t.test(`${carrier}: packets that come byte by byte, and many at once, are the same to the broker`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4);
    t.same(await client.subscribe('a/#', 1), [1]);
    const bytes = publish(4, { topic: 'a/slow', payload: 'x'.repeat(200), qos: 1, id: 300 });
    for (const one of bytes) client.send(byte(one));
    t.match(await client.receive(), { topic: 'a/slow' });
    client.send(
      ...Array.from({ length: 500 }, (_, n) => publish(4, { topic: 'a', payload: `${n}`, qos: 1, id: n + 1 })),
    );
    const publishes = await Promise.all(Array.from({ length: 500 }, () => client.receive()));
    t.same(
      publishes.map(({ payload }) => Number(payload)),
      Array.from({ length: 500 }, (_, n) => n),
    );
  });
}

t.test('ws: a text frame closes the connection [MQTT-6.0.0-1]', async (t) => {
  const running = await runBroker(t);
  const socket = await webSocket(running.ws.port);
  t.teardown(() => socket.terminate());
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const answers: unknown[] = [];
  socket.on('message', (data) => answers.push(data));
  socket.send(connect({ version: 4, clientId: 'text-frame', ...login }).toString('latin1'));
  await closed;
  t.same(answers, []);
});

t.test('ws: the subprotocol is mqtt [MQTT-6.0.0-4]', async (t) => {
  const running = await runBroker(t);
  const socket = await webSocket(running.ws.port);
  t.teardown(() => socket.terminate());
  t.equal(socket.protocol, 'mqtt');
});

t.test('ws: packets may begin and end anywhere within frames [MQTT-6.0.0-2]', async (t) => {
  const running = await runBroker(t);
  const client = await RawClient.open(t, running.ws, 4);
  const bytes = Buffer.concat([connect({ version: 4, clientId: 'frames', ...login }), pingreq, pingreq]);
  client.send(bytes.subarray(0, 7));
  client.send(bytes.subarray(7, bytes.length - 3));
  client.send(bytes.subarray(bytes.length - 3));
  t.match(await client.next('connack'), { reasonCode: 0 });
  await client.next('pingresp');
  await client.next('pingresp');
});
