// Shows of issue 3: "Real clients: … and at least one more OCPP client from npm, through the whole server": ocpp-ts, which speaks 1.6 and
// holds what comes down against schemas of its own.

import { OcppClient } from 'ocpp-ts';
import t from 'tap';
import { basic } from './fixtures/running-api.ts';
import { startTestServer } from './fixtures/running-server.ts';
import { answerNext, call, clientOf, currentTime } from './fixtures/running-settings.ts';
import { Inbox, within } from './fixtures/running-wait.ts';

const identity = 'ocpp-ts-1';
const password = `${identity}-password`;
const running = await startTestServer(t);
await running.addChargePoint(identity, password);
const csms = await running.mqtt();
await csms.subscribe('ocpp/cp/+');
await csms.subscribe('ocpp/cp/+/Reply');

/** Connects; it has no way to hang up, so that the server does when it ends. */
async function connected(): Promise<{ readonly client: OcppClient; readonly ends: Inbox<number> }> {
  const client = new OcppClient(identity);
  const ends = new Inbox<number>();
  client.on('close', (code) => ends.put(code));
  const open = new Promise<void>((resolve, reject) => {
    client.on('connect', resolve);
    client.on('error', reject);
  });
  client.connect(`${running.urls.ocpp}/`, { Authorization: basic(identity, password) });
  await within('the connection of ocpp-ts', open);
  return { client, ends };
}

t.test('ocpp-ts boots, charges, is asked, is refused and is kicked', async (t) => {
  const { client, ends } = await connected();
  const accepted = { currentTime, interval: 120, status: 'Accepted' } as const;
  const [boot, answer] = await Promise.all([
    answerNext(csms, identity, 'BootNotification', accepted),
    client.callRequest('BootNotification', { chargePointVendor: 'eParking', chargePointModel: 'NECU-T2' }),
  ]);
  t.same(boot.Payload, { chargePointVendor: 'eParking', chargePointModel: 'NECU-T2' });
  t.same(answer, accepted);
  t.match(await clientOf(running, identity), { keepalive: 120, proto_ver: '1.6', ocpp: { vendor: 'eParking' } });

  const start = { connectorId: 1, idTag: 'AA11', meterStart: 0, timestamp: currentTime };
  const [, transaction] = await Promise.all([
    answerNext(csms, identity, 'StartTransaction', { transactionId: 7, idTagInfo: { status: 'Accepted' } }),
    client.callRequest('StartTransaction', start),
  ]);
  t.same(transaction, { transactionId: 7, idTagInfo: { status: 'Accepted' } });

  client.on('Reset', ({ type }, answerWith) => answerWith({ status: type === 'Soft' ? 'Accepted' : 'Rejected' }));
  await csms.publish(`ocpp/cs/${identity}`, call('r1', 'Reset', { type: 'Soft' }));
  t.match(await csms.nextEnvelope(`ocpp/cp/${identity}/Reply`), {
    MessageTypeId: 3,
    UniqueId: 'r1',
    Payload: { status: 'Accepted' },
    Action: 'Reset',
  });
  await csms.publish(`ocpp/cs/${identity}`, call('r2', 'ClearCache'));
  t.match(await csms.nextEnvelope(`ocpp/cp/${identity}/Reply`), {
    MessageTypeId: 4,
    UniqueId: 'r2',
    ErrorCode: 'NotImplemented',
  });

  const wrong = { chargePointVendor: 'x'.repeat(21), chargePointModel: 'm' };
  const error = await client.callRequest('BootNotification', wrong).catch((refusal: unknown) => refusal);
  t.match(error, { code: 'PropertyConstraintViolation', message: /^\/chargePointVendor: / });

  t.equal((await running.api(`DELETE /gateways/ocpp/clients/${identity}`)).status, 204);
  t.equal(await ends.next('the end of the connection'), 1008);
});
