// Shows of issue 4: "JWT (HS256, RS256/JWKS file) … as further sources for both MQTT and OCPP, in EMQX's settings shape".

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { objectOf, rowsOf } from './fixtures/running-api.ts';
import { type Fields, startTestServer, type TestServer, temporaryFolder } from './fixtures/running-server.ts';
import { within } from './fixtures/running-wait.ts';
import { problemsOf } from './fixtures/settings.ts';
import { secondsFromNow, signedToken } from './fixtures/tokens.ts';

const secret = 'known to whoever makes tokens, and to the server';
const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 });

const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' });

/** JSON Web Tokens for MQTT and OCPP beside the stored users. */
function startWithTokens(t: Test, jwt: object, more: object = {}): Promise<TestServer> {
  const authentication = { jwt: { enable: true, ...jwt }, ...more };
  return startTestServer(t, { settings: { mqtt: { authentication }, gateway: { ocpp: { authentication } } } });
}

const kinds = [
  { name: 'HS256', right: secret, wrong: 'another secret', settings: () => ({ secret }) },
  {
    name: 'HS256 with a secret in Base64',
    right: secret,
    wrong: 'another secret',
    settings: () => ({ secret: Buffer.from(secret).toString('base64'), secret_base64_encoded: true }),
  },
  {
    name: 'RS256 with a public key',
    right: pair.privateKey,
    wrong: stranger.privateKey,
    settings: () => ({ algorithm: 'public-key', public_key: pair.publicKey.export({ format: 'pem', type: 'spki' }) }),
  },
  {
    name: 'RS256 with a key set in a file',
    right: pair.privateKey,
    wrong: stranger.privateKey,
    settings: (t: Test) => {
      const jwks_file = join(temporaryFolder(t), 'keys.json');
      const other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
      writeFileSync(jwks_file, JSON.stringify({ keys: [jwk(other.publicKey, 'k0'), jwk(pair.publicKey, 'k1')] }));
      return { algorithm: 'public-key', use_jwks: true, jwks_file };
    },
    header: { kid: 'k1' },
  },
];

for (const { name, right, wrong, settings, header } of kinds) {
  t.test(`a token of ${name} lets in over MQTT and OCPP, a forged or old one does not`, async (t) => {
    const running = await startWithTokens(t, { ...settings(t), verify_claims: { sub: '${clientid}' } });
    const token = (claims: object, key = right) => signedToken({ sub: 'CP1', ...claims }, key, header);
    const mqtt = (password: string, clientId = 'CP1') => running.mqtt({}, { username: 'anybody', password, clientId });
    const ocpp = (password: string, identity = 'CP1') => ({ identity, username: identity, password });
    const refusedStatus = async ({ identity, ...credentials }: ReturnType<typeof ocpp>) =>
      (await running.refusedChargePoint(identity, credentials)).status;
    const fresh = token({ exp: secondsFromNow(60) });
    await mqtt(fresh);
    await running.chargePoint('CP1', ocpp(fresh));
    for (const [what, bad] of [
      ['forged', token({ exp: secondsFromNow(60) }, wrong)],
      ['expired', token({ exp: secondsFromNow(-1) })],
      ['of another', token({ sub: 'CP2' })],
      ['unsigned', `${signedToken({ sub: 'CP1' }, right, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
      ['no token', 'guessed'],
    ] as const) {
      await t.rejects(mqtt(bad), { code: 0x86 }, what);
      t.equal(await refusedStatus(ocpp(bad)), 401, what);
    }
    await running.mqtt();
    await running.chargePoint('CP9');
    t.notOk(JSON.stringify(running.log).includes(fresh));
  });
}

t.test('the connection ends with its token, over MQTT and OCPP, unless the settings say otherwise', async (t) => {
  const running = await startWithTokens(t, { secret });
  const password = signedToken({ exp: secondsFromNow(2) }, secret);
  const client = await running.mqtt({}, { username: 'u', password });
  const reason = new Promise<number | undefined>((resolve) => {
    client.client.once('disconnect', ({ reasonCode }) => resolve(reasonCode));
  });
  const chargePoint = await running.chargePoint('CP1', { username: 'CP1', password });
  const lasting = await running.mqtt();
  t.equal(await within('DISCONNECT', reason), 0xa0);
  t.match(await within('the close of the charge point', chargePoint.closed), { code: 1008, reason: /has run out/ });
  await lasting.publish('still/here', 'yes');

  await running.server.settings.update({ mqtt: { authentication: { jwt: { disconnect_after_expire: false } } } });
  const next = signedToken({ exp: secondsFromNow(2) }, secret);
  const patient = await running.mqtt({}, { username: 'u', password: next });
  const other = await running.chargePoint('CP2', { username: 'CP2', password: next });
  await patient.subscribe('after');
  await within('the end of the token', other.closed);
  await patient.publish('after', 'the end of the token');
  await patient.next('after');
});

t.test('what a token allows counts before the rules of the server', async (t) => {
  const running = await startWithTokens(t, { secret });
  const rules = [{ topic: 'plant/#', permission: 'deny', action: 'all' }];
  await running.api('POST /authorization/sources/built_in_database/rules/all', { rules });
  const having = (claims: Fields) => running.mqtt({}, { username: 'u', password: signedToken(claims, secret) });
  const acl = [
    { permission: 'allow', action: 'all', topic: 'plant/${username}' },
    { permission: 'deny', action: 'publish', topic: 'open' },
  ];
  const bearer = await having({ acl, exp: secondsFromNow(60) });
  await bearer.subscribe('plant/u');
  await bearer.publish('plant/u', 'mine');
  t.equal((await bearer.next('plant/u')).text, 'mine');
  await t.rejects(bearer.publish('plant/other', 'x'), { code: 0x87 });
  await t.rejects(bearer.publish('open', 'x'), { code: 0x87 });
  const older = await having({ acl: { pub: ['out/#'], sub: ['in/#'], all: [] } });
  await older.publish('out/x', 'x');
  await t.rejects(older.publish('elsewhere', 'x'), { code: 0x87 });
  const superuser = await having({ is_superuser: true });
  await superuser.subscribe('$SYS/#');
  await t.rejects(having({ acl: 'nonsense' }), { code: 0x86 });
});

t.test('a token in the place of the user name is neither logged nor shown', async (t) => {
  const running = await startWithTokens(t, { secret, from: 'username' });
  const username = signedToken({ sub: 'x' }, secret);
  await running.mqtt({}, { username, clientId: 'bearer' });
  await running.chargePoint('CP1', { username, password: 'not looked at' });
  await t.rejects(running.mqtt({}, { username: signedToken({}, 'another secret') }), { code: 0x86 });
  t.notOk(JSON.stringify(running.log).includes('eyJ'), 'the beginning of every token');
  t.match(rowsOf(await running.api('GET /clients?clientid=bearer')), [{ username: '(token)' }]);
  t.match(objectOf(await running.api('GET /gateways/ocpp/clients/CP1')), { username: '(token)' });
});

t.test('a key that is changed while running is in force for the next login, a bad one is refused', async (t) => {
  const running = await startWithTokens(t, { secret });
  const login = (key: string) => running.mqtt({}, { username: 'u', password: signedToken({}, key) });
  await login(secret);
  const change = (jwt: object) => running.server.settings.update({ mqtt: { authentication: { jwt } } });
  await change({ secret: 'the next secret' });
  await login('the next secret');
  await t.rejects(login(secret), { code: 0x86 });
  t.match(await problemsOf(() => change({ algorithm: 'public-key', public_key: 'no PEM' })), [
    /^mqtt\.authentication\.jwt\.public_key: .*no PEM text/,
  ]);
  await login('the next secret');
});
