import t from 'tap';
import { type ForwardedHeaders, originOf } from '../src/forwarded.ts';

const trusted = new Set(['10.0.0.1', '10.0.0.2', '2001:db8::aa']);
const origin = (headers: Partial<ForwardedHeaders>, address = '10.0.0.1') =>
  originOf({ address, port: 5_000 }, { xForwardedFor: undefined, forwarded: undefined, ...headers }, (proxy) =>
    trusted.has(proxy),
  );
const from = (address: string, port = 0) => ({ ok: true, from: { address, port } });
const peer = from('10.0.0.1', 5_000);

t.test('the headers of a peer that is no trusted proxy are not looked at', async (t) => {
  const headers = { xForwardedFor: '203.0.113.7', forwarded: 'for=nonsense"' };
  t.strictSame(origin(headers, '198.51.100.1'), from('198.51.100.1', 5_000));
});

t.test('the rightmost address that is no trusted proxy counts, whatever the client wrote before it', async (t) => {
  const lists = {
    '203.0.113.7': from('203.0.113.7'),
    '10.0.0.1, 203.0.113.7': from('203.0.113.7'),
    '198.51.100.1, 203.0.113.7, 10.0.0.2': from('203.0.113.7'),
    '198.51.100.1,203.0.113.7,10.0.0.2,10.0.0.1': from('203.0.113.7'),
    '10.0.0.2, 10.0.0.1': from('10.0.0.2'),
    '::ffff:203.0.113.7': from('203.0.113.7'),
    '2001:DB8::7, 2001:db8:0::aa': from('2001:db8::7'),
  };
  for (const [xForwardedFor, expected] of Object.entries(lists))
    t.strictSame(origin({ xForwardedFor }), expected, xForwardedFor);
});

t.test('an address may bring its port', async (t) => {
  t.strictSame(origin({ xForwardedFor: '203.0.113.7:4711' }), from('203.0.113.7', 4_711));
  t.strictSame(origin({ xForwardedFor: '[2001:db8::7]:4711' }), from('2001:db8::7', 4_711));
  t.strictSame(origin({ xForwardedFor: '[2001:db8::7]' }), from('2001:db8::7'));
});

t.test('nothing is believed beyond what cannot be read', async (t) => {
  const unreadable = [
    '',
    'unknown',
    '_hidden',
    'a.example',
    '203.0.113.7:65536',
    '[203.0.113.7]',
    '203.0.113',
    '1.2.3.4\n5',
  ];
  for (const text of unreadable) {
    t.strictSame(origin({ xForwardedFor: text }), peer, text);
    t.strictSame(origin({ xForwardedFor: `203.0.113.9, ${text}, 10.0.0.2` }), from('10.0.0.2'), text);
  }
});

t.test('Forwarded is read as its grammar says', async (t) => {
  const headers = {
    'for=203.0.113.7': from('203.0.113.7'),
    'For="203.0.113.7:4711";proto=https;by=10.0.0.1': from('203.0.113.7', 4_711),
    'for=203.0.113.7:4711': from('203.0.113.7', 4_711),
    'proto=https ; for="[2001:db8::7]:4711"': from('2001:db8::7', 4_711),
    'for=198.51.100.1, for=203.0.113.7;host="a,b;c=\\"d\\"", for=10.0.0.2': from('203.0.113.7'),
    'for=203.0.113.7,, ,for=10.0.0.2,': from('203.0.113.7'),
    'for="\\2\\03.0.113.7"': from('203.0.113.7'),
    'for=203.0.113.7;': from('203.0.113.7'),
    'for=203.0.113.9, for=unknown, for=10.0.0.2': from('10.0.0.2'),
    'for=203.0.113.9, proto=https, for=10.0.0.2': from('10.0.0.2'),
    'for=_hidden': peer,
    '': peer,
  };
  for (const [forwarded, expected] of Object.entries(headers)) t.strictSame(origin({ forwarded }), expected, forwarded);
});

t.test(
  'a Forwarded header that does not keep to its grammar could hide what a proxy added: it is not guessed at',
  async (t) => {
    const wrong = [
      'for="203.0.113.9, for=203.0.113.7',
      'for',
      'for=a b',
      'for=1.2.3.4;for=203.0.113.7',
      '=x',
      'for="a"b',
      'a=;',
    ];
    for (const forwarded of wrong) t.match(origin({ forwarded }), { ok: false, problem: /cannot be read/ }, forwarded);
  },
);

t.test('both headers have to tell the same', async (t) => {
  t.strictSame(origin({ xForwardedFor: '203.0.113.7', forwarded: 'for="203.0.113.7:99"' }), from('203.0.113.7', 99));
  const spoofed = [
    { xForwardedFor: '203.0.113.7', forwarded: 'for=203.0.113.9' },
    { xForwardedFor: '203.0.113.9', forwarded: 'for=unknown' },
  ];
  for (const headers of spoofed) t.match(origin(headers), { ok: false, problem: /disagree/ });
});

t.test('a list of any length is read in its time', async (t) => {
  const long = 'x'.repeat(100_000);
  for (const text of [
    long,
    `"${long}`,
    `${'a=b;'.repeat(25_000)}`,
    `for="${'\\'.repeat(99_999)}`,
    ' '.repeat(100_000),
    `${' '.repeat(100_000)}"`,
    `a=b${' '.repeat(100_000)}"`,
    ','.repeat(100_000),
  ]) {
    t.ok(origin({ xForwardedFor: text }).ok);
    origin({ forwarded: text });
  }
});
