import fc from 'fast-check';
import t from 'tap';
import { addressesOverlap, bindAddress } from '../src/index.ts';

t.test('a bind address is a port, or a host and a port', async (t) => {
  t.strictSame(bindAddress(1883), { host: '0.0.0.0', port: 1883 });
  t.strictSame(bindAddress('1883'), { host: '0.0.0.0', port: 1883 });
  t.strictSame(bindAddress(':1883'), { host: '0.0.0.0', port: 1883 });
  t.strictSame(bindAddress('127.0.0.1:1884'), { host: '127.0.0.1', port: 1884 });
  t.strictSame(bindAddress('broker.example.org:0'), { host: 'broker.example.org', port: 0 });
  t.strictSame(bindAddress('[::1]:1883'), { host: '::1', port: 1883 });
  t.strictSame(bindAddress('[::]:65535'), { host: '::', port: 65_535 });
});

t.test('anything else is a RangeError', async (t) => {
  const wrong = [
    '',
    ':',
    'host',
    'host:',
    '::1:1883',
    '[::1]',
    '[:::]:1',
    '[1]:1',
    '300.0.0.1:1',
    '1.2.3:1',
    ':65536',
    '-1',
    'a b:1',
  ];
  for (const bind of [...wrong, 65_536, -1, 1.5, Number.NaN])
    t.throws(() => bindAddress(bind), RangeError, String(bind));
});

t.test('every IPv4 address and port that is written is read back', async () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 65_535 }), (host, port) => {
      const address = bindAddress(`${host}:${port}`);
      return address.host === host && address.port === port;
    }),
  );
});

const overlap = (a: string, b: string): boolean => {
  const there = addressesOverlap(bindAddress(a), bindAddress(b));
  const back = addressesOverlap(bindAddress(b), bindAddress(a));
  if (there !== back) throw new Error(`${a} and ${b} do not agree`);
  return there;
};

t.test('the same port overlaps on the same host and on hosts that hold one another', async (t) => {
  t.ok(overlap('127.0.0.1:1', '127.0.0.1:1'));
  t.ok(overlap('0.0.0.0:1', '127.0.0.1:1'));
  t.ok(overlap('1', 'broker.example.org:1'));
  t.ok(overlap('[::]:1', '127.0.0.1:1'), 'IPv6 takes IPv4 as well');
  t.ok(overlap('[::]:1', '0.0.0.0:1'));
  t.ok(overlap('localhost:1', '127.0.0.1:1'));
  t.ok(overlap('LOCALHOST:1', '[::1]:1'));
  t.ok(overlap('[::1]:1', '[0:0:0:0:0:0:0:1]:1'), 'one address in two spellings');
  t.ok(overlap('[FE80::00a1]:1', '[fe80:0::a1]:1'));
});

t.test('other ports, other hosts and port 0 do not overlap', async (t) => {
  t.notOk(overlap('127.0.0.1:1', '127.0.0.1:2'));
  t.notOk(overlap('127.0.0.1:1', '127.0.0.2:1'));
  t.notOk(overlap('0.0.0.0:1', '[::1]:1'));
  t.notOk(overlap('[::1]:1', '[::2]:1'));
  t.notOk(overlap('localhost:1', '10.0.0.1:1'));
  t.notOk(overlap('0.0.0.0:0', '0.0.0.0:0'));
});
