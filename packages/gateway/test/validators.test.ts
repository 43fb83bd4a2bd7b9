import type { OcppVersion, SchemaDocument } from '@ocpp-broker/ocpp';
import t from 'tap';
import type { SchemaOptions } from '../src/options.ts';
import { Validators } from '../src/validators.ts';
import { defaultOptions } from './fixtures/options.ts';
import { shippedDocuments, shippedIdPrefix, shippedIdPrefixes } from './fixtures/schemas.ts';

const options = (changes: Partial<SchemaOptions> = {}): SchemaOptions => ({ ...defaultOptions.schemas, ...changes });
const beat = (prefix: string, schema: object = { properties: { mine: {} } }): SchemaDocument => ({
  $id: `${prefix}HeartbeatRequest`,
  type: 'object',
  additionalProperties: false,
  ...schema,
});

t.test('the documents of a version are asked for when its validator is, and once', async (t) => {
  const asked: OcppVersion[] = [];
  const shipped = (version: OcppVersion) => {
    asked.push(version);
    return shippedDocuments(version);
  };
  const validators = new Validators(options({ shipped }));
  t.strictSame(asked, []);
  const validator = validators.of('2.1');
  t.strictSame(asked, ['2.1']);
  t.equal(validators.of('2.1'), validator);
  t.not(validators.of('1.6'), validator);
  t.strictSame(asked, ['2.1', '1.6']);
});

t.test('each version has its own documents: what is a boot in one is none in another', async (t) => {
  const validators = new Validators(options());
  const boot16 = { chargePointVendor: 'v', chargePointModel: 'm' };
  const boot2 = { reason: 'PowerUp', chargingStation: { vendorName: 'v', model: 'm' } };
  const check = (version: OcppVersion, payload: typeof boot16 | typeof boot2) =>
    validators.of(version).checkCall('chargePoint', 'BootNotification', payload)?.errorCode;
  t.equal(check('1.6', boot16), undefined);
  t.ok(check('1.6', boot2));
  for (const version of ['2.0.1', '2.1'] as const) {
    t.equal(check(version, boot2), undefined, version);
    t.ok(check(version, boot16), version);
  }
});

t.test("the operator's documents replace those of the version whose prefix they have, and no other", async (t) => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    const validators = new Validators(options({ own: [beat(shippedIdPrefixes[version])] }));
    for (const other of ['1.6', '2.0.1', '2.1'] as const) {
      const verdict = validators.of(other).checkCall('chargePoint', 'Heartbeat', { mine: 1 })?.errorCode;
      t.equal(verdict, other === version ? undefined : 'FormatViolation', `${version}, ${other}`);
    }
  }
});

t.test("the operator's prefix is one for 1.6; under it is looked first", async (t) => {
  const own = [beat('urn:mine:')];
  const validators = new Validators(options({ own, idPrefix: 'urn:mine:' }));
  t.equal(validators.of('1.6').checkCall('chargePoint', 'Heartbeat', { mine: 1 }), undefined);
  t.match(validators.of('1.6').checkCall('chargePoint', 'Authorize', {}), { description: '/: idTag is missing' });
  t.match(validators.of('2.0.1').checkCall('chargePoint', 'Heartbeat', { mine: 1 }), { errorCode: 'FormatViolation' });
});

t.test('a document of the operator that is no JSON Schema is refused at once, whatever its id', async (t) => {
  for (const prefix of [...Object.values(shippedIdPrefixes), 'urn:other:']) {
    const own = [beat(prefix, { type: 'no such type' })];
    t.throws(
      () => new Validators(options({ own })),
      { name: 'TypeError', message: `${prefix}HeartbeatRequest: ` },
      prefix,
    );
  }
  const broken = beat(shippedIdPrefix, { properties: { a: { $ref: 'urn:none:where#/definitions/A' } } });
  t.throws(() => new Validators(options({ own: [broken] })), /resolve/);
});

t.test('every problem is named', async (t) => {
  const own = [beat('urn:one:', { type: 1 }), beat('urn:two:'), beat('urn:three:', { type: 3 })];
  t.throws(() => new Validators(options({ own })), { message: /urn:one:.*; .*urn:three:/ });
});

t.test('documents of several versions stand side by side, each may refer to the types of its own', async (t) => {
  const referring = (version: '2.0.1' | '2.1') => {
    const types = `${shippedIdPrefixes[version].replace('OCPP', 'ocpp')}types`;
    return beat(shippedIdPrefixes[version], { properties: { id: { $ref: `${types}#/definitions/IdToken` } } });
  };
  const own = [beat(shippedIdPrefix), referring('2.0.1'), referring('2.1')];
  const validators = new Validators(options({ own }));
  for (const version of ['2.0.1', '2.1'] as const) {
    const check = (id: unknown) => validators.of(version).checkCall('chargePoint', 'Heartbeat', { id })?.errorCode;
    t.equal(check({ idToken: 'tag', type: 'Central' }), undefined, version);
    t.equal(check({ idToken: 'tag' }), 'OccurrenceConstraintViolation', version);
  }
});

t.test('options that ask for the same keep what was compiled, others begin anew', async (t) => {
  const validators = new Validators(options());
  const validator = validators.of('1.6');
  t.equal(validators.for(options()), validators);
  t.equal(validators.for(options()).of('1.6'), validator);
  const changes: readonly Partial<SchemaOptions>[] = [
    { own: [beat(shippedIdPrefix)] },
    { idPrefix: 'urn:mine:' },
    { shipped: () => [] },
  ];
  for (const change of changes) t.not(validators.for(options(change)), validators);
  t.throws(() => validators.for(options({ own: [beat('urn:x:', { type: 7 })] })), TypeError);
  t.equal(validators.of('1.6'), validator);
});
