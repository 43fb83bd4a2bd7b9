import t from 'tap';
import { createDemoCsms, type DemoCsmsOptions, openTransactionsMax } from '../src/demo-csms.ts';

const create = (options: Partial<DemoCsmsOptions> = {}) => {
  const published: { topic: string; payload: string }[] = [];
  const csms = createDemoCsms({
    publish: (topic, payload) => published.push({ topic, payload }),
    now: () => Date.UTC(2026, 0, 5),
    ...options,
  });
  const ask = (action: string, payload: unknown) => {
    csms.receive('ocpp/cp/CP1', JSON.stringify({ MessageTypeId: 2, UniqueId: 'u1', Action: action, Payload: payload }));
    return JSON.parse(published.at(-1)?.payload ?? 'null') as { Payload: Record<string, unknown> };
  };
  return { csms, published, ask };
};

t.test('a CALL is answered on the topic of its charge point, in the field order of the MQTT side', async (t) => {
  const { csms, published } = create({ heartbeatIntervalS: 60 });
  const call = { MessageTypeId: 2, UniqueId: 'u1', Action: 'BootNotification', Payload: {} };
  t.equal(csms.receive('ocpp/cp/A%2BB', Buffer.from(JSON.stringify(call))), 'answered');
  t.same(published, [
    {
      topic: 'ocpp/cs/A%2BB',
      payload:
        '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"currentTime":"2026-01-05T00:00:00.000Z","interval":60,"status":"Accepted"}}',
    },
  ]);
});

t.test('every action that a charge point of OCPP 1.6 sends has its answer', async (t) => {
  const { ask } = create();
  const currentTime = '2026-01-05T00:00:00.000Z';
  const idTagInfo = { status: 'Accepted' };
  const cases: [string, object, object][] = [
    ['Heartbeat', {}, { currentTime }],
    ['StatusNotification', {}, {}],
    ['Authorize', { idTag: 'A' }, { idTagInfo }],
    ['StartTransaction', { idTag: 'A' }, { transactionId: 1, idTagInfo }],
    ['StartTransaction', { idTag: 'A' }, { transactionId: 2, idTagInfo }],
    ['MeterValues', {}, {}],
    ['StopTransaction', { transactionId: 1, idTag: 'A' }, { idTagInfo }],
    ['StopTransaction', { transactionId: 2 }, {}],
    ['DataTransfer', { vendorId: 'v' }, { status: 'Accepted' }],
    ['FirmwareStatusNotification', {}, {}],
    ['DiagnosticsStatusNotification', {}, {}],
    ['LogStatusNotification', {}, {}],
    ['SecurityEventNotification', {}, {}],
    ['SignCertificate', {}, { status: 'Rejected' }],
    ['SignedFirmwareStatusNotification', {}, {}],
  ];
  for (const [action, payload, expected] of cases) {
    t.same(ask(action, payload), { MessageTypeId: 3, UniqueId: 'u1', Payload: expected }, action);
  }
});

t.test('any other action is NotImplemented', async (t) => {
  const { ask } = create();
  for (const action of ['Reset', 'constructor', '__proto__']) {
    t.match(ask(action, {}), { MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'NotImplemented', ErrorDetails: {} });
  }
});

t.test('what is no CALL on a topic of ours is ignored', async (t) => {
  const { csms, published } = create();
  const call = JSON.stringify({ MessageTypeId: 2, UniqueId: 'u', Action: 'Heartbeat', Payload: {} });
  const cases: [string, string][] = [
    ['ocpp/cp/CP1/Reply', call],
    ['ocpp/cp/CP1/Presence', call],
    ['ocpp/cp/', call],
    ['ocpp/cs/CP1', call],
    ['other/cp/CP1', call],
    ['ocpp/cp/CP1', 'not json'],
    ['ocpp/cp/CP1', '[2]'],
    ['ocpp/cp/CP1', call.replace('2', '3')],
    ['ocpp/cp/CP1', call.replace('"u"', '7')],
  ];
  for (const [topic, payload] of cases) t.equal(csms.receive(topic, payload), 'ignored', topic);
  t.same(published, []);
});

t.test('the mountpoint is configurable', async (t) => {
  const { csms, published } = create({ mountpoint: 'site/' });
  t.equal(csms.subscription, 'site/cp/+');
  csms.receive('site/cp/CP1', JSON.stringify({ MessageTypeId: 2, UniqueId: 'u', Action: 'Heartbeat', Payload: null }));
  t.equal(published[0]?.topic, 'site/cs/CP1');
});

t.test('idTags can be judged, and a missing one is Invalid', async (t) => {
  const { ask } = create({ judge: (idTag) => (idTag === 'BAD' ? 'Blocked' : 'Accepted') });
  t.same(ask('Authorize', { idTag: 'BAD' }).Payload, { idTagInfo: { status: 'Blocked' } });
  t.same(ask('Authorize', {}).Payload, { idTagInfo: { status: 'Invalid' } });
});

t.test('open transactions are counted, and no more of them remembered than the bound', async (t) => {
  const { csms, ask } = create();
  for (let index = 0; index <= openTransactionsMax; index += 1) ask('StartTransaction', { idTag: 'A' });
  t.equal(csms.openTransactions, openTransactionsMax);
  ask('StopTransaction', { transactionId: openTransactionsMax });
  t.equal(csms.openTransactions, openTransactionsMax - 1);
});
