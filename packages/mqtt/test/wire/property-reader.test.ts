import t from 'tap';
import { PacketReader } from '../../src/wire/packet-reader.ts';
import { messageProperties, type PropertyPlace, readProperties } from '../../src/wire/property-reader.ts';
import { bytes, type Part, properties } from './samples.ts';

const read = (place: PropertyPlace, ...parts: readonly Part[]) => {
  const reader = new PacketReader(bytes(...parts), 5);
  const found = readProperties(reader, place);
  return { found, fault: reader.fault, remaining: reader.remaining };
};
const faultOf = (place: PropertyPlace, ...parts: readonly Part[]) => read(place, properties(...parts)).fault;

/** Every property of MQTT 5 with a valid value, and where a client may send it; PUBLISH's identifier is refused later. */
const all: Readonly<Record<number, { readonly value: readonly Part[]; readonly places: readonly PropertyPlace[] }>> = {
  1: { value: [1], places: ['PUBLISH', 'will'] },
  2: { value: [0, 0, 0, 1], places: ['PUBLISH', 'will'] },
  3: { value: ['x'], places: ['PUBLISH', 'will'] },
  8: { value: ['x'], places: ['PUBLISH', 'will'] },
  9: { value: ['x'], places: ['PUBLISH', 'will'] },
  11: { value: [1], places: ['SUBSCRIBE', 'PUBLISH'] },
  17: { value: [0, 0, 0, 1], places: ['CONNECT', 'DISCONNECT'] },
  18: { value: ['assigned client id'], places: [] },
  19: { value: [0, 1], places: [] },
  21: { value: ['x'], places: ['CONNECT', 'AUTH'] },
  22: { value: ['x'], places: ['CONNECT', 'AUTH'] },
  23: { value: [1], places: ['CONNECT'] },
  24: { value: [0, 0, 0, 1], places: ['will'] },
  25: { value: [1], places: ['CONNECT'] },
  26: { value: ['response information'], places: [] },
  28: { value: ['server reference'], places: [] },
  31: { value: ['x'], places: ['acknowledgement', 'DISCONNECT', 'AUTH'] },
  33: { value: [0, 1], places: ['CONNECT'] },
  34: { value: [0, 1], places: ['CONNECT'] },
  35: { value: [0, 1], places: ['PUBLISH'] },
  36: { value: [1], places: [] },
  37: { value: [1], places: [] },
  39: { value: [0, 0, 0, 1], places: ['CONNECT'] },
  40: { value: [1], places: [] },
  41: { value: [1], places: [] },
  42: { value: [1], places: [] },
};
const places: readonly PropertyPlace[] = [
  ...(['CONNECT', 'will', 'PUBLISH', 'acknowledgement'] as const),
  ...(['SUBSCRIBE', 'UNSUBSCRIBE', 'DISCONNECT', 'AUTH'] as const),
];

t.test('a property stands only where the standard has it (§2.2.2.2)', async (t) => {
  for (let identifier = 0; identifier < 64; identifier += 1) {
    if (identifier === 0x26) continue;
    const { value, places: allowed } = all[identifier] ?? { value: [1], places: [] };
    for (const place of places) {
      const fault = faultOf(place, identifier, ...value);
      if (allowed.includes(place)) t.equal(fault, undefined, `${identifier} in ${place}`);
      else t.match(fault, { clause: 'MQTT5-2.2.2.2', reasonCode: 0x81 }, `${identifier} in ${place}`);
    }
  }
  t.match(faultOf('PUBLISH', 0x80 | 0x03, 0x01, 'x'), { problem: 'property 0x83 in PUBLISH' });
});

t.test('a property comes once', async (t) => {
  for (const [identifier, { value, places: allowed }] of Object.entries(all))
    for (const place of allowed) {
      const twice = [Number(identifier), ...value, Number(identifier), ...value];
      t.match(faultOf(place, ...twice), { clause: 'MQTT5-2.2.2.2', reasonCode: 0x82 }, `${identifier} in ${place}`);
    }
});

t.test('user properties come everywhere, as often as they like, and keep their order', async (t) => {
  for (const place of places) {
    const { found } = read(place, properties(0x26, 'b', '1', 0x26, 'a', '2', 0x26, 'b', '1', 0x26, '', ''));
    t.strictSame(read(place, properties(0x26, 'a', 'b')).found.userProperties, [['a', 'b']]);
    t.strictSame(found.userProperties, [
      ['b', '1'],
      ['a', '2'],
      ['b', '1'],
      ['', ''],
    ]);
  }
});

t.test('a property whose value is cut is refused', async (t) => {
  for (const [identifier, { value, places: allowed }] of Object.entries({
    ...all,
    38: { value: ['k', 'v'], places },
  })) {
    const [place] = allowed;
    if (place === undefined) continue;
    const whole = bytes(Number(identifier), ...value);
    for (let end = 1; end < whole.length; end += 1)
      t.match(faultOf(place, whole.subarray(0, end)), { reasonCode: 0x81 }, `${end} bytes of ${identifier}`);
  }
});

t.test('values out of range are protocol errors', async (t) => {
  for (const [place, ...parts] of [
    ['CONNECT', 0x21, 0, 0],
    ['CONNECT', 0x27, 0, 0, 0, 0],
    ['CONNECT', 0x17, 2],
    ['CONNECT', 0x19, 2],
    ['PUBLISH', 0x01, 2],
    ['will', 0x01, 255],
    ['SUBSCRIBE', 0x0b, 0],
  ] as const)
    t.match(faultOf(place, ...parts), { reasonCode: 0x82 }, `${place} ${parts}`);
  t.match(faultOf('PUBLISH', 0x23, 0, 0), { clause: 'MQTT-3.3.2-8', reasonCode: 0x94 });
});

t.test('strings in properties are strings of MQTT [MQTT-1.5.4-1, -2, MQTT-1.5.7-1]', async (t) => {
  const surrogate = Buffer.of(0, 3, 0xed, 0xa0, 0x80);
  for (const [place, ...before] of [
    ['PUBLISH', 0x03],
    ['PUBLISH', 0x08],
    ['CONNECT', 0x15],
    ['DISCONNECT', 0x1f],
    ['CONNECT', 0x26],
    ['CONNECT', 0x26, 'name'],
  ] as const) {
    t.equal(faultOf(place, ...before, 'a\0', 'v')?.clause, 'MQTT-1.5.4-2');
    t.equal(faultOf(place, ...before, surrogate, 'v')?.clause, 'MQTT-1.5.4-1');
  }
});

t.test('the property length is exact', async (t) => {
  t.match(read('PUBLISH', 3, 0x01, 1).fault, { problem: 'properties longer than the packet' });
  t.match(read('PUBLISH', 1, 0x01, 1).fault, { problem: 'property that reaches past the property length' });
  t.match(read('PUBLISH', 3, 0x01, 1, 0x03, 'x').fault, { problem: 'property that reaches past the property length' });
  t.equal(read('PUBLISH', 2, 0x01, 1, 9, 9).remaining, 2);
  t.ok(read('PUBLISH').fault, 'there is one [MQTT-2.2.2-1]');
  t.equal(read('PUBLISH', 0x80, 0).fault?.clause, 'MQTT-1.5.5-1');
});

t.test('of the properties those of the message are kept with it', async (t) => {
  const of = (...parts: readonly Part[]) => messageProperties(read('PUBLISH', properties(...parts)).found);
  t.equal(of(), undefined);
  t.equal(of(0x23, 0, 1, 0x02, 0, 0, 0, 1), undefined);
  t.strictSame(of(0x01, 0, 0x23, 0, 1), { payloadFormatIndicator: 0 });
  t.strictSame(of(0x01, 1), { payloadFormatIndicator: 1 });
  t.strictSame(of(0x03, '', 0x09, ''), { contentType: '', correlationData: Buffer.of() });
});
