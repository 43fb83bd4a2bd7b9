import mqttPacket, { type IConnackPacket, type Packet } from 'mqtt-packet';
import t from 'tap';
import { type ConnackRefusal, refusingConnack } from '../src/refusals.ts';

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
