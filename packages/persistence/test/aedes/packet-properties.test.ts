import t from 'tap';
import { fromPacketProperties, toPacketProperties } from '../../src/aedes/packet-properties.ts';

const roundTrip = (properties: Record<string, unknown>) => toPacketProperties(fromPacketProperties(properties));

t.test('every property of a publish or a will comes back as mqtt-packet gave it', async (t) => {
  const properties = {
    payloadFormatIndicator: true,
    messageExpiryInterval: 4_294_967_295,
    contentType: 'application/json',
    responseTopic: 'réponse/à/moi',
    correlationData: Buffer.from([0, 1, 0xff, 0x80]),
    subscriptionIdentifier: [1, 268_435_455],
    willDelayInterval: 0,
    userProperties: Object.assign(Object.create(null), { one: 'a', many: ['b', '', 'c'] }),
  };
  t.strictSame(roundTrip(properties), properties);
  t.strictSame(roundTrip({ payloadFormatIndicator: false }), { payloadFormatIndicator: false });
  t.strictSame(roundTrip({ subscriptionIdentifier: 5 }), { subscriptionIdentifier: 5 });
  t.strictSame(fromPacketProperties({ payloadFormatIndicator: true }).properties, { payloadFormatIndicator: 1 });
});

t.test('user properties named after parts of a prototype are ordinary names', async (t) => {
  const userProperties = JSON.parse('{ "constructor": "c", "toString": ["t", "u"], "__proto__": "p" }');
  const stored = roundTrip({ userProperties }).userProperties as Record<string, unknown>;
  t.equal(Object.getPrototypeOf(stored), null);
  t.strictSame(Object.entries(stored), [
    ['constructor', 'c'],
    ['toString', ['t', 'u']],
    ['__proto__', 'p'],
  ]);
});

t.test('what belongs to one connection or to no MQTT version is left out', async (t) => {
  t.strictSame(roundTrip({}), {});
  t.strictSame(roundTrip({ topicAlias: 3, contentType: undefined, messageExpiryInterval: null, unheardOf: 'x' }), {});
});
