import t from 'tap';
import { PayloadValidator, type SchemaDocument, type ValidatorParts } from '../src/index.ts';
import { documents16, idPrefix16, validator16 } from './opened-session.ts';

const parts: ValidatorParts = {
  version: '1.6',
  documents: documents16,
  idPrefix: idPrefix16,
  idPrefixOfShipped: idPrefix16,
};
const ofChargePoint = (action: string, payload: Record<string, unknown>) =>
  validator16.checkCall('chargePoint', action, payload);
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };

t.test('every document that ships is a JSON Schema', async (t) => {
  t.strictSame(validator16.problems(), []);
});

t.test('a payload that keeps its schema has nothing against it', async (t) => {
  t.equal(ofChargePoint('StatusNotification', status), undefined);
  t.equal(ofChargePoint('Heartbeat', {}), undefined);
  t.equal(validator16.checkCall('csms', 'Reset', { type: 'Hard' }), undefined);
});

t.test('a violation is told as a code and a description that begins with the path', async (t) => {
  const sample = (value: unknown) => ({
    connectorId: 1,
    meterValue: [{ timestamp: '2026-01-01T00:00:00Z', sampledValue: [value] }],
  });
  t.strictSame(ofChargePoint('StatusNotification', { ...status, connectorId: '1' }), {
    errorCode: 'TypeConstraintViolation',
    description: '/connectorId: must be integer',
    path: '/connectorId',
  });
  t.strictSame(ofChargePoint('StatusNotification', { connectorId: 1, status: 'Available' }), {
    errorCode: 'OccurrenceConstraintViolation',
    description: '/: errorCode is missing',
    path: '/',
  });
  t.strictSame(ofChargePoint('StatusNotification', { ...status, extra: 1 }), {
    errorCode: 'FormatViolation',
    description: '/: extra is not a property of it',
    path: '/',
  });
  const unit = ofChargePoint('MeterValues', sample({ value: '1', unit: 'furlong' }));
  t.equal(unit?.errorCode, 'PropertyConstraintViolation');
  t.match(unit?.description, /^\/meterValue\/0\/sampledValue\/0\/unit: must be one of Wh,kWh/);
  const long = ofChargePoint('StatusNotification', { ...status, info: 'x'.repeat(51) });
  t.match(long, { errorCode: 'PropertyConstraintViolation', description: /^\/info: / });
  const moment = ofChargePoint('StatusNotification', { ...status, timestamp: 'yesterday' });
  t.strictSame(moment, {
    errorCode: 'PropertyConstraintViolation',
    description: '/timestamp: must be a date-time',
    path: '/timestamp',
  });
});

t.test('each keyword of a schema has its code', async (t) => {
  const document = (schema: object): SchemaDocument => ({ $id: 'x:DataTransferRequest', ...schema });
  const table: readonly (readonly [schema: object, payload: Record<string, unknown>, code: string])[] = [
    [{ properties: { a: { minimum: 3 } } }, { a: 2 }, 'PropertyConstraintViolation'],
    [{ properties: { a: { maximum: 3 } } }, { a: 4 }, 'PropertyConstraintViolation'],
    [{ properties: { a: { exclusiveMinimum: 3 } } }, { a: 3 }, 'PropertyConstraintViolation'],
    [{ properties: { a: { pattern: '^x' } } }, { a: 'y' }, 'PropertyConstraintViolation'],
    [{ properties: { a: { const: 'x' } } }, { a: 'y' }, 'PropertyConstraintViolation'],
    [{ properties: { a: { minLength: 2 } } }, { a: 'y' }, 'PropertyConstraintViolation'],
    [{ properties: { a: { minItems: 1 } } }, { a: [] }, 'OccurrenceConstraintViolation'],
    [{ properties: { a: { maxItems: 1 } } }, { a: [1, 2] }, 'OccurrenceConstraintViolation'],
    [{ properties: { a: { uniqueItems: true } } }, { a: [1, 1] }, 'FormatViolation'],
    [{ minProperties: 1 }, {}, 'FormatViolation'],
  ];
  for (const [schema, payload, code] of table) {
    const validator = new PayloadValidator({ ...parts, documents: [document(schema)], idPrefix: 'x:' });
    t.equal(validator.checkPayload('DataTransfer', 'Request', payload)?.errorCode, code, JSON.stringify(schema));
  }
});

t.test('0.3 is a multiple of 0.1, 0.35 is not', async (t) => {
  const limit = (value: number) => ({
    connectorId: 1,
    csChargingProfiles: {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Absolute',
      chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: value }] },
    },
  });
  for (const value of [0.3, 16.1, 1.1, 32])
    t.equal(validator16.checkCall('csms', 'SetChargingProfile', limit(value)), undefined);
  t.equal(validator16.checkCall('csms', 'SetChargingProfile', limit(0.35))?.errorCode, 'PropertyConstraintViolation');
});

t.test('an unknown action is not implemented, one of the wrong direction is not supported', async (t) => {
  for (const action of ['Nonsense', 'heartbeat', '__proto__', 'constructor', 'toString', '']) {
    t.equal(ofChargePoint(action, {})?.errorCode, 'NotImplemented', action);
  }
  t.strictSame(ofChargePoint('Reset', { type: 'Hard' }), {
    errorCode: 'NotSupported',
    description: 'Reset is sent by the CSMS only',
  });
  t.equal(validator16.checkCall('csms', 'Heartbeat', {})?.errorCode, 'NotSupported');
  for (const sender of ['csms', 'chargePoint'] as const) {
    t.equal(validator16.checkCall(sender, 'DataTransfer', { vendorId: 'v' }), undefined);
  }
});

t.test('a key of an object prototype is an extra property like any other', async (t) => {
  for (const key of ['__proto__', 'constructor', 'toString']) {
    const payload = JSON.parse(`{"${key}":{"status":"Accepted"}}`) as Record<string, unknown>;
    t.strictSame(ofChargePoint('Heartbeat', payload), {
      errorCode: 'FormatViolation',
      description: `/: ${key} is not a property of it`,
      path: '/',
    });
  }
});

t.test('a description is short, whatever the payload is', async (t) => {
  const violation = ofChargePoint('Heartbeat', { ['k'.repeat(5_000)]: 1 });
  t.ok((violation?.description.length ?? 999) <= 255);
  t.ok((ofChargePoint('A'.repeat(5_000), {})?.description.length ?? 999) <= 255);
});

t.test('a user’s own document under the same id replaces the shipped one', async (t) => {
  const own: SchemaDocument = { $id: `${idPrefix16}HeartbeatRequest`, type: 'object', required: ['vendor'] };
  const validator = new PayloadValidator({ ...parts, documents: [...documents16, own] });
  t.match(validator.checkCall('chargePoint', 'Heartbeat', {}), { description: '/: vendor is missing' });
  t.equal(validator.checkCall('chargePoint', 'Heartbeat', { vendor: 1 }), undefined);
});

t.test('with a prefix of the user’s own, actions without an own document fall back to the shipped ones', async (t) => {
  const own: SchemaDocument = { $id: 'acme:HeartbeatRequest', type: 'object', required: ['vendor'] };
  const validator = new PayloadValidator({ ...parts, documents: [...documents16, own], idPrefix: 'acme:' });
  t.match(validator.checkCall('chargePoint', 'Heartbeat', {}), { description: '/: vendor is missing' });
  t.equal(validator.checkCall('chargePoint', 'StatusNotification', {})?.errorCode, 'OccurrenceConstraintViolation');
});

t.test('a document for an action that the version does not have lets either side send it', async (t) => {
  const own: SchemaDocument = { $id: `${idPrefix16}AcmeReportRequest`, type: 'object', additionalProperties: false };
  const validator = new PayloadValidator({ ...parts, documents: [own] });
  t.equal(validator.senderOf('AcmeReport'), 'both');
  t.equal(validator.checkCall('chargePoint', 'AcmeReport', {}), undefined);
  t.equal(validator.checkCall('csms', 'AcmeReport', { a: 1 })?.errorCode, 'FormatViolation');
});

t.test('an action without a document passes unchecked', async (t) => {
  const validator = new PayloadValidator({ ...parts, documents: [] });
  t.equal(validator.checkCall('chargePoint', 'Heartbeat', { anything: 1 }), undefined);
  t.equal(validator.checkPayload('Heartbeat', 'Response', {}), undefined);
});

t.test('a document that is no JSON Schema is named with its id', async (t) => {
  const documents: readonly SchemaDocument[] = [
    { $id: 'x:AcmeRequest', type: 'nonsense' },
    { $id: 'x:AcmeResponse', properties: { a: { $ref: '#/definitions/missing' } } },
    { $id: 'x:FineRequest', type: 'object', 'x-vendor': true },
  ];
  const problems = new PayloadValidator({ ...parts, documents }).problems();
  t.equal(problems.length, 2);
  t.match(problems[0], /^x:AcmeRequest: /);
  t.match(problems[1], /^x:AcmeResponse: /);
});
