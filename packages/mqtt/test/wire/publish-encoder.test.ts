import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { IPublishPacket } from 'mqtt-packet';
import t from 'tap';
import {
  type Delivery,
  decodePacket,
  encodePublish,
  FrameScanner,
  type Message,
  PublishEncoder,
  publishBytes,
} from '../../src/index.ts';
import { identifier, messageProperties, payload, qos, topic } from './client-packets.ts';
import { readBack } from './reading-back.ts';

const message: Message = { topic: 'a/b', payload: Buffer.from('on'), qos: 2, retain: false };
const delivery = (changes: Partial<Delivery> = {}): Delivery => ({
  message,
  qos: 0,
  retain: false,
  identifiers: [],
  ...changes,
});
const hex = (bytes: Buffer) => bytes.toString('hex');

t.test('a PUBLISH of QoS 0 is topic and payload, in MQTT 5 with the length of no properties', async (t) => {
  for (const version of [3, 4] as const) t.equal(hex(encodePublish(delivery(), { version })), '30070003612f626f6e');
  t.equal(hex(encodePublish(delivery(), { version: 5 })), '30080003612f62006f6e');
  t.equal(hex(encodePublish(delivery({ retain: true }), { version: 4 })), '31070003612f626f6e');
});

t.test('QoS 1 and 2 have a packet id, and DUP when they are sent again', async (t) => {
  const encoded = encodePublish(delivery({ qos: 1 }), { version: 4, messageId: 0x1234 });
  t.equal(hex(encoded), '32090003612f6212346f6e');
  t.equal(encodePublish(delivery({ qos: 2 }), { version: 4, messageId: 1, dup: true })[0], 0x3c);
});

t.test('the QoS is that of the delivery, not of the message', async (t) => {
  t.equal(encodePublish(delivery({ qos: 1 }), { version: 5, messageId: 1 })[0], 0x32);
});

t.test('what is left of the expiry, an alias and all subscription identifiers go with MQTT 5 only', async (t) => {
  const wanted = delivery({ identifiers: [1, 300, 268_435_455] });
  const encoding = { expirySeconds: 4_294_967_295, topicAlias: 7 };
  t.equal(hex(encodePublish(wanted, { version: 4, ...encoding })), '30070003612f626f6e');
  t.match(readBack(encodePublish(wanted, { version: 5, ...encoding }), 5), {
    properties: {
      messageExpiryInterval: 4_294_967_295,
      topicAlias: 7,
      subscriptionIdentifier: [1, 300, 268_435_455],
    },
  });
});

t.test('an alias that the client knows stands for the topic', async (t) => {
  const encoded = encodePublish(delivery(), { version: 5, topicAlias: 7, isAliasKnown: true });
  t.match(readBack(encoded, 5), { topic: '', properties: { topicAlias: 7 } });
  t.match(readBack(encodePublish(delivery(), { version: 4, topicAlias: 7, isAliasKnown: true }), 4), { topic: 'a/b' });
});

t.test('user properties keep their order and their repetitions', async (t) => {
  const userProperties = [
    ['b', '1'],
    ['a', '2'],
    ['b', '3'],
  ] as const;
  const encoded = encodePublish(delivery({ message: { ...message, properties: { userProperties } } }), { version: 5 });
  const decoded = decodePacket(encoded[0] ?? 0, encoded.subarray(2), 5);
  t.match(decoded, { properties: { userProperties } });
});

t.test(
  'what is written is read by another codec and by ours with the same content, and has the size foretold',
  async (t) => {
    const anyMessage = fc.record({ topic, payload, qos, retain: fc.boolean(), properties: messageProperties });
    const anyDelivery = fc.record({
      message: anyMessage,
      qos,
      retain: fc.boolean(),
      identifiers: fc.array(identifier, { maxLength: 3 }),
    });
    const anyEncoding = fc.record({
      version: fc.constantFrom(3 as const, 4 as const, 5 as const),
      messageId: fc.integer({ min: 1, max: 65_535 }),
      expirySeconds: fc.option(fc.integer({ min: 0, max: 0xffff_ffff }), { nil: undefined }),
      topicAlias: fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyDelivery, anyEncoding, (wanted, encoding) => {
        const bytes = encodePublish(wanted, encoding);
        assert.equal(publishBytes(wanted, encoding), bytes.length);
        const {
          topic: readTopic,
          payload: readPayload,
          qos: readQos,
          retain,
        } = readBack(bytes, encoding.version) as IPublishPacket;
        assert.deepEqual(
          [readTopic, Buffer.from(readPayload), readQos, retain],
          [wanted.message.topic, wanted.message.payload, wanted.qos, wanted.retain],
        );
        // Our decoder reads what clients may send, and they send no subscription identifiers.
        const ours = encodePublish({ ...wanted, identifiers: [] }, encoding);
        const scanner = new FrameScanner(10_000);
        scanner.push(ours);
        const frame = scanner.next();
        assert(frame?.kind === 'frame');
        const is5 = encoding.version === 5;
        assert.deepEqual(decodePacket(frame.header, frame.body, encoding.version), {
          kind: 'publish',
          topic: wanted.message.topic,
          payload: wanted.message.payload,
          qos: wanted.qos,
          retain: wanted.retain,
          dup: false,
          messageId: wanted.qos === 0 ? 0 : encoding.messageId,
          topicAlias: is5 ? encoding.topicAlias : undefined,
          expirySeconds: is5 ? encoding.expirySeconds : undefined,
          properties: is5 ? wanted.message.properties : undefined,
        });
      }),
      { numRuns: 1_000 },
    );
    t.pass();
  },
);

t.test('the size of a packet is right wherever its length takes one more byte', async (t) => {
  for (const size of [120, 121, 122, 123, 16_376, 16_377, 16_378, 16_379, 2_097_144, 2_097_145]) {
    const wanted = delivery({ message: { ...message, payload: Buffer.alloc(size) } });
    for (const version of [4, 5] as const)
      t.equal(encodePublish(wanted, { version }).length, publishBytes(wanted, { version }));
  }
});

t.test('subscribers of QoS 0 share the bytes of a message, as far as they get the same', async (t) => {
  const encoder = new PublishEncoder();
  const first = encoder.encode(delivery(), { version: 4 });
  t.equal(encoder.encode(delivery(), { version: 4 }), first);
  t.equal(encoder.encode(delivery(), { version: 3 }), first, 'MQTT 3.1 and 3.1.1 have the same bytes');
  t.equal(encoder.encode(delivery(), { version: 4, expirySeconds: 9 }), first, 'MQTT 3 knows no expiry');
  const kept = encoder.encode(delivery({ retain: true }), { version: 4 });
  t.not(kept, first);
  const of5 = encoder.encode(delivery(), { version: 5, expirySeconds: 9 });
  t.equal(encoder.encode(delivery(), { version: 5, expirySeconds: 9 }), of5);
  t.equal(encoder.encode(delivery({ retain: true }), { version: 4 }), kept);
  t.equal(encoder.encode(delivery(), { version: 4 }), first);
});

t.test('nobody gets bytes that were made for somebody else', async (t) => {
  const encoder = new PublishEncoder();
  const is = (wanted: Delivery, encoding: Parameters<typeof encodePublish>[1]) =>
    t.equal(hex(encoder.encode(wanted, encoding)), hex(encodePublish(wanted, encoding)));
  is(delivery(), { version: 5 });
  is(delivery(), { version: 5, expirySeconds: 3 });
  is(delivery(), { version: 5, expirySeconds: 2 });
  is(delivery({ identifiers: [4] }), { version: 5 });
  is(delivery(), { version: 5, topicAlias: 1 });
  is(delivery(), { version: 5, topicAlias: 1, isAliasKnown: true });
  is(delivery({ identifiers: [4] }), { version: 4 });
  is(delivery({ qos: 1 }), { version: 4, messageId: 1 });
  is(delivery({ qos: 1 }), { version: 4, messageId: 2 });
  is(delivery({ message: { ...message, payload: Buffer.from('off') } }), { version: 4 });
  is(delivery(), { version: 4 });
});

t.test('what no packet can hold throws before a byte is written', async (t) => {
  const wanted = delivery({ message: { ...message, topic: 'a'.repeat(65_536) } });
  t.throws(() => encodePublish(wanted, { version: 4 }), RangeError);
  t.throws(() => publishBytes(wanted, { version: 4 }), RangeError);
});
