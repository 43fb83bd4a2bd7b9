import t from 'tap';
import { decodePacket } from '../../src/index.ts';
import { bytes, decode, lengthPrefixed, noProperties, properties, refusal } from './samples.ts';

const payload = Buffer.from('on');

t.test('a PUBLISH of MQTT 3 is its topic, its packet id if its QoS is not 0, and its payload', async (t) => {
  for (const version of [3, 4] as const) {
    t.strictSame(decode(version, 0x31, 'a/b', payload), {
      kind: 'publish',
      topic: 'a/b',
      payload,
      qos: 0,
      retain: true,
      dup: false,
      messageId: 0,
      topicAlias: undefined,
      expirySeconds: undefined,
      properties: undefined,
    });
    t.match(decode(version, 0x3a, 'a', 1, 2, payload), { qos: 1, dup: true, retain: false, messageId: 258, payload });
    t.match(decode(version, 0x34, 'a', 1, 2), { qos: 2, messageId: 258, payload: Buffer.of() });
  }
});

t.test('the properties of a PUBLISH of MQTT 5 come apart: those of the packet, and those of the message', async (t) => {
  const all = properties(
    ...[0x23, 0, 4, 0x02, 0, 0, 0, 9, 0x01, 0, 0x03, 'json', 0x08, 'r/1', 0x09, Buffer.of(0, 1, 0)],
    ...[0x26, 'b', '1', 0x26, 'a', '2', 0x26, 'b', '3'],
  );
  t.match(decode(5, 0x30, 'a', all, payload), {
    topicAlias: 4,
    expirySeconds: 9,
    payload,
    properties: {
      payloadFormatIndicator: 0,
      contentType: 'json',
      responseTopic: 'r/1',
      correlationData: Buffer.of(0),
      userProperties: [
        ['b', '1'],
        ['a', '2'],
        ['b', '3'],
      ],
    },
  });
  t.match(decode(5, 0x30, 'a', properties(0x02, 0, 0, 0, 9)), { expirySeconds: 9, properties: undefined });
});

t.test('QoS 3 is refused [MQTT-3.3.1-4]', async (t) => {
  t.equal(refusal(4, 0x36, 'a', 0, 1), 'MQTT-3.3.1-4 0x81');
  t.equal(refusal(5, 0x36, 'a', 0, 1, noProperties), 'MQTT-3.3.1-4 0x81');
  t.equal(refusal(3, 0x3e, 'a', 0, 1), 'MQTT-3.3.1-4 0x81');
});

t.test('DUP with QoS 0 is refused [MQTT-3.3.1-2]', async (t) => {
  t.equal(refusal(4, 0x38, 'a'), 'MQTT-3.3.1-2 0x81');
  t.equal(refusal(5, 0x38, 'a', noProperties), 'MQTT-3.3.1-2 0x81');
});

t.test('packet id 0 is refused with QoS 1 and 2 [MQTT-2.3.1-1], of MQTT 5 [MQTT-2.2.1-3]', async (t) => {
  for (const header of [0x32, 0x34]) {
    t.equal(refusal(4, header, 'a', 0, 0, payload), 'MQTT-2.3.1-1 0x82');
    t.equal(refusal(5, header, 'a', 0, 0, noProperties, payload), 'MQTT-2.2.1-3 0x82');
  }
});

t.test('a topic name has no wildcard [MQTT-3.3.2-2]', async (t) => {
  for (const topic of ['a/+/b', '#', 'a#'])
    for (const version of [3, 4, 5] as const)
      t.equal(refusal(version, 0x30, topic, noProperties), 'MQTT-3.3.2-2 0x90', topic);
});

t.test(
  'a topic name has no U+0000 and is well-formed UTF-8 [MQTT-1.5.3-1, -2], of MQTT 5 [MQTT-1.5.4-1, -2]',
  async (t) => {
    const surrogate = lengthPrefixed(Buffer.of(0xed, 0xb0, 0x80));
    t.equal(refusal(4, 0x30, 'a\0'), 'MQTT-1.5.3-2 0x81');
    t.equal(refusal(4, 0x30, surrogate), 'MQTT-1.5.3-1 0x81');
    t.equal(refusal(5, 0x30, 'a\0', noProperties), 'MQTT-1.5.4-2 0x81');
    t.equal(refusal(5, 0x30, surrogate, noProperties), 'MQTT-1.5.4-1 0x81');
    t.match(decode(4, 0x30, '\ufeffa'), { topic: '\ufeffa' });
  },
);

t.test('an empty topic name needs a topic alias [MQTT-4.7.3-1, MQTT 5 §3.3.2.1]', async (t) => {
  t.equal(refusal(4, 0x30, ''), 'MQTT-4.7.3-1 0x90');
  t.equal(refusal(5, 0x30, '', noProperties), 'MQTT-4.7.3-1 0x82');
  t.match(decode(5, 0x30, '', properties(0x23, 0, 1)), { kind: 'publish', topic: '', topicAlias: 1 });
});

t.test('topic alias 0 is refused [MQTT-3.3.2-8]', async (t) => {
  t.equal(refusal(5, 0x30, 'a', properties(0x23, 0, 0)), 'MQTT-3.3.2-8 0x94');
});

t.test('a client sends no subscription identifier [MQTT-3.3.4-6]', async (t) => {
  t.equal(refusal(5, 0x30, 'a', properties(0x0b, 1)), 'MQTT-3.3.4-6 0x82');
});

t.test('a response topic is a topic name [MQTT-3.3.2-14, MQTT-4.7.3-1]', async (t) => {
  t.equal(refusal(5, 0x30, 'a', properties(0x08, 'r/+')), 'MQTT-3.3.2-14 0x82');
  t.equal(refusal(5, 0x30, 'a', properties(0x08, '#')), 'MQTT-3.3.2-14 0x82');
  t.equal(refusal(5, 0x30, 'a', properties(0x08, '')), 'MQTT-4.7.3-1 0x82');
});

t.test('a payload that calls itself text is passed on as it is', async (t) => {
  t.equal(refusal(5, 0x30, 'a', properties(0x01, 1), 0xff, 0), 'publish');
});

t.test('the limits of the broker hold for topic names', async (t) => {
  const limits = { topicBytesMax: 6, topicLevelsMax: 3 };
  t.match(decodePacket(0x30, bytes('a/b/c'), 4, limits), { kind: 'publish' });
  t.match(decodePacket(0x30, bytes('a///'), 4, limits), { kind: 'malformed', reasonCode: 0x90 });
  t.match(decodePacket(0x30, bytes('abcdefg'), 4, limits), { kind: 'malformed', reasonCode: 0x90 });
});

t.test('a PUBLISH that ends within its header is refused', async (t) => {
  const whole = bytes('abc', 0, 1, properties(0x03, 'x'));
  for (let end = 0; end < whole.length; end += 1)
    t.equal(decodePacket(0x32, whole.subarray(0, end), 5).kind, 'malformed', `${end} bytes`);
  t.equal(decodePacket(0x32, whole, 5).kind, 'publish');
});

t.test('payload and correlation data are views of the body', async (t) => {
  const body = bytes('a', properties(0x09, 'cd'), payload);
  const decoded = decodePacket(0x30, body, 5);
  body.fill(0x7a);
  t.match(decoded, { topic: 'a', payload: Buffer.from('zz'), properties: { correlationData: Buffer.from('zz') } });
});
