// Shows of issue 5: "Webhooks: events (connected, disconnected, CALL by action, answers, errors) to URLs, filtered, signed (HMAC),
// batched, retried, at-least-once from SQLite, with a dead-letter list; a receiver that is down holds nothing else up."

import { createHmac } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import { startBareServer, startTestServer, temporaryFolder, userFiles } from './fixtures/running-server.ts';
import { type Question, type Reply, startLoginService } from './fixtures/running-service.ts';
import { call } from './fixtures/running-settings.ts';
import { Inbox, until } from './fixtures/running-wait.ts';

type Event = { readonly id: string; readonly kind: string; readonly identity: string } & Readonly<
  Record<string, unknown>
>;
type Batch = { readonly id: string; readonly hook: string; readonly events: readonly Event[] };

const secret = 'known to both sides';
const fast = { batch: { max_wait: '0s' }, retry: { first: '10ms', max: '10ms' } };

/** A receiver of webhooks, and what it has taken. */
async function startReceiver(answer: (question: Question) => Reply = () => ({ status: 204 }), port = 0) {
  const events = new Inbox<Event>();
  const requests: Question[] = [];
  const service = await startLoginService(
    t,
    (question) => {
      requests.push(question);
      const reply = answer(question);
      const isTaken = reply !== 'never' && reply.status < 300;
      if (isTaken) for (const event of (JSON.parse(question.body) as Batch).events) events.put(event);
      return reply;
    },
    port,
  );
  return { url: `${service.url}/events`, requests, events, close: () => service.close() };
}

/** Whether whoever knows the secret has written this, and when. */
function isSigned({ headers, body }: Question): boolean {
  const [, time = '', digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-ocpp-broker-signature'])) ?? [];
  const isRecent = Math.abs(Date.now() / 1_000 - Number(time)) < 60;
  return isRecent && digest === createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
}

const receiver = await startReceiver();
const all = await startReceiver();
const running = await startTestServer(t, {
  settings: {
    webhooks: {
      billing: {
        ...fast,
        url: receiver.url,
        secret,
        headers: { 'x-tenant': 'seven' },
        events: ['chargepoint.*', 'call.StartTransaction', 'call.ChangeConfiguration', 'error'],
        identities: ['CP*'],
      },
      all: { ...fast, url: all.url, events: ['*'] },
    },
  },
});
const csms = await running.mqtt({}, { clientId: 'csms-hooks' });
const next = (kind: string) => receiver.events.next(`an event ${kind}`, (event) => event.kind === kind);
const nextOfAll = (kind: string, identity: string) =>
  all.events.next(`an event ${kind}`, (event) => event.kind === kind && event.identity === identity);

t.test('what happens is sent to who wants it, signed, with the payload as it was written', async (t) => {
  const chargePoint = await running.chargePoint('CP1');
  t.match(await next('chargepoint.connected'), {
    identity: 'CP1',
    version: '1.6',
    username: 'cp-user',
    listener: 'ocpp:ws:default',
    ip_address: '127.0.0.1',
    at: /^\d{4}-/,
  });
  await running.chargePoint('other');
  const payload = '{"connectorId":1,"idTag":"T","meterStart":9007199254740993,"timestamp":"2026-01-01T00:00:00Z"}';
  await chargePoint.send('[2,"h","Heartbeat",{}]');
  await chargePoint.send(`[2,"u1","StartTransaction",${payload}]`);
  t.match(await next('call'), {
    identity: 'CP1',
    action: 'StartTransaction',
    direction: 'upstream',
    unique_id: 'u1',
    payload: { idTag: 'T' },
  });
  const { headers = {}, body = '' }: Partial<Question> = receiver.requests.at(-1) ?? {};
  t.ok(body.includes(payload), 'digit for digit');
  t.equal(headers['x-tenant'], 'seven');
  t.ok(receiver.requests.every(isSigned));
  t.equal((JSON.parse(body) as Batch).hook, 'billing');
  t.notOk(
    receiver.events.unread.some(({ identity }) => identity === 'other'),
    'of others nothing',
  );
});

t.test('keys on their way to a charge point are masked, and errors are told', async (t) => {
  const chargePoint = await running.chargePoint('CP2');
  const key = { key: 'AuthorizationKey', value: 'deadbeefdeadbeef' };
  await csms.publish('ocpp/cs/CP2', call('k1', 'ChangeConfiguration', key));
  await chargePoint.next();
  t.match(await next('call'), {
    direction: 'downstream',
    action: 'ChangeConfiguration',
    payload: { key: 'AuthorizationKey', value: '***' },
  });
  await chargePoint.send([4, 'k1', 'NotSupported', 'no', { a: 1 }]);
  t.match(await next('error'), {
    direction: 'upstream',
    action: 'ChangeConfiguration',
    unique_id: 'k1',
    error_code: 'NotSupported',
    error_description: 'no',
    error_details: { a: 1 },
  });
  await chargePoint.close(1000, 'bye');
  const end = await receiver.events.next('its end', (event) => event.kind === 'chargepoint.disconnected');
  t.match(end, { identity: 'CP2', code: 1000, reason: 'bye', replaced: false, duration_ms: Number });
  t.notMatch(JSON.stringify(all.requests.map(({ body }) => body)), /deadbeef/);
});

t.test('MQTT clients come and go as well', async (t) => {
  t.match(await nextOfAll('client.connected', 'csms-hooks'), { listener: 'tcp:default', username: 'csms' });
  const short = await running.mqtt({}, { clientId: 'short' });
  await short.end();
  t.match(await nextOfAll('client.disconnected', 'short'), { reason_code: null });
});

t.test('a hook is made, tried out, changed and removed over the API, while the server runs', async (t) => {
  const fresh = await startReceiver();
  const made = await running.api('POST /webhooks/fresh', { ...fast, url: fresh.url, events: ['call'], secret });
  t.match(made, { status: 201, json: { name: 'fresh', url: '******', secret: '******', timeout: '5s' } });
  t.match((await running.api('POST /webhooks/fresh/test')).json, { delivered: true, status: 204 });
  t.match(await fresh.events.next('the test', ({ kind }) => kind === 'test'), { id: String });
  const chargePoint = await running.chargePoint('CP3');
  await chargePoint.send([2, 'h', 'Heartbeat', {}]);
  t.match(await fresh.events.next('a CALL'), { kind: 'call', action: 'Heartbeat' });
  const status = async () => objectOf(await running.api('GET /webhooks/fresh')).status;
  t.match(
    await until('it to be counted', async () => {
      const told = (await status()) as { readonly delivered: number };
      return told.delivered === 1 ? told : undefined;
    }),
    { state: 'idle', queued: 0, failed: 0, last_error: null },
  );
  t.match(await running.api('PUT /webhooks/fresh', { enable: false }), {
    status: 200,
    json: { status: { state: 'off' } },
  });
  t.match(await running.api('PUT /webhooks/fresh', { url: 'ftp://x' }), { status: 400, json: { message: /^url: / } });
  t.match(await running.api('PUT /webhooks/fresh', { headers: { host: 'x' } }), {
    status: 400,
    json: { message: /^headers: cannot set host/ },
  });
  t.match(await running.api('PUT /webhooks/fresh', { cacertfile: '/nowhere/ca.pem' }), {
    status: 400,
    json: { message: /^cacertfile: / },
  });
  t.match((await running.api('GET /webhooks/fresh')).json, { enable: false, headers: {}, cacertfile: '' });
  t.equal((await running.api('DELETE /webhooks/fresh')).status, 204);
  t.equal((await running.api('GET /webhooks/fresh')).status, 404);
});

t.test('what a receiver refuses is a dead letter, and can be sent again', async (t) => {
  let status = 422;
  const picky = await startReceiver(() => ({ status }));
  await running.api('POST /webhooks/picky', { ...fast, url: picky.url, events: ['call'] });
  t.teardown(() => running.api('DELETE /webhooks/picky'));
  const chargePoint = await running.chargePoint('CP4');
  await chargePoint.send([2, 'h', 'Heartbeat', {}]);
  const letters = await until('the dead letter', async () => {
    const { data } = objectOf(await running.api('GET /webhooks/picky/dead_letters')) as {
      readonly data: readonly object[];
    };
    return data.length > 0 ? data : undefined;
  });
  t.match(letters, [{ reason: 'answered 422', attempts: 1, event: { kind: 'call', identity: 'CP4' } }]);
  status = 200;
  t.match((await running.api('POST /webhooks/picky/dead_letters/retry')).json, { count: 1 });
  t.match(await picky.events.next('the CALL, again'), { kind: 'call', identity: 'CP4' });
});

t.test('a receiver that is down holds nobody up, and has everything in its order when it is back', async (t) => {
  const gone = await startReceiver();
  await gone.close();
  await running.api('POST /webhooks/gone', { ...fast, url: gone.url, events: ['call', 'result'], secret });
  t.teardown(() => running.api('DELETE /webhooks/gone'));
  const chargePoint = await running.chargePoint('CP5');
  await csms.subscribe('ocpp/cp/CP5');
  const ids = Array.from({ length: 20 }, (_, index) => `h${index}`);
  for (const id of ids) {
    await chargePoint.send([2, id, 'Heartbeat', {}]);
    t.match(await csms.nextEnvelope('ocpp/cp/CP5'), { UniqueId: id });
  }
  await until('it to be tried in vain', async () => {
    const { status } = objectOf(await running.api('GET /webhooks/gone')) as { readonly status: { failed: number } };
    return status.failed > 1;
  });
  const back = await startReceiver(undefined, Number(new URL(gone.url).port));
  await csms.publish('ocpp/cs/CP5', {
    MessageTypeId: 3,
    UniqueId: 'h19',
    Payload: { currentTime: '2026-01-01T00:00:00Z' },
  });
  t.match(await back.events.next('the answer, after all the CALLs', ({ kind }) => kind === 'result'), {
    unique_id: 'h19',
    direction: 'downstream',
  });
  t.same(
    back.events.unread.map(({ unique_id: id }) => id),
    ids,
  );
  t.ok(back.requests.every(isSigned), 'each with a signature of its time');
});

t.test('what was not taken before a restart of the server is sent after it', async (t) => {
  let isDown = true;
  const late = await startReceiver(() => (isDown ? { status: 503 } : { status: 200 }));
  const folder = temporaryFolder(t);
  const settings = { webhooks: { late: { ...fast, url: late.url, secret, events: ['chargepoint.*'] } } };
  const first = await startBareServer(t, { folder, settings, users: userFiles(folder) });
  await first.chargePoint('CP1');
  await until('it to be tried', () => late.requests.length > 0);
  await first.close();
  isDown = false;
  await startBareServer(t, { folder, settings, users: userFiles(folder) });
  t.match(await late.events.next('the connection'), { kind: 'chargepoint.connected', identity: 'CP1' });
  t.match(await late.events.next('its end, by the stop of the server'), { kind: 'chargepoint.disconnected' });
  t.ok(late.requests.every(isSigned));
  t.ok(existsSync(join(folder, 'webhooks.db')));
});

t.test('a server does not start with a hook that cannot be used, and says why', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'ca.pem');
  writeFileSync(file, 'no certificate');
  const start = (hook: object) =>
    startBareServer(t, { folder, settings: { webhooks: { h: { url: 'https://example.org', ...hook } } } });
  await t.rejects(start({ cacertfile: file }), { message: /webhooks\.h\.cacertfile: has no certificate/ });
  await t.rejects(start({ url: '' }), { message: /webhooks\.h\.url: is needed/ });
});
