// Shows of issue 3: "Real clients: `ocpp-rpc` in 1.6, 2.0.1 and 2.1 …, through the whole server". It checks every message of either side
// with schemas of its own; the CSMS is mqtt.js.

import t from 'tap';
import { connectOcppRpc, type OcppRpcChargePoint } from './fixtures/running-ocpp-rpc.ts';
import { type Fields, startTestServer, type TestServer } from './fixtures/running-server.ts';
import { answerNext, call, clientOf, currentTime } from './fixtures/running-settings.ts';

const running = await startTestServer(t);
const csms = await running.mqtt();
await csms.subscribe('ocpp/cp/+');
await csms.subscribe('ocpp/cp/+/Reply');

/** A CALL of one side, and the answer of the other. */
type Exchange = readonly [action: string, request: Fields, response: Fields];

const idToken = { idToken: 'AA11BB22', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };

const started2 = {
  eventType: 'Started',
  timestamp: currentTime,
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 't-1', chargingState: 'Charging' },
  evse,
  idToken,
  meterValue: [
    { timestamp: currentTime, sampledValue: [{ value: 12.3, measurand: 'Voltage', unitOfMeasure: { unit: 'V' } }] },
  ],
};

const boot2 = { reason: 'PowerUp', chargingStation: { model: 'model1', vendorName: 'vendor1' } };
const booted = { currentTime, interval: 300, status: 'Accepted' };
const status2 = { timestamp: currentTime, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 };

const up2: readonly Exchange[] = [
  ['BootNotification', boot2, booted],
  ['StatusNotification', status2, {}],
  ['Authorize', { idToken }, { idTokenInfo: { status: 'Accepted' } }],
  ['TransactionEvent', started2, { idTokenInfo: { status: 'Accepted' } }],
  ['Heartbeat', {}, { currentTime }],
  ['DataTransfer', { vendorId: 'vendor1', data: { deep: [1, { er: null }] } }, { status: 'Accepted' }],
];

const down2: readonly Exchange[] = [
  ['Reset', { type: 'OnIdle', evseId: 1 }, { status: 'Scheduled' }],
  [
    'GetVariables',
    { getVariableData: [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }] },
    {
      getVariableResult: [
        {
          attributeStatus: 'Accepted',
          attributeValue: '300',
          component: { name: 'OCPPCommCtrlr' },
          variable: { name: 'HeartbeatInterval' },
        },
      ],
    },
  ],
  ['RequestStartTransaction', { idToken, remoteStartId: 7 }, { status: 'Accepted', transactionId: 't-1' }],
];

const exchanges: Readonly<Record<string, { readonly up: readonly Exchange[]; readonly down: readonly Exchange[] }>> = {
  '1.6': {
    up: [
      ['BootNotification', { chargePointVendor: 'vendor1', chargePointModel: 'model1' }, booted],
      ['StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' }, {}],
      ['Authorize', { idTag: 'AA11BB22' }, { idTagInfo: { status: 'Accepted' } }],
      [
        'StartTransaction',
        { connectorId: 1, idTag: 'AA11BB22', meterStart: 0, timestamp: currentTime },
        { transactionId: 1, idTagInfo: { status: 'Accepted' } },
      ],
      [
        'MeterValues',
        { connectorId: 1, meterValue: [{ timestamp: currentTime, sampledValue: [{ value: '12.3', unit: 'Wh' }] }] },
        {},
      ],
      ['StopTransaction', { transactionId: 1, meterStop: 9, timestamp: currentTime }, {}],
    ],
    down: [
      ['Reset', { type: 'Soft' }, { status: 'Accepted' }],
      [
        'GetConfiguration',
        { key: ['HeartbeatInterval'] },
        { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] },
      ],
      [
        'SetChargingProfile',
        {
          connectorId: 1,
          csChargingProfiles: {
            chargingProfileId: 1,
            stackLevel: 0,
            chargingProfilePurpose: 'TxDefaultProfile',
            chargingProfileKind: 'Recurring',
            recurrencyKind: 'Daily',
            chargingSchedule: {
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.1, numberPhases: 3 }],
            },
          },
        },
        { status: 'Accepted' },
      ],
    ],
  },
  '2.0.1': { up: up2, down: down2 },
  '2.1': {
    up: [
      ...up2,
      [
        'NotifySettlement',
        { status: 'Settled', settlementAmount: 12.5, settlementTime: currentTime, pspRef: 'psp-1' },
        { receiptId: 'r-1' },
      ],
    ],
    down: [
      ...down2,
      ['ClearTariffs', { tariffIds: ['t1'] }, { clearTariffsResult: [{ tariffId: 't1', status: 'Accepted' }] }],
    ],
  },
};

for (const [version, { up, down }] of Object.entries(exchanges)) {
  t.test(`ocpp-rpc boots, charges and is asked in OCPP ${version}, with its own schemas looking on`, async (t) => {
    const identity = `rpc-${version}`;
    const chargePoint = await connected(running, identity, [`ocpp${version}`]);
    t.equal(chargePoint.client.protocol, `ocpp${version}`);
    for (const [action, request, response] of up) {
      const [heard, answer] = await Promise.all([
        answerNext(csms, identity, action, response),
        chargePoint.client.call(action, request),
      ]);
      t.same(heard.Payload, request, `${action} went up as it was`);
      t.same(answer, response, `${action} was answered`);
    }
    for (const [action, request, response] of down) {
      chargePoint.client.handle(action, async ({ params }) => {
        t.same(params, request, `${action} came down as it was`);
        return response;
      });
      await csms.publish(`ocpp/cs/${identity}`, call(`down-${action}`, action, request));
      t.match(await csms.nextEnvelope(`ocpp/cp/${identity}/Reply`), {
        MessageTypeId: 3,
        UniqueId: `down-${action}`,
        Action: action,
        Payload: response,
      });
    }
    t.same(chargePoint.violations, []);
    t.match(await clientOf(running, identity), {
      proto_ver: version,
      keepalive: 300,
      ocpp: { vendor: 'vendor1', model: 'model1', boot_status: 'Accepted' },
    });
  });

  t.test(`a refusal reaches ocpp-rpc in OCPP ${version} as the error that it knows`, async (t) => {
    const chargePoint = await connected(running, `refused-${version}`, [`ocpp${version}`]);
    // Past its own checks, which would refuse it before it is sent.
    const code = version === '1.6' ? 'OccurenceConstraintViolation' : 'OccurrenceConstraintViolation';
    chargePoint.client.sendRaw('[2,"r1","BootNotification",{}]');
    t.match(await chargePoint.received.next('the CALLERROR'), [4, 'r1', code, /^\/: .* is missing$/, {}]);
    chargePoint.client.handle('Reset', async () => {
      throw Object.assign(new Error('not now'), { rpcErrorCode: 'InternalError', details: { why: 'busy' } });
    });
    const type = version === '1.6' ? 'Soft' : 'Immediate';
    await csms.publish(`ocpp/cs/refused-${version}`, call('r2', 'Reset', { type }));
    t.match(await csms.nextEnvelope(`ocpp/cp/refused-${version}/Reply`), {
      MessageTypeId: 4,
      UniqueId: 'r2',
      ErrorCode: 'InternalError',
      ErrorDescription: 'not now',
    });
  });
}

t.test('of several versions that a client offers, its first one counts', async (t) => {
  const offers = [
    ['2.1', ['ocpp2.1', 'ocpp2.0.1', 'ocpp1.6']],
    ['1.6', ['ocpp1.6', 'ocpp2.1']],
    ['2.0.1', ['ocpp2.0.1', 'ocpp1.6']],
  ] as const;
  for (const [version, protocols] of offers) {
    const chargePoint = await connected(running, `chooser-${version}`, [...protocols]);
    t.equal(chargePoint.client.protocol, `ocpp${version}`);
    t.match(await clientOf(running, `chooser-${version}`), { proto_ver: version });
  }
});

async function connected(
  { addChargePoint, urls }: TestServer,
  identity: string,
  protocols: string[],
): Promise<OcppRpcChargePoint> {
  await addChargePoint(identity, `${identity}-password`);
  return connectOcppRpc(t, urls.ocpp, identity, `${identity}-password`, protocols);
}
