import t from 'tap';
import { heartbeatIntervalAskedFor, isHeartbeatIntervalAccepted } from '../src/heartbeat-change.ts';
import { call } from './opened-session.ts';

const setting = (attributeValue: unknown, changes: Readonly<Record<string, unknown>> = {}) => ({
  component: { name: 'OCPPCommCtrlr' },
  variable: { name: 'HeartbeatInterval' },
  attributeValue,
  ...changes,
});
const set = (...setVariableData: readonly unknown[]) =>
  heartbeatIntervalAskedFor(call('u1', 'SetVariables', { setVariableData }));

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

t.test(
  'SetVariables of OCPPCommCtrlr.HeartbeatInterval asks for an interval, whatever the case of its names',
  async (t) => {
    t.equal(set(setting('120')), 120_000);
    t.equal(
      set(setting('120', { component: { name: 'ocppcommctrlr' }, variable: { name: 'HEARTBEATINTERVAL' } })),
      120_000,
    );
    t.equal(set(setting('120', { attributeType: 'Actual' })), 120_000);
    t.equal(set(setting('0')), null, 'the choice of the station');
    for (const value of ['', 'soon', '-5', undefined]) t.equal(set(setting(value)), undefined);
  },
);

t.test('among several variables it is found, and of two the last counts', async (t) => {
  const other = setting('7', { variable: { name: 'WebSocketPingInterval' } });
  t.equal(set(other, setting('120'), other), 120_000);
  t.equal(set(setting('120'), setting('60')), 60_000);
  t.equal(set(other), undefined);
});

t.test('another attribute, another component, and what is no variable at all ask for nothing', async (t) => {
  t.equal(set(setting('120', { attributeType: 'MaxSet' })), undefined);
  t.equal(set(setting('120', { component: { name: 'ClockCtrlr' } })), undefined);
  for (const broken of [
    null,
    7,
    'HeartbeatInterval',
    [],
    {},
    { component: null, variable: null },
    setting('1', { variable: [] }),
  ])
    t.equal(set(broken), undefined, JSON.stringify(broken));
  for (const setVariableData of [null, undefined, {}, 'x'])
    t.equal(heartbeatIntervalAskedFor(call('u1', 'SetVariables', { setVariableData })), undefined);
});

t.test('no other CALL asks for one', async (t) => {
  t.equal(heartbeatIntervalAskedFor(call('u1', 'DataTransfer', { key: 'HeartbeatInterval', value: '120' })), undefined);
});

t.test('only the status Accepted of ChangeConfiguration accepts', async (t) => {
  t.ok(isHeartbeatIntervalAccepted('ChangeConfiguration', { status: 'Accepted' }));
  for (const status of ['RebootRequired', 'Rejected', 'NotSupported', 'accepted', true, undefined])
    t.notOk(isHeartbeatIntervalAccepted('ChangeConfiguration', { status }));
});

t.test('of SetVariables the result of this very variable has to be Accepted', async (t) => {
  const answer = (...setVariableResult: readonly unknown[]) =>
    isHeartbeatIntervalAccepted('SetVariables', { setVariableResult });
  const told = (attributeStatus: string, changes = {}) => setting(undefined, { attributeStatus, ...changes });
  const other = { variable: { name: 'WebSocketPingInterval' } };
  t.ok(answer(told('Accepted')));
  t.ok(answer(told('Rejected', other), told('Accepted')));
  t.notOk(answer(told('Accepted', other), told('Rejected')));
  for (const status of ['RebootRequired', 'Rejected', 'UnknownVariable', 'NotSupportedAttributeType'])
    t.notOk(answer(told(status)), status);
  t.notOk(answer());
  t.notOk(isHeartbeatIntervalAccepted('SetVariables', { status: 'Accepted' }));
});
