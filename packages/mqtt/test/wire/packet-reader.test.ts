import t from 'tap';
import { clause } from '../../src/wire/clause.ts';
import { PacketReader } from '../../src/wire/packet-reader.ts';
import { bytes, lengthPrefixed, type Part } from './samples.ts';

const reader = (...parts: readonly Part[]) => new PacketReader(bytes(...parts), 4);

t.test('fields are read in order, in network byte order', async (t) => {
  const from = reader(7, 1, 2, 0xff, 0xff, 0xff, 0xfe, 'é/ü', Buffer.of(0, 2, 9, 8), 1, 2, 3);
  t.equal(from.byte('a'), 7);
  t.equal(from.uint16('b'), 0x0102);
  t.equal(from.uint32('c'), 0xffff_fffe);
  t.equal(from.string('d'), 'é/ü');
  t.strictSame(from.binary('e'), Buffer.of(9, 8));
  t.equal(from.remaining, 3);
  t.strictSame(from.rest(), Buffer.of(1, 2, 3));
  from.finish('it');
  t.equal(from.fault, undefined);
});

t.test('a Variable Byte Integer has one to four bytes, and no more than it needs [MQTT-1.5.5-1]', async (t) => {
  const values: readonly (readonly [number, readonly number[]])[] = [
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [16_383, [0xff, 0x7f]],
    [16_384, [0x80, 0x80, 1]],
    [2_097_151, [0xff, 0xff, 0x7f]],
    [2_097_152, [0x80, 0x80, 0x80, 1]],
    [268_435_455, [0xff, 0xff, 0xff, 0x7f]],
  ];
  for (const [value, list] of values) {
    const from = reader(...list);
    t.equal(from.variableInteger('it'), value);
    t.equal(from.remaining, 0);
    t.equal(from.fault, undefined);
  }
  for (const list of [
    [0x80, 0],
    [0xff, 0],
    [0x80, 0x80, 0],
    [0x80, 0x80, 0x80, 0],
  ]) {
    const from = new PacketReader(Buffer.from(list), 5);
    from.variableInteger('it');
    t.match(from.fault, { clause: 'MQTT-1.5.5-1', problem: 'it in more bytes than it needs' }, `${list}`);
  }
  for (const list of [[0x80, 0x80, 0x80, 0x80, 1], [0xff, 0xff, 0xff, 0xff], [0x80]]) {
    const from = reader(...list);
    t.equal(from.variableInteger('it') >= 0, true);
    t.ok(from.fault, `${list}`);
  }
});

t.test('U+0000 is refused wherever it stands [MQTT-1.5.3-2], of MQTT 5 [MQTT-1.5.4-2]', async (t) => {
  for (const text of ['\0', 'a\0', '\0a', 'é\0']) {
    const from = reader(text);
    t.equal(from.string('name'), '');
    t.match(from.fault, { clause: 'MQTT-1.5.3-2', reasonCode: 0x81, problem: 'name with U+0000' });
    const of5 = new PacketReader(bytes(text), 5);
    of5.string('name');
    t.equal(of5.fault?.clause, 'MQTT-1.5.4-2');
  }
});

t.test('ill-formed UTF-8 and encoded surrogates are refused [MQTT-1.5.3-1], of MQTT 5 [MQTT-1.5.4-1]', async (t) => {
  for (const data of [[0xff], [0x80], [0x61, 0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
    const from = new PacketReader(lengthPrefixed(Buffer.from(data)), 4);
    t.equal(from.string('name'), '');
    t.match(from.fault, { clause: 'MQTT-1.5.3-1', problem: 'name that is not well-formed UTF-8' });
    const of5 = new PacketReader(lengthPrefixed(Buffer.from(data)), 5);
    of5.string('name');
    t.equal(of5.fault?.clause, 'MQTT-1.5.4-1');
  }
});

t.test('a byte order mark is kept, and a replacement character that was sent is no fault [MQTT-1.5.3-3]', async (t) => {
  for (const text of ['\ufeffa', 'a\ufeff', '\ufeff', '\ufffd', '😀']) {
    const from = reader(text);
    t.equal(from.string('name'), text);
    t.equal(from.fault, undefined);
  }
});

t.test('a packet id of 0 is refused [MQTT-2.3.1-1], of MQTT 5 [MQTT-2.2.1-3]', async (t) => {
  const from = reader(0, 0);
  from.packetId();
  t.match(from.fault, { clause: 'MQTT-2.3.1-1', reasonCode: 0x82 });
  const of5 = new PacketReader(Buffer.of(0, 0), 5);
  of5.packetId();
  t.equal(of5.fault?.clause, 'MQTT-2.2.1-3');
  t.equal(reader(0xff, 0xff).packetId(), 65_535);
});

t.test('the first fault stays, and every read after it is neutral', async (t) => {
  const from = reader(1, 2);
  from.uint32('expiry');
  t.equal(from.fault?.problem, 'packet ends within expiry');
  t.equal(from.remaining, 0);
  from.fail('another');
  t.equal(from.fault?.problem, 'packet ends within expiry');
  t.equal(from.remaining, 0);
  t.equal(from.byte('a'), 0);
  t.equal(from.uint16('a'), 0);
  t.equal(from.string('a'), '');
  t.equal(from.binary('a').length, 0);
  t.equal(from.rest().length, 0);
  t.equal(from.variableInteger('a'), 0);
});

t.test('a field whose length goes past the end is refused, and one that is not there has its own rule', async (t) => {
  const cut = reader(0, 3, 0x61, 0x62);
  t.equal(cut.string('name', clause.clientIdMissing), '');
  t.match(cut.fault, { problem: 'packet ends within name', clause: 'MQTT-4.8.0-1' });
  const missing = reader(0);
  t.equal(missing.binary('name', clause.clientIdMissing).length, 0);
  t.match(missing.fault, { problem: 'name is missing', clause: 'MQTT-3.1.3-3' });
});

t.test('bytes that nobody read are a fault at the end', async (t) => {
  const from = reader(1, 2);
  from.byte('a');
  from.finish('PINGREQ');
  t.match(from.fault, { problem: 'bytes after the end of PINGREQ', clause: 'MQTT-4.8.0-1' });
});

t.test('binary fields are views of the body', async (t) => {
  const body = bytes('ab', 9);
  const from = new PacketReader(body, 4);
  const view = from.binary('a');
  const rest = from.rest();
  body.fill(0x7a);
  t.equal(view.toString(), 'zz');
  t.equal(rest.toString(), 'z');
});
