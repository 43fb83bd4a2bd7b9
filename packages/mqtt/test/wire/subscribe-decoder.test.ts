import t from 'tap';
import { decodePacket } from '../../src/index.ts';
import { bytes, decode, lengthPrefixed, noProperties, properties, refusal } from './samples.ts';

const subscribe = (...filters: readonly (string | number)[]) => refusal(4, 0x82, 0, 1, ...filters);
const subscribe5 = (...filters: readonly (string | number)[]) => refusal(5, 0x82, 0, 1, noProperties, ...filters);
const unsubscribe = (...filters: readonly string[]) => refusal(4, 0xa2, 0, 1, ...filters);

t.test('a SUBSCRIBE of MQTT 3 asks for a QoS, and gets the behaviour of MQTT 3 otherwise', async (t) => {
  const options = { noLocal: false, retainAsPublished: false, retainHandling: 0, identifier: undefined };
  for (const version of [3, 4] as const)
    t.strictSame(decode(version, 0x82, 0, 9, 'a/+', 0, '#', 2), {
      kind: 'subscribe',
      messageId: 9,
      subscriptions: [
        { filter: 'a/+', options: { qos: 0, ...options } },
        { filter: '#', options: { qos: 2, ...options } },
      ],
    });
});

t.test('a SUBSCRIBE of MQTT 5 has options for each filter and one identifier for all', async (t) => {
  const decoded = decode(5, 0x82, 0, 9, properties(0x0b, 0xff, 0xff, 0xff, 0x7f), 'a', 0x1d, 'b', 0x22);
  t.match(decoded, {
    subscriptions: [
      {
        filter: 'a',
        options: { qos: 1, noLocal: true, retainAsPublished: true, retainHandling: 1, identifier: 268_435_455 },
      },
      {
        filter: 'b',
        options: { qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 2, identifier: 268_435_455 },
      },
    ],
  });
});

t.test('an UNSUBSCRIBE names filters', async (t) => {
  t.strictSame(decode(4, 0xa2, 0, 9, 'a', '$share/g/b'), {
    kind: 'unsubscribe',
    messageId: 9,
    filters: ['a', '$share/g/b'],
  });
  t.match(decode(5, 0xa2, 0, 9, properties(0x26, 'k', 'v'), 'a'), { filters: ['a'] });
});

t.test('packet id 0 is refused [MQTT-2.3.1-1], of MQTT 5 [MQTT-2.2.1-3]', async (t) => {
  t.equal(refusal(4, 0x82, 0, 0, 'a', 0), 'MQTT-2.3.1-1 0x82');
  t.equal(refusal(4, 0xa2, 0, 0, 'a'), 'MQTT-2.3.1-1 0x82');
  t.equal(refusal(5, 0x82, 0, 0, noProperties, 'a', 0), 'MQTT-2.2.1-3 0x82');
  t.equal(refusal(5, 0xa2, 0, 0, noProperties, 'a'), 'MQTT-2.2.1-3 0x82');
});

t.test('SUBSCRIBE without a filter is refused [MQTT-3.8.3-3], of MQTT 5 [MQTT-3.8.3-2]', async (t) => {
  t.equal(subscribe(), 'MQTT-3.8.3-3 0x82');
  t.equal(subscribe5(), 'MQTT-3.8.3-2 0x82');
});

t.test('UNSUBSCRIBE without a filter is refused [MQTT-3.10.3-2]', async (t) => {
  t.equal(unsubscribe(), 'MQTT-3.10.3-2 0x82');
  t.equal(refusal(5, 0xa2, 0, 1, noProperties), 'MQTT-3.10.3-2 0x82');
});

t.test('invalid filters are refused [MQTT-4.7.1-2, -3, MQTT-4.7.3-1]', async (t) => {
  for (const [filter, expected] of [
    ['a/#/b', 'MQTT-4.7.1-2 0x8f'],
    ['a#', 'MQTT-4.7.1-2 0x8f'],
    ['a+/b', 'MQTT-4.7.1-3 0x8f'],
    ['', 'MQTT-4.7.3-1 0x8f'],
  ] as const) {
    t.equal(subscribe(filter, 0), expected, filter);
    t.equal(subscribe('fine', 1, filter, 0), expected, `${filter} after a good one`);
    t.equal(unsubscribe(filter), expected, filter);
  }
  t.equal(subscribe5('a/#/b', 0), 'MQTT-4.7.1-1 0x8f');
  t.equal(subscribe5('a+', 0), 'MQTT-4.7.1-2 0x8f');
});

t.test('shared subscriptions are checked in every version [MQTT-4.8.2-1, -2]', async (t) => {
  for (const [filter, expected] of [
    ['$share//a', 'MQTT-4.8.2-1 0x8f'],
    ['$share/g', 'MQTT-4.8.2-2 0x8f'],
    ['$share/g/', 'MQTT-4.8.2-2 0x8f'],
    ['$share/g+/a', 'MQTT-4.8.2-2 0x8f'],
  ] as const) {
    t.equal(subscribe(filter, 0), expected);
    t.equal(subscribe5(filter, 0), expected);
    t.equal(unsubscribe(filter), expected);
  }
  t.equal(subscribe('$share/g/a/#', 1), 'subscribe');
});

t.test('no local on a shared subscription is a protocol error [MQTT-3.8.3-4]', async (t) => {
  t.equal(subscribe5('$share/g/a', 4), 'MQTT-3.8.3-4 0x82');
  t.equal(subscribe5('$share/g/a', 8), 'subscribe');
});

t.test('U+0000 and ill-formed UTF-8 are refused in filters [MQTT-1.5.3-1, -2]', async (t) => {
  const surrogate = lengthPrefixed(Buffer.of(0xed, 0xa0, 0x80));
  t.equal(subscribe('a\0', 0), 'MQTT-1.5.3-2 0x81');
  t.equal(unsubscribe('\0'), 'MQTT-1.5.3-2 0x81');
  t.equal(refusal(4, 0x82, 0, 1, surrogate, 0), 'MQTT-1.5.3-1 0x81');
  t.equal(refusal(4, 0xa2, 0, 1, surrogate), 'MQTT-1.5.3-1 0x81');
});

t.test('reserved bits of the options and QoS 3 are refused [MQTT-3.8.3-4], of MQTT 5 [MQTT-3.8.3-5]', async (t) => {
  for (const options of [0x04, 0x08, 0x10, 0x40, 0x80, 0x81])
    t.equal(subscribe('a', options), 'MQTT-3.8.3-4 0x81', `options ${options}`);
  t.equal(subscribe('a', 3), 'MQTT-3.8.3-4 0x82');
  for (const options of [0x40, 0x80]) t.equal(subscribe5('a', options), 'MQTT-3.8.3-5 0x81', `options ${options}`);
  t.equal(subscribe5('a', 3), 'MQTT-4.13.1-1 0x82');
});

t.test('retain handling 3 is a protocol error (MQTT 5 §3.8.3.1)', async (t) => {
  t.equal(subscribe5('a', 0x30), 'MQTT-4.13.1-1 0x82');
});

t.test('a subscription identifier is not 0, and there is one (MQTT 5 §3.8.2.1.2)', async (t) => {
  t.equal(refusal(5, 0x82, 0, 1, properties(0x0b, 0), 'a', 0), 'MQTT5-2.2.2.2 0x82');
  t.equal(refusal(5, 0x82, 0, 1, properties(0x0b, 1, 0x0b, 2), 'a', 0), 'MQTT5-2.2.2.2 0x82');
  t.equal(refusal(5, 0x82, 0, 1, properties(0x0b, 0x80, 0x80, 0x80, 0x80, 1), 'a', 0), 'MQTT-4.13.1-1 0x81');
});

t.test('the limits of the broker hold for filters', async (t) => {
  const limits = { topicBytesMax: 12, topicLevelsMax: 2 };
  const take = (filter: string) => decodePacket(0x82, bytes(0, 1, filter, 0), 4, limits);
  t.match(take('a/+'), { kind: 'subscribe' });
  t.match(take('$share/g/a/b'), { kind: 'subscribe' });
  t.match(take('a/b/#'), { kind: 'malformed', reasonCode: 0x8f });
  t.match(take('a/bbbbbbbbbbb'), { kind: 'malformed', reasonCode: 0x8f });
  t.match(decodePacket(0xa2, bytes(0, 1, 'a/b/#'), 4, limits), { kind: 'malformed', reasonCode: 0x8f });
});

t.test('a SUBSCRIBE or UNSUBSCRIBE that ends within a filter is refused', async (t) => {
  t.equal(subscribe('a'), 'MQTT-4.8.0-1 0x81', 'no options');
  t.equal(subscribe('a', 0, 0), 'MQTT-4.8.0-1 0x81', 'half a length');
  t.equal(subscribe('a', 0, 0, 2, 0x61), 'MQTT-4.8.0-1 0x81', 'half a filter');
  t.equal(refusal(4, 0xa2, 0, 1, 'a', 0), 'MQTT-4.8.0-1 0x81');
  t.equal(refusal(4, 0x82, 1), 'MQTT-4.8.0-1 0x81', 'half a packet id');
});
