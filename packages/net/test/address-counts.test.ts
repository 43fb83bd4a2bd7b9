import t from 'tap';
import { AddressCounts } from '../src/address-counts.ts';

t.test('an address has as many as it may, and one more when one has gone', async (t) => {
  const counts = new AddressCounts();
  t.ok(counts.take('192.0.2.1', 2) && counts.take('::ffff:192.0.2.1', 2));
  t.notOk(counts.take('192.0.2.1', 2));
  t.equal(counts.of('192.0.2.1'), 2, 'what was refused is not counted');
  t.ok(counts.take('192.0.2.2', 2), 'another address has its own');
  counts.release('192.0.2.1');
  t.ok(counts.take('192.0.2.1', 2));
});

t.test('an IPv6 network of 64 bits counts as one', async (t) => {
  const counts = new AddressCounts();
  t.ok(counts.take('2001:db8::1', 1));
  t.notOk(counts.take('2001:db8::ffff:ffff:ffff:ffff', 1));
  t.ok(counts.take('2001:db8:0:1::1', 1));
  counts.release('2001:db8::2');
  t.ok(counts.take('2001:db8::3', 1));
});

t.test('a limit that is raised or lowered holds for those who come next', async (t) => {
  const counts = new AddressCounts();
  for (let at = 0; at < 5; at += 1) t.ok(counts.take('192.0.2.1', Number.POSITIVE_INFINITY));
  t.notOk(counts.take('192.0.2.1', 3));
  for (let at = 0; at < 3; at += 1) counts.release('192.0.2.1');
  t.ok(counts.take('192.0.2.1', 3));
});

t.test('nothing is kept of addresses that have none', async (t) => {
  const counts = new AddressCounts();
  for (let at = 0; at < 1_000; at += 1) counts.take(`10.0.${at >> 8}.${at & 255}`, 1);
  t.equal(counts.size, 1_000);
  for (let at = 0; at < 1_000; at += 1) counts.release(`10.0.${at >> 8}.${at & 255}`);
  counts.release('192.0.2.1');
  t.equal(counts.size, 0);
  t.equal(counts.of('192.0.2.1'), 0);
});
