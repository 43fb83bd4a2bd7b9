import t from 'tap';
import { messageOf } from '../../src/messages/broker-message.ts';

t.test('a message without properties has none, and its text is UTF-8', async (t) => {
  t.same(messageOf({ topic: 'a', payload: 'é', qos: 1, retain: true }, 0), {
    topic: 'a',
    payload: Buffer.from([0xc3, 0xa9]),
    qos: 1,
    retain: true,
  });
});

t.test('bytes are taken as they are', async (t) => {
  const payload = Buffer.from([0xff, 0]);
  t.equal(messageOf({ topic: 'a', payload, qos: 0, retain: false }, 0).payload, payload);
});

t.test('properties are those of MQTT 5, and the expiry is a moment', async (t) => {
  const properties = {
    payloadFormatIndicator: true,
    messageExpiryInterval: 60,
    responseTopic: 'answer',
    correlationData: Buffer.from('7'),
    contentType: 'application/json',
    userProperties: { one: '1', many: ['2', '3'], none: [] },
  };
  const message = messageOf({ topic: 'a', payload: '', qos: 0, retain: false, properties }, 1_000_000);
  t.equal(message.expiresAt, 1_060_000);
  t.same(message.properties, {
    payloadFormatIndicator: 1,
    responseTopic: 'answer',
    correlationData: Buffer.from('7'),
    contentType: 'application/json',
    userProperties: [
      ['one', '1'],
      ['many', '2'],
      ['many', '3'],
    ],
  });
  const binary = messageOf(
    { topic: 'a', payload: '', qos: 0, retain: false, properties: { payloadFormatIndicator: false } },
    0,
  );
  t.same(binary.properties, { payloadFormatIndicator: 0 });
  t.equal(binary.expiresAt, undefined);
});
