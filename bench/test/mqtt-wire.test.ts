import t from 'tap';
import {
  decodePublish,
  encodeConnect,
  encodeDisconnect,
  encodePuback,
  encodeSubscribe,
  type MqttVersion,
  PacketReader,
  preparePublish,
  text,
} from '../src/mqtt-wire.ts';

const publishBytes = (version: MqttVersion, topic: Buffer, payload: string, qos: 0 | 1, messageId: number): Buffer => {
  const { bytes, messageIdAt } = preparePublish(version, topic, payload, qos);
  if (messageIdAt !== undefined) bytes.writeUInt16BE(messageId, messageIdAt);
  return bytes;
};

type Packet = { readonly type: number; readonly flags: number; readonly body: Buffer };

const readAll = (chunks: readonly Buffer[], bytesMax = 1_000_000): readonly Packet[] => {
  const packets: Packet[] = [];
  const reader = new PacketReader(bytesMax, (type, flags, body) => packets.push({ type, flags, body }));
  for (const chunk of chunks) reader.push(chunk);
  return packets;
};

t.test('a PUBLISH is read as it was written, in both versions and with each QoS', async (t) => {
  for (const version of [4, 5] as const) {
    for (const qos of [0, 1] as const) {
      const bytes = publishBytes(version, text('a/ä'), '{"x":"ü"}', qos, 0x1234);
      const [packet, ...others] = readAll([bytes]);
      t.same(others, []);
      const { payload, ...rest } = decodePublish(version, packet?.flags ?? 0, packet?.body ?? Buffer.alloc(0));
      t.equal(packet?.type, 3);
      t.same(rest, { topic: 'a/ä', qos, messageId: qos === 0 ? 0 : 0x1234 });
      t.equal(payload.toString(), '{"x":"ü"}');
    }
  }
});

t.test('the properties of a PUBLISH of MQTT 5 are passed over', async (t) => {
  const body = Buffer.concat([text('a'), Buffer.from([2, 1, 1]), Buffer.from('payload')]);
  t.equal(decodePublish(5, 0, body).payload.toString(), 'payload');
});

t.test('packets are found whatever the pieces are in which they come', async (t) => {
  const long = 'x'.repeat(20_000);
  const payloads = ['1', long, '', 'y'.repeat(200)];
  const bytes = Buffer.concat(payloads.map((payload) => publishBytes(4, text('t'), payload, 0, 0)));
  for (const size of [1, 2, 3, 127, 4_096, bytes.length]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    const read = readAll(chunks).map(({ flags, body }) => decodePublish(4, flags, body).payload.toString());
    t.same(read, payloads, `in pieces of ${size}`);
  }
});

t.test('a packet beyond the limit, and a length that never ends, are refused', async (t) => {
  t.throws(() => readAll([publishBytes(4, text('t'), 'x'.repeat(500), 0, 0)], 400), RangeError);
  t.throws(() => readAll([Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff])]), RangeError);
});

t.test('the small packets are those of the standard, byte by byte', async (t) => {
  const hex = (bytes: Buffer) => bytes.toString('hex');
  t.equal(hex(encodeConnect(4, 'c', undefined, 60)), '100d00044d5154540402003c000163');
  t.equal(
    hex(encodeConnect(5, 'c', { username: 'u', password: 'p' }, 60)),
    '101400044d51545405c2003c00000163000175000170',
  );
  t.equal(hex(encodeSubscribe(4, 1, 'a/+', 1)), '820800010003612f2b01');
  t.equal(hex(encodeSubscribe(5, 1, 'a/+', 0)), '82090001000003612f2b00');
  t.equal(hex(encodePuback(0x0102)), '40020102');
  t.equal(hex(encodeDisconnect()), 'e000');
});
