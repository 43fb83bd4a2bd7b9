import { request as httpRequest } from 'node:http';
import t from 'tap';
import { ADMIN, logIn, testApi, VIEWER } from '../fixtures/api.ts';

const URL = '/gateways/ocpp/clients/CP1/calls';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

type Reply = { readonly unique_id: string };

t.test('a CALL is sent, and the answer of the charge point is the answer', async (t) => {
  const { ask, memory } = await testApi();
  const body = { action: 'Reset', payload: { type: 'Soft' }, timeout: '20s', unique_id: 'mine' };
  const { status, json, text } = await ask(`POST ${URL}`, { body });
  t.equal(status, 200);
  t.match(json, { unique_id: 'mine', status: 'result', payload: { status: 'Accepted' }, latency_ms: 84 });
  t.match(text, '"n":9007199254740993', 'digit for digit');
  const [sent] = memory.calls.sent;
  t.match(sent, { clientId: 'CP1', action: 'Reset', timeoutMs: 20_000, uniqueId: 'mine' });
  t.same(sent?.payload, { type: 'Soft' });
  const detail = { after: { unique_id: 'mine', outcome: 'result' } };
  t.match(memory.audit, [{ action: 'call charge point', target: 'CP1 Reset', detail }]);
  t.notMatch(JSON.stringify(memory.audit), /Soft/, 'without its payload');
});

t.test('a CALLERROR is an answer too', async (t) => {
  const { ask } = await testApi();
  const { status, json } = await ask(`POST ${URL}`, { body: { action: 'Fail', unique_id: 'u' } });
  t.equal(status, 200);
  t.same(json, {
    unique_id: 'u',
    status: 'error',
    error_code: 'NotSupported',
    error_description: 'no such thing',
    error_details: { a: 1 },
  });
});

t.test('every other outcome has a status and a code of its own', async (t) => {
  const { ask, memory } = await testApi();
  const cases = [
    ['Wrong', 400, 'CALL_INVALID', /^payload\.connectorId: must be integer/],
    ['Full', 409, 'QUEUE_FULL', /wait/],
    ['Twice', 409, 'DUPLICATE_UNIQUE_ID', /u7/],
    ['Busy', 503, 'SERVICE_UNAVAILABLE', /at once/],
    ['Late', 504, 'CALL_TIMED_OUT', /outcome unknown.*u7/],
    ['NoTime', 504, 'CALL_NOT_SENT', /before/],
    ['NoWay', 502, 'CALL_NOT_SENT', /before/],
    ['Lose', 502, 'CALL_LOST', /outcome unknown.*u7/],
  ] as const;
  for (const [action, status, code, message] of cases) {
    const answer = await ask(`POST ${URL}`, { body: { action, unique_id: 'u7' } });
    t.match(answer, { status, json: { code, message } }, action);
  }
  const absent = await ask('POST /gateways/ocpp/clients/CP2/calls', { body: { action: 'Reset' } });
  t.match(absent, { status: 404, json: { code: 'RESOURCE_NOT_FOUND', message: /^Client not found/ } });
  t.same(
    memory.audit.map(({ target }) => target),
    ['CP1 Late', 'CP1 Lose'],
    'only what may have been done is on record',
  );
});

t.test('payload and id may be left out', async (t) => {
  const { ask, memory } = await testApi();
  const { json } = await ask(`POST ${URL}`, { body: { action: 'ClearCache' } });
  t.match((json as Reply).unique_id, UUID);
  t.match(memory.calls.sent[0], { uniqueId: (json as Reply).unique_id, timeoutMs: undefined });
  t.same(memory.calls.sent[0]?.payload, {});
});

t.test('a body that is not one is refused before anything is sent', async (t) => {
  const { ask, memory } = await testApi({ callWaitMaxMs: 60_000 });
  const bodies: readonly object[] = [
    {},
    [],
    { action: '' },
    { action: 1 },
    { action: 'Reset', payload: [] },
    { action: 'Reset', payload: null },
    { action: 'Reset', payload: '{}' },
    { action: 'Reset', timeout: 5 },
    { action: 'Reset', timeout: '5' },
    { action: 'Reset', timeout: '0s' },
    { action: 'Reset', timeout: '61s' },
    { action: 'Reset', timeout: '99999999d' },
    { action: 'Reset', unique_id: 'x'.repeat(37) },
    { action: 'Reset', unique_id: '' },
    { action: 'Reset', async: 'yes' },
    { action: 'Reset', uniqueId: 'misspelt' },
  ];
  for (const body of bodies) {
    t.match(await ask(`POST ${URL}`, { body }), { status: 400, json: { code: 'BAD_REQUEST' } }, JSON.stringify(body));
  }
  t.equal(memory.calls.sent.length, 0);
});

t.test('with async the answer is 202, and what became of it is told later', async (t) => {
  const { ask, memory } = await testApi();
  const started = await ask(`POST ${URL}`, { body: { action: 'Wait', async: true } });
  t.equal(started.status, 202);
  const { unique_id } = started.json as Reply;
  t.same((await ask(`GET ${URL}/${unique_id}`)).json, { unique_id, status: 'pending' });
  memory.calls.states.set(unique_id, { kind: 'lost', uniqueId: unique_id, wasSent: true });
  t.match((await ask(`GET ${URL}/${unique_id}`)).json, { unique_id, status: 'failed', code: 'CALL_LOST' });
  t.match(memory.audit, [{ target: 'CP1 Wait' }]);
  const quick = (await ask(`POST ${URL}`, { body: { action: 'Reset', async: true } })).json as Reply;
  t.match((await ask(`GET ${URL}/${quick.unique_id}`)).json, { status: 'result', payload: { status: 'Accepted' } });
  t.match(await ask(`GET ${URL}/unknown`), { status: 404, json: { message: 'Call not found' } });
});

t.test('with async, what is refused at once is told at once', async (t) => {
  const { ask } = await testApi();
  for (const [action, status] of [
    ['Wrong', 400],
    ['Full', 409],
    ['Busy', 503],
  ] as const) {
    t.equal((await ask(`POST ${URL}`, { body: { action, async: true } })).status, status, action);
  }
});

t.test('keys of two callers are never the same, whatever they are called', async (t) => {
  const rig = await testApi();
  for (const name of ['ann', 'ann b']) {
    await rig.memory.users.admin.add({ userId: name, password: 'long enough', role: 'operator', description: '' });
  }
  const body = { action: 'Reset' };
  for (const [name, key] of [
    ['ann', 'b c'],
    ['ann b', 'c'],
  ] as const) {
    const as = await logIn(rig, name, 'long enough');
    t.equal((await rig.ask(`POST ${URL}`, { as, headers: { 'idempotency-key': key }, body })).status, 200);
  }
  t.equal(rig.memory.calls.sent.length, 2);
});

t.test('the same idempotency key and body are one CALL, and one entry in the audit trail', async (t) => {
  const { ask, memory } = await testApi();
  const headers = { 'idempotency-key': 'k1' };
  const body = { action: 'Wait', payload: { a: 1 } };
  const both = [ask(`POST ${URL}`, { headers, body }), ask(`POST ${URL}`, { headers, body })];
  const sent = await memory.calls.next();
  sent.settle({ kind: 'result', uniqueId: sent.uniqueId, payloadText: '{}', latencyMs: 1 });
  const [one, other] = await Promise.all(both);
  t.same(one?.json, other?.json);
  t.same((await ask(`POST ${URL}`, { headers, body })).json, one?.json, 'and later, too');
  t.equal(memory.calls.sent.length, 1);
  t.equal(memory.audit.length, 1);
});

t.test('the key stands for the caller, the charge point and the body', async (t) => {
  const { ask, memory } = await testApi();
  const root = memory.apiKeys.find('root');
  if (root === undefined) throw new Error('missing in the fixture');
  memory.apiKeys.put({ ...root, name: 'other', key: 'other-key', secret: 's' });
  const headers = { 'idempotency-key': 'k1' };
  await ask(`POST ${URL}`, { headers, body: { action: 'Reset' } });
  const reused = { status: 422, json: { code: 'IDEMPOTENCY_KEY_REUSED' } };
  t.match(await ask(`POST ${URL}`, { headers, body: { action: 'ClearCache' } }), reused);
  t.match(await ask('POST /gateways/ocpp/clients/CP2/calls', { headers, body: { action: 'Reset' } }), reused);
  const as = `Basic ${Buffer.from('other-key:s').toString('base64')}`;
  t.equal((await ask(`POST ${URL}`, { as, headers, body: { action: 'ClearCache' } })).status, 200);
  t.equal(memory.calls.sent.length, 2);
  for (const key of ['', 'x'.repeat(256)]) {
    const answer = await ask(`POST ${URL}`, { headers: { 'idempotency-key': key }, body: { action: 'Reset' } });
    t.equal(answer.status, 400, `${key.length} characters`);
  }
});

t.test('with a key, what was not sent may be tried again, and what may have been is not', async (t) => {
  const { ask, memory } = await testApi();
  const twice = async (action: string) => {
    const question = { headers: { 'idempotency-key': action }, body: { action } };
    const before = memory.calls.sent.length;
    await ask(`POST ${URL}`, question);
    await ask(`POST ${URL}`, question);
    return memory.calls.sent.length - before;
  };
  t.equal(await twice('Full'), 2);
  t.equal(await twice('NoWay'), 2);
  t.equal(await twice('Late'), 1);
  t.equal(await twice('Lose'), 1);
});

t.test('too many that wait are 503, and a viewer may not send any', async (t) => {
  const { ask, memory } = await testApi({ callsWaitingMax: 1 });
  const first = ask(`POST ${URL}`, { body: { action: 'Wait' } });
  const sent = await memory.calls.next();
  t.match(await ask(`POST ${URL}`, { body: { action: 'Reset' } }), { status: 503, headers: { 'retry-after': '5' } });
  sent.settle({ kind: 'lost', uniqueId: 'u', wasSent: true });
  t.equal((await first).status, 502);
  t.match(await ask(`POST ${URL}`, { as: VIEWER, body: { action: 'Reset' } }), { status: 403 });
});

t.test('a client that hangs up frees its place, unless its key may bring it back', async (t) => {
  const { api, ask, memory } = await testApi({ callsWaitingMax: 1 });
  t.teardown(() => api.close());
  const { port } = await api.listen({ host: '127.0.0.1', port: 0 });
  const post = (headers: Readonly<Record<string, string>> = {}) => {
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: `/api/v5${URL}`,
      headers: { ...headers, authorization: ADMIN, 'content-type': 'application/json' },
    });
    request.on('error', () => {});
    request.end(JSON.stringify({ action: 'Wait', unique_id: 'u1' }));
    return request;
  };
  const plain = post();
  const first = await memory.calls.next();
  const aborted = new Promise((resolve) => first.signal.addEventListener('abort', resolve));
  plain.destroy();
  await aborted;
  const keyed = post({ 'idempotency-key': 'k' });
  const second = await memory.calls.next();
  const gone = new Promise((resolve) => keyed.once('close', resolve));
  keyed.destroy();
  await gone;
  t.notOk(second.signal.aborted);
  const retry = ask(`POST ${URL}`, {
    headers: { 'idempotency-key': 'k' },
    body: { action: 'Wait', unique_id: 'u1' },
  });
  second.settle({ kind: 'result', uniqueId: 'u1', payloadText: '{"ok":1}', latencyMs: 1 });
  t.match(await retry, { status: 200, json: { payload: { ok: 1 } } });
  t.equal(memory.calls.sent.length, 2);
  t.equal(memory.audit.length, 2);
});
