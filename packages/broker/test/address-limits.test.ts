import t from 'tap';
import { AddressLimits, ratedAddressesMax } from '../src/address-limits.ts';
import { ManualClock } from './listener-rig.ts';

const clock = new ManualClock();

t.test('without limits everybody comes in, and is counted all the same', async (t) => {
  let max = 0;
  const limits = new AddressLimits(() => ({ connectionsPerAddressMax: max, connectRatePerAddressPerSecond: 0 }), clock);
  for (let at = 0; at < 100; at += 1) t.equal(limits.enter('192.0.2.1'), undefined);
  max = 100;
  t.equal(limits.enter('192.0.2.1'), 'too-many-connections-of-address', 'a limit that is set later holds at once');
  limits.leave('192.0.2.1');
  t.equal(limits.enter('192.0.2.1'), undefined);
});

t.test('the connections of an address, or of an IPv6 network of 64 bits, are limited', async (t) => {
  const options = { connectionsPerAddressMax: 2, connectRatePerAddressPerSecond: 0 };
  const limits = new AddressLimits(() => options, clock);
  for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'])
    t.equal(limits.enter(address), undefined, address);
  for (const address of ['192.0.2.1', '2001:db8::3'])
    t.equal(limits.enter(address), 'too-many-connections-of-address', address);
  t.equal(limits.size, 3);
  for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2']) limits.leave(address);
  t.equal(limits.size, 0, 'nothing is kept of who has gone');
});

t.test('the rate of an address is limited, and a new rate holds at once', async (t) => {
  let perSecond = 2;
  const limits = new AddressLimits(
    () => ({ connectionsPerAddressMax: 0, connectRatePerAddressPerSecond: perSecond }),
    clock,
  );
  const enter = () => limits.enter('192.0.2.1');
  t.strictSame([enter(), enter(), enter()], [undefined, undefined, 'connection-rate']);
  t.equal(limits.enter('192.0.2.2'), undefined);
  clock.advance(500);
  t.strictSame([enter(), enter()], [undefined, 'connection-rate']);
  perSecond = 3;
  t.strictSame([enter(), enter(), enter(), enter()], [undefined, undefined, undefined, 'connection-rate']);
  perSecond = 0;
  t.equal(enter(), undefined);
});

t.test('addresses that come and go are forgotten in the end, the oldest first', async (t) => {
  const limits = new AddressLimits(() => ({ connectionsPerAddressMax: 0, connectRatePerAddressPerSecond: 1 }), clock);
  t.equal(limits.enter('192.0.2.1'), undefined);
  t.equal(limits.enter('192.0.2.1'), 'connection-rate');
  for (let at = 0; at < ratedAddressesMax - 1; at += 1) limits.enter(`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`);
  t.equal(limits.enter('192.0.2.1'), 'connection-rate', 'there is room for all of them');
  for (let at = 0; at < ratedAddressesMax; at += 1) limits.enter(`11.${at >> 16}.${(at >> 8) & 255}.${at & 255}`);
  t.equal(limits.enter('192.0.2.1'), undefined);
});
