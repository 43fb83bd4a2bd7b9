import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Payload, PayloadValidator } from '@ocpp-broker/ocpp';
import t from 'tap';
import {
  checkDocuments,
  documentsMax,
  schemaDocuments,
  shippedDocuments,
  shippedIdPrefix,
} from '../src/schema-folder.ts';
import { problemsOf } from './fixtures/settings.ts';

const setting = 'gateway.ocpp.json_schema_dir';

function schema(name: string, more: object = {}): string {
  return JSON.stringify({ $id: `${shippedIdPrefix}${name}`, type: 'object', ...more });
}

function validator(folder: string, idPrefix = shippedIdPrefix): PayloadValidator {
  const parts = { documents: schemaDocuments(folder), idPrefix, idPrefixOfShipped: shippedIdPrefix };
  return new PayloadValidator({ version: '1.6', ...parts });
}

const heartbeat = (validator: PayloadValidator, payload: Payload) =>
  validator.checkPayload('Heartbeat', 'Request', payload);

t.test('requests and responses of the 39 actions are shipped, and all of them are JSON Schemas', async (t) => {
  const ids = shippedDocuments().map(({ $id }) => $id);
  t.equal(ids.length, 78);
  t.equal(new Set(ids).size, 78);
  t.ok(ids.every((id) => /^urn:OCPP:1\.6:2019:12:[A-Za-z]+(Request|Response)$/.test(id)));
  t.strictSame(validator('').problems(), []);
  t.equal(schemaDocuments(''), shippedDocuments(), 'no folder: nothing is read again');
});

t.test("the operator's documents are laid over the shipped ones, which stay for the other actions", async (t) => {
  const folder = t.testdir({
    'heartbeat.json': schema('HeartbeatRequest', { required: ['battery'] }),
    'notes.txt': 'not a schema',
  });
  checkDocuments(folder);
  const mine = validator(folder);
  t.match(heartbeat(mine, {}), { description: '/: battery is missing' });
  t.equal(heartbeat(mine, { battery: 3 }), undefined);
  t.equal(heartbeat(validator(''), {}), undefined);
  t.match(mine.checkPayload('BootNotification', 'Request', {}), { errorCode: 'OccurrenceConstraintViolation' });
});

t.test('documents under a prefix of their own go before the shipped ones', async (t) => {
  const folder = t.testdir({ 'a.json': schema('', { $id: 'urn:mine:HeartbeatRequest', required: ['battery'] }) });
  t.match(heartbeat(validator(folder, 'urn:mine:'), {}), { description: '/: battery is missing' });
  t.match(validator(folder, 'urn:mine:').checkPayload('Authorize', 'Request', {}), {
    description: '/: idTag is missing',
  });
});

t.test('documents of draft-04 and draft-06 are taken, as OCA publishes them', async (t) => {
  const draft04 = { $schema: 'http://json-schema.org/draft-04/schema#', id: `${shippedIdPrefix}HeartbeatRequest` };
  const draft06 = { $schema: 'http://json-schema.org/draft-06/schema#', $id: `${shippedIdPrefix}HeartbeatRequest` };
  for (const draft of [draft04, draft06]) {
    const document = { ...draft, type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };
    const folder = t.testdir({ 'a.json': JSON.stringify(document) });
    checkDocuments(folder);
    t.match(heartbeat(validator(folder), {}), { description: '/: id is missing' });
    t.match(heartbeat(validator(folder), { id: 'x' }), { errorCode: 'TypeConstraintViolation' });
  }
});

t.test('every file at fault is named, with the reason', async (t) => {
  const folder = t.testdir({
    'a-good.json': schema('HeartbeatRequest'),
    'b-no-json.json': '{ "type": ',
    'c-no-id.json': '{ "type": "object" }',
    'd-null.json': 'null',
    'e-list.json': '[]',
    'f-text.json': '"urn:x"',
    'g-folder.json': {},
    'h-number.json': '{ "$id": 7 }',
  });
  const at = (name: string) => `${setting}: ${join(folder, name)}`;
  t.strictSame(await problemsOf(() => schemaDocuments(folder)), [
    `${at('b-no-json.json')}: is not JSON`,
    `${at('c-no-id.json')} has no "$id"`,
    `${at('d-null.json')} has no "$id"`,
    `${at('e-list.json')} has no "$id"`,
    `${at('f-text.json')} has no "$id"`,
    `${at('g-folder.json')}: it is a folder, not a file`,
    `${at('h-number.json')} has no "$id"`,
  ]);
});

t.test('every document that is no JSON Schema is named', async (t) => {
  const folder = t.testdir({
    'a.json': schema('HeartbeatRequest', { type: 'objekt' }),
    'b.json': schema('AuthorizeRequest', { required: 'idTag' }),
    'c.json': schema('ResetRequest'),
    'd.json': schema('DataTransferRequest', { $ref: 'urn:nowhere' }),
    'e.json': schema('GetLogRequest', { pattern: '(' }),
  });
  const problems = await problemsOf(() => checkDocuments(folder));
  t.equal(problems.length, 4);
  for (const name of ['HeartbeatRequest', 'AuthorizeRequest', 'DataTransferRequest', 'GetLogRequest']) {
    const line = problems.find((problem) => problem.includes(`${shippedIdPrefix}${name}: `));
    t.match(line, `${setting}: in ${folder}, `, name);
  }
});

t.test(
  'a folder that is not there, or is a file, is a problem; without a folder there is nothing to check',
  async (t) => {
    const folder = t.testdir({ file: '' });
    t.strictSame(await problemsOf(() => checkDocuments(join(folder, 'nowhere'))), [
      `${setting}: ${join(folder, 'nowhere')} cannot be read: there is no such file or folder`,
    ]);
    t.strictSame(await problemsOf(() => schemaDocuments(join(folder, 'file'))), [
      `${setting}: ${join(folder, 'file')} cannot be read: a part of the path is not a folder`,
    ]);
    checkDocuments('');
  },
);

t.test('a document of one mebibyte is read, one byte more is refused before it is read', async (t) => {
  const folder = t.testdir({});
  const file = join(folder, 'a.json');
  const [head, tail] = schema('HeartbeatRequest').split('"type"');
  const padding = 1_048_576 - schema('HeartbeatRequest').length;
  writeFileSync(file, `${head}${' '.repeat(padding)}"type"${tail}`);
  t.equal(schemaDocuments(folder).length, 79);
  truncateSync(file, 1_048_577);
  t.strictSame(await problemsOf(() => schemaDocuments(folder)), [`${setting}: ${file} is larger than 1048576 bytes`]);
});

t.test('a folder of more documents than there is room for is refused', async (t) => {
  const names = Array.from({ length: documentsMax + 1 }, (_, index) => `${index}.json`);
  const full = Object.fromEntries(names.slice(1).map((name) => [name, schema(name)]));
  t.equal(schemaDocuments(t.testdir(full)).length, 78 + documentsMax);
  const folder = t.testdir(Object.fromEntries(names.map((name) => [name, '{}'])));
  t.strictSame(await problemsOf(() => schemaDocuments(folder)), [
    `${setting}: ${folder} holds more than 1000 documents`,
  ]);
});
