import type { QoS } from '@ocpp-broker/mqtt';
import t from 'tap';
import {
  bytesOf,
  flagsOf,
  isPubrel,
  publishedWith,
  pubrelFlags,
  qosOf,
  retainOf,
  toMessage,
} from '../src/message-row.ts';

const qualities = [0, 1, 2] as readonly QoS[];

t.test('how a message was published and how it is delivered are both kept', async (t) => {
  for (const qos of qualities) {
    for (const delivered of qualities.filter((one) => one <= qos)) {
      for (const retain of [false, true]) {
        const flags = flagsOf(delivered, false, { qos, retain });
        t.strictSame([qosOf(flags), retainOf(flags), publishedWith(flags)], [delivered, false, { qos, retain }]);
        t.notOk(isPubrel(flags));
      }
    }
  }
  t.ok(retainOf(flagsOf(1, true, { qos: 1, retain: true })));
});

t.test('flags of the first schema, which say only how a message is delivered, stand for both', async (t) => {
  t.strictSame(publishedWith(0b0110), { qos: 2, retain: true });
  t.strictSame(publishedWith(0b0001), { qos: 1, retain: false });
});

t.test('a pubrel is told from every message, and has QoS 2', async (t) => {
  t.ok(isPubrel(pubrelFlags));
  t.equal(qosOf(pubrelFlags), 2);
});

t.test('a message is counted with the bytes of its topic, payload and properties', async (t) => {
  t.equal(bytesOf({ topic: 'ü', payload: 'äb', properties: null }), 5);
  t.equal(bytesOf({ topic: 'ü', payload: Buffer.alloc(10), properties: Buffer.alloc(5) }), 17);
  t.equal(bytesOf({ topic: '', payload: null, properties: null }), 0);
});

t.test('a payload that was stored as text is bytes', async (t) => {
  const row = { topic: 'a', flags: 1, properties: null, expires_at: null, publisher: null };
  t.strictSame(toMessage({ ...row, payload: 'ü' }).payload, Buffer.from('ü'));
  t.strictSame(toMessage({ ...row, payload: null }).payload, Buffer.alloc(0));
});
