// Shows of issue 2, "Bad input": "downstream: not JSON, missing fields, unknown UniqueId in an answer, 101 queued CALLs, absent charge
// point"; and "Undeliverable downstream messages are answered on the error topic, never dropped in silence".

import type { RawChargePoint } from '@ocpp-broker/simulator';
import t, { type Test } from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import type { Envelope, TestMqttClient } from './fixtures/running-mqtt.ts';
import { startTestServer, type TestServer } from './fixtures/running-server.ts';

type Trio = { readonly running: TestServer; readonly chargePoint: RawChargePoint; readonly csms: TestMqttClient };

async function connected(t: Test): Promise<Trio> {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/+/Reply');
  return { running, csms, chargePoint: await running.chargePoint('CP1') };
}

const reset = (uniqueId: string, type = 'Soft') => ({
  MessageTypeId: 2,
  UniqueId: uniqueId,
  Action: 'Reset',
  Payload: { type },
});

t.test('a message that cannot be delivered is answered with its UniqueId and the reason', async (t) => {
  const { csms } = await connected(t);
  const call = reset('u1');
  const messages: readonly (readonly [what: string, message: unknown, uniqueId: string, reason: string])[] = [
    ['text that is no JSON', 'Reset!', '', 'not_json'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), '', 'not_json'],
    ['a frame instead of the object', [2, 'u1', 'Reset', { type: 'Soft' }], '', 'not_a_message'],
    ['no MessageTypeId', { ...call, MessageTypeId: undefined }, 'u1', 'not_a_message'],
    ['a MessageTypeId that there is not', { ...call, MessageTypeId: 7 }, 'u1', 'not_a_message'],
    ['an answer without UniqueId', { MessageTypeId: 3, Payload: {} }, '', 'not_a_message'],
    ['a UniqueId of 37 characters', { ...call, UniqueId: 'u'.repeat(37) }, 'u'.repeat(37), 'not_a_message'],
    ['a UniqueId that is a number', { ...call, UniqueId: 7 }, '', 'not_a_message'],
    ['no Action', { ...call, Action: undefined }, 'u1', 'not_a_message'],
    ['no Payload', { ...call, Payload: undefined }, 'u1', 'not_a_message'],
    ['a Payload that is a text', { ...call, Payload: 'Soft' }, 'u1', 'not_a_message'],
    ['a CALLERROR without ErrorCode', { MessageTypeId: 4, UniqueId: 'u1' }, 'u1', 'not_a_message'],
    ['a SEND, which OCPP 1.6 has not', { ...call, MessageTypeId: 6 }, 'u1', 'not_allowed'],
    [
      'a CALLRESULTERROR, which OCPP 1.6 has not',
      { MessageTypeId: 5, UniqueId: 'u1', ErrorCode: 'FormatViolation' },
      'u1',
      'not_allowed',
    ],
    ['an unknown action', { ...call, Action: 'Rest' }, 'u1', 'not_allowed'],
    ['an action of the charge point', { ...call, Action: 'Heartbeat', Payload: {} }, 'u1', 'not_allowed'],
    ['a payload that breaks its schema', reset('u1', 'Softly'), 'u1', 'invalid_payload'],
    ['an answer to nothing', { MessageTypeId: 3, UniqueId: 'u1', Payload: {} }, 'u1', 'unknown_unique_id'],
    [
      'an answer to __proto__',
      { MessageTypeId: 3, UniqueId: '__proto__', Payload: {} },
      '__proto__',
      'unknown_unique_id',
    ],
    [
      'a CALLERROR to nothing',
      { MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'GenericError' },
      'u1',
      'unknown_unique_id',
    ],
  ];
  for (const [what, message, uniqueId, reason] of messages) {
    await csms.publish('ocpp/cs/CP1', message);
    const answer = await csms.nextEnvelope('ocpp/cp/CP1/Reply');
    t.match(answer, { MessageTypeId: 4, UniqueId: uniqueId, ErrorDetails: { Reason: reason } }, what);
    t.not(answer.ErrorDescription, '', `${what}: it says why`);
  }
});

t.test('the 101st CALL that would have to wait is refused, and the first 101 go out in order', async (t) => {
  const { running, chargePoint, csms } = await connected(t);
  // One is out, a hundred wait.
  for (let index = 0; index <= 101; index += 1) await csms.publish('ocpp/cs/CP1', reset(`q${index}`));
  t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { UniqueId: 'q101', ErrorDetails: { Reason: 'queue_full' } });
  t.match(objectOf(await running.api('GET /gateways/ocpp/clients/CP1')), {
    inflight_cnt: 1,
    inflight_max: 1,
    mqueue_len: 100,
    mqueue_max: 100,
    mqueue_dropped: 1,
    ocpp: { pending_call: { unique_id: 'q0', action: 'Reset' } },
  });
  await csms.publish('ocpp/cs/CP1', reset('q50'));
  t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), {
    UniqueId: 'q50',
    ErrorDetails: { Reason: 'duplicate_unique_id' },
  });
  for (let index = 0; index <= 100; index += 1) {
    t.same(await chargePoint.nextJson(), [2, `q${index}`, 'Reset', { type: 'Soft' }]);
    t.same(chargePoint.unread, [], 'the next goes out when the answer has come');
    await chargePoint.send([3, `q${index}`, { status: 'Accepted' }]);
    t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { UniqueId: `q${index}`, Payload: { status: 'Accepted' } });
  }
});

t.test('a CALL for a charge point that is not here, or goes before it has answered, is answered', async (t) => {
  const { chargePoint, csms } = await connected(t);
  await csms.publish('ocpp/cs/CP9', reset('u1'));
  t.match(await csms.nextEnvelope('ocpp/cp/CP9/Reply'), { UniqueId: 'u1', ErrorDetails: { Reason: 'not_connected' } });
  await csms.publish('ocpp/cs/CP1', reset('u2'));
  t.match(await chargePoint.nextJson(), [2, 'u2', 'Reset']);
  await csms.publish('ocpp/cs/CP1', reset('u3'));
  chargePoint.terminate();
  const answers = [await csms.nextEnvelope('ocpp/cp/CP1/Reply'), await csms.nextEnvelope('ocpp/cp/CP1/Reply')];
  t.match(reasonsById(answers), { u2: 'connection_lost' });
  t.ok(reasonsById(answers).u3, 'and so is the one that waited');
});

t.test(
  'an answer of the CSMS that breaks its schema does not reach the charge point, and can be corrected',
  async (t) => {
    const { chargePoint, csms } = await connected(t);
    await csms.subscribe('ocpp/cp/CP1');
    await chargePoint.send([2, 'b1', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }]);
    await csms.nextEnvelope('ocpp/cp/CP1');
    const answer = { currentTime: '2026-01-01T00:00:00Z', interval: 300, status: 'Fine' };
    await csms.publish('ocpp/cs/CP1', { MessageTypeId: 3, UniqueId: 'b1', Payload: answer });
    const refused = await csms.nextEnvelope('ocpp/cp/CP1/Reply');
    t.match(refused, { MessageTypeId: 4, UniqueId: 'b1', ErrorDetails: { Reason: 'invalid_payload' } });
    t.match(refused.ErrorDescription, /status/, 'the path of the fault is named');
    const corrected = { ...answer, status: 'Accepted' };
    await csms.publish('ocpp/cs/CP1', { MessageTypeId: 3, UniqueId: 'b1', Payload: corrected });
    t.same(await chargePoint.nextJson(), [3, 'b1', corrected], 'the first thing that the charge point hears');
  },
);

function reasonsById(answers: readonly Envelope[]): Record<string, unknown> {
  return Object.fromEntries(answers.map(({ UniqueId, ErrorDetails }) => [UniqueId, ErrorDetails?.Reason]));
}
