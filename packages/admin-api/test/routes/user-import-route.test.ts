import t from 'tap';
import { OPERATOR, type Question, type TestApi, testApi } from '../fixtures/api.ts';

const URL = '/gateways/ocpp/authentication/import_users';
const MQTT = '/authentication/password_based:built_in_database/import_users';

type Form = { readonly name?: string; readonly field?: string; readonly type?: string; readonly content: string };

function form({ name = 'users.csv', field = 'filename', type = 'text/csv', content }: Form): Question {
  const body = [
    '--edge',
    `content-disposition: form-data; name="${field}"; filename="${name}"`,
    `content-type: ${type}`,
    '',
    content,
    '--edge--',
    '',
  ].join('\r\n');
  return { headers: { 'content-type': 'multipart/form-data; boundary=edge' }, body };
}

const send = ({ ask }: TestApi, given: Form, query = '', url = URL) => ask(`POST ${url}${query}`, form(given));

t.test('a file of hashed users is taken in, and what became of it is told and recorded', async (t) => {
  const rig = await testApi();
  const content = 'user_id,password_hash,salt,is_superuser\nCP1,ab,s,false\n';
  const answer = await send(rig, { content });
  const told = {
    total: 4,
    success: 1,
    override: 1,
    skipped: 1,
    failed: 1,
    problems: [{ line: 3, reason: /^a user id/ }],
  };
  t.match(answer, { status: 200, json: told });
  t.same(rig.memory.userImports.ocpp.files, [
    { text: content, format: 'csv', type: 'hash', saltPosition: 'prefix', override: true },
  ]);
  t.match(rig.memory.audit, [{ action: 'import gateway users', target: '4 rows', detail: { after: { failed: 1 } } }]);
});

t.test('the query says what the file holds, and the name of the file in which form', async (t) => {
  const rig = await testApi();
  const json = { name: 'Users.JSON', type: 'application/octet-stream', content: '[]' };
  t.equal((await send(rig, json, '?type=plain&override=false')).status, 200);
  t.equal((await send(rig, { content: 'x' }, '?salt_position=suffix', MQTT)).status, 200);
  t.equal((await send(rig, { name: 'users', type: 'application/json', content: '[]' })).status, 200);
  t.match(rig.memory.userImports.ocpp.files, [{ format: 'json', type: 'plain', override: false }, { format: 'json' }]);
  t.match(rig.memory.userImports.mqtt.files, [{ format: 'csv', saltPosition: 'suffix' }]);
  t.match(await send(rig, { content: 'x' }, '?type=secret'), { status: 400, json: { message: /^type: / } });
  t.match(await send(rig, { name: 'users.xlsx', content: 'x' }), { status: 400, json: { message: /\.json or \.csv/ } });
});

t.test('an operator may, and another authenticator is not found', async (t) => {
  const { ask } = await testApi();
  t.equal((await ask(`POST ${URL}`, { ...form({ content: 'x' }), as: OPERATOR })).status, 200);
  t.equal((await ask('POST /authentication/jwt/import_users', form({ content: 'x' }))).status, 404);
});

t.test('a file that is refused is refused with its lines, and nothing is recorded', async (t) => {
  const rig = await testApi();
  t.match(await send(rig, { content: 'refuse me' }), { status: 400, json: { message: 'line 2: password is missing' } });
  t.match(await send(rig, { content: 'busy' }), { status: 503 });
  t.same(rig.memory.audit, []);
});

t.test('what is no form, has no such field, or is no text, is refused', async (t) => {
  const rig = await testApi();
  t.match(await rig.ask(`POST ${URL}`, { body: { filename: 'x' } }), {
    status: 415,
    json: { code: 'UNSUPPORTED_MEDIA_TYPE' },
  });
  t.match(await rig.ask(`POST ${URL}`), { status: 415 });
  t.match(await send(rig, { field: 'file', content: 'x' }), {
    status: 400,
    json: { message: 'Missing required parameter: filename' },
  });
  const headers = { 'content-type': 'multipart/form-data; boundary=edge' };
  for (const body of [
    '',
    'nonsense',
    '--edge',
    '--edge\r\n\r\n',
    '--edge--\r\n',
    String(form({ content: 'x' }).body).slice(0, -12),
  ]) {
    t.equal((await rig.ask(`POST ${URL}`, { headers, body })).status, 400, JSON.stringify(body));
  }
  t.match(await rig.ask(`POST ${URL}`, { headers: { 'content-type': 'multipart/form-data' }, body: 'x' }), {
    status: 400,
  });
  const latin = Buffer.from(form({ content: 'user_id,password\nJ\u00fcrgen,x' }).body as string, 'latin1');
  const answer = await rig.api.inject({
    method: 'POST',
    url: `/api/v5${URL}`,
    headers: { ...headers, authorization: OPERATOR },
    body: latin,
  });
  t.match(JSON.parse(answer.body), { message: 'The file is not UTF-8' });
});

t.test('a file above the limit is refused, one at the limit is not', async (t) => {
  const rig = await testApi({ importBytesMax: 1_000, bodyBytesMax: 10 });
  t.equal((await send(rig, { content: 'x'.repeat(1_000) })).status, 200);
  t.match(await send(rig, { content: 'x'.repeat(1_001) }), { status: 413, json: { code: 'PAYLOAD_TOO_LARGE' } });
  t.match(await send(rig, { content: 'x'.repeat(30_000) }), { status: 413 });
  t.equal(rig.memory.userImports.ocpp.files.length, 1);
});

t.test('one file of a realm is taken in at a time', async (t) => {
  const rig = await testApi();
  const { promise, resolve } = Promise.withResolvers<void>();
  const importer = rig.memory.userImports.ocpp;
  const take = importer.import.bind(importer);
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  importer.import = async (file) => {
    reach();
    await promise;
    return take(file);
  };
  const first = send(rig, { content: 'x' });
  await reached;
  t.match(await send(rig, { content: 'x' }), { status: 503, json: { code: 'SERVICE_UNAVAILABLE' } });
  resolve();
  t.equal((await first).status, 200);
  t.equal((await send(rig, { content: 'x' })).status, 200);
});
