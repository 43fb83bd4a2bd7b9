// MQTT 3.1.1 by the letter: CONNECT, over every carrier. A case is what is sent first, and how it is answered.
import t from 'tap';
import { RawClient } from './raw-client.ts';
import { runBroker } from './running-broker.ts';
import { until } from './until.ts';
import { byte, connect, first, packet, pingreq, publish, text, two, type Version } from './wire.ts';

/** `closed`: without a word (§4.8); a number: CONNACK with this return code, then the end. */
type Case = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly answer: 'closed' | number | 'closed or 1';
  readonly version?: Version;
};

const login = { username: 'alice', password: 'secret' };
const legal = { version: 4, clientId: 'letter', ...login } as const;
const will = { topic: 'will/letter' };

const cases: readonly Case[] = [
  { name: 'a first packet other than CONNECT [MQTT-3.1.0-1]', bytes: pingreq, answer: 'closed' },
  {
    name: 'a PUBLISH as the first packet [MQTT-3.1.0-1]',
    bytes: publish(4, { topic: 'a' }),
    answer: 'closed',
  },
  {
    name: 'reserved bits of the fixed header [MQTT-2.2.2-2]',
    bytes: connect({ ...legal, firstByte: 0x11 }),
    answer: 'closed',
  },
  { name: 'another protocol name [MQTT-3.1.2-1]', bytes: connect({ ...legal, name: 'MQTX' }), answer: 'closed' },
  {
    name: 'the protocol name in small letters [MQTT-3.1.2-1]',
    bytes: connect({ ...legal, name: 'mqtt' }),
    answer: 'closed',
  },
  { name: 'level 6 [MQTT-3.1.2-2]', bytes: connect({ ...legal, level: 6 }), answer: 1 },
  { name: 'MQIsdp with level 4 [MQTT-3.1.2-1]', bytes: connect({ ...legal, name: 'MQIsdp' }), answer: 'closed or 1' },
  { name: 'MQTT with level 3 [MQTT-3.1.2-2]', bytes: connect({ ...legal, level: 3 }), answer: 'closed or 1' },
  { name: 'the reserved connect flag [MQTT-3.1.2-3]', bytes: connect({ ...legal, flags: 0xc3 }), answer: 'closed' },
  { name: 'will QoS 3 [MQTT-3.1.2-14]', bytes: connect({ ...legal, will: { ...will, qos: 3 } }), answer: 'closed' },
  { name: 'a will QoS without a will [MQTT-3.1.2-13]', bytes: connect({ ...legal, flags: 0xca }), answer: 'closed' },
  { name: 'will retain without a will [MQTT-3.1.2-15]', bytes: connect({ ...legal, flags: 0xe2 }), answer: 'closed' },
  {
    name: 'a will flag without will topic and message [MQTT-3.1.2-9]',
    bytes: connect({ version: 4, clientId: 'letter', flags: 0x06 }),
    answer: 'closed',
  },
  {
    name: 'a user name without its flag [MQTT-3.1.2-18]',
    bytes: connect({ version: 4, clientId: 'letter', tail: text('alice') }),
    answer: 'closed',
  },
  {
    name: 'the user name flag without a user name [MQTT-3.1.2-19]',
    bytes: connect({ version: 4, clientId: 'letter', flags: 0x82 }),
    answer: 'closed',
  },
  {
    name: 'a password without its flag [MQTT-3.1.2-20]',
    bytes: connect({ version: 4, clientId: 'letter', username: 'alice', tail: text('secret') }),
    answer: 'closed',
  },
  {
    name: 'the password flag without a password [MQTT-3.1.2-21]',
    bytes: connect({ version: 4, clientId: 'letter', username: 'alice', flags: 0xc2 }),
    answer: 'closed',
  },
  {
    name: 'a password without a user name [MQTT-3.1.2-22]',
    bytes: connect({ version: 4, clientId: 'letter', password: 'secret' }),
    answer: 'closed',
  },
  {
    name: 'an empty client id with clean session 0 [MQTT-3.1.3-8]',
    bytes: connect({ version: 4, clientId: '', clean: false, ...login }),
    answer: 2,
  },
  { name: 'bytes behind the payload [MQTT-3.1.3-1]', bytes: connect({ ...legal, tail: byte(0) }), answer: 'closed' },
  {
    name: 'a whole string behind the payload [MQTT-3.1.3-1]',
    bytes: connect({ ...legal, tail: text('more') }),
    answer: 'closed',
  },
  {
    name: 'a client id that is longer than the packet [MQTT-3.1.3-3]',
    bytes: packet(first.connect, text('MQTT'), byte(4, 2), two(0), two(500), Buffer.from('short')),
    answer: 'closed',
  },
  {
    name: 'a CONNECT without a client id [MQTT-3.1.3-3]',
    bytes: packet(first.connect, text('MQTT'), byte(4, 2), two(0)),
    answer: 'closed',
  },
  { name: 'an empty CONNECT [MQTT-3.1.2-1]', bytes: packet(first.connect), answer: 'closed' },
  {
    name: 'a remaining length of five bytes (§2.2.3)',
    bytes: byte(0x10, 0xff, 0xff, 0xff, 0xff, 0x01),
    answer: 'closed',
  },
  {
    name: 'a will topic with a wildcard [MQTT-4.7.1-1]',
    bytes: connect({ ...legal, will: { topic: 'will/#' } }),
    answer: 'closed or 1',
  },
  {
    name: 'an empty will topic [MQTT-4.7.3-1]',
    bytes: connect({ ...legal, will: { topic: '' } }),
    answer: 'closed or 1',
  },
  { name: 'a wrong password (§3.2.2.3)', bytes: connect({ ...legal, password: 'wrong' }), answer: 4 },
  { name: 'no user where one is needed (§3.2.2.3)', bytes: connect({ version: 4, clientId: 'letter' }), answer: 5 },
  {
    name: 'MQTT 3.1: an empty client id (MQTT 3.1, CONNECT, client identifier)',
    bytes: connect({ version: 3, clientId: '', ...login }),
    answer: 2,
    version: 3,
  },
];

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(`${carrier}: what is no CONNECT by the letter is refused`, async (t) => {
    const running = await runBroker(t);
    for (const { name, bytes, answer, version = 4 } of cases) {
      t.test(`${carrier}: ${name} is refused`, async (t) => {
        const client = await RawClient.open(t, running[carrier], version);
        client.send(bytes);
        // What follows in the same breath must not be taken either [MQTT-3.1.4-5].
        client.send(publish(4, { topic: 'letter', payload: 'smuggled' }));
        await client.closed();
        const codes = client.received.map((packet) => (packet.kind === 'connack' ? packet.reasonCode : packet.kind));
        if (answer === 'closed') t.same(codes, []);
        else if (answer === 'closed or 1')
          t.ok(codes.length === 0 || (codes.length === 1 && codes[0] !== 0), `${codes}`);
        else t.same(client.received, [{ kind: 'connack', sessionPresent: false, reasonCode: answer, properties: {} }]);
        t.equal(running.broker.client('letter'), undefined);
      });
    }
    t.test(`${carrier}: nothing of it was delivered, and nothing is left`, async (t) => {
      await until(() => running.broker.stats().connections === 0, 'no connection is left');
      t.equal(running.broker.stats().receivedMessages, 0);
    });
  });

  t.test(`${carrier}: a second CONNECT closes the connection [MQTT-3.1.0-2]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4, { clientId: 'twice' });
    client.send(connect({ ...legal, clientId: 'twice' }));
    t.same(await client.closed(), []);
  });

  t.test(`${carrier}: a second CONNECT in the same breath closes the connection [MQTT-3.1.0-2]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.open(t, running[carrier], 4);
    client.send(connect(legal), connect(legal));
    t.ok((await client.closed()).length <= 1, 'at most the first one is answered');
  });

  t.test(`${carrier}: what MQTT 3.1.1 allows is let in`, async (t) => {
    const running = await runBroker(t);
    const allowed = {
      'an empty client id with clean session 1 [MQTT-3.1.3-6]': { clientId: '' },
      'a client id of more than 23 characters [MQTT-3.1.3-5]': { clientId: 'x'.repeat(200) },
      'a client id of the characters that every server takes [MQTT-3.1.3-5]': { clientId: '0aZ' },
      'a client id beyond ASCII [MQTT-3.1.3-4]': { clientId: 'Ladesäule 充電 🔌' },
      'a client id that is a property of every object': { clientId: 'not-proto' },
      'an empty will message [MQTT-3.1.2-9]': { will: { topic: 'will', payload: '' } },
      'the byte order mark within a string [MQTT-1.5.3-3]': { clientId: '\ufeffbom' },
      'a will of QoS 2 with retain [MQTT-3.1.2-14]': { will: { topic: 'will', qos: 2, retain: true } },
    };
    for (const [name, parts] of Object.entries(allowed)) {
      const client = await RawClient.open(t, running[carrier], 4);
      t.match(await client.connect(parts), { reasonCode: 0, sessionPresent: false }, name);
      await client.ping();
      await client.leave();
    }
  });

  t.test(`${carrier}: two clients with an empty client id each have their own [MQTT-3.1.3-7]`, async (t) => {
    const running = await runBroker(t);
    const one = await RawClient.connect(t, running[carrier], 4, { clientId: '' });
    const other = await RawClient.connect(t, running[carrier], 4, { clientId: '' });
    await one.ping();
    await other.ping();
    t.equal(new Set(running.broker.clients().map(({ clientId }) => clientId)).size, 2);
  });

  t.test(`${carrier}: what comes behind CONNECT before CONNACK is taken in order [MQTT-3.1.4-5]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.open(t, running[carrier], 4);
    client.send(connect(legal), pingreq, publish(4, { topic: 'a', qos: 1, id: 7 }));
    await client.next('connack');
    await client.next('pingresp');
    t.match(await client.next('puback'), { id: 7 });
    t.equal(client.received[0]?.kind, 'connack');
  });
}
