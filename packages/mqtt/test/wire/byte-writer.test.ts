import t from 'tap';
import {
  beginPacket,
  binaryBytes,
  packetBytes,
  stringBytes,
  variableIntegerBytes,
  writeBinary,
  writeString,
  writeUInt16,
  writeUInt32,
  writeVariableInteger,
} from '../../src/wire/byte-writer.ts';
import { PacketReader } from '../../src/wire/packet-reader.ts';

t.test('a Variable Byte Integer takes the bytes that were counted, and reads back', async (t) => {
  for (const value of [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455]) {
    const bytes = Buffer.alloc(variableIntegerBytes(value));
    t.equal(writeVariableInteger(bytes, value, 0), bytes.length);
    t.equal(new PacketReader(bytes, 5).variableInteger('it'), value);
  }
});

t.test('numbers stand in network byte order', async (t) => {
  const bytes = Buffer.alloc(6);
  t.equal(writeUInt32(bytes, 0xfedc_ba98, writeUInt16(bytes, 0x0102, 0)), 6);
  t.equal(bytes.toString('hex'), '0102fedcba98');
});

t.test('strings and binary data have their length before them', async (t) => {
  const data = Buffer.of(7, 8);
  const bytes = Buffer.alloc(stringBytes('é😀') + binaryBytes(data));
  t.equal(writeBinary(bytes, data, writeString(bytes, 'é😀', 0)), bytes.length);
  t.equal(bytes.toString('hex'), `0006${Buffer.from('é😀').toString('hex')}00020708`);
});

t.test('a packet begins with its first byte and its remaining length', async (t) => {
  const [bytes, at] = beginPacket(0x30, 200);
  t.equal(bytes.length, 203);
  t.equal(packetBytes(200), 203);
  t.equal(at, 3);
  t.strictSame(bytes.subarray(0, 3), Buffer.of(0x30, 0xc8, 1));
});

t.test('what cannot be written in MQTT throws instead of being cut', async (t) => {
  t.equal(stringBytes('a'.repeat(65_535)), 65_537);
  t.throws(() => stringBytes('é'.repeat(32_768)), RangeError);
  t.equal(binaryBytes(Buffer.alloc(65_535)), 65_537);
  t.throws(() => binaryBytes(Buffer.alloc(65_536)), RangeError);
  t.equal(packetBytes(268_435_455), 268_435_460);
  t.throws(() => packetBytes(268_435_456), RangeError);
});
