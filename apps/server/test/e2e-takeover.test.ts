// Shows of issue 2 "the rules of `protocol.md`": "The newest connection of an identity wins: bind it first, then close the old one with
// 1008 and a reason, and fail the old one's pending calls. Presence does not flap in between. A reconnect without BootNotification is
// normal: the registration state of an identity outlives its socket."

import t from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import { startTestServer } from './fixtures/running-server.ts';
import { bootedChargePoint, call, clientOf, result } from './fixtures/running-settings.ts';
import { within } from './fixtures/running-wait.ts';

t.test('the newest connection of a charge point wins, and its CSMS hardly notices', async (t) => {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/CP1/#');
  const old = await bootedChargePoint(running, csms, 'CP1', 300);
  t.match(await csms.next('ocpp/cp/CP1/Presence'), { text: /"Connected":true/ });
  await csms.publish('ocpp/cs/CP1', call('in-flight', 'ClearCache'));
  await old.next();
  await csms.publish('ocpp/cs/CP1', call('waiting', 'ClearCache'));

  const fresh = await running.chargePoint('CP1');
  t.match(await within('the close', old.closed), { code: 1008, reason: /took over/ });
  const failed = [await csms.nextEnvelope('ocpp/cp/CP1/Reply'), await csms.nextEnvelope('ocpp/cp/CP1/Reply')];
  t.same(
    failed.map(({ UniqueId, ErrorDetails }) => [UniqueId, ErrorDetails?.Reason]),
    [
      ['in-flight', 'superseded'],
      ['waiting', 'superseded'],
    ],
  );
  await fresh.send([2, 'h1', 'Heartbeat', {}]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP1'), { UniqueId: 'h1' });
  await csms.publish('ocpp/cs/CP1', result('h1', { currentTime: '2026-01-01T00:00:00Z' }));
  t.match(await fresh.nextJson(), [3, 'h1'], 'the newest hears the answer');
  await csms.publish('ocpp/cs/CP1', call('next', 'ClearCache'));
  t.match(await fresh.nextJson(), [2, 'next']);
  await fresh.send([3, 'next', { status: 'Accepted' }]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { MessageTypeId: 3, UniqueId: 'next' });

  const presence = csms.inbox.unread
    .filter(({ topic }) => topic.endsWith('/Presence'))
    .map(({ text }) => JSON.parse(text));
  t.same(
    presence.map(({ Connected }) => Connected),
    [true],
    'presence told of the newer connection and never said that it was gone',
  );
  t.match(await clientOf(running, 'CP1'), { keepalive: 300, ocpp: { boot_status: 'Accepted' } }, 'no boot is needed');
  t.match(objectOf(await running.api('GET /gateways/ocpp/clients')).meta, { count: 1 });
});

t.test('an answer for the old connection does not reach the new one under the same id', async (t) => {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/CP1/#');
  const old = await running.chargePoint('CP1');
  await old.send([2, 'asked-before', 'Heartbeat', {}]);
  await csms.nextEnvelope('ocpp/cp/CP1');
  const fresh = await running.chargePoint('CP1');
  await within('the close', old.closed);
  await csms.publish('ocpp/cs/CP1', result('asked-before', { currentTime: '2026-01-01T00:00:00Z' }));
  const told = await csms.nextEnvelope('ocpp/cp/CP1/Reply');
  t.match(told, { UniqueId: 'asked-before', ErrorDetails: { Reason: 'unknown_unique_id' } });
  t.same(fresh.unread, []);
});

t.test('twenty connections of one identity at once leave one, the others closed with 1008', async (t) => {
  const running = await startTestServer(t);
  const all = await Promise.all(Array.from({ length: 20 }, () => running.chargePoint('CP1')));
  const closings = await Promise.all(
    all.map((chargePoint) =>
      Promise.race([
        chargePoint.closed,
        chargePoint
          .ping()
          .then(() => chargePoint.nextControl('pong'))
          .catch(() => chargePoint.closed),
      ]),
    ),
  );
  const closed = closings.filter((closing) => closing !== undefined);
  t.equal(closed.length, 19);
  t.same(new Set(closed.map(({ code }) => code)), new Set([1008]));
  t.match(objectOf(await running.api('GET /gateways/ocpp/clients')).meta, { count: 1 });
});

t.test('who has not proved who he is takes nobody over', async (t) => {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/CP1');
  const chargePoint = await running.chargePoint('CP1');
  t.equal((await running.refusedChargePoint('CP1', { password: 'guessed' })).status, 401);
  await chargePoint.send([2, 'h1', 'Heartbeat', {}]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP1'), { UniqueId: 'h1' });
});

t.test('a reconnect after a lost socket finds what was known, and CALLs that failed are told', async (t) => {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/CP1/#');
  const first = await bootedChargePoint(running, csms, 'CP1', 120);
  await first.send([2, 's1', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' }]);
  await csms.nextEnvelope('ocpp/cp/CP1');
  first.terminate();
  await csms.inbox.next('its end', ({ text }) => text.includes('"Connected":false'));
  const offline = await running.api('GET /gateways/ocpp/clients/CP1');
  t.equal(offline.status, 404);
  await running.chargePoint('CP1');
  t.match(await clientOf(running, 'CP1'), { keepalive: 120, ocpp: { boot_status: 'Accepted', vendor: 'v' } });
});
