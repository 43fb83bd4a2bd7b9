import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OcppVersion, type Payload, PayloadValidator } from '@ocpp-broker/ocpp';
import t from 'tap';
import {
  checkDocuments,
  documentsMax,
  operatorDocuments,
  shippedDocuments,
  shippedIdPrefixes,
} from '../src/schema-folder.ts';
import { problemsOf } from './fixtures/settings.ts';

const setting = 'gateway.ocpp.json_schema_dir';
const { '1.6': shippedIdPrefix } = shippedIdPrefixes;

function schema(name: string, more: object = {}): string {
  return JSON.stringify({ $id: `${shippedIdPrefix}${name}`, type: 'object', ...more });
}

function validator(folder: string, idPrefix?: string, version: OcppVersion = '1.6'): PayloadValidator {
  const documents = [...shippedDocuments(version), ...operatorDocuments(folder)];
  const idPrefixOfShipped = shippedIdPrefixes[version];
  return new PayloadValidator({ version, documents, idPrefix: idPrefix ?? idPrefixOfShipped, idPrefixOfShipped });
}

const check = (folder: string) => checkDocuments(folder, operatorDocuments(folder));

const heartbeat = (validator: PayloadValidator, payload: Payload) =>
  validator.checkPayload('Heartbeat', 'Request', payload);

t.test('requests and responses of every action are shipped, and all of them are JSON Schemas', async (t) => {
  for (const [version, count, form] of [
    ['1.6', 78, /^urn:OCPP:1\.6:2019:12:[A-Za-z]+(Request|Response)$/],
    ['2.0.1', 129, /^urn:OCPP:Cp:2:2020:3:[A-Za-z0-9]+(Request|Response)$|^urn:ocpp:Cp:2:2020:3:types$/],
    ['2.1', 182, /^urn:OCPP:Cp:2:2025:1:[A-Za-z0-9]+(Request|Response)$|^urn:ocpp:Cp:2:2025:1:types$/],
  ] as const) {
    const ids = shippedDocuments(version).map(({ $id }) => $id);
    t.equal(ids.length, count, version);
    t.equal(new Set(ids).size, count, version);
    t.strictSame(
      ids.filter((id) => !form.test(id)),
      [],
      version,
    );
    t.strictSame(validator('', undefined, version).problems(), [], version);
    t.equal(shippedDocuments(version), shippedDocuments(version), `${version} is read once`);
  }
  t.equal(operatorDocuments(''), operatorDocuments(''), 'no folder: the same, so that nothing is made anew');
  t.strictSame(operatorDocuments(''), []);
  t.equal(
    operatorDocuments('${application}/priv/schemas'),
    operatorDocuments(''),
    'which is what EMQX says for its own',
  );
});

t.test("the operator's documents are laid over the shipped ones, which stay for the other actions", async (t) => {
  const folder = t.testdir({
    'heartbeat.json': schema('HeartbeatRequest', { required: ['battery'] }),
    'notes.txt': 'not a schema',
  });
  check(folder);
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
    check(folder);
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
  t.strictSame(await problemsOf(() => operatorDocuments(folder)), [
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
  const problems = await problemsOf(() => check(folder));
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
    t.strictSame(await problemsOf(() => check(join(folder, 'nowhere'))), [
      `${setting}: ${join(folder, 'nowhere')} cannot be read: there is no such file or folder`,
    ]);
    t.strictSame(await problemsOf(() => operatorDocuments(join(folder, 'file'))), [
      `${setting}: ${join(folder, 'file')} cannot be read: a part of the path is not a folder`,
    ]);
    check('');
  },
);

t.test('a document of one mebibyte is read, one byte more is refused before it is read', async (t) => {
  const folder = t.testdir({});
  const file = join(folder, 'a.json');
  const [head, tail] = schema('HeartbeatRequest').split('"type"');
  const padding = 1_048_576 - schema('HeartbeatRequest').length;
  writeFileSync(file, `${head}${' '.repeat(padding)}"type"${tail}`);
  t.equal(operatorDocuments(folder).length, 1);
  truncateSync(file, 1_048_577);
  t.strictSame(await problemsOf(() => operatorDocuments(folder)), [`${setting}: ${file} is larger than 1048576 bytes`]);
});

t.test('a folder of more documents than there is room for is refused', async (t) => {
  const names = Array.from({ length: documentsMax + 1 }, (_, index) => `${index}.json`);
  const full = Object.fromEntries(names.slice(1).map((name) => [name, schema(name)]));
  t.equal(operatorDocuments(t.testdir(full)).length, documentsMax);
  const folder = t.testdir(Object.fromEntries(names.map((name) => [name, '{}'])));
  t.strictSame(await problemsOf(() => operatorDocuments(folder)), [
    `${setting}: ${folder} holds more than 1000 documents`,
  ]);
});

t.test("the operator's own documents of 2.x may refer to the types that are shipped", async (t) => {
  const { '2.0.1': prefix } = shippedIdPrefixes;
  const request = (type: string) =>
    JSON.stringify({
      $id: `${prefix}HeartbeatRequest`,
      type: 'object',
      properties: { evse: { $ref: `urn:ocpp:Cp:2:2020:3:types#/definitions/${type}` } },
    });
  const folder = t.testdir({ 'a.json': request('EVSE') });
  check(folder);
  const mine = validator(folder, undefined, '2.0.1');
  t.match(heartbeat(mine, { evse: {} }), { description: '/evse: id is missing' });
  const wrong = t.testdir({ 'a.json': request('NoSuchType') });
  t.match(await problemsOf(() => check(wrong)), [/^gateway\.ocpp\.json_schema_dir: in .*2020:3:HeartbeatRequest: /]);
});

t.test('types that take the place of those shipped have to carry every document that refers to them', async (t) => {
  const types = shippedDocuments('2.1').find(({ $id }) => $id === 'urn:ocpp:Cp:2:2025:1:types') ?? {};
  check(t.testdir({ 'types.json': JSON.stringify(types) }));
  const { EVSE: _evse, ...definitions } = (types as { definitions: Readonly<Record<string, unknown>> }).definitions;
  const folder = t.testdir({ 'types.json': JSON.stringify({ ...types, definitions }) });
  const problems = await problemsOf(() => check(folder));
  t.ok(problems.some((problem) => problem.includes('urn:OCPP:Cp:2:2025:1:ChangeAvailabilityRequest: ')));
  t.ok(problems.every((problem) => problem.includes('EVSE')));
});
