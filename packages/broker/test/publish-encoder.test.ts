import mqttPacket, { type IPublishPacket, type Packet } from 'mqtt-packet';
import t from 'tap';
import type { BrokerPacket } from '../src/aedes-internals.ts';
import { encodePublish, PublishEncoder } from '../src/publish-encoder.ts';

function decode(bytes: Buffer, protocolVersion: 4 | 5): IPublishPacket {
  const parser = mqttPacket.parser({ protocolVersion });
  const packets: Packet[] = [];
  parser.on('packet', (packet) => packets.push(packet));
  parser.on('error', (error) => t.fail(error.message));
  parser.parse(bytes);
  return packets[0] as IPublishPacket;
}

for (const version of [4, 5] as const) {
  t.test(
    `MQTT ${version}: another implementation reads what is written, at every size of the length field`,
    async (t) => {
      for (const size of [0, 1, 100, 120, 121, 127, 128, 16_370, 16_384, 2_097_140, 2_097_152]) {
        const payload = Buffer.alloc(size, 'x');
        const bytes = encodePublish({ topic: 'ocpp/cp/CP1', payload, retain: false }, version === 5);
        const read = decode(bytes, version);
        t.equal(read.topic, 'ocpp/cp/CP1');
        t.equal(Buffer.compare(Buffer.from(read.payload), payload), 0, `${size} bytes`);
        t.match(read, { qos: 0, retain: false, dup: false });
      }
    },
  );

  t.test(`MQTT ${version}: QoS, retain flag and packet id are read as written`, async (t) => {
    for (const qos of [0, 1, 2] as const) {
      for (const retain of [false, true]) {
        const content = { topic: 'straße/電', payload: Buffer.from('p'), retain };
        const read = decode(encodePublish(content, version === 5, qos, 65_535), version);
        t.match(read, { topic: 'straße/電', qos, retain });
        if (qos > 0) t.equal(read.messageId, 65_535);
      }
    }
  });
}

t.test('all subscribers of a message get the same bytes, those of the next message others', async (t) => {
  const encoder = new PublishEncoder();
  const packet = (brokerCounter: number, text: string): BrokerPacket => ({
    cmd: 'publish',
    topic: 'a',
    payload: Buffer.from(text),
    qos: 0,
    retain: false,
    brokerId: 'b',
    brokerCounter,
  });
  const first = packet(1, 'one');
  t.equal(encoder.encode(first, false), encoder.encode({ ...first }, false));
  t.not(encoder.encode(first, false), encoder.encode(first, true));
  t.equal(decode(encoder.encode({ ...first, retain: true }, false), 4).retain, true);
  t.equal(decode(encoder.encode(packet(2, 'two'), false), 4).payload.toString(), 'two');
});
