import fc from 'fast-check';
import t from 'tap';
import {
  binaryHeaderBytesMax,
  type ProxyHeader,
  ProxyHeaderParser,
  type ProxyVerdict,
  textHeaderBytesMax,
} from '../src/proxy-protocol.ts';

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n');
const binary = (command: number, family: number, block: Buffer, announced = block.length) => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(announced);
  return Buffer.concat([signature, Buffer.from([command, family]), length, block]);
};
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const v4 = hex('cb007107 0a000001 1267 01bb');
const v6 = hex('20010db8000000000000000000000007 20010db8000000000000000000000001 1267 01bb');
const unix = Buffer.alloc(216, 'x');
const fields = hex('04 0003 000000 02 0004 61626364 ee 0000');

const unknown: ProxyHeader = { family: 'unknown', source: undefined };
const ipv4: ProxyHeader = { family: 'ipv4', source: { address: '203.0.113.7', port: 4_711 } };
const ipv6: ProxyHeader = { family: 'ipv6', source: { address: '2001:db8::7', port: 4_711 } };
const longestLine = `PROXY UNKNOWN ${'f'.repeat(textHeaderBytesMax - 16)}\r\n`;

const valid: readonly (readonly [string, Buffer, ProxyHeader])[] = [
  ['a line of IPv4', Buffer.from('PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n'), ipv4],
  ['a line of IPv6', Buffer.from('PROXY TCP6 2001:DB8::7 2001:db8::1 4711 443\r\n'), ipv6],
  [
    'a line of IPv4 within IPv6',
    Buffer.from('PROXY TCP6 ::ffff:203.0.113.7 ::1 4711 443\r\n'),
    { ...ipv4, family: 'ipv6' },
  ],
  ['a line that knows nothing', Buffer.from('PROXY UNKNOWN\r\n'), unknown],
  ['a line that knows nothing and says it at length', Buffer.from(longestLine), unknown],
  ['IPv4', binary(0x21, 0x11, v4), ipv4],
  ['IPv6', binary(0x21, 0x21, v6), ipv6],
  ['IPv4 with more fields', binary(0x21, 0x11, Buffer.concat([v4, fields])), ipv4],
  ['IPv6 with as many fields as there may be', binary(0x21, 0x21, Buffer.concat([v6, Buffer.alloc(484)])), ipv6],
  ['a Unix socket', binary(0x21, 0x31, unix), { family: 'unix', source: undefined }],
  ['the proxy itself', binary(0x20, 0x00, Buffer.alloc(0)), unknown],
  ['the proxy itself, with what does not matter', binary(0x20, 0xff, fields), unknown],
  ['a protocol that is not told', binary(0x21, 0x00, fields), unknown],
  ['datagrams', binary(0x21, 0x12, v4), unknown],
];

/** Pushes the pieces and gives the last verdict; `rest` holds what lay behind the header, of all pieces. */
function parse(pieces: readonly Buffer[]): ProxyVerdict {
  const parser = new ProxyHeaderParser();
  let verdict: ProxyVerdict = { kind: 'more' };
  const rests: Buffer[] = [];
  for (const piece of pieces) {
    verdict = parser.push(piece);
    if (verdict.kind === 'header') rests.push(verdict.rest);
  }
  return verdict.kind === 'header' ? { ...verdict, rest: Buffer.concat(rests) } : verdict;
}

const rest = Buffer.from('GET / HTTP/1.1\r\n');

t.test('a header that comes whole is read, and what lies behind it is given back', async (t) => {
  for (const [name, bytes, header] of valid) {
    t.strictSame(parse([bytes]), { kind: 'header', header, rest: Buffer.alloc(0) }, name);
    t.strictSame(parse([Buffer.concat([bytes, rest])]), { kind: 'header', header, rest }, name);
  }
});

t.test('a header may be cut at every byte', async (t) => {
  for (const [name, bytes, header] of valid) {
    const all = Buffer.concat([bytes, rest]);
    for (let cut = 0; cut <= all.length; cut += 1) {
      const verdict = parse([all.subarray(0, cut), all.subarray(cut)]);
      if (!isSame(verdict, header, rest)) t.fail(`${name}, cut at ${cut}`, { verdict });
    }
    const apart = parse([...all].map((byte) => Buffer.from([byte])));
    t.ok(isSame(apart, header, rest), `${name}, byte by byte`);
    for (let length = 0; length < bytes.length; length += 1) {
      if (parse([bytes.subarray(0, length)]).kind !== 'more') t.fail(`${name}, only ${length} bytes of it`);
    }
  }
});

const malformed: readonly (readonly [string, Buffer | string])[] = [
  ['HTTP', 'G'],
  ['TLS', hex('16')],
  ['another word', 'PROXX'],
  ['small letters', 'proxy TCP4 203.0.113.7 10.0.0.1 4711 443\r\n'],
  ['another protocol', 'PROXY UDP4 203.0.113.7 10.0.0.1 4711 443\r\n'],
  ['a word that begins with UNKNOWN', 'PROXY UNKNOWNS\r\n'],
  ['no protocol', 'PROXY \r\n'],
  ['an address of the other kind', 'PROXY TCP4 ::1 10.0.0.1 4711 443\r\n'],
  ['an address of the other kind', 'PROXY TCP6 203.0.113.7 ::1 4711 443\r\n'],
  ['no address', 'PROXY TCP4 203.0.113.256 10.0.0.1 4711 443\r\n'],
  ['a destination that is none', 'PROXY TCP4 203.0.113.7 10.0.0 4711 443\r\n'],
  ['a zone', 'PROXY TCP6 fe80::1%eth0 ::1 4711 443\r\n'],
  ['a port too high', 'PROXY TCP4 203.0.113.7 10.0.0.1 65536 443\r\n'],
  ['a destination port too high', 'PROXY TCP4 203.0.113.7 10.0.0.1 4711 65536\r\n'],
  ['a port with a zero before it', 'PROXY TCP4 203.0.113.7 10.0.0.1 04711 443\r\n'],
  ['a port below zero', 'PROXY TCP4 203.0.113.7 10.0.0.1 -1 443\r\n'],
  ['two spaces', 'PROXY TCP4  203.0.113.7 10.0.0.1 4711 443\r\n'],
  ['a space at the end', 'PROXY TCP4 203.0.113.7 10.0.0.1 4711 443 \r\n'],
  ['a port too few', 'PROXY TCP4 203.0.113.7 10.0.0.1 4711\r\n'],
  ['a line feed alone', 'PROXY UNKNOWN\n'],
  ['a carriage return alone', 'PROXY UNKNOWN\rx'],
  ['a carriage return before the end', 'PROXY UNKNOWN \r \r\n'],
  ['a line that does not end', `PROXY UNKNOWN ${'f'.repeat(textHeaderBytesMax - 14)}`],
  ['a line that ends a byte too late', `PROXY UNKNOWN ${'f'.repeat(textHeaderBytesMax - 15)}\r\n`],
  ['another signature', Buffer.concat([signature.subarray(0, 11), hex('0b')])],
  ['another version', Buffer.concat([signature, hex('11')])],
  ['another command', Buffer.concat([signature, hex('22')])],
  ['another family', binary(0x21, 0x41, v4)],
  ['another kind of transport', binary(0x21, 0x13, v4)],
  ['IPv4 cut short', binary(0x21, 0x11, v4.subarray(1))],
  ['IPv6 cut short', binary(0x21, 0x21, v6.subarray(1))],
  ['a Unix socket cut short', binary(0x21, 0x31, unix.subarray(1))],
  ['a length over the bound', binary(0x21, 0x11, v4, binaryHeaderBytesMax - 15)],
  ['the greatest length', binary(0x20, 0x00, Buffer.alloc(0), 65_535)],
];

t.test('what does not keep to the form is malformed, and known to be so at the first byte that shows it', async (t) => {
  for (const [name, text] of malformed) {
    const bytes = Buffer.from(text);
    const verdict = parse([bytes]);
    t.equal(verdict.kind, 'malformed', `${name}: ${JSON.stringify(verdict)}`);
    t.strictSame(parse([...bytes].map((byte) => Buffer.from([byte]))), verdict, `${name}, byte by byte`);
  }
});

t.test('after a verdict it stays the same', async (t) => {
  const parser = new ProxyHeaderParser();
  parser.push(Buffer.from('PROXY UNKNOWN\r\n'));
  t.strictSame(parser.push(rest), { kind: 'header', header: unknown, rest });
  const wrong = new ProxyHeaderParser();
  wrong.push(rest);
  t.match(wrong.push(Buffer.from('PROXY UNKNOWN\r\n')), { kind: 'malformed' });
});

t.test(
  'whatever comes, however cut: no throw, the same verdict, and never more bytes than a header may have',
  async (t) => {
    const mutated = fc
      .tuple(fc.constantFrom(...valid.map(([, bytes]) => bytes)), fc.nat(600), fc.uint8Array({ maxLength: 4 }))
      .map(([bytes, place, inserted]) =>
        Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place + 1), Buffer.alloc(600, 'x')]),
      );
    const anything = fc.oneof(
      mutated,
      fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes)),
      fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.concat([signature, hex('21'), bytes])),
      fc.string({ maxLength: 200 }).map((text) => Buffer.from(`PROXY ${text}`)),
    );
    const invariant = fc.property(anything, fc.array(fc.nat(700), { maxLength: 5 }), (bytes, cuts) => {
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((one, other) => one - other),
        bytes.length,
      ];
      const verdict = parse([bytes]);
      const inPieces = parse(places.slice(1).map((end, index) => bytes.subarray(places[index] ?? 0, end)));
      const bytesMax = bytes[0] === 0x50 ? textHeaderBytesMax : binaryHeaderBytesMax;
      if (verdict.kind === 'more') return inPieces.kind === 'more' && bytes.length < bytesMax;
      if (verdict.kind === 'malformed') return inPieces.kind === 'malformed';
      const taken = bytes.length - verdict.rest.length;
      return inPieces.kind === 'header' && inPieces.rest.equals(verdict.rest) && taken <= bytesMax;
    });
    t.doesNotThrow(() => fc.assert(invariant, { numRuns: 3_000 }));
  },
);

function isSame(verdict: ProxyVerdict, header: ProxyHeader, behind: Buffer): boolean {
  return (
    verdict.kind === 'header' &&
    verdict.header.family === header.family &&
    verdict.header.source?.address === header.source?.address &&
    verdict.header.source?.port === header.source?.port &&
    verdict.rest.equals(behind)
  );
}
