import t from 'tap';
import { type Registration, unregistered } from '../src/index.ts';
import { heartbeatIntervalMs, registrationAfterBoot } from '../src/registration.ts';
import { result } from './opened-session.ts';

const told300: Registration = { status: 'Accepted', heartbeatIntervalMs: 300_000 };

t.test('an accepted boot tells the interval, in seconds on the wire and in milliseconds here', async (t) => {
  const answer = result('u1', { status: 'Accepted', interval: 300, currentTime: '2026-01-01T00:00:00Z' });
  t.strictSame(registrationAfterBoot(unregistered, answer), told300);
});

t.test('a pending or rejected boot changes the status and leaves the interval that was told before', async (t) => {
  for (const status of ['Pending', 'Rejected'] as const) {
    t.strictSame(registrationAfterBoot(told300, result('u1', { status, interval: 5 })), {
      status,
      heartbeatIntervalMs: 300_000,
    });
    t.strictSame(registrationAfterBoot(unregistered, result('u1', { status, interval: 5 })), {
      status,
      heartbeatIntervalMs: null,
    });
  }
});

t.test('an interval of 0 leaves the choice to the charge point: none was told', async (t) => {
  t.equal(registrationAfterBoot(told300, result('u1', { status: 'Accepted', interval: 0 })).heartbeatIntervalMs, null);
});

t.test('an answer whose status is none changes nothing', async (t) => {
  for (const status of ['accepted', '', null, undefined, 1]) {
    t.strictSame(registrationAfterBoot(told300, result('u1', { status, interval: 5 })), told300);
  }
});

t.test('an interval that makes no sense tells none, an enormous one is cut to what a timer can hold', async (t) => {
  const told = (interval: unknown) =>
    registrationAfterBoot(unregistered, result('u1', { status: 'Accepted', interval })).heartbeatIntervalMs;
  for (const interval of [-1, 'soon', null, {}, [], Number.NaN]) t.equal(told(interval), null);
  for (const interval of [1e300, Number.POSITIVE_INFINITY, 2_147_484]) t.equal(told(interval), 2_147_483_000);
});

t.test('seconds are read from a number or from digits, and from nothing else', async (t) => {
  t.equal(heartbeatIntervalMs(60), 60_000);
  t.equal(heartbeatIntervalMs('60'), 60_000);
  for (const seconds of ['', '-60', '1.5', ' 60', '0x10', 'soon', true, null, undefined, [60], { seconds: 60 }]) {
    t.equal(heartbeatIntervalMs(seconds), null, JSON.stringify(seconds));
  }
});
