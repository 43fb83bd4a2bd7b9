import t from 'tap';
import type { QoS } from '../../src/aedes/packet.ts';
import { fromRetainedRow, toPacketRow, toRetainedRow, toStoredMessage } from '../../src/aedes/packet-row.ts';

t.test('a message comes back from its columns as it was', async (t) => {
  for (const qos of [0, 1, 2] as readonly QoS[]) {
    for (const retain of [false, true]) {
      const message = { cmd: 'publish', topic: 'a/b', payload: Buffer.from([0, 0xff, 0xfe]), qos, retain };
      t.strictSame(toStoredMessage(toPacketRow(message)), message);
    }
  }
  const full = {
    cmd: 'publish',
    topic: 'a\u0000b/ü',
    payload: 'text stays text',
    qos: 1 as const,
    retain: false,
    brokerId: 'broker-1:1',
    brokerCounter: 7,
    properties: { contentType: 'text/plain' },
    messageExpiry: 1_900_000_000_000,
  };
  t.strictSame(toStoredMessage(toPacketRow(full)), full);
});

t.test('an absent payload is an empty one, and any view of bytes is taken', async (t) => {
  t.strictSame(toStoredMessage(toPacketRow({ topic: 'a' })).payload, Buffer.alloc(0));
  const view = new Uint8Array([9, 1, 2, 3]).subarray(1, 3);
  t.strictSame(toStoredMessage(toPacketRow({ topic: 'a', payload: view })).payload, Buffer.from([1, 2]));
});

t.test('what is no message is refused before anything is written', async (t) => {
  t.throws(() => toPacketRow({}), TypeError);
  t.throws(() => toPacketRow({ topic: 'a', payload: { no: 'bytes' } as unknown as string }), TypeError);
});

t.test('fields that MQTT does not know come back with a retained message, and only with that', async (t) => {
  const packet = { topic: 'a', payload: 'x', retain: true, id: 'broker', messageId: 5, clientId: 'c' };
  t.match(fromRetainedRow(toRetainedRow(packet)), { topic: 'a', id: 'broker' });
  t.notMatch(fromRetainedRow(toRetainedRow(packet)), { messageId: 5 });
  t.equal(toRetainedRow({ topic: 'a' }).extra, null);
});
