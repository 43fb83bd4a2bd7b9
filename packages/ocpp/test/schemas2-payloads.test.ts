// Payloads of OCPP 2.0.1 and 2.1 as peers write them, and the points on which versions, editions or published sets differ: what ours says.

import t from 'tap';
import { compile } from './schema-fixtures/schema-sets.ts';
import { ourSchemas2, type Version2, versions2 } from './schema-fixtures/schema-sets2.ts';

const checks = {
  '2.0.1': checksOf('2.0.1'),
  '2.1': checksOf('2.1'),
};
const timestamp = '2025-03-01T14:20:39.123Z';
const idToken = { idToken: '04A2B3C4', type: 'ISO14443' };
const transactionInfo = { transactionId: 'b7c1' };
const started = { eventType: 'Started', timestamp, triggerReason: 'CablePluggedIn', seqNo: 0, transactionInfo };

function checksOf(version: Version2) {
  const { documents, types } = ourSchemas2(version);
  return compile(documents, true, { types });
}

function taken(version: Version2, document: string, payload: unknown): boolean | undefined {
  return checks[version].get(document)?.(payload) as boolean | undefined;
}

/** The longest string that a property takes, asked at the bound and one past it. */
function longest(version: Version2, document: string, payload: (text: string) => unknown, length: number): boolean {
  const at = (characters: number) => taken(version, document, payload('é'.repeat(characters)));
  return at(length) === true && at(length + 1) === false;
}

t.test('a charging station boots in either version', async (t) => {
  for (const version of versions2) {
    const chargingStation = { model: 'model1', vendorName: 'vendor1', modem: { iccid: '8931' } };
    t.ok(taken(version, 'BootNotificationRequest', { reason: 'PowerUp', chargingStation }));
    t.notOk(taken(version, 'BootNotificationRequest', { reason: 'Curiosity', chargingStation }));
    t.notOk(taken(version, 'BootNotificationRequest', { chargingStation }));
    t.ok(taken(version, 'BootNotificationResponse', { currentTime: timestamp, interval: 300, status: 'Accepted' }));
    t.notOk(taken(version, 'BootNotificationResponse', { currentTime: timestamp, interval: 0.5, status: 'Accepted' }));
    t.ok(taken(version, 'HeartbeatRequest', {}));
  }
});

t.test('a transaction starts with its meter values, and its answer is empty or says the cost', async (t) => {
  const sampledValue = [{ value: 12.5, context: 'Transaction.Begin', unitOfMeasure: { unit: 'kWh', multiplier: 0 } }];
  for (const version of versions2) {
    const event = { ...started, evse: { id: 1, connectorId: 1 }, idToken, meterValue: [{ timestamp, sampledValue }] };
    t.ok(taken(version, 'TransactionEventRequest', event));
    t.notOk(taken(version, 'TransactionEventRequest', { ...event, meterValue: [{ timestamp, sampledValue: [] }] }));
    t.notOk(taken(version, 'TransactionEventRequest', { ...event, seqNo: '0' }));
    t.ok(taken(version, 'TransactionEventResponse', {}));
    t.ok(taken(version, 'TransactionEventResponse', { totalCost: 0.1, idTokenInfo: { status: 'Accepted' } }));
  }
});

t.test('meter values of EVSE 0 are those of the main meter', async (t) => {
  const meterValue = [{ timestamp, sampledValue: [{ value: 1 }] }];
  for (const version of versions2) t.ok(taken(version, 'MeterValuesRequest', { evseId: 0, meterValue }));
  t.notOk(taken('2.1', 'MeterValuesRequest', { evseId: -1, meterValue }));
});

t.test('the unit of a value is free text, and so is the type of an idToken in 2.1', async (t) => {
  const inUnit = (unit: string) => [{ timestamp, sampledValue: [{ value: 1, unitOfMeasure: { unit } }] }];
  for (const version of versions2) {
    for (const unit of ['Celsius', 'Celcius', 'Hertz', 'Hz']) {
      t.ok(taken(version, 'MeterValuesRequest', { evseId: 1, meterValue: inUnit(unit) }), unit);
    }
  }
  const directPayment = { idToken: { idToken: 'p1', type: 'DirectPayment' } };
  t.ok(taken('2.1', 'AuthorizeRequest', directPayment));
  t.notOk(taken('2.0.1', 'AuthorizeRequest', directPayment));
});

t.test('a DataTransfer carries anything', async (t) => {
  for (const version of versions2) {
    for (const data of ['text', 1, null, [], { deep: [{ er: true }] }]) {
      t.ok(taken(version, 'DataTransferRequest', { vendorId: 'v', data }));
      t.ok(taken(version, 'DataTransferResponse', { status: 'Accepted', data }));
    }
    t.notOk(taken(version, 'DataTransferRequest', { data: 'text' }));
  }
});

t.test('every object takes customData, which says whose it is and is open; nothing else may be added', async (t) => {
  for (const version of versions2) {
    const withCustomData = (customData: unknown) => taken(version, 'HeartbeatRequest', { customData });
    t.ok(withCustomData({ vendorId: 'v', anything: [1, { else: null }] }));
    t.notOk(withCustomData({ anything: 1 }));
    t.notOk(withCustomData({ vendorId: 'v'.repeat(256) }));
    t.ok(taken(version, 'AuthorizeRequest', { idToken: { ...idToken, customData: { vendorId: 'v' } } }));
    t.notOk(taken(version, 'AuthorizeRequest', { idToken: { ...idToken, colour: 'red' } }));
    t.notOk(taken(version, 'HeartbeatRequest', JSON.parse('{"__proto__":{}}')));
    t.notOk(taken(version, 'HeartbeatRequest', { constructor: 1 }));
    t.notOk(taken(version, 'AuthorizeRequest', JSON.parse('{"__proto__":{"idToken":{}}}')));
  }
});

t.test('lengths are those of the version', async (t) => {
  const authorize = (text: string) => ({ idToken: { ...idToken, idToken: text } });
  t.ok(longest('2.0.1', 'AuthorizeRequest', authorize, 36));
  t.ok(longest('2.1', 'AuthorizeRequest', authorize, 255));
  const setVariable = (attributeValue: string) => ({
    setVariableData: [{ attributeValue, component: { name: 'c' }, variable: { name: 'v' } }],
  });
  t.ok(longest('2.0.1', 'SetVariablesRequest', setVariable, 1000));
  t.ok(longest('2.1', 'SetVariablesRequest', setVariable, 2500));
  const refused = (additionalInfo: string) => ({ status: 'Rejected', statusInfo: { reasonCode: 'r', additionalInfo } });
  t.ok(longest('2.0.1', 'ResetResponse', refused, 512));
  t.ok(longest('2.1', 'ResetResponse', refused, 1024));
});

t.test(
  'certificates for a car pass in 2.0.1 up to 7500 characters, in 2.1 up to what the peers agreed on',
  async (t) => {
    const exiResponse = (text: string) => ({ status: 'Accepted', exiResponse: text });
    t.ok(longest('2.0.1', 'Get15118EVCertificateResponse', exiResponse, 7500));
    for (const length of [17_000, 17_001, 60_000]) {
      t.ok(
        taken('2.1', 'Get15118EVCertificateResponse', { ...exiResponse('x'.repeat(length)), remainingContracts: 0 }),
      );
    }
    const exiRequest = (text: string) => ({ iso15118SchemaVersion: '2', action: 'Install', exiRequest: text });
    t.ok(longest('2.0.1', 'Get15118EVCertificateRequest', exiRequest, 5600));
    t.ok(taken('2.1', 'Get15118EVCertificateRequest', exiRequest('x'.repeat(11_001))));
    t.ok(taken('2.1', 'GetCertificateStatusResponse', { status: 'Accepted', ocspResult: 'x'.repeat(18_001) }));
  },
);

t.test('a limit has as many decimals as it likes, and a discharge limit is not positive', async (t) => {
  const profile = (period: object) => ({
    evseId: 0,
    chargingProfile: {
      ...{ id: -1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Absolute' },
      chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, ...period }] }],
    },
  });
  for (const version of versions2) t.ok(taken(version, 'SetChargingProfileRequest', profile({ limit: 8.123 })));
  t.notOk(taken('2.0.1', 'SetChargingProfileRequest', profile({})));
  t.ok(taken('2.1', 'SetChargingProfileRequest', profile({})));
  t.ok(taken('2.1', 'SetChargingProfileRequest', profile({ dischargeLimit: -6.1 })));
  t.notOk(taken('2.1', 'SetChargingProfileRequest', profile({ dischargeLimit: 0.1 })));
  t.notOk(taken('2.0.1', 'SetChargingProfileRequest', profile({ limit: 1, dischargeLimit: -6.1 })));
});

t.test('a periodic event stream is sent in 2.1, and has no answer', async (t) => {
  const stream = { id: 1, pending: 0, basetime: timestamp, data: [{ t: 0.5, v: '230.1' }] };
  t.ok(taken('2.1', 'NotifyPeriodicEventStreamRequest', stream));
  t.notOk(taken('2.1', 'NotifyPeriodicEventStreamRequest', { ...stream, data: [] }));
  t.equal(checks['2.1'].has('NotifyPeriodicEventStreamResponse'), false);
  t.equal(checks['2.0.1'].has('NotifyPeriodicEventStreamRequest'), false);
});

t.test('a time has a date, a time and an offset; fractions are free', async (t) => {
  for (const version of versions2) {
    const at = (time: string) => taken(version, 'TransactionEventRequest', { ...started, timestamp: time });
    for (const time of [timestamp, '2025-03-01T14:20:39Z', '2025-03-01T16:20:39+02:00']) t.ok(at(time), time);
    for (const time of ['2025-03-01T14:20:39', '2025-03-01', '1740838839', '']) t.notOk(at(time), time);
  }
});

t.test('one document compiles without any other but the types', async (t) => {
  for (const version of versions2) {
    const { documents, types } = ourSchemas2(version);
    for (const name of ['AuthorizeRequest', 'SetChargingProfileRequest', 'HeartbeatResponse']) {
      const alone = [...documents].filter(([other]) => other === name);
      t.equal(compile(new Map(alone), true, { types }).size, 1);
      const { $ref } = documents.get(name)?.properties?.customData ?? {};
      t.equal($ref, `${types.$id}#/definitions/CustomData`);
      t.throws(() => compile(new Map(alone), true), /can't resolve reference/);
    }
  }
});
