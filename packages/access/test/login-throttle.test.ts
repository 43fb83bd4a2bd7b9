import t from 'tap';
import { type Attempt, LoginThrottle, type ThrottleOptions } from '../src/login-throttle.ts';

const options = { failures: 3, addressFailures: 6, firstWaitMs: 1_000, maxWaitMs: 60_000 };
const home = '192.0.2.1';
const elsewhere = '203.0.113.1';

function attempt(remoteAddress: string, user: string, guess: string): Attempt {
  return { remoteAddress, user, guess };
}

function throttleWith(rest: Partial<ThrottleOptions> = {}) {
  const throttle = new LoginThrottle({ ...options, ...rest });
  const fail = (address: string, user: string, ...guesses: readonly string[]) => {
    for (const guess of guesses) throttle.fail(attempt(address, user, guess), 0);
  };
  const isAdmitted = (address: string, user: string, guess: string, now = 0) =>
    throttle.admit(attempt(address, user, guess), now).admitted;
  return { throttle, fail, isAdmitted };
}

t.test('after so many different guesses the user waits at this address, twice as long each time', async (t) => {
  const { throttle, fail } = throttleWith();
  fail(home, 'u', 'a', 'b');
  t.same(throttle.admit(attempt(home, 'u', 'c'), 0), { admitted: true });
  t.equal(throttle.fail(attempt(home, 'u', 'c'), 0), 1_000);
  t.same(throttle.admit(attempt(home, 'u', 'd'), 100), { admitted: false, retryAfterMs: 900 });
  t.same(throttle.admit(attempt(home, 'u', 'd'), 1_000), { admitted: true });
  t.equal(throttle.fail(attempt(home, 'u', 'd'), 1_000), 2_000);
});

t.test('the same wrong password again and again makes itself wait, and nobody else', async (t) => {
  const { fail, isAdmitted } = throttleWith();
  fail(home, 'u', 'old', 'old', 'old');
  t.notOk(isAdmitted(home, 'u', 'old'));
  t.ok(isAdmitted(home, 'u', 'right'), 'others of this user');
  t.ok(isAdmitted(home, 'v', 'right'), 'others of this address');
});

t.test('a fleet behind one address is not locked out by the wrong charge points in it', async (t) => {
  const { throttle, isAdmitted } = throttleWith();
  let now = 0;
  for (let n = 0; n < 200; n++, now += 20 * 60_000) {
    for (const id of ['w1', 'w2', 'w3', 'w4']) throttle.fail(attempt(home, id, 'wrong'), now);
  }
  t.ok(isAdmitted(home, 'good', 'right', now));
});

t.test('whoever fails elsewhere does not lock out the user here', async (t) => {
  const { fail, isAdmitted } = throttleWith();
  for (let n = 0; n < 50; n++) fail(`203.0.113.${n}`, 'u', `x${n}`, `y${n}`, `z${n}`);
  t.notOk(isAdmitted('203.0.113.7', 'u', 'next'));
  t.ok(isAdmitted(home, 'u', 'right'));
});

t.test('guesses at many users make the address wait; what was accepted from there never does', async (t) => {
  const { throttle, fail, isAdmitted } = throttleWith();
  throttle.succeed(attempt(home, 'known', 'right'), 0);
  for (let n = 0; n < 6; n++) fail(home, `u${n}`, 'x');
  t.notOk(isAdmitted(home, 'new', 'x'));
  t.ok(isAdmitted(home, 'known', 'right'));
  t.notOk(isAdmitted(home, 'known', 'other'), 'another password of a known user is a guess');
  t.ok(isAdmitted(elsewhere, 'new', 'x'));
  t.ok(isAdmitted(home, 'new', 'x', 1_000));
});

t.test('a known login stays in although others guess at its user from the same address', async (t) => {
  const { throttle, fail, isAdmitted } = throttleWith();
  throttle.succeed(attempt(home, 'u', 'right'), 0);
  fail(home, 'u', 'a', 'b');
  throttle.succeed(attempt(home, 'u', 'right'), 0);
  fail(home, 'u', 'c');
  t.notOk(isAdmitted(home, 'u', 'd'), 'its successes wipe nothing away');
  t.ok(isAdmitted(home, 'u', 'right'));
});

t.test('a password that was right and is so no longer is a guess like others', async (t) => {
  const { throttle, fail, isAdmitted } = throttleWith();
  throttle.succeed(attempt(home, 'u', 'old'), 0);
  fail(home, 'u', 'old', 'old', 'old');
  t.notOk(isAdmitted(home, 'u', 'old'));
});

t.test('success clears what there was against the user', async (t) => {
  const { throttle, fail, isAdmitted } = throttleWith();
  fail(home, 'u', 'a', 'b');
  t.same(throttle.succeed(attempt(home, 'u', 'right'), 0), { admitted: true });
  fail(home, 'u', 'c', 'd');
  t.ok(isAdmitted(home, 'u', 'e'));
});

t.test('guessing in parallel gains nothing: what was right among it is not accepted', async (t) => {
  const { throttle, fail, isAdmitted } = throttleWith();
  t.ok(isAdmitted(home, 'u', 'right'));
  fail(home, 'u', 'a', 'b', 'c', 'd', 'e');
  t.match(throttle.succeed(attempt(home, 'u', 'right'), 0), { admitted: false });
  t.notOk(isAdmitted(home, 'u', 'right'));
  t.same(throttle.succeed(attempt(home, 'u', 'right'), 1_000), { admitted: true });
});

t.test('the addresses of an IPv6 /64 are one', async (t) => {
  const { fail, isAdmitted } = throttleWith();
  fail('2001:db8::1', 'u', 'a');
  fail('2001:db8::2', 'u', 'b');
  fail('2001:db8::3', 'u', 'c');
  t.notOk(isAdmitted('2001:db8::4', 'u', 'd'));
  t.ok(isAdmitted('2001:db8:0:1::4', 'u', 'd'));
});

t.test('names that look like two do not meet', async (t) => {
  const { fail, isAdmitted } = throttleWith({ failures: 1 });
  fail(home, 'u v', 'w');
  t.ok(isAdmitted(home, 'u', 'v w'));
  t.ok(isAdmitted(home, 'u', 'w'));
});

t.test('0 switches either limit off', async (t) => {
  const users = throttleWith({ failures: 0 });
  for (let n = 0; n < 4; n++) users.fail(home, 'u', `g${n}`, 'again');
  t.ok(users.isAdmitted(home, 'u', 'again'), 'five guesses, one of them repeated; the address may have six');
  users.fail(home, 'u', 'g5');
  t.notOk(users.isAdmitted(home, 'u', 'again'));
  const addresses = throttleWith({ addressFailures: 0 });
  for (let n = 0; n < 100; n++) addresses.fail(home, `u${n}`, 'g');
  t.ok(addresses.isAdmitted(home, 'v', 'g'));
});

t.test('however many come, no more is remembered than the bound', async (t) => {
  const { throttle } = throttleWith({ entriesMax: 10 });
  for (let n = 0; n < 1_000; n++) {
    throttle.fail(attempt(`198.51.${n % 250}.${n}`, `u${n}`, `g${n}`), 0);
    throttle.succeed(attempt(`192.0.2.${n % 250}`, `u${n}`, `g${n}`), 0);
  }
  t.equal(throttle.size, 40);
});

t.test('changed limits count for the failures to come, and nothing is forgotten but what has no room', async (t) => {
  const { throttle, fail, isAdmitted } = throttleWith();
  throttle.succeed(attempt(elsewhere, 'known', 'right'), 0);
  fail(home, 'u', 'a', 'b', 'c');
  throttle.reconfigure({ ...options, failures: 5, addressFailures: 4 });
  t.notOk(isAdmitted(home, 'u', 'd'), 'a wait that has begun stays');
  fail(home, 'v', 'a');
  t.notOk(isAdmitted(home, 'w', 'a'), 'the fourth guess from this address');
  t.ok(isAdmitted(elsewhere, 'known', 'right'));
  throttle.reconfigure({ ...options, entriesMax: 1 });
  t.equal(throttle.size, 4);
});
