import mqttPacket, { type IConnackPacket, type Packet } from 'mqtt-packet';
import t from 'tap';
import {
  type ConnackRefusal,
  disconnectPacket,
  malformedConnack,
  refusingConnack,
} from '../../src/clients/refusals.ts';

function decode(bytes: Buffer, protocolVersion: 4 | 5): IConnackPacket {
  const packets: Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion });
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(bytes);
  return packets[0] as IConnackPacket;
}

const expected: readonly (readonly [ConnackRefusal, number, number])[] = [
  ['client-id', 2, 0x85],
  ['client-id-of-another-user', 2, 0x85],
  ['will-topic', 5, 0x90],
  ['will-not-allowed', 5, 0x87],
  ['no-credentials', 5, 0x87],
  ['bad-credentials', 4, 0x86],
  ['banned', 5, 0x8a],
  ['busy', 3, 0x89],
  ['too-many-sessions', 3, 0x97],
  ['unsupported', 5, 0x8c],
  ['authenticator-failed', 3, 0x88],
];

for (const [reason, v3, v5] of expected) {
  t.test(`${reason} has its code in each version of MQTT`, async (t) => {
    t.match(decode(refusingConnack(reason, 3), 4), { cmd: 'connack', sessionPresent: false, returnCode: v3 });
    t.match(decode(refusingConnack(reason, 4), 4), { cmd: 'connack', sessionPresent: false, returnCode: v3 });
    const connack = decode(refusingConnack(reason, 5), 5);
    t.match(connack, { cmd: 'connack', sessionPresent: false, reasonCode: v5 });
    t.match(connack.properties?.reasonString, /\w/);
  });
}

t.test('a malformed CONNECT is answered where the standard has an answer, else not at all', async (t) => {
  t.match(decode(malformedConnack(0x82, 5, undefined, 'receive maximum of 0') ?? Buffer.alloc(0), 5), {
    reasonCode: 0x82,
    properties: { reasonString: 'receive maximum of 0' },
  });
  t.match(decode(malformedConnack(0x84, undefined, 1, 'version 9') ?? Buffer.alloc(0), 4), { returnCode: 1 });
  t.match(decode(malformedConnack(0x85, 4, 2, 'no client id') ?? Buffer.alloc(0), 4), { returnCode: 2 });
  t.equal(malformedConnack(0x81, 4, undefined, 'whatever'), undefined);
  t.equal(malformedConnack(0x81, undefined, undefined, 'whatever'), undefined);
});

t.test('a DISCONNECT has its reason in words only if there is one, and not many of them', async (t) => {
  const read = (code: number, reason: string) => decode(disconnectPacket(code, reason), 5);
  t.match(read(0x8b, ''), { cmd: 'disconnect', reasonCode: 0x8b });
  t.equal(read(0x8b, '').properties?.reasonString, undefined);
  t.equal(read(0x87, 'x'.repeat(1000)).properties?.reasonString, 'x'.repeat(100));
});
