// Shows of issue 4: "an HTTP authenticator as further sources for both MQTT and OCPP, in EMQX's settings shape".

import t, { type Test } from 'tap';
import { startTestServer, type TestServer } from './fixtures/running-server.ts';
import { type LoginService, type Question, type Reply, startLoginService } from './fixtures/running-service.ts';
import { within } from './fixtures/running-wait.ts';

const allow = { status: 200, body: { result: 'allow' } };
const deny = { status: 200, body: { result: 'deny' } };

const fieldsOf = ({ body }: Question) => JSON.parse(body) as Readonly<Record<string, string>>;

/** A server that asks a service about whom it does not know. */
async function startAsking(
  t: Test,
  answer: (question: Question) => Reply,
  http: object = {},
): Promise<{ readonly running: TestServer; readonly service: LoginService }> {
  const service = await startLoginService(t, answer);
  const authentication = {
    http: {
      enable: true,
      url: `${service.url}/login`,
      headers: { authorization: 'Bearer of-the-server' },
      body: { username: '${username}', password: '${password}', clientid: '${clientid}', from: '${peerhost}' },
      request_timeout: '500ms',
      ...http,
    },
  };
  const settings = { mqtt: { authentication }, gateway: { ocpp: { authentication } } };
  return { running: await startTestServer(t, { settings }), service };
}

t.test('the service decides about those whom the server does not know, over MQTT and OCPP', async (t) => {
  const { running, service } = await startAsking(t, (question) => {
    const { username, password } = fieldsOf(question);
    if (username !== 'theirs') return { status: 200, body: { result: 'ignore' } };
    return password === 'right' ? allow : deny;
  });
  const mqtt = (username: string, password: string) => running.mqtt({}, { username, password, clientId: 'c1' });
  await mqtt('theirs', 'right');
  await running.chargePoint('CP1', { username: 'theirs', password: 'right' });
  t.match(service.questions.map(fieldsOf), [
    { username: 'theirs', password: 'right', clientid: 'c1', from: '127.0.0.1' },
    { username: 'theirs', password: 'right', clientid: 'CP1', from: '127.0.0.1' },
  ]);
  t.match(service.questions[0], { method: 'POST', headers: { authorization: 'Bearer of-the-server' } });
  await t.rejects(mqtt('theirs', 'wrong'), { code: 0x86 });
  await t.rejects(mqtt('nobody', 'right'), { code: 0x86 });
  t.equal((await running.refusedChargePoint('CP1', { username: 'theirs', password: 'wrong' })).status, 401);
  const asked = service.questions.length;
  await running.mqtt();
  await running.chargePoint('CP2');
  t.equal(service.questions.length, asked, "our own users are nobody else's affair");
  t.notMatch(JSON.stringify(running.log), /of-the-server|"right"|"wrong"/);
});

t.test('what the service grants counts: superuser, topics, and an end', async (t) => {
  const { running } = await startAsking(t, (question) => {
    switch (fieldsOf(question).username) {
      case 'root':
        return { status: 200, body: { result: 'allow', is_superuser: true } };
      case 'short':
        return { status: 200, body: { result: 'allow', expire_at: Math.floor(Date.now() / 1_000) + 2 } };
      default:
        return { status: 200, body: { result: 'allow', acl: [{ permission: 'deny', action: 'publish', topic: '#' }] } };
    }
  });
  const login = (username: string) => running.mqtt({}, { username, password: 'x' });
  const root = await login('root');
  await root.subscribe('$SYS/#');
  const reader = await login('reader');
  await reader.subscribe('a');
  await t.rejects(reader.publish('a', 'x'), { code: 0x87 });
  const short = await login('short');
  const chargePoint = await running.chargePoint('CP1', { username: 'short', password: 'x' });
  await within('the end of the MQTT login', short.closed);
  t.match(await within("the end of the charge point's login", chargePoint.closed), { code: 1008 });
});

t.test(
  'while the service is down nobody is let in by it, nobody has guessed wrong, and our users come in',
  async (t) => {
    let reply: Reply = { status: 500 };
    const { running, service } = await startAsking(t, () => reply);
    const mqtt = () => running.mqtt({}, { username: 'theirs', password: 'right' });
    const refusal = () => running.refusedChargePoint('CP1', { username: 'theirs', password: 'right' });
    for (reply of [{ status: 500 }, 'never'] as const) {
      await t.rejects(mqtt(), { code: 0x88 });
      t.match(await refusal(), { status: 503, headers: { 'retry-after': /^\d+$/ } });
    }
    await running.mqtt();
    for (let attempt = 0; attempt < 10; attempt += 1) await refusal();
    reply = allow;
    await mqtt();
    await running.chargePoint('CP1', { username: 'theirs', password: 'right' });
    await service.close();
    await t.rejects(running.mqtt({}, { username: 'others', password: 'x' }), { code: 0x88 });
    t.ok(running.log.some(({ msg }) => msg === 'login refused: it could not be checked'));
  },
);

t.test('a service can be asked by GET, with everything in the address', async (t) => {
  const { running, service } = await startAsking(
    t,
    ({ url }) => (url.searchParams.get('p') === 'a b&c' ? allow : deny),
    {
      method: 'get',
      body: { p: '${password}' },
    },
  );
  await running.mqtt({}, { username: 'theirs', password: 'a b&c' });
  t.equal(service.questions[0]?.method, 'GET');
  await t.rejects(running.mqtt({}, { username: 'theirs', password: 'a b' }), { code: 0x86 });
});

t.test('more logins at once than may be under way are told to come again', async (t) => {
  const { running } = await startAsking(t, () => 'never', { max_inflight: 1, request_timeout: '2s' });
  const first = running.refusedChargePoint('CP1', { username: 'a', password: 'x' });
  const second = running.refusedChargePoint('CP2', { username: 'b', password: 'x' });
  const statuses = (await Promise.all([first, second])).map(({ status, body }) => `${status} ${body}`).sort();
  t.match(statuses, [/503 the credentials cannot be checked now/, /503 too many handshakes at once/]);
});
