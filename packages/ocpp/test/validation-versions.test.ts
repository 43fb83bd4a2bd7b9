// What the versions differ in: SEND, signed messages, and their tables of actions.

import t from 'tap';
import { validators } from './opened-session.ts';

const stream = 'NotifyPeriodicEventStream';
const v16 = validators['1.6'];
const v201 = validators['2.0.1'];
const v21 = validators['2.1'];

t.test('in 2.1 a SEND passes that is one, and its payload is checked', async (t) => {
  t.equal(v21.checkSend('chargePoint', stream, { id: 1, data: [] }), undefined);
  t.match(v21.checkSend('chargePoint', stream, { id: '1', data: [] }), { errorCode: 'TypeConstraintViolation' });
});

t.test('a SEND does not go as CALL, a CALL does not go as SEND, and no SEND goes down', async (t) => {
  t.strictSame(v21.checkCall('chargePoint', stream, { id: 1, data: [] }), {
    errorCode: 'NotSupported',
    description: `${stream} is not a CALL: it goes out as SEND`,
  });
  t.strictSame(v21.checkSend('chargePoint', 'Heartbeat', {}), {
    errorCode: 'NotSupported',
    description: 'Heartbeat is a CALL: it does not go out as SEND',
  });
  t.equal(v21.checkSend('csms', stream, {})?.errorCode, 'NotSupported');
  t.equal(v21.checkSend('chargePoint', 'Dance', {})?.errorCode, 'NotImplemented');
  for (const validator of [v16, v201])
    t.equal(validator.checkCall('chargePoint', stream, {})?.errorCode, 'NotImplemented');
});

t.test('in 2.x a signed message passes unvalidated, if its action is one and goes this way', async (t) => {
  const signed = { payload: 'x', signature: 'y' };
  for (const validator of [v201, v21]) {
    t.equal(validator.checkCall('chargePoint', 'Heartbeat-Signed', signed), undefined);
    t.equal(validator.checkCall('csms', 'Reset-Signed', signed), undefined);
    t.equal(validator.checkPayload('Reset-Signed', 'Response', signed), undefined);
    t.equal(validator.checkCall('chargePoint', 'Reset-Signed', signed)?.errorCode, 'NotSupported');
    for (const action of ['Dance-Signed', '-Signed', 'Heartbeat-signed', 'Heartbeat-Signed-Signed'])
      t.equal(validator.checkCall('chargePoint', action, signed)?.errorCode, 'NotImplemented', action);
  }
  t.equal(v21.checkSend('chargePoint', `${stream}-Signed`, signed), undefined);
  t.equal(v21.checkCall('chargePoint', `${stream}-Signed`, signed)?.errorCode, 'NotSupported');
  t.equal(v21.checkSend('chargePoint', 'Heartbeat-Signed', signed)?.errorCode, 'NotSupported');
});

t.test('in 1.6 a suffix is part of the name', async (t) => {
  t.equal(v16.checkCall('chargePoint', 'Heartbeat-Signed', {})?.errorCode, 'NotImplemented');
});

t.test('what one version knows another may not', async (t) => {
  t.equal(v16.checkCall('chargePoint', 'TransactionEvent', {})?.errorCode, 'NotImplemented');
  t.equal(v201.checkCall('chargePoint', 'StartTransaction', {})?.errorCode, 'NotImplemented');
  t.equal(v201.checkCall('chargePoint', 'BatterySwap', {})?.errorCode, 'NotImplemented');
  t.equal(v21.checkCall('chargePoint', 'BatterySwap', {}), undefined);
});
