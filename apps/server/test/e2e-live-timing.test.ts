// Shows of issue 2: "every setting of its table (EMQX's and ours) honoured and changeable while running, each with a test that shows its
// effect: … the heartbeat interval and its backoff (with BootNotification's own interval matched by UniqueId), idle timeout …". Time
// passes by the pings of the server, which are events; nothing is asserted about how soon something happens.

import t from 'tap';
import { startTestServer } from './fixtures/running-server.ts';
import {
  bootedChargePoint,
  call,
  changeSettings,
  clientOf,
  currentTime,
  pings,
  result,
} from './fixtures/running-settings.ts';
import { within } from './fixtures/running-wait.ts';

const running = await startTestServer(t);
const csms = await running.mqtt();
await csms.subscribe('ocpp/cp/#');

/** A socket that answers no ping, as a half-open one. */
const halfOpen = { autoPong: false };

t.test('ping_interval is how often a charge point is pinged', async (t) => {
  const chargePoint = await running.chargePoint('CP1');
  await changeSettings(t, running, { ping_interval: '100ms' });
  await pings(chargePoint, 3);
  t.pass('three pings came, where one would come after 20 s');
});

t.test('idle_timeout closes a socket on which nothing comes, and not one that answers pings', async (t) => {
  const dead = await bootedChargePoint(running, csms, 'CP1', 3600, halfOpen);
  const alive = await bootedChargePoint(running, csms, 'CP2');
  await changeSettings(t, running, { ping_interval: '100ms', idle_timeout: '1s' });
  t.same(await within('the close', dead.closed), { code: 1008, reason: 'idle timeout' });
  await pings(alive, 5);
  t.match(await clientOf(running, 'CP2'), { connected: true });
  t.match(await lastPresence('CP1'), { Connected: false, Reason: 'idle timeout' });
});

t.test('default_heartbeat_interval holds for whoever was told no other', async (t) => {
  const untold = await running.chargePoint('CP3', halfOpen);
  const told = await bootedChargePoint(running, csms, 'CP4', 3600, halfOpen);
  t.equal((await clientOf(running, 'CP3')).keepalive, 60);
  await changeSettings(t, running, { default_heartbeat_interval: '2h' });
  t.equal((await clientOf(running, 'CP3')).keepalive, 7200);
  t.equal((await clientOf(running, 'CP4')).keepalive, 3600, 'the one that was told keeps to it');
  await changeSettings(t, running, { default_heartbeat_interval: '200ms', ping_interval: '100ms' });
  t.same(await within('the close', untold.closed), { code: 1008, reason: 'heartbeat timeout' });
  await pings(told, 4);
  t.match(await clientOf(running, 'CP4'), { connected: true });
});

t.test('heartbeat_checking_times_backoff lets several intervals pass in silence', async (t) => {
  const patient = { heartbeat_checking_times_backoff: 20, default_heartbeat_interval: '200ms', ping_interval: '100ms' };
  await changeSettings(t, running, patient);
  const silent = await running.chargePoint('CP5', halfOpen);
  await pings(silent, 5);
  t.match(await clientOf(running, 'CP5'), { connected: true }, 'one interval and its grace are over');
  await changeSettings(t, running, { heartbeat_checking_times_backoff: 0 });
  t.same(await within('the close', silent.closed), { code: 1008, reason: 'heartbeat timeout' });
});

t.test('a pong is no heartbeat of a charge point that was told an interval; its own ping is', async (t) => {
  await changeSettings(t, running, { ping_interval: '100ms' });
  const quiet = await bootedChargePoint(running, csms, 'CP6', 1);
  const pinging = await bootedChargePoint(running, csms, 'CP7', 1);
  const beating = setInterval(() => void pinging.ping(), 200);
  t.teardown(() => clearInterval(beating));
  t.same(await within('the close', quiet.closed), { code: 1008, reason: 'heartbeat timeout' });
  await pinging.nextControl('pong');
  t.match(await clientOf(running, 'CP7'), { connected: true });
});

t.test(
  "the interval is that of BootNotification's own answer, matched by its UniqueId, or of a later accepted change",
  async (t) => {
    await changeSettings(t, running, { message_format_checking: 'disable' });
    const chargePoint = await running.chargePoint('CP8');
    const boot = { chargePointVendor: 'v', chargePointModel: 'm' };
    await chargePoint.send([2, 'boot', 'BootNotification', boot]);
    await chargePoint.send([2, 'beat', 'Heartbeat', {}]);
    const lookalike = { currentTime, status: 'Accepted', interval: 7 };
    await csms.publish('ocpp/cs/CP8', result('beat', lookalike));
    t.match(await chargePoint.nextJson(), [3, 'beat']);
    await csms.publish('ocpp/cs/CP8', result('nobody', lookalike));
    await csms.nextEnvelope('ocpp/cp/CP8/Reply');
    t.equal((await clientOf(running, 'CP8')).keepalive, 60, 'neither is an answer to BootNotification');
    await csms.publish('ocpp/cs/CP8', result('boot', { currentTime, status: 'Accepted', interval: 45 }));
    t.match(await chargePoint.nextJson(), [3, 'boot']);
    t.equal((await clientOf(running, 'CP8')).keepalive, 45);
    const change = { key: 'HeartbeatInterval', value: '90' };
    await csms.publish('ocpp/cs/CP8', call('c1', 'ChangeConfiguration', change));
    await chargePoint.next();
    await chargePoint.send([3, 'c1', { status: 'Rejected' }]);
    await csms.nextEnvelope('ocpp/cp/CP8/Reply');
    t.equal((await clientOf(running, 'CP8')).keepalive, 45, 'a rejected change is none');
    await csms.publish('ocpp/cs/CP8', call('c2', 'ChangeConfiguration', change));
    await chargePoint.next();
    await chargePoint.send([3, 'c2', { status: 'Accepted' }]);
    await csms.nextEnvelope('ocpp/cp/CP8/Reply');
    t.equal((await clientOf(running, 'CP8')).keepalive, 90);
  },
);

t.test('call_timeout is how long a charge point may take to answer', async (t) => {
  const chargePoint = await running.chargePoint('CP9');
  await changeSettings(t, running, { call_timeout: '150ms' });
  await csms.publish('ocpp/cs/CP9', call('slow', 'ClearCache'));
  await chargePoint.next();
  t.match(await csms.nextEnvelope('ocpp/cp/CP9/Reply'), { UniqueId: 'slow', ErrorDetails: { Reason: 'timed_out' } });
  await chargePoint.send([3, 'slow', { status: 'Accepted' }]);
  await csms.publish('ocpp/cs/CP9', call('next', 'ClearCache'));
  t.match(await chargePoint.nextJson(), [2, 'next']);
  await chargePoint.send([3, 'next', { status: 'Accepted' }]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP9/Reply'), { UniqueId: 'next' }, 'the late answer was not published');
});

t.test('reply_timeout is how long the MQTT side may take before the charge point hears InternalError', async (t) => {
  const chargePoint = await running.chargePoint('CP10');
  await changeSettings(t, running, { reply_timeout: '150ms' });
  await chargePoint.send([2, 'a1', 'Authorize', { idTag: 'A' }]);
  t.match(await chargePoint.nextJson(), [4, 'a1', 'InternalError']);
  await csms.publish('ocpp/cs/CP10', result('a1', { idTagInfo: { status: 'Accepted' } }));
  t.match(await csms.nextEnvelope('ocpp/cp/CP10/Reply'), {
    UniqueId: 'a1',
    ErrorDetails: { Reason: 'unknown_unique_id' },
  });
  t.same(chargePoint.unread, []);
});

t.test('offline_ttl is how long a CALL waits for a charge point that is away', async (t) => {
  await changeSettings(t, running, { offline_policy: 'queue', offline_ttl: '150ms' });
  await csms.publish('ocpp/cs/CP11', call('w1', 'ClearCache'));
  t.match(await csms.nextEnvelope('ocpp/cp/CP11/Reply'), { UniqueId: 'w1', ErrorDetails: { Reason: 'expired' } });
});

async function lastPresence(identity: string): Promise<unknown> {
  const topic = `ocpp/cp/${identity}/Presence`;
  const { text } = await csms.inbox.next(
    'the end in presence',
    (heard) => heard.topic === topic && heard.text.includes('"Connected":false'),
  );
  return JSON.parse(text);
}
