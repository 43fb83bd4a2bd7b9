import t from 'tap';
import {
  encodeDisconnect,
  encodePingresp,
  encodePuback,
  encodePubcomp,
  encodePubrec,
  encodePubrel,
  encodeSuback,
  encodeUnsuback,
  reasonCode,
} from '../../src/index.ts';
import { readBack } from './reading-back.ts';

const acknowledgements = [
  ['puback', encodePuback, '40', 0x87],
  ['pubrec', encodePubrec, '50', 0x97],
  ['pubrel', encodePubrel, '62', 0x92],
  ['pubcomp', encodePubcomp, '70', 0x92],
] as const;

t.test('an acknowledgement without a reason is the same in every version', async (t) => {
  for (const [cmd, encode, header] of acknowledgements) {
    t.equal(encode(0x1234).toString('hex'), `${header}021234`);
    for (const version of [3, 4, 5] as const) t.match(readBack(encode(65_535), version), { cmd, messageId: 65_535 });
  }
});

t.test('a reason is one byte more, a reason string its property', async (t) => {
  for (const [cmd, encode, header, reason] of acknowledgements) {
    t.equal(encode(1, reason).toString('hex'), `${header}030001${reason.toString(16)}`);
    t.match(readBack(encode(1, reason), 5), { cmd, messageId: 1, reasonCode: reason });
    t.match(readBack(encode(1, reason, 'why'), 5), { reasonCode: reason, properties: { reasonString: 'why' } });
    t.match(readBack(encode(1, 0, 'fine'), 5), { reasonCode: 0, properties: { reasonString: 'fine' } });
  }
});

t.test('nothing follows the last property', async (t) => {
  t.equal(encodePuback(1, 0x87, 'x').toString('hex'), '4008000187041f000178');
  t.equal(encodeSuback(5, 1, [2], 'x').toString('hex'), '90080001041f00017802');
  t.equal(encodeUnsuback(5, 1, [], 'x').toString('hex'), 'b0070001041f000178');
});

t.test('a SUBACK has a code for each filter; every failure is 0x80 in MQTT 3', async (t) => {
  const codes = [0, 1, 2, reasonCode.notAuthorized, reasonCode.quotaExceeded];
  for (const version of [3, 4] as const)
    t.equal(encodeSuback(version, 258, codes, 'why').toString('hex'), '900701020001028080');
  t.match(readBack(encodeSuback(5, 258, codes), 5), { cmd: 'suback', messageId: 258, granted: codes });
  t.match(readBack(encodeSuback(5, 1, codes, 'why'), 5), { granted: codes, properties: { reasonString: 'why' } });
  const many = Array.from({ length: 300 }, () => 1);
  t.match(readBack(encodeSuback(4, 1, many), 4), { granted: many });
});

t.test('an UNSUBACK has a code for each filter, and none in MQTT 3', async (t) => {
  for (const version of [3, 4] as const) t.equal(encodeUnsuback(version, 258, [0, 0x11]).toString('hex'), 'b0020102');
  t.equal(encodeUnsuback(5, 258, [0, 0x11]).toString('hex'), 'b0050102000011');
  t.match(readBack(encodeUnsuback(5, 1, [0x87], 'why'), 5), { granted: [0x87], properties: { reasonString: 'why' } });
});

t.test('a PINGRESP is two bytes', async (t) => {
  t.equal(encodePingresp().toString('hex'), 'd000');
});

t.test('a DISCONNECT says as little as it can', async (t) => {
  t.equal(encodeDisconnect(0).toString('hex'), 'e000');
  t.equal(encodeDisconnect(reasonCode.sessionTakenOver).toString('hex'), 'e0018e');
  t.equal(encodeDisconnect(0x8e, 'x').toString('hex'), 'e0068e041f000178');
  t.match(readBack(encodeDisconnect(0x95, 'too large'), 5), {
    cmd: 'disconnect',
    reasonCode: 0x95,
    properties: { reasonString: 'too large' },
  });
});
