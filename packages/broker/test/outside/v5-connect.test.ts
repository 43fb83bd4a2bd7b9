// MQTT 5: CONNECT, CONNACK, DISCONNECT and what a server answers to what it does not understand, over every carrier.
import t from 'tap';
import { RawClient } from './raw-client.ts';
import { runBroker } from './running-broker.ts';
import { until } from './until.ts';
import { byte, connect, encodeProperties, first, packet, publish, subscribe, text, two, variable } from './wire.ts';

const login = { username: 'alice', password: 'secret' };
const legal = { version: 5, clientId: 'five', ...login } as const;

/** Sent first; refused by CONNACK with one of these codes, or by closing (§4.13.1). */
const badConnects: Readonly<Record<string, readonly [bytes: Buffer, ...codes: number[]]>> = {
  'a wrong password [MQTT-3.1.4-3]': [connect({ ...legal, password: 'wrong' }), 0x86],
  'no user where one is needed [MQTT-3.1.4-2]': [connect({ version: 5, clientId: 'five' }), 0x87, 0x86],
  'receive maximum 0 (§3.1.2.11.3)': [connect({ ...legal, properties: { receiveMaximum: 0 } }), 0x82],
  'maximum packet size 0 (§3.1.2.11.4)': [connect({ ...legal, properties: { maximumPacketSize: 0 } }), 0x82],
  'a property twice (§3.1.2.11.3)': [connect({ ...legal, properties: { receiveMaximum: [5, 5] } }), 0x82],
  'request problem information 2 (§3.1.2.11.7)': [
    connect({ ...legal, properties: { requestProblemInformation: 2 } }),
    0x82,
  ],
  'request response information 2 (§3.1.2.11.6)': [
    connect({ ...legal, properties: { requestResponseInformation: 2 } }),
    0x82,
  ],
  'authentication data without a method (§3.1.2.11.10)': [
    connect({ ...legal, properties: { authenticationData: 'x' } }),
    0x82,
  ],
  'an authentication method that nobody knows [MQTT-4.12.0-1]': [
    connect({ ...legal, properties: { authenticationMethod: 'SCRAM-SHA-1' } }),
    0x8c,
  ],
  'a property of PUBLISH (§2.2.2.2)': [connect({ ...legal, properties: { topicAlias: 1 } }), 0x81, 0x82],
  'will QoS 3 [MQTT-3.1.2-12]': [connect({ ...legal, will: { topic: 'w', qos: 3 } }), 0x81, 0x82],
  'the reserved connect flag [MQTT-3.1.2-3]': [connect({ ...legal, flags: 0xc3 }), 0x81, 0x82],
  'level 6 [MQTT-3.1.2-2]': [connect({ ...legal, level: 6 }), 0x84, 1],
  'a client id with U+0000 [MQTT-1.5.4-2]': [connect({ ...legal, clientId: 'a\u0000' }), 0x81, 0x82, 0x85],
  'bytes behind the payload (§3.1.3)': [connect({ ...legal, tail: byte(0) }), 0x81],
  'a will topic with a wildcard [MQTT-4.7.0-1]': [connect({ ...legal, will: { topic: 'w/+' } }), 0x81, 0x82, 0x90],
  'a will that its client may not publish (§3.2.2.2)': [connect({ ...legal, will: { topic: 'guarded/w' } }), 0x87],
  'a will whose response topic has a wildcard [MQTT-3.3.2-14]': [
    connect({ ...legal, will: { topic: 'w', properties: { responseTopic: 'a/#' } } }),
    0x81,
    0x82,
    0x90,
  ],
};

/** Sent behind CONNECT; the DISCONNECT of the server has one of these codes [MQTT-4.13.1-1], [MQTT-4.13.2-1]. */
const badPackets: Readonly<Record<string, readonly [bytes: Buffer, ...codes: number[]]>> = {
  'QoS 3 [MQTT-3.3.1-4]': [publish(5, { topic: 'a', qos: 3, id: 1 }), 0x81, 0x82],
  'DUP with QoS 0 [MQTT-3.3.1-2]': [publish(5, { topic: 'a', dup: true }), 0x81, 0x82],
  'packet id 0 [MQTT-2.2.1-3]': [publish(5, { topic: 'a', qos: 1, id: 0 }), 0x81, 0x82],
  'a topic with a wildcard [MQTT-3.3.2-2]': [publish(5, { topic: 'a/#' }), 0x90, 0x81, 0x82],
  'an empty topic without an alias [MQTT-4.7.3-1]': [publish(5, { topic: '' }), 0x82, 0x90, 0x81],
  'topic alias 0 [MQTT-3.3.2-8]': [publish(5, { topic: 'a', properties: { topicAlias: 0 } }), 0x94],
  'an alias that was never set [MQTT-3.3.2-9]': [publish(5, { topic: '', properties: { topicAlias: 1 } }), 0x82, 0x94],
  'a subscription identifier from a client [MQTT-3.3.4-6]': [
    publish(5, { topic: 'a', properties: { subscriptionIdentifier: 1 } }),
    0x81,
    0x82,
  ],
  'a response topic with a wildcard [MQTT-3.3.2-14]': [
    publish(5, { topic: 'a', properties: { responseTopic: 'r/+' } }),
    0x82,
    0x81,
    0x90,
  ],
  'payload format 2 (§3.3.2.3.2)': [publish(5, { topic: 'a', properties: { payloadFormatIndicator: 2 } }), 0x82, 0x81],
  'a property twice (§3.3.2.3.3)': [
    publish(5, { topic: 'a', properties: { messageExpiryInterval: [1, 1] } }),
    0x82,
    0x81,
  ],
  'a will delay in PUBLISH (§2.2.2.2)': [publish(5, { topic: 'a', properties: { willDelayInterval: 1 } }), 0x81, 0x82],
  'a property that does not exist (§2.2.2.2)': [
    packet(first.publish, text('a'), variable(2), byte(0x7e, 0)),
    0x81,
    0x82,
  ],
  'properties past the end of the packet (§2.2.2.1)': [
    packet(first.publish, text('a'), variable(9), byte(1, 1)),
    0x81,
    0x82,
  ],
  'a length of more bytes than it needs [MQTT-1.5.5-1]': [
    packet(first.publish, text('a'), byte(0x80, 0x00)),
    0x81,
    0x82,
  ],
  'SUBSCRIBE without a filter [MQTT-3.8.3-2]': [subscribe(5, 1, []), 0x82, 0x81],
  'reserved bits of the subscription options [MQTT-3.8.3-5]': [
    subscribe(5, 1, [{ filter: 'a', options: 0x40 }]),
    0x81,
    0x82,
  ],
  'QoS 3 in SUBSCRIBE (§3.8.3.1)': [subscribe(5, 1, [{ filter: 'a', options: 3 }]), 0x81, 0x82],
  'retain handling 3 (§3.8.3.1)': [subscribe(5, 1, [{ filter: 'a', options: 0x30 }]), 0x81, 0x82],
  'subscription identifier 0 (§3.8.2.1.2)': [
    subscribe(5, 1, [{ filter: 'a' }], { subscriptionIdentifier: 0 }),
    0x82,
    0x81,
  ],
  'two subscription identifiers (§3.8.2.1.2)': [
    subscribe(5, 1, [{ filter: 'a' }], { subscriptionIdentifier: [1, 2] }),
    0x82,
    0x81,
  ],
  'no local on a shared subscription [MQTT-3.8.3-4]': [subscribe(5, 1, [{ filter: '$share/g/a', options: 4 }]), 0x82],
  'a share name with a wildcard [MQTT-4.8.2-2]': [subscribe(5, 1, [{ filter: '$share/g+/a' }]), 0x81, 0x82, 0x8f],
  'a share without a filter [MQTT-4.8.2-1]': [subscribe(5, 1, [{ filter: '$share/g' }]), 0x81, 0x82, 0x8f],
  'a second CONNECT [MQTT-3.1.0-2]': [connect({ ...legal }), 0x82],
  'AUTH without an authentication method (§4.12)': [packet(first.auth), 0x82],
  'a CONNACK from a client (§2.1.2)': [packet(first.connack, byte(0, 0, 0)), 0x81, 0x82],
  'a session expiry in DISCONNECT that CONNECT had not [MQTT-3.14.2-2]': [
    packet(first.disconnect, byte(0), encodeProperties({ sessionExpiryInterval: 5 })),
    0x82,
  ],
  'PUBACK with a reason code of DISCONNECT (§3.4.2.1)': [packet(first.puback, two(1), byte(0x8e)), 0x81, 0x82],
};

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(`${carrier}: a CONNECT that MQTT 5 forbids is refused`, async (t) => {
    const running = await runBroker(t);
    for (const [name, [bytes, ...codes]] of Object.entries(badConnects)) {
      t.test(`${carrier}: ${name} is refused`, async (t) => {
        const client = await RawClient.open(t, running[carrier], 5);
        client.send(bytes);
        await client.closed();
        const answers = client.received.map((packet) => (packet.kind === 'connack' ? packet.reasonCode : packet.kind));
        t.ok(answers.length <= 1 && answers.every((answer) => codes.includes(answer as number)), `${answers}`);
        t.notOk(running.broker.client('five'));
      });
    }
    t.test(`${carrier}: nothing of it is left`, async () => {
      await until(() => running.broker.stats().connections === 0, 'no connection is left');
    });
  });

  t.test(`${carrier}: a packet that MQTT 5 forbids is answered with the reason, and the connection ends`, async (t) => {
    const running = await runBroker(t);
    for (const [name, [bytes, ...codes]] of Object.entries(badPackets)) {
      t.test(`${carrier}: ${name} is told in DISCONNECT`, async (t) => {
        const client = await RawClient.connect(t, running[carrier], 5, { clientId: 'five' });
        client.send(bytes);
        const code = await client.disconnected();
        t.ok(codes.includes(code), `0x${code.toString(16)}`);
      });
    }
    t.test(`${carrier}: a packet larger than was announced is told with 0x95 [MQTT-3.2.2-15]`, async (t) => {
      const small = await runBroker(t, { options: { maxPacketBytes: 5000 } });
      const client = await RawClient.open(t, small[carrier], 5);
      t.match(await client.connect(), { properties: { maximumPacketSize: 5000 } });
      client.send(publish(5, { topic: 'a', payload: Buffer.alloc(5000) }));
      t.equal(await client.disconnected(), 0x95);
    });
  });

  t.test(`${carrier}: an empty client id is assigned one, with and without a session [MQTT-3.1.3-7]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.open(t, running[carrier], 5);
    const { properties } = await client.connect({
      clientId: '',
      clean: false,
      properties: { sessionExpiryInterval: 60 },
    });
    const clientId = properties.assignedClientIdentifier as string;
    t.ok(running.broker.client(clientId), '[MQTT-3.2.2-16]');
    await client.leave();
    const back = await RawClient.open(t, running[carrier], 5);
    const connack = await back.connect({ clientId, clean: false, properties: { sessionExpiryInterval: 60 } });
    t.match(connack, { sessionPresent: true });
    t.notOk('assignedClientIdentifier' in connack.properties, 'only who showed none is told one');
  });

  t.test(`${carrier}: a keep alive above the longest is replaced by Server Keep Alive [MQTT-3.2.2-21]`, async (t) => {
    const running = await runBroker(t, { limits: { keepaliveMaxSeconds: 1 } });
    const asked = async (keepalive: number) => {
      const client = await RawClient.open(t, running[carrier], 5);
      return { client, told: (await client.connect({ keepalive })).properties.serverKeepAlive };
    };
    t.equal((await asked(1)).told, undefined);
    t.equal((await asked(600)).told, 1);
    const { client, told } = await asked(0);
    t.equal(told, 1);
    t.equal(await client.disconnected(), 0x8d, 'and the broker keeps to it [MQTT-3.1.2-22]');
  });

  t.test(
    `${carrier}: without problem information there is neither reason string nor user property [MQTT-3.1.2-29]`,
    async (t) => {
      const running = await runBroker(t);
      const properties = { requestProblemInformation: 0 };
      const client = await RawClient.connect(t, running[carrier], 5, { properties });
      t.same(await client.subscribe('private/a', 1), [0x87]);
      t.equal(await client.publish({ topic: 'guarded/a', qos: 1 }), 0x87);
      for (const packet of client.received) {
        if (packet.kind !== 'suback' && packet.kind !== 'puback') continue;
        t.same(packet.properties, {}, packet.kind);
      }
    },
  );

  t.test(`${carrier}: who is taken over, kicked, or cut by a shutdown is told so`, async (t) => {
    const running = await runBroker(t);
    const old = await RawClient.connect(t, running[carrier], 5, { clientId: 'one' });
    const young = await RawClient.connect(t, running[carrier], 5, { clientId: 'one' });
    t.equal(await old.disconnected(), 0x8e, 'session taken over [MQTT-3.1.4-3]');
    t.ok(running.broker.kick('one'));
    t.equal(await young.disconnected(), 0x98, 'administrative action');
    const last = await RawClient.connect(t, running[carrier], 5);
    const told = last.disconnected();
    await running.stop();
    t.equal(await told, 0x8b, 'server shutting down');
  });

  t.test(`${carrier}: CONNACK announces what the broker can and cannot do`, async (t) => {
    const running = await runBroker(t, { limits: { receiveMaximum: 7, topicAliasMaximum: 3 } });
    const client = await RawClient.open(t, running[carrier], 5);
    const { properties, sessionPresent, reasonCode } = await client.connect();
    t.match({ sessionPresent, reasonCode }, { sessionPresent: false, reasonCode: 0 });
    t.match(properties, { receiveMaximum: 7, topicAliasMaximum: 3 });
    for (const name of ['wildcardSubscriptionAvailable', 'subscriptionIdentifierAvailable'] as const) {
      t.ok((properties[name] ?? 1) === 1, name);
    }
    t.ok((properties.sharedSubscriptionAvailable ?? 1) === 1 && (properties.retainAvailable ?? 1) === 1);
    t.notOk('maximumQoS' in properties, 'QoS 2 is there');
  });
}
