// Payloads on which schema sets in the field differ, or that a peer in the field is known to send: what ours says to each.

import t from 'tap';
import { compile, ourSchemas } from './schema-fixtures/schema-sets.ts';

const checks = compile(ourSchemas(), true);
const timestamp = '2023-12-01T14:20:39Z';

const stopTransaction = { transactionId: 7, meterStop: 1200, timestamp };
const startTransaction = { connectorId: 1, idTag: 'TAG1', meterStart: 0, timestamp };
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };

function meterValues(...sampledValue: readonly object[]) {
  return { connectorId: 1, meterValue: [{ timestamp, sampledValue }] };
}

function profile(chargingSchedule: object) {
  return {
    connectorId: 0,
    csChargingProfiles: {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Relative',
      chargingSchedule,
    },
  };
}

function limit(value: unknown) {
  return profile({ chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: value }] });
}

function taken(document: string, payload: unknown): boolean | undefined {
  return checks.get(document)?.(payload) as boolean | undefined;
}

t.test("the manual's BootNotification and its answer are valid", async (t) => {
  t.ok(taken('BootNotificationRequest', { chargePointVendor: 'vendor1', chargePointModel: 'model1' }));
  t.ok(
    taken('BootNotificationResponse', {
      currentTime: '2023-12-01T14:20:39+00:00',
      interval: 300,
      status: 'Accepted',
    }),
  );
});

t.test('a temperature is in Celsius or, as the first schemas spelt it, in Celcius', async (t) => {
  for (const unit of ['Celsius', 'Celcius']) {
    const sample = { value: '21.5', measurand: 'Temperature', unit };
    t.ok(taken('MeterValuesRequest', meterValues(sample)), unit);
    const transactionData = [{ timestamp, sampledValue: [sample] }];
    t.ok(taken('StopTransactionRequest', { ...stopTransaction, transactionData }), unit);
  }
  t.notOk(taken('MeterValuesRequest', meterValues({ value: '21.5', unit: 'celsius' })));
});

t.test('a frequency is in Hertz, written out', async (t) => {
  t.ok(taken('MeterValuesRequest', meterValues({ value: '49.98', measurand: 'Frequency', unit: 'Hertz' })));
  t.notOk(taken('MeterValuesRequest', meterValues({ value: '49.98', measurand: 'Frequency', unit: 'Hz' })));
});

t.test(
  'a transaction may stop without a reason, without an idTag, and with the id -1 of one never confirmed',
  async (t) => {
    t.ok(taken('StopTransactionRequest', stopTransaction));
    t.ok(taken('StopTransactionRequest', { ...stopTransaction, transactionId: -1, reason: 'Local', idTag: 'TAG1' }));
    t.notOk(taken('StopTransactionRequest', { ...stopTransaction, reason: 'Unknown' }));
    t.ok(taken('StopTransactionResponse', {}));
  },
);

t.test('a limit has one decimal, however binary fractions come out', async (t) => {
  for (const value of [0.1, 0.3, 0.7, 8.1, 16, 32.6, 1.1 + 2.2, 21_999.9])
    t.ok(taken('SetChargingProfileRequest', limit(value)));
  for (const value of [0.05, 8.15, '8.1', null]) t.notOk(taken('SetChargingProfileRequest', limit(value)));
});

t.test(
  'an empty list of samples, values or periods is let through, for refusing the message would lose the rest of it',
  async (t) => {
    t.ok(taken('MeterValuesRequest', meterValues()));
    t.ok(taken('MeterValuesRequest', { connectorId: 1, meterValue: [] }));
    t.ok(taken('StopTransactionRequest', { ...stopTransaction, transactionData: [{ timestamp, sampledValue: [] }] }));
    t.ok(taken('SetChargingProfileRequest', profile({ chargingRateUnit: 'W', chargingSchedulePeriod: [] })));
    t.ok(taken('GetConfigurationRequest', { key: [] }));
    t.ok(taken('SendLocalListRequest', { listVersion: 1, updateType: 'Full', localAuthorizationList: [] }));
    t.ok(taken('GetInstalledCertificateIdsResponse', { status: 'NotFound', certificateHashData: [] }));
  },
);

t.test('what a number means is left to the peers: connector 0 and negative numbers pass', async (t) => {
  t.ok(taken('TriggerMessageRequest', { requestedMessage: 'StatusNotification', connectorId: 0 }));
  t.ok(taken('ExtendedTriggerMessageRequest', { requestedMessage: 'MeterValues', connectorId: 0 }));
  t.ok(taken('StartTransactionRequest', { ...startTransaction, connectorId: 0, meterStart: -1 }));
  t.notOk(taken('StartTransactionRequest', { ...startTransaction, connectorId: 1.5 }));
  t.notOk(taken('StartTransactionRequest', { ...startTransaction, connectorId: '1' }));
});

t.test('a string may be as long as the specification says, in characters, and no longer', async (t) => {
  const longest = (document: string, base: object, property: string, length: number) => {
    t.ok(taken(document, { ...base, [property]: 'é'.repeat(length) }), `${document} ${property}`);
    t.notOk(taken(document, { ...base, [property]: 'é'.repeat(length + 1) }), `${document} ${property}`);
  };
  longest('AuthorizeRequest', {}, 'idTag', 20);
  longest('StatusNotificationRequest', status, 'info', 50);
  longest('StatusNotificationRequest', status, 'vendorId', 255);
  longest('ChangeConfigurationRequest', { key: 'k', value: 'v' }, 'value', 500);
  longest('ChangeConfigurationRequest', { key: 'k', value: 'v' }, 'key', 50);
  longest('SecurityEventNotificationRequest', { type: 'FirmwareUpdated', timestamp }, 'techInfo', 255);
  longest('SignCertificateRequest', {}, 'csr', 5500);
  longest('CertificateSignedRequest', {}, 'certificateChain', 10_000);
  t.ok(taken('DataTransferRequest', { vendorId: 'v', data: 'x'.repeat(100_000) }));
});

t.test('a time has a date, a time and an offset; fractions are free', async (t) => {
  const at = (time: string) => taken('StatusNotificationRequest', { ...status, timestamp: time });
  for (const time of [timestamp, '2023-12-01T14:20:39.123456Z', '2023-12-01T16:20:39+02:00']) t.ok(at(time), time);
  for (const time of ['2023-12-01T14:20:39', '2023-12-01', '1701440439', '']) t.notOk(at(time), time);
});

t.test('an extra property is refused at every level, whatever it is called', async (t) => {
  t.notOk(taken('HeartbeatRequest', { now: true }));
  t.notOk(taken('HeartbeatRequest', JSON.parse('{"__proto__":{}}')));
  t.notOk(taken('HeartbeatRequest', { constructor: 1 }));
  t.notOk(taken('AuthorizeResponse', { idTagInfo: { status: 'Accepted', customData: {} } }));
  t.notOk(taken('MeterValuesRequest', meterValues({ value: '1', accuracy: '0.5' })));
});

t.test('a required property is not found on a prototype', async (t) => {
  t.notOk(taken('AuthorizeRequest', {}));
  t.notOk(taken('AuthorizeRequest', { idTag: undefined }));
  t.notOk(taken('AuthorizeRequest', JSON.parse('{"__proto__":{"idTag":"TAG1"}}')));
});
