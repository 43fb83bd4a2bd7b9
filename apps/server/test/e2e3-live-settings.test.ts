// Shows of issue 3, changed over the API while charge points are connected: "Modes `reject`, `warn`, `off` per direction and per action, and
// per charge point"; "per-action overrides" of the call timeout; "a retry of an answered CALL within a window: the cached answer again,
// never a second publish"; "per-charge-point overrides of ping, heartbeat and version where a charger needs them".

import type { RawChargePoint } from '@ocpp-broker/simulator';
import t from 'tap';
import { startTestServer } from './fixtures/running-server.ts';
import {
  answerNext,
  bootedChargePoint,
  call,
  changeSettings,
  clientOf,
  currentTime,
  pings,
  result,
} from './fixtures/running-settings.ts';
import { until, within } from './fixtures/running-wait.ts';

const running = await startTestServer(t);
const csms = await running.mqtt();
await csms.subscribe('ocpp/cp/+');
await csms.subscribe('ocpp/cp/+/Reply');
const chargePoint = await bootedChargePoint(running, csms, 'CP1');

let lastId = 0;
const newId = () => `id-${lastId++}`;

/** Sends an Authorize that breaks its schema, and tells whether it was published. */
async function isLetUp(from: RawChargePoint = chargePoint, identity = 'CP1', action = 'Authorize'): Promise<boolean> {
  const id = newId();
  await from.send([2, id, action, { colour: 'red' }]);
  await from.send([2, `${id}-end`, 'Heartbeat', {}]);
  const { UniqueId } = await csms.nextEnvelope(`ocpp/cp/${identity}`);
  if (UniqueId === id) await csms.nextEnvelope(`ocpp/cp/${identity}`);
  else t.match(await from.nextJson(), [4, id]);
  for (const open of UniqueId === id ? [id, `${id}-end`] : [`${id}-end`]) {
    await csms.publish(`ocpp/cs/${identity}`, { MessageTypeId: 4, UniqueId: open, ErrorCode: 'GenericError' });
    await from.next();
  }
  return UniqueId === id;
}

/** Sends the charge point a Reset that breaks its schema, and tells whether it came. */
async function isLetDown(to: RawChargePoint = chargePoint, identity = 'CP1'): Promise<boolean> {
  const id = newId();
  await csms.publish(`ocpp/cs/${identity}`, call(id, 'Reset', { type: 'Softly' }));
  await csms.publish(`ocpp/cs/${identity}`, call(`${id}-end`, 'ClearCache'));
  const [, first] = (await to.nextJson()) as readonly unknown[];
  await to.send([4, first, 'GenericError', '', {}]);
  if (first === id) {
    await to.next();
    await to.send([4, `${id}-end`, 'GenericError', '', {}]);
  }
  await csms.next(`ocpp/cp/${identity}/Reply`);
  await csms.next(`ocpp/cp/${identity}/Reply`);
  return first === id;
}

const warnings = () => running.log.filter(({ report }) => report === 'violation_tolerated').length;

t.test('message_format_mode says by direction what becomes of a message that breaks its schema', async (t) => {
  t.same([await isLetUp(), await isLetDown()], [false, false], 'rejected by default');
  await changeSettings(t, running, { message_format_mode: { upstream: 'warn' } });
  const before = warnings();
  t.same([await isLetUp(), await isLetDown()], [true, false]);
  t.ok(warnings() > before, 'and a line in the log tells of it');
  await changeSettings(t, running, { message_format_mode: { upstream: 'reject', dnstream: 'off' } });
  t.same([await isLetUp(), await isLetDown()], [false, true]);
  await changeSettings(t, running, {
    message_format_checking: 'upstream_only',
    message_format_mode: { dnstream: 'reject' },
  });
  t.same([await isLetUp(), await isLetDown()], [false, true], 'a direction that is not looked at has no mode');
});

t.test('an action’s own mode goes before that of its direction, and the map of them is given whole', async (t) => {
  await changeSettings(t, running, { message_format_mode: { actions: { Authorize: 'off', Reset: 'warn' } } });
  t.same([await isLetUp(), await isLetDown()], [true, true]);
  await changeSettings(t, running, { message_format_mode: { upstream: 'off', actions: { Authorize: 'reject' } } });
  t.same([await isLetUp(), await isLetDown()], [false, false], 'Reset is not named any more');
  t.equal(await isLetUp(chargePoint, 'CP1', 'MeterValues'), true);
});

t.test('a charge point’s own mode goes before all of them, for it alone', async (t) => {
  const other = await bootedChargePoint(running, csms, 'CP2');
  await changeSettings(t, running, {
    message_format_mode: { actions: { Authorize: 'reject', Reset: 'reject' } },
    charge_points: { CP2: { message_format_mode: 'off' } },
  });
  t.same([await isLetUp(other, 'CP2'), await isLetDown(other, 'CP2')], [true, true]);
  t.same([await isLetUp(), await isLetDown()], [false, false]);
  await changeSettings(t, running, { charge_points: { CP2: null } });
  t.same([await isLetUp(other, 'CP2'), await isLetDown(other, 'CP2')], [false, false]);
  await other.close();
});

t.test('call_timeout_overrides hold for their actions alone', async (t) => {
  await changeSettings(t, running, { call_timeout_overrides: { ClearCache: '100ms' } });
  await csms.publish('ocpp/cs/CP1', call('slow', 'GetLocalListVersion'));
  await chargePoint.next();
  await csms.publish('ocpp/cs/CP1', call('fast', 'ClearCache'));
  await chargePoint.send([3, 'slow', { listVersion: 0 }]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { UniqueId: 'slow', MessageTypeId: 3 });
  await chargePoint.next();
  t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { UniqueId: 'fast', ErrorDetails: { Reason: 'timed_out' } });
});

t.test('within retry_window a repeated CALL gets the answer that it got, and is published once', async (t) => {
  const repeated = [2, 'again', 'Authorize', { idTag: 'A' }];
  const answer = { idTagInfo: { status: 'Blocked' } };
  await chargePoint.send(repeated);
  await answerNext(csms, 'CP1', 'Authorize', answer);
  t.same(await chargePoint.nextJson(), [3, 'again', answer]);
  await chargePoint.send(repeated);
  t.same(await chargePoint.nextJson(), [3, 'again', answer], 'nobody was asked');
  const back = await running.chargePoint('CP1');
  await back.send(repeated);
  t.same(await back.nextJson(), [3, 'again', answer], 'also over a new connection');
  await back.send([2, 'again', 'Authorize', { idTag: 'B' }]);
  await answerNext(csms, 'CP1', 'Authorize', { idTagInfo: { status: 'Accepted' } });
  t.match(await back.nextJson(), [3, 'again', { idTagInfo: { status: 'Accepted' } }], 'another CALL is no repetition');
  await changeSettings(t, running, { retry_window: '0s' });
  await back.send(repeated);
  await answerNext(csms, 'CP1', 'Authorize', answer);
  t.same(await back.nextJson(), [3, 'again', answer]);
  await back.send(repeated);
  await answerNext(csms, 'CP1', 'Authorize', answer);
  t.same(await back.nextJson(), [3, 'again', answer]);
  t.same(csms.inbox.unread, []);
});

t.test('the responder is switched on and off while a charge point waits', async (t) => {
  const waiting = await running.chargePoint('CP3');
  await waiting.send([2, 'h1', 'Heartbeat', {}]);
  await csms.nextEnvelope('ocpp/cp/CP3');
  await changeSettings(t, running, { responder: { enable: true, after: '0s' } });
  await waiting.send([2, 'h2', 'Heartbeat', {}]);
  t.match(await waiting.nextJson(), [3, 'h2', { currentTime: String }]);
  await csms.nextEnvelope('ocpp/cp/CP3');
  await changeSettings(t, running, { responder: { enable: false } });
  await waiting.send([2, 'h3', 'Heartbeat', {}]);
  await answerNext(csms, 'CP3', 'Heartbeat', { currentTime });
  t.same(await waiting.nextJson(), [3, 'h3', { currentTime }]);
  await csms.publish('ocpp/cs/CP3', result('h1', { currentTime }));
  t.same(await waiting.nextJson(), [3, 'h1', { currentTime }], 'what came before it was on waits for the CSMS');
  await waiting.close();
});

t.test('ping, idle timeout and heartbeat of a single charge point', async (t) => {
  const own = await running.chargePoint('CP4');
  const other = await running.chargePoint('CP5');
  const overrides = { ping_interval: '100ms', idle_timeout: '250ms', default_heartbeat_interval: '2h' };
  await changeSettings(t, running, { charge_points: { CP4: overrides } });
  await pings(own, 3);
  t.equal((await clientOf(running, 'CP4')).keepalive, 7200);
  t.equal((await clientOf(running, 'CP5')).keepalive, 60);
  const dead = await running.chargePoint('CP4', { autoPong: false });
  t.same(await within('the close', dead.closed), { code: 1008, reason: 'idle timeout' });
  t.match(await clientOf(running, 'CP5'), { connected: true });
  t.equal((await own.closed).code, 1008, 'the newer connection had taken over');
  await other.close();
});

t.test('the version of a charge point that offers no subprotocol is that of its setting', async (t) => {
  const offered = async (identity: string) => {
    const silent = await running.chargePoint(identity, {
      subprotocols: [],
      username: identity,
      password: `${identity}-password`,
    });
    const { proto_ver } = await clientOf(running, identity);
    await silent.close();
    return proto_ver;
  };
  for (const identity of ['CP6', 'CP7']) await running.addChargePoint(identity, `${identity}-password`);
  t.equal(await offered('CP6'), '1.6');
  await changeSettings(t, running, { charge_points: { CP6: { version: '2.0.1' } } });
  t.equal(await offered('CP6'), '2.0.1');
  t.equal(await offered('CP7'), '1.6');
});

t.test('the log tells of a violation that was let through, and not of its content', async (t) => {
  await changeSettings(t, running, { message_format_mode: { upstream: 'warn' } });
  const speaker = await running.chargePoint('CP8');
  await speaker.send([2, 'x', 'Authorize', { idTag: 'SECRET-TAG', colour: 'red' }]);
  await csms.nextEnvelope('ocpp/cp/CP8');
  await until('the line', () =>
    running.log.some(({ report, identity }) => report === 'violation_tolerated' && identity === 'CP8'),
  );
  t.notOk(running.log.some((line) => JSON.stringify(line).includes('SECRET-TAG')));
});
