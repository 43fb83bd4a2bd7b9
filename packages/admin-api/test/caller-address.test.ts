import t from 'tap';
import { addressOf, networkOf } from '../src/caller-address.ts';

t.test('an IPv4 caller is called the same on a socket of both families', async (t) => {
  t.equal(addressOf({ ip: '192.0.2.1' }), '192.0.2.1');
  t.equal(addressOf({ ip: '::ffff:192.0.2.1' }), '192.0.2.1');
  t.equal(addressOf({ ip: '2001:db8::1' }), '2001:db8::1');
});

t.test('the addresses of an IPv6 /64 are one network, however they are written', async (t) => {
  const network = '2001:db8:0:1::/64';
  for (const address of [
    '2001:db8:0:1::1',
    '2001:0DB8:0000:0001:ffff:ffff:ffff:ffff',
    '2001:db8:0:1:2:3:4:5',
    '2001:db8:0:1::192.0.2.1',
    '2001:db8:0:1::1%eth0',
  ]) {
    t.equal(networkOf(address), network, address);
  }
  t.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64');
  t.equal(networkOf('::1'), '0:0:0:0::/64');
  t.not(networkOf('2001:db8:0:2::1'), network);
});

t.test('an IPv4 address, and what is no address, stand for themselves', async (t) => {
  t.equal(networkOf('192.0.2.1'), '192.0.2.1');
  t.equal(networkOf('unknown'), 'unknown');
});
