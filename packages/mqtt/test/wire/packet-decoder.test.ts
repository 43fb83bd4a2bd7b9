import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { decodePacket, FrameScanner, type MqttVersion } from '../../src/index.ts';
import { clientPacket, generated } from './client-packets.ts';
import { connectBody, decode, noProperties, refusal } from './samples.ts';

const versions = [3, 4, 5] as const;

t.test('the first packet is CONNECT [MQTT-3.1.0-1]', async (t) => {
  for (const header of [0x00, 0x20, 0x30, 0x40, 0x82, 0xa2, 0xc0, 0xe0, 0xf0])
    t.equal(refusal(undefined, header, 0, 1), 'MQTT-3.1.0-1 0x82', header.toString(16));
  t.equal(refusal(undefined, 0x10, connectBody(4)), 'connect');
});

t.test('there is no second CONNECT [MQTT-3.1.0-2]', async (t) => {
  for (const version of versions) t.equal(refusal(version, 0x10, connectBody(version)), 'MQTT-3.1.0-2 0x82');
});

t.test('the flags of a fixed header are those of its type [MQTT-2.2.2-2], of MQTT 5 [MQTT-2.1.3-1]', async (t) => {
  const bodies = {
    4: [0, 1],
    5: [0, 1],
    6: [0, 1],
    7: [0, 1],
    8: [0, 1, 'a', 0],
    10: [0, 1, 'a'],
    12: [],
    14: [],
  } as const;
  for (const [type, body] of Object.entries(bodies))
    for (let flags = 0; flags < 16; flags += 1) {
      const right = ['6', '8', '10'].includes(type) ? 2 : 0;
      const header = (Number(type) << 4) | flags;
      const isTaken = !refusal(4, header, ...body).startsWith('MQTT');
      t.equal(isTaken, flags === right, `${type} with ${flags}`);
      if (flags !== right) t.equal(refusal(4, header, ...body), 'MQTT-2.2.2-2 0x81');
      if (flags !== right) t.equal(refusal(5, header, ...body), 'MQTT-2.1.3-1 0x81');
    }
  for (let flags = 1; flags < 16; flags += 1)
    t.equal(refusal(undefined, 0x10 | flags, connectBody(4)), 'MQTT-2.2.2-2 0x81', `CONNECT with ${flags}`);
  t.equal(refusal(5, 0xf1, 0x18), 'MQTT-2.1.3-1 0x81');
});

t.test('MQTT 3.1 sets DUP on PUBREL, SUBSCRIBE and UNSUBSCRIBE that it repeats', async (t) => {
  t.equal(refusal(3, 0x6a, 0, 1), 'pubrel');
  t.equal(refusal(3, 0x8a, 0, 1, 'a', 0), 'subscribe');
  t.equal(refusal(3, 0xaa, 0, 1, 'a'), 'unsubscribe');
  t.equal(refusal(3, 0x48, 0, 1), 'MQTT-2.2.2-2 0x81');
  t.equal(refusal(4, 0x6a, 0, 1), 'MQTT-2.2.2-2 0x81');
});

t.test('what only a server sends, and reserved types, are refused', async (t) => {
  for (const header of [0x20, 0x90, 0xb0, 0xd0]) {
    t.equal(refusal(4, header, 0, 1, 0), 'MQTT-4.8.0-1 0x82');
    t.equal(refusal(5, header, 0, 1, 0), 'MQTT-4.13.1-1 0x82');
  }
  for (const version of versions) t.match(decode(version, 0x00), { kind: 'malformed', reasonCode: 0x81 });
  for (const version of [3, 4] as const) t.equal(refusal(version, 0xf0), 'MQTT-4.8.0-1 0x81', 'AUTH before MQTT 5');
});

t.test('PINGREQ is empty', async (t) => {
  for (const version of versions) t.strictSame(decode(version, 0xc0), { kind: 'pingreq' });
  t.equal(refusal(4, 0xc0, 0), 'MQTT-4.8.0-1 0x81');
});

t.test('bytes after the end of any packet are refused', async (t) => {
  t.equal(refusal(4, 0x82, 0, 1, 'a', 0, 0), 'MQTT-4.8.0-1 0x81');
  t.equal(refusal(4, 0xa2, 0, 1, 'a', 0), 'MQTT-4.8.0-1 0x81');
  t.equal(refusal(4, 0x40, 0, 1, 0), 'MQTT-4.8.0-1 0x81');
  t.equal(refusal(4, 0xe0, 0), 'MQTT-4.8.0-1 0x81');
  t.equal(refusal(5, 0xe0, 0, noProperties, 0), 'MQTT-4.13.1-1 0x81');
  t.equal(refusal(undefined, 0x10, connectBody(4, 0xc2, 'c', 'u', 'p', 0)), 'MQTT-3.1.4-1 0x81');
});

t.test('what another codec writes is read with the same content', async (t) => {
  for (const version of versions)
    fc.assert(
      fc.property(clientPacket(version), (packet) => {
        const frame = onlyFrame(generated(packet, version));
        assert.deepEqual(
          decodePacket(frame.header, frame.body, packet.kind === 'connect' ? undefined : version),
          packet,
        );
      }),
      { numRuns: 1_000 },
    );
  t.pass();
});

t.test('no bytes whatever make it throw, and none are taken before CONNECT but a CONNECT', async (t) => {
  const version = fc.constantFrom<MqttVersion | undefined>(undefined, 3, 4, 5);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 255 }),
      fc.uint8Array({ maxLength: 60 }),
      version,
      (header, body, version) => {
        const { kind } = decodePacket(header, Buffer.from(body), version);
        return version !== undefined || kind === 'connect' || kind === 'malformed';
      },
    ),
    { numRuns: 20_000 },
  );
  t.pass();
});

function onlyFrame(bytes: Buffer) {
  const scanner = new FrameScanner(1_000_000);
  scanner.push(bytes);
  const frame = scanner.next();
  if (frame?.kind !== 'frame' || scanner.bufferedBytes > 0) throw new Error(`not one frame: ${bytes.toString('hex')}`);
  return frame;
}
