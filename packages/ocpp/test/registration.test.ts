import t from 'tap';
import { type Registration, unregistered } from '../src/index.ts';
import { heartbeatIntervalAskedFor, isAccepted, registrationAfterBoot } from '../src/registration.ts';
import { call, result } from './opened-session.ts';

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

t.test('ChangeConfiguration of HeartbeatInterval asks for an interval, whatever the case of its key', async (t) => {
  const asked = (key: unknown, value: unknown) =>
    heartbeatIntervalAskedFor(call('u1', 'ChangeConfiguration', { key, value }));
  t.equal(asked('HeartbeatInterval', '120'), 120_000);
  t.equal(asked('heartbeatinterval', '120'), 120_000);
  t.equal(asked('HeartbeatInterval', '99999999999'), 2_147_483_000);
  t.equal(asked('HeartbeatInterval', '0'), null, 'the choice of the charge point');
  for (const value of ['', 'soon', '-5', '1.5', ' 60', null, undefined])
    t.equal(asked('HeartbeatInterval', value), undefined);
  for (const key of ['MeterValueSampleInterval', '', 7, null, undefined]) t.equal(asked(key, '120'), undefined);
});

t.test('no other CALL asks for one', async (t) => {
  t.equal(heartbeatIntervalAskedFor(call('u1', 'DataTransfer', { key: 'HeartbeatInterval', value: '120' })), undefined);
});

t.test('only the status Accepted accepts', async (t) => {
  t.ok(isAccepted({ status: 'Accepted' }));
  for (const status of ['RebootRequired', 'Rejected', 'NotSupported', 'accepted', true, undefined])
    t.notOk(isAccepted({ status }));
});
