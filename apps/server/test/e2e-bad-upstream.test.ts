// Shows of issue 2, "Bad input": "binary frame, 100 kB frame, not JSON, JSON that is no array, a 5,000-deep payload, an integer above
// 2^53 (arrives unchanged), `__proto__` as id and as action, a CALLRESULT with a number as id, unknown type, id of 37 characters, unknown
// action, Reset sent by a charge point, a payload that breaks its schema in each of the four ways".

import type { RawChargePoint } from '@ocpp-broker/simulator';
import t, { type Test } from 'tap';
import type { TestMqttClient } from './fixtures/running-mqtt.ts';
import { startTestServer, type TestServer } from './fixtures/running-server.ts';
import { within } from './fixtures/running-wait.ts';

type Pair = { readonly running: TestServer; readonly chargePoint: RawChargePoint; readonly csms: TestMqttClient };

async function connected(t: Test): Promise<Pair> {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/CP1');
  return { running, csms, chargePoint: await running.chargePoint('CP1') };
}

let lastProof = 0;

/** The connection still works, and nothing else of the charge point came to MQTT in the meantime. */
async function stillWorks(t: Test, { chargePoint, csms }: Pair, after: string): Promise<void> {
  lastProof += 1;
  await chargePoint.send([2, `proof-${lastProof}`, 'Heartbeat', {}]);
  const { UniqueId } = await csms.nextEnvelope('ocpp/cp/CP1');
  t.equal(UniqueId, `proof-${lastProof}`, `the charge point is heard after ${after}, which was not published`);
  const payload = { currentTime: '2026-01-01T00:00:00Z' };
  await csms.publish('ocpp/cs/CP1', { MessageTypeId: 3, UniqueId: `proof-${lastProof}`, Payload: payload });
  t.same(await chargePoint.nextJson(), [3, `proof-${lastProof}`, payload], `and answered, after ${after}`);
}

t.test('a binary frame closes the connection with 1003, a frame of 100 kB with 1009', async (t) => {
  const { running, chargePoint } = await connected(t);
  await chargePoint.sendBinary(Buffer.from('[2,"b1","Heartbeat",{}]'));
  t.match(await within('the close', chargePoint.closed), { code: 1003 });
  const wordy = await running.chargePoint('CP2');
  await wordy.send([2, 'big', 'DataTransfer', { vendorId: 'v', data: 'x'.repeat(100_000) }]);
  t.match(await within('the close', wordy.closed), { code: 1009 });
});

t.test('what is no frame of OCPP 1.6 is dropped, and the connection goes on', async (t) => {
  const pair = await connected(t);
  const frames: Readonly<Record<string, string>> = {
    'text that is no JSON': '[2,"x1","Heartbeat"',
    'an object': '{"MessageTypeId":2}',
    'a number': '42',
    'an empty array': '[]',
    'an unknown type': '[9,"x2","Heartbeat",{}]',
    'a SEND, which 1.6 does not have': '[6,"x3","Heartbeat",{}]',
    'an empty text': '',
    'a CALLRESULT with a number as id': '[3,2,{}]',
    'a CALLRESULT with an unknown id': '[3,"nobody",{}]',
    'a CALLRESULT with __proto__ as id': '[3,"__proto__",{}]',
    'a CALLERROR with an unknown id': '[4,"nobody","GenericError","",{}]',
  };
  for (const [what, text] of Object.entries(frames)) {
    await pair.chargePoint.send(text);
    await stillWorks(t, pair, what);
  }
});

t.test(
  'a CALL that cannot be taken is answered with the code that OCPP 1.6 has for it, and not published',
  async (t) => {
    const pair = await connected(t);
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const calls: readonly (readonly [what: string, frame: string, id: string, code: string])[] = [
      ['a 5,000-deep payload', `[2,"d1","DataTransfer",{"vendorId":"v","data":${deep}}]`, 'd1', 'FormationViolation'],
      [
        'an id of 37 characters',
        JSON.stringify([2, 'i'.repeat(37), 'Heartbeat', {}]),
        'i'.repeat(37),
        'FormationViolation',
      ],
      ['an unknown action', '[2,"a1","Hartbeat",{}]', 'a1', 'NotImplemented'],
      ['__proto__ as action', '[2,"a2","__proto__",{}]', 'a2', 'NotImplemented'],
      ['constructor as action', '[2,"a3","constructor",{}]', 'a3', 'NotImplemented'],
      ['Reset from a charge point', '[2,"a4","Reset",{"type":"Soft"}]', 'a4', 'NotSupported'],
      ['a wrong type', '[2,"s1","Authorize",{"idTag":17}]', 's1', 'TypeConstraintViolation'],
      ['a missing property', '[2,"s2","Authorize",{}]', 's2', 'OccurenceConstraintViolation'],
      [
        'a text too long',
        '[2,"s3","Authorize",{"idTag":"123456789012345678901"}]',
        's3',
        'PropertyConstraintViolation',
      ],
      ['a property too many', '[2,"s4","Authorize",{"idTag":"A","more":1}]', 's4', 'FormationViolation'],
      ['a payload that is a list', '[2,"s6","Heartbeat",[]]', 's6', 'FormationViolation'],
    ];
    for (const [what, frame, id, code] of calls) {
      await pair.chargePoint.send(frame);
      const answer = (await pair.chargePoint.nextJson()) as readonly unknown[];
      t.same(answer.slice(0, 3), [4, id, code], what);
      t.type(answer[3], 'string');
      t.same(Object.getPrototypeOf(answer[4]), Object.prototype, 'details are an object');
      await stillWorks(t, pair, what);
    }
  },
);

t.test('__proto__ as id is an id like any other, answered once', async (t) => {
  const { chargePoint, csms } = await connected(t);
  for (const id of ['__proto__', 'constructor', 'toString']) {
    await chargePoint.send([2, id, 'Heartbeat', {}]);
    t.match(await csms.nextEnvelope('ocpp/cp/CP1'), { UniqueId: id });
    const payload = { currentTime: '2026-01-01T00:00:00Z' };
    await csms.publish('ocpp/cs/CP1', { MessageTypeId: 3, UniqueId: id, Payload: payload });
    t.same(await chargePoint.nextJson(), [3, id, payload]);
  }
});

t.test('numbers and texts arrive digit for digit, in both directions', async (t) => {
  const { chargePoint, csms } = await connected(t);
  const data = '{"vendorId":"v","data":"9007199254740993 \\u00e9 \\/"}';
  await chargePoint.send(`[2,"n1","DataTransfer",${data}]`);
  t.equal(
    (await csms.next('ocpp/cp/CP1')).text,
    `{"MessageTypeId":2,"UniqueId":"n1","Action":"DataTransfer","Payload":${data}}`,
  );
  const meter =
    '{"connectorId":1,"transactionId":12345678901234567890,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"1.10"}]}]}';
  await chargePoint.send(`[2,"n2","MeterValues",${meter}]`);
  t.equal(
    (await csms.next('ocpp/cp/CP1')).text,
    `{"MessageTypeId":2,"UniqueId":"n2","Action":"MeterValues","Payload":${meter}}`,
  );
  const remote = '{"transactionId": 9007199254740993}';
  await csms.publish(
    'ocpp/cs/CP1',
    `{"MessageTypeId":2,"UniqueId":"n3","Action":"RemoteStopTransaction","Payload":${remote}}`,
  );
  t.equal(await chargePoint.next(), `[2,"n3","RemoteStopTransaction",${remote}]`);
});
