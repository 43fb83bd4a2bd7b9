import t from 'tap';
import { TrustedProxies } from '../src/trusted-proxies.ts';

t.test('an address is trusted in whatever form it comes', async (t) => {
  const proxies = new TrustedProxies(['192.0.2.1', '2001:DB8::1', '::ffff:192.0.2.3']);
  for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '2001:db8:0::1', '192.0.2.3'])
    t.ok(proxies.has(address), address);
  for (const address of ['192.0.2.2', '2001:db8::2', '', 'unknown']) t.notOk(proxies.has(address), address);
});

t.test('a network is trusted up to its last address', async (t) => {
  const proxies = new TrustedProxies(['10.1.2.3/8', '2001:db8::/32', '192.0.2.128/25', '::ffff:198.51.100.0/120']);
  for (const address of [
    '10.0.0.0',
    '10.255.255.255',
    '::ffff:10.9.9.9',
    '2001:db8:ffff::',
    '192.0.2.128',
    '198.51.100.7',
  ])
    t.ok(proxies.has(address), address);
  for (const address of ['9.255.255.255', '11.0.0.0', '2001:db9::', '192.0.2.127', '198.51.101.0'])
    t.notOk(proxies.has(address), address);
});

t.test('everybody can be trusted, and nobody is by default', async (t) => {
  const all = new TrustedProxies(['0.0.0.0/0', '::/0']);
  t.ok(all.has('203.0.113.9') && all.has('2001:db8::1'));
  const none = new TrustedProxies([]);
  t.ok(none.isEmpty);
  t.notOk(none.has('127.0.0.1'));
});

t.test('what is neither an address nor a network is named, and trusts nobody', async (t) => {
  const wrong = [
    'proxy.example',
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    '',
  ];
  const proxies = new TrustedProxies([...wrong, '192.0.2.1']);
  t.strictSame(proxies.wrongEntries, wrong);
  t.notOk(proxies.isEmpty);
  t.ok(proxies.has('192.0.2.1'));
  t.notOk(proxies.has('10.0.0.1'));
  t.strictSame(new TrustedProxies(['10.0.0.0/8']).wrongEntries, []);
});
