// Shows of issue 5: "Commands that wait: `POST …/clients/{id}/calls`, synchronous and asynchronous; every outcome distinct (result,
// error, refused by schema, queue full, not connected, timed out, lost while waiting). An idempotency key protects retries."

import type { RawChargePoint } from '@ocpp-broker/simulator';
import t from 'tap';
import { type Answer, ask, objectOf } from './fixtures/running-api.ts';
import { adminPassword, startTestServer } from './fixtures/running-server.ts';
import { changeSettings } from './fixtures/running-settings.ts';
import { until } from './fixtures/running-wait.ts';

const running = await startTestServer(t);
const csms = await running.mqtt();
await csms.subscribe('ocpp/#', 2);

const reset = { action: 'Reset', payload: { type: 'Soft' } };
const send = (identity: string, body: object = reset) =>
  running.api(`POST /gateways/ocpp/clients/${identity}/calls`, body);

const login = ask(running.urls.api, 'POST /login', { username: 'admin', password: adminPassword });

/** Takes the next CALL, which has to be of `action`; resolves to its id. */
async function taken(chargePoint: RawChargePoint, action = 'Reset'): Promise<string> {
  const [type, uniqueId, name] = (await chargePoint.nextJson()) as readonly [number, string, string];
  if (type !== 2 || name !== action) throw new Error(`${type} ${name} instead of a CALL ${action}`);
  return uniqueId;
}

/** How many CALLs wait behind the one that is out. */
async function queued(identity: string): Promise<unknown> {
  return objectOf(await running.api(`GET /gateways/ocpp/clients/${identity}`)).mqueue_len;
}

function codeOf({ status, json }: Answer): readonly unknown[] {
  return [status, (json as { readonly code?: unknown } | undefined)?.code];
}

t.test('a CALLRESULT comes back with its digits, and goes to its caller alone', async (t) => {
  const chargePoint = await running.chargePoint('CP1');
  const answer = send('CP1', { action: 'DataTransfer', payload: { vendorId: 'v' } });
  const uniqueId = await taken(chargePoint, 'DataTransfer');
  await chargePoint.send(`[3,"${uniqueId}",{"status":"Accepted","data":"12345678901234567890"}]`);
  t.match(await answer, {
    status: 200,
    json: { unique_id: uniqueId, status: 'result', payload: { status: 'Accepted', data: '12345678901234567890' } },
  });
  await chargePoint.send([2, 'h', 'Heartbeat', {}]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP1'), { UniqueId: 'h' });
  t.notOk(
    csms.inbox.unread.some(({ topic }) => topic === 'ocpp/cp/CP1/Reply'),
    'whoever listens to replies did not ask',
  );
});

t.test('a CALLERROR is told as what it is', async (t) => {
  const chargePoint = await running.chargePoint('CP2');
  const answer = send('CP2');
  await chargePoint.send([4, await taken(chargePoint), 'NotSupported', 'not here', { why: 7 }]);
  t.match(await answer, {
    status: 200,
    json: {
      status: 'error',
      error_code: 'NotSupported',
      error_description: 'not here',
      error_details: { why: 7 },
    },
  });
});

t.test('a CALL that breaks its schema is refused with the place, and nothing is sent', async (t) => {
  const chargePoint = await running.chargePoint('CP3');
  const refused = await send('CP3', { action: 'Reset', payload: { type: 'Gently' } });
  t.same(codeOf(refused), [400, 'CALL_INVALID']);
  t.match(refused.json, { message: /^payload\.type: / });
  t.same(codeOf(await send('CP3', { action: 'Nonsense', payload: {} })), [400, 'CALL_INVALID']);
  t.same(chargePoint.unread, []);
});

t.test('a charge point that is not here is 404', async (t) => {
  t.same(codeOf(await send('CP-away')), [404, 'RESOURCE_NOT_FOUND']);
});

t.test('a charge point that does not answer in the time is 504, and the outcome unknown', async (t) => {
  const chargePoint = await running.chargePoint('CP4');
  const late = await send('CP4', { ...reset, timeout: '200ms' });
  t.same(codeOf(late), [504, 'CALL_TIMED_OUT']);
  const uniqueId = await taken(chargePoint);
  await chargePoint.send([3, uniqueId, { status: 'Accepted' }]);
});

t.test('a CALL whose turn does not come in the time was not sent', async (t) => {
  const chargePoint = await running.chargePoint('CP5');
  const first = send('CP5');
  const uniqueId = await taken(chargePoint);
  t.same(codeOf(await send('CP5', { ...reset, timeout: '200ms' })), [504, 'CALL_NOT_SENT']);
  await chargePoint.send([3, uniqueId, { status: 'Accepted' }]);
  t.equal((await first).status, 200);
});

t.test('a connection that ends while the answer is awaited is 502, and the outcome unknown', async (t) => {
  const chargePoint = await running.chargePoint('CP6');
  const [first, second] = [send('CP6'), send('CP6')];
  await taken(chargePoint);
  await until('the second to wait', async () => (await queued('CP6')) === 1);
  chargePoint.terminate();
  t.same(codeOf(await first), [502, 'CALL_LOST']);
  t.same(codeOf(await second), [502, 'CALL_NOT_SENT']);
});

t.test('the id of a CALL that is on its way cannot be used again', async (t) => {
  const chargePoint = await running.chargePoint('CP7');
  const first = send('CP7', { ...reset, unique_id: 'mine' });
  t.equal(await taken(chargePoint), 'mine');
  t.same(codeOf(await send('CP7', { ...reset, unique_id: 'mine' })), [409, 'DUPLICATE_UNIQUE_ID']);
  await chargePoint.send([3, 'mine', { status: 'Accepted' }]);
  t.equal((await first).status, 200);
});

t.test('a full queue is 409', async (t) => {
  await changeSettings(t, running, { dnstream: { max_mqueue_len: 1 } });
  const chargePoint = await running.chargePoint('CP8');
  const first = send('CP8');
  const firstId = await taken(chargePoint);
  const second = send('CP8');
  await until('the second to wait', async () => (await queued('CP8')) === 1);
  t.same(codeOf(await send('CP8')), [409, 'QUEUE_FULL']);
  await chargePoint.send([3, firstId, { status: 'Accepted' }]);
  await chargePoint.send([3, await taken(chargePoint), { status: 'Rejected' }]);
  t.match(
    [(await first).json, (await second).json],
    [{ payload: { status: 'Accepted' } }, { payload: { status: 'Rejected' } }],
  );
});

t.test('as many callers wait as the settings say, while the server runs', async (t) => {
  const chargePoint = await running.chargePoint('CP9');
  await changeSettings(t, running, { calls: { max_waiting: 1, max_timeout: '1m' } });
  const first = send('CP9');
  const uniqueId = await taken(chargePoint);
  t.same(codeOf(await send('CP9')), [503, 'SERVICE_UNAVAILABLE']);
  t.match(await send('CP9', { ...reset, timeout: '2m' }), { status: 400, json: { message: /^timeout: / } });
  await chargePoint.send([3, uniqueId, { status: 'Accepted' }]);
  t.equal((await first).status, 200);
});

t.test('an asynchronous CALL is told of later', async (t) => {
  const chargePoint = await running.chargePoint('CP10');
  const accepted = await send('CP10', { ...reset, async: true });
  const { unique_id: uniqueId } = objectOf(accepted);
  t.equal(accepted.status, 202);
  const state = () => running.api(`GET /gateways/ocpp/clients/CP10/calls/${uniqueId}`);
  t.match((await state()).json, { status: 'pending' });
  t.equal(await taken(chargePoint), uniqueId);
  await chargePoint.send([3, uniqueId, { status: 'Rejected' }]);
  const told = await until('the outcome', async () => {
    const { json } = await state();
    return (json as { status: string }).status === 'pending' ? undefined : json;
  });
  t.match(told, { status: 'result', payload: { status: 'Rejected' } });
  t.equal((await running.api('GET /gateways/ocpp/clients/CP10/calls/unknown')).status, 404);
});

t.test('every end of an asynchronous CALL is told, or it is refused at once', async (t) => {
  const chargePoint = await running.chargePoint('CP12');
  const start = async (more: object = {}) =>
    String(objectOf(await send('CP12', { ...reset, ...more, async: true })).unique_id);
  const end = (uniqueId: string) =>
    until('the outcome', async () => {
      const told = objectOf(await running.api(`GET /gateways/ocpp/clients/CP12/calls/${uniqueId}`));
      return told.status === 'pending' ? undefined : told;
    });
  const refused = await start();
  await chargePoint.send([4, await taken(chargePoint), 'InternalError', 'no', {}]);
  t.match(await end(refused), { status: 'error', error_code: 'InternalError', error_description: 'no' });
  await changeSettings(t, running, { call_timeout_overrides: { ClearCache: '200ms' } });
  const late = await start({ action: 'ClearCache', payload: {} });
  t.match(await end(late), { status: 'failed', code: 'CALL_TIMED_OUT', message: String });
  await chargePoint.send([3, await taken(chargePoint, 'ClearCache'), { status: 'Accepted' }]);
  const [lost, waiting] = [await start(), await start()];
  await taken(chargePoint);
  chargePoint.terminate();
  t.match(await end(lost), { status: 'failed', code: 'CALL_LOST' });
  t.match(await end(waiting), { status: 'failed', code: 'CALL_NOT_SENT' });
  t.same(codeOf(await send('CP12', { ...reset, async: true })), [404, 'RESOURCE_NOT_FOUND']);
  await running.chargePoint('CP12');
  t.same(codeOf(await send('CP12', { action: 'Reset', async: true })), [400, 'CALL_INVALID']);
});

/** Sends under an idempotency key. */
async function sendOnce(key: string, identity: string, body: object = reset, signal?: AbortSignal) {
  const { token } = objectOf(await login);
  const response = await fetch(`${running.urls.api}/gateways/ocpp/clients/${identity}/calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
  return { status: response.status, json: (await response.json()) as { readonly code?: string } };
}

t.test('an idempotency key has a CALL carried out once', async (t) => {
  const chargePoint = await running.chargePoint('CP11');
  const [first, retried] = [sendOnce('k1', 'CP11'), sendOnce('k1', 'CP11')];
  await chargePoint.send([3, await taken(chargePoint), { status: 'Accepted' }]);
  t.same(await first, await retried);
  t.same(await sendOnce('k1', 'CP11'), await first, 'also when it is over');
  t.same(chargePoint.unread, []);
  const other = await sendOnce('k1', 'CP11', { ...reset, payload: { type: 'Hard' } });
  t.match(other, { status: 422, json: { code: 'IDEMPOTENCY_KEY_REUSED' } });
});

t.test('a caller whose connection broke has the answer when it asks again, and the CALL went out once', async (t) => {
  const chargePoint = await running.chargePoint('CP13');
  const connection = new AbortController();
  const first = sendOnce('k2', 'CP13', reset, connection.signal);
  const uniqueId = await taken(chargePoint);
  connection.abort();
  await t.rejects(first, { name: 'AbortError' });
  const again = sendOnce('k2', 'CP13');
  await chargePoint.send([3, uniqueId, { status: 'Rejected' }]);
  t.match(await again, { status: 200, json: { unique_id: uniqueId, payload: { status: 'Rejected' } } });
  t.same(chargePoint.unread, []);
});

t.test('a CALL that was lost is not sent to the charge point that is back; one that was never sent is', async (t) => {
  t.match(await sendOnce('k3', 'CP14'), { status: 404 });
  const before = await running.chargePoint('CP14');
  const lost = sendOnce('k3', 'CP14');
  await taken(before);
  before.terminate();
  t.match(await lost, { status: 502, json: { code: 'CALL_LOST' } });
  const back = await running.chargePoint('CP14');
  t.match(await sendOnce('k3', 'CP14'), { status: 502, json: { code: 'CALL_LOST' } }, 'it may have been carried out');
  t.same(back.unread, []);
  const anew = sendOnce('k4', 'CP14');
  await back.send([3, await taken(back), { status: 'Accepted' }]);
  t.match(await anew, { status: 200 });
});

t.test('who called, whom and how it ended is in the audit log, without the payload', async (t) => {
  const { data } = objectOf(await running.api('GET /audit?action=call%20charge%20point&limit=1000'));
  t.match(
    (data as readonly { readonly target: string }[]).find(({ target }) => target === 'CP1 DataTransfer'),
    { actor: 'admin', after: { outcome: 'result' } },
  );
  t.notMatch(JSON.stringify(data), /vendorId|Soft/);
});
