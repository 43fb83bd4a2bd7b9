import t from 'tap';
import { AddressRates } from '../src/address-rates.ts';

t.test('an address has its rate, however it is spelled, and an IPv6 network of 64 bits one for all', async (t) => {
  const rates = new AddressRates({ perSecond: 1, addressesMax: 10 });
  t.ok(rates.take('192.0.2.1', 0));
  t.notOk(rates.take('::ffff:192.0.2.1', 0));
  t.ok(rates.take('192.0.2.2', 0));
  t.ok(rates.take('2001:db8::1', 0));
  t.notOk(rates.take('2001:DB8:0:0:ffff::', 0));
  t.ok(rates.take('2001:db8:0:1::', 0));
  t.ok(rates.take('192.0.2.1', 1_000));
});

t.test('there are no more addresses than may be', async (t) => {
  const rates = new AddressRates({ perSecond: 1, addressesMax: 2 });
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) rates.take(address, 0);
  t.equal(rates.size, 2);
  t.notOk(rates.take('192.0.2.2', 0));
  t.ok(rates.take('192.0.2.1', 0));
});
