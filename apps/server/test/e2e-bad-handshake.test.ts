// Shows of issue 2, "Bad input": "Path without identity, bad percent sequence, 49 characters, `:` in the identity, control characters
// (400); `+`, `#`, `/` percent-encoded in the identity (works, and cannot leave its topic level) · unknown user or wrong password (401),
// no header (401), unknown identity in `clientid` mode (404), undecodable Basic, a binary key · no common subprotocol, none offered".
// The details are tested in packages/gateway; here they come through the whole stack.

import t from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import { type ChargePointOptions, startTestServer } from './fixtures/running-server.ts';

t.test('a path that names no identity as OCPP has it is refused with 400', async (t) => {
  const running = await startTestServer(t);
  const paths: Readonly<Record<string, string>> = {
    'no identity': '',
    'a bad percent sequence': 'CP%zz',
    'percent-encoded bytes that are no UTF-8': 'CP%ff%fe',
    '49 characters': 'x'.repeat(49),
    'a colon': 'a%3Ab',
    'a control character': 'CP%01',
    'a line feed': 'CP%0A1',
  };
  for (const [what, path] of Object.entries(paths)) {
    t.equal((await running.refusedChargePoint('', { path })).status, 400, what);
  }
  const longest = await running.chargePoint('x'.repeat(48));
  t.equal(longest.subprotocol, 'ocpp1.6', '48 characters are not too many');
});

t.test('an identity with wildcards and slashes works, and cannot leave its topic level', async (t) => {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/#', 2);
  const identity = '+/#A B/%2F';
  const level = '%2B%2F%23A B%2F%252F';
  const chargePoint = await running.chargePoint(identity);
  t.match(JSON.parse((await csms.next(`ocpp/cp/${level}/Presence`)).text), { Connected: true });

  await chargePoint.send([2, 'h1', 'Heartbeat', {}]);
  t.match(await csms.nextEnvelope(`ocpp/cp/${level}`), { UniqueId: 'h1', Action: 'Heartbeat' });
  const payload = { currentTime: '2026-01-01T00:00:00Z' };
  await csms.publish(`ocpp/cs/${level}`, { MessageTypeId: 3, UniqueId: 'h1', Payload: payload });
  t.same(await chargePoint.nextJson(), [3, 'h1', payload]);

  const one = await running.api(`GET /gateways/ocpp/clients/${encodeURIComponent(identity)}`);
  t.match(objectOf(one), { clientid: identity });
});

t.test('whoever does not prove who he is gets 401 and is told how to', async (t) => {
  const running = await startTestServer(t);
  await running.addChargePoint('known', 'right');
  const attempts: Readonly<Record<string, ChargePointOptions>> = {
    'an unknown user': { username: 'nobody', password: 'right' },
    'a wrong password': { username: 'known', password: 'wrong' },
    'a password that only begins right': { username: 'known', password: 'rightly' },
    'no header': { username: undefined, password: undefined },
    'Basic that is no base64': { headers: { authorization: 'Basic %%%' } },
    'Basic without a colon': { headers: { authorization: `Basic ${Buffer.from('known').toString('base64')}` } },
    'another scheme': { headers: { authorization: 'Bearer right' } },
  };
  for (const [what, options] of Object.entries(attempts)) {
    const { status, headers } = await running.refusedChargePoint('CP1', options);
    t.equal(status, 401, what);
    t.match(headers['www-authenticate'], /^Basic /, what);
  }
  t.equal((await running.chargePoint('CP1', { username: 'known', password: 'right' })).subprotocol, 'ocpp1.6');
});

t.test('with user_id_type clientid an unknown identity is 404, and a wrong password still 401', async (t) => {
  const settings = { gateway: { ocpp: { authentication: { user_id_type: 'clientid' } } } };
  const running = await startTestServer(t, { settings });
  await running.addChargePoint('CP1', 'right');
  t.equal((await running.refusedChargePoint('CP2', { username: 'CP1', password: 'right' })).status, 404);
  t.equal((await running.refusedChargePoint('CP1', { username: 'CP1', password: 'wrong' })).status, 401);
  t.equal((await running.chargePoint('CP1', { username: 'CP1', password: 'right' })).subprotocol, 'ocpp1.6');
});

t.test('a key of 40 hex digits is taken as its text and as its bytes, in either case of its letters', async (t) => {
  const running = await startTestServer(t);
  const key = '00ff3ac0de80feed00ff3ac0de80feed00ff3a0d';
  await running.addChargePoint('keyed', key);
  const passwords = { text: key, capitals: key.toUpperCase(), bytes: Buffer.from(key, 'hex') };
  for (const [what, password] of Object.entries(passwords)) {
    const chargePoint = await running.chargePoint('CP1', { username: 'keyed', password });
    t.equal(chargePoint.subprotocol, 'ocpp1.6', what);
    await chargePoint.close();
  }
  const almost = Buffer.from(key, 'hex');
  almost[0] = 1;
  t.equal((await running.refusedChargePoint('CP1', { username: 'keyed', password: almost })).status, 401);
});

t.test('no common subprotocol is 400, none offered is OCPP 1.6, and the first that both speak is echoed', async (t) => {
  const running = await startTestServer(t);
  t.equal((await running.refusedChargePoint('CP1', { subprotocols: ['ocpp1.5', 'mqtt'] })).status, 400);
  const silent = await running.chargePoint('CP1', { subprotocols: [] });
  t.equal(silent.subprotocol, '');
  t.match(objectOf(await running.api('GET /gateways/ocpp/clients/CP1')), { proto_ver: '1.6' });
  t.equal((await running.chargePoint('CP2', { subprotocols: ['ocpp1.5', 'ocpp1.6'] })).subprotocol, 'ocpp1.6');
});

t.test('no password, no Authorization header and no idTag is in the log, however much is logged', async (t) => {
  const running = await startTestServer(t);
  await running.addChargePoint('secretive', 'hush-password');
  await running.refusedChargePoint('CP1', { username: 'secretive', password: 'wrong-password' });
  const csms = await running.mqtt();
  await t.rejects(running.mqtt({}, { password: 'wrong-mqtt-password' }));
  await csms.subscribe('ocpp/#');
  const chargePoint = await running.chargePoint('CP1', { username: 'secretive', password: 'hush-password' });
  await chargePoint.send([2, 'a1', 'Authorize', { idTag: 'IDTAG-0001' }]);
  await csms.nextEnvelope('ocpp/cp/CP1');
  await chargePoint.send([2, 'a2', 'Authorize', { idTag: 'IDTAG-0002', more: 'IDTAG-0003' }]);
  await chargePoint.nextJson();
  await chargePoint.send('["IDTAG-0004"');
  await csms.publish('ocpp/cs/CP1', '{"IDTAG-0005"');
  await csms.nextEnvelope('ocpp/cp/CP1/Reply');
  await running.api('POST /login', { username: 'admin', password: 'wrong-admin-password' });
  await chargePoint.close();
  const log = JSON.stringify(running.log);
  t.match(log, /handshake refused/, 'the log was on');
  t.notMatch(log, /hush|wrong-|csms-password|admin-password|IDTAG|Basic [A-Za-z0-9]|authorization/i);
  t.notMatch(log, new RegExp(Buffer.from('secretive:hush-password').toString('base64')));
});
