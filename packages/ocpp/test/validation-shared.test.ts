// Documents that share their types, as those of OCPP 2.x do, and what a validator costs before anybody asks it something.

import t from 'tap';
import { PayloadValidator, type SchemaDocument, type ValidatorParts } from '../src/index.ts';
import { documents16, idPrefix16, validatorOf } from './opened-session.ts';
import { documents201, idPrefix201 } from './small-documents.ts';

const typesId = `${idPrefix201}types`;
const types: SchemaDocument = {
  $id: typesId,
  definitions: {
    Name: { type: 'string', maxLength: 5 },
    Owner: { type: 'object', properties: { name: { $ref: '#/definitions/Name' } }, required: ['name'] },
    Fleet: { type: 'array', items: { $ref: `${typesId}#/definitions/Owner` } },
  },
};
const request = (action: string, type: string): SchemaDocument => ({
  $id: `${idPrefix201}${action}Request`,
  type: 'object',
  properties: { it: { $ref: `${typesId}#/definitions/${type}` } },
});
const sharing = (...documents: readonly SchemaDocument[]) => validatorOf('2.0.1', documents, idPrefix201);
const check = (validator: PayloadValidator, action: string, it: unknown) =>
  validator.checkPayload(action, 'Request', { it });

t.test('a document refers to the types of another by its id, and these to one another', async (t) => {
  const validator = sharing(request('Heartbeat', 'Owner'), request('Reset', 'Fleet'), types);
  t.strictSame(validator.problems(), []);
  t.equal(check(validator, 'Heartbeat', { name: 'Ada' }), undefined);
  t.match(check(validator, 'Heartbeat', { name: 'Adelheid' }), {
    errorCode: 'PropertyConstraintViolation',
    description: /^\/it\/name: /,
  });
  t.match(check(validator, 'Heartbeat', {}), { errorCode: 'OccurrenceConstraintViolation' });
  t.match(check(validator, 'Reset', [{ name: 'Ada' }, { name: 7 }]), {
    errorCode: 'TypeConstraintViolation',
    description: /^\/it\/1\/name: /,
  });
});

t.test('the id of shared types may be a URL', async (t) => {
  const $id = 'https://schemas.test/types';
  const validator = sharing(
    { $id, definitions: { Name: { type: 'string' } } },
    { $id: `${idPrefix201}HeartbeatRequest`, properties: { it: { $ref: `${$id}#/definitions/Name` } } },
  );
  t.strictSame(validator.problems(), []);
  t.match(check(validator, 'Heartbeat', 7), { errorCode: 'TypeConstraintViolation' });
});

t.test('later types of the same id replace the earlier ones', async (t) => {
  const own: SchemaDocument = { $id: typesId, definitions: { Owner: { type: 'object', required: ['vendor'] } } };
  const validator = sharing(types, request('Heartbeat', 'Owner'), own);
  t.match(check(validator, 'Heartbeat', { name: 'Ada' }), { description: '/it: vendor is missing' });
});

t.test('types are no payload: no action has them for its document', async (t) => {
  const validator = sharing(types);
  t.equal(validator.senderOf('types'), 'nobody');
  t.equal(validator.checkCall('chargePoint', 'types', {})?.errorCode, 'NotImplemented');
});

t.test('types that are none, and types that are not there, are named', async (t) => {
  const [wrong, ...more] = sharing({ $id: typesId, definitions: { Name: { type: 'nonsense' } } }).problems();
  t.match(wrong, new RegExp(`^${typesId}: `));
  t.strictSame(more, []);
  const missing = sharing(types, request('Heartbeat', 'Driver'), request('Reset', 'Owner')).problems();
  t.equal(missing.length, 1);
  t.match(missing[0], new RegExp(`^${idPrefix201}HeartbeatRequest: .*Driver`));
});

t.test('only the documents that are asked about are looked at', async (t) => {
  const validator = sharing({ $id: typesId, type: 'nonsense' }, request('Reset', 'Owner'));
  t.strictSame(validator.problems([]), []);
  t.equal(validator.problems([typesId]).length, 1);
});

t.test('the small documents of these tests are JSON Schemas', async (t) => {
  t.strictSame(validatorOf('2.0.1', documents201, idPrefix201).problems(), []);
});

t.test('a validator that nobody asks looks into none of its documents', async (t) => {
  let reads = 0;
  const documents: readonly SchemaDocument[] = Array.from({ length: 180 }, (_, at) => {
    const document = { $id: at === 0 ? typesId : `${idPrefix201}Action${at}Request`, type: 'object' };
    return new Proxy(document, {
      get(target, name, receiver) {
        if (name !== '$id') reads += 1;
        return Reflect.get(target, name, receiver);
      },
      ownKeys(target) {
        reads += 1;
        return Reflect.ownKeys(target);
      },
    });
  });
  const validator = sharing(...documents);
  t.equal(reads, 0);
  t.equal(validator.checkPayload('Action7', 'Request', {}), undefined);
  t.ok(reads > 0, 'until a payload is checked');
});

t.test('what a shipped document says of 1.6 is not changed by types beside it', async (t) => {
  const parts: ValidatorParts = {
    version: '1.6',
    documents: [...documents16, types],
    idPrefix: idPrefix16,
    idPrefixOfShipped: idPrefix16,
  };
  t.strictSame(new PayloadValidator(parts).problems(), []);
});
