import t from 'tap';
import { AddressSet } from '../src/address-set.ts';

t.test('an address is found in whatever form it comes', async (t) => {
  const set = new AddressSet(['192.0.2.1', '2001:DB8::1', '::ffff:192.0.2.3']);
  for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '2001:db8:0::1', '192.0.2.3'])
    t.ok(set.has(address), address);
  for (const address of ['192.0.2.2', '2001:db8::2', '', 'unknown']) t.notOk(set.has(address), address);
});

t.test('a network reaches up to its last address', async (t) => {
  const set = new AddressSet(['10.1.2.3/8', '2001:db8::/32', '192.0.2.128/25', '::ffff:198.51.100.0/120']);
  for (const address of [
    '10.0.0.0',
    '10.255.255.255',
    '::ffff:10.9.9.9',
    '2001:db8:ffff::',
    '192.0.2.128',
    '198.51.100.7',
  ])
    t.ok(set.has(address), address);
  for (const address of ['9.255.255.255', '11.0.0.0', '2001:db9::', '192.0.2.127', '198.51.101.0'])
    t.notOk(set.has(address), address);
});

t.test('it can hold everybody, and an empty one holds nobody', async (t) => {
  const all = new AddressSet(['0.0.0.0/0', '::/0']);
  t.ok(all.has('203.0.113.9') && all.has('2001:db8::1'));
  const none = new AddressSet([]);
  t.ok(none.isEmpty);
  t.notOk(none.has('127.0.0.1'));
});

t.test('what is neither an address nor a network is named, and stands for nobody', async (t) => {
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
  const set = new AddressSet([...wrong, '192.0.2.1']);
  t.strictSame(set.wrongEntries, wrong);
  t.notOk(set.isEmpty);
  t.ok(set.has('192.0.2.1'));
  t.notOk(set.has('10.0.0.1'));
  t.strictSame(new AddressSet(['10.0.0.0/8']).wrongEntries, []);
});
