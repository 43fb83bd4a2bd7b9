import t from 'tap';
import { bytesOf, isPubrel, pubrelFlags, toMessage, toRow } from '../src/message-row.ts';
import type { QoS } from '../src/packet.ts';

t.test('a message comes back from its columns as it was', async (t) => {
  for (const qos of [0, 1, 2] as readonly QoS[]) {
    for (const retain of [false, true]) {
      const message = { cmd: 'publish', topic: 'a/b', payload: Buffer.from([0, 0xff, 0xfe]), qos, retain };
      t.strictSame(toMessage(toRow(message)), message);
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
  t.strictSame(toMessage(toRow(full)), full);
});

t.test('an absent payload is an empty one, and any view of bytes is taken', async (t) => {
  t.strictSame(toMessage(toRow({ topic: 'a' })).payload, Buffer.alloc(0));
  const view = new Uint8Array([9, 1, 2, 3]).subarray(1, 3);
  t.strictSame(toMessage(toRow({ topic: 'a', payload: view })).payload, Buffer.from([1, 2]));
});

t.test('what is no message is refused before anything is written', async (t) => {
  t.throws(() => toRow({}), TypeError);
  t.throws(() => toRow({ topic: 'a', payload: { no: 'bytes' } as unknown as string }), TypeError);
});

t.test('a message is counted with the bytes of its topic, payload and properties', async (t) => {
  t.equal(bytesOf(toRow({ topic: 'ü', payload: 'ab' })), 4);
  t.equal(bytesOf(toRow({ topic: 'ü', payload: Buffer.alloc(10) })), 12);
  const properties = { contentType: 'abc' };
  t.equal(bytesOf(toRow({ topic: 'ü', payload: 'ab', properties })), 4 + 2 + 3);
});

t.test('a pubrel is told from every message', async (t) => {
  t.ok(isPubrel(pubrelFlags));
  t.notOk(isPubrel(toRow({ topic: 'a', qos: 2, retain: true }).flags));
});
