import fc from 'fast-check';
import t from 'tap';
import { isAddressOrNetwork, isIpv4, isIpv6 } from '../src/ip-address.ts';

t.test('addresses of both kinds are told apart', async (t) => {
  t.ok(isIpv4('192.0.2.1') && isIpv6('2001:db8::1') && isIpv6('::ffff:192.0.2.1'));
  t.notOk(isIpv4('::1') || isIpv6('192.0.2.1') || isIpv4('192.0.2.256') || isIpv4('1.2.3'));
  t.notOk(isIpv6('fe80::1%eth0'), 'a zone belongs to one machine');
});

t.test('a network is an address and the length of its prefix', async (t) => {
  for (const network of ['0.0.0.0/0', '10.0.0.0/8', '10.1.2.3/8', '192.0.2.1/32', '::/0', 'fd00::/8', '::1/128']) {
    t.ok(isAddressOrNetwork(network), network);
  }
  const wrong = ['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0.0/8/8', '/8', '10/8', ''];
  for (const text of [...wrong, 'localhost', '10.0.0.0/255.0.0.0', '[::1]', ' ::1', '1'.repeat(100_000)]) {
    t.notOk(isAddressOrNetwork(text), text.slice(0, 40));
  }
});

t.test('every address with any prefix of its kind is a network', async () => {
  fc.assert(fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (ip, bits) => isAddressOrNetwork(`${ip}/${bits}`)));
  fc.assert(
    fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (ip, bits) => isAddressOrNetwork(`${ip}/${bits}`)),
  );
});
