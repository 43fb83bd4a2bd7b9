import t from 'tap';
import { PropertyWriter, reasonStringCharactersMax } from '../../src/wire/property-writer.ts';

const hex = (writer: PropertyWriter) => writer.end().toString('hex');

t.test('what is undefined is left out, and no properties are a length of 0 [MQTT-2.2.2-1]', async (t) => {
  const writer = new PropertyWriter()
    .byte(0x24, undefined)
    .uint16(0x21, undefined)
    .uint32(0x11, undefined)
    .string(0x12, undefined)
    .binary(0x16, undefined)
    .reasonString(undefined)
    .userProperties(undefined);
  t.equal(hex(writer), '00');
});

t.test('every type of value has its form', async (t) => {
  t.equal(hex(new PropertyWriter().byte(0x24, 1).byte(0x25, false)), '0424012500');
  t.equal(hex(new PropertyWriter().uint16(0x21, 258)), '03210102');
  t.equal(hex(new PropertyWriter().uint32(0x11, 0xffff_fffe)), '0511fffffffe');
  t.equal(hex(new PropertyWriter().string(0x12, 'é')), '05120002c3a9');
  t.equal(hex(new PropertyWriter().binary(0x16, Buffer.of(0, 255))), '0516000200ff');
  t.equal(
    hex(
      new PropertyWriter().userProperties([
        ['a', 'b'],
        ['a', 'c'],
      ]),
    ),
    '0e2600016100016226000161000163',
  );
});

t.test('a reason string has the identifier 0x1f', async (t) => {
  t.equal(hex(new PropertyWriter().reasonString('ab')), '051f00026162');
});

t.test('a length above 127 takes another byte', async (t) => {
  const bytes = new PropertyWriter().string(0x12, 'a'.repeat(200)).end();
  t.equal(bytes.readUInt16BE(0), 0xcb01);
  t.equal(bytes.length, 2 + 203);
});

t.test('a reason string is bounded, and stays well-formed where a pair of surrogates is cut', async (t) => {
  const bytes = new PropertyWriter().reasonString('😀'.repeat(reasonStringCharactersMax)).end();
  t.ok(bytes.length < 3 * reasonStringCharactersMax);
  const odd = new PropertyWriter().reasonString(`a${'😀'.repeat(reasonStringCharactersMax)}`).end();
  t.doesNotThrow(() => new TextDecoder('utf-8', { fatal: true }).decode(odd.subarray(5)));
});
