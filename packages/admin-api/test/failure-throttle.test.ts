import t from 'tap';
import { FailureThrottle } from '../src/failure-throttle.ts';

function throttle(addressesMax = 100) {
  const time = { now: 0 };
  const options = { failuresMax: 3, windowMs: 1000, addressesMax };
  return { time, failures: new FailureThrottle(options, { now: () => time.now }) };
}

t.test('an address is blocked from its last allowed failure to the end of the window', async (t) => {
  const { failures, time } = throttle();
  failures.count('a');
  failures.count('a');
  t.equal(failures.blockedForMs('a'), 0);
  time.now = 400;
  failures.count('a');
  t.equal(failures.blockedForMs('a'), 600);
  t.equal(failures.blockedForMs('b'), 0, 'another address is not');
  time.now = 1000;
  t.equal(failures.blockedForMs('a'), 0);
  failures.count('a');
  t.equal(failures.blockedForMs('a'), 0, 'a new window has begun');
});

t.test('a success takes its own attempt back and no other', async (t) => {
  const { failures } = throttle();
  failures.count('a');
  failures.count('a');
  failures.count('a');
  failures.uncount('a');
  t.equal(failures.blockedForMs('a'), 0);
  failures.count('a');
  t.not(failures.blockedForMs('a'), 0);
  failures.uncount('unheard of');
  t.equal(failures.size, 1);
});

t.test('an address without failures takes no room', async (t) => {
  const { failures } = throttle();
  failures.count('a');
  failures.uncount('a');
  t.equal(failures.size, 0);
});

t.test('no more addresses are remembered than allowed, and past windows go first', async (t) => {
  const { failures, time } = throttle(3);
  failures.count('a');
  time.now = 500;
  for (const address of ['b', 'c', 'd']) failures.count(address);
  t.equal(failures.size, 3);
  time.now = 1600;
  failures.count('e');
  t.equal(failures.size, 1);
});

t.test('new bounds hold at once, and a window that has begun keeps its end', async (t) => {
  const { failures, time } = throttle();
  failures.count('a');
  failures.reconfigure({ failuresMax: 1, windowMs: 10_000, addressesMax: 100 });
  t.equal(failures.blockedForMs('a'), 1000);
  time.now = 1000;
  failures.count('a');
  t.equal(failures.blockedForMs('a'), 10_000);
});

t.test('the addresses of an IPv6 /64 are one, since whoever has one of them has all', async (t) => {
  const { failures } = throttle();
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3']) failures.count(address);
  t.not(failures.blockedForMs('2001:db8::4'), 0);
  t.equal(failures.blockedForMs('2001:db8:0:1::4'), 0);
  failures.uncount('2001:db8::5');
  t.equal(failures.blockedForMs('2001:db8::4'), 0);
  t.equal(failures.size, 1);
});
