import t from 'tap';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';

const call = (UniqueId: string) => ({ MessageTypeId: 2, UniqueId, Action: 'ClearCache', Payload: {} });

t.test('mountpoint: every topic moves, also for connections that stand', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.reconfigure({ topics: { mountpoint: 'tenant/1/' } });
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  await rig.bus.next('tenant/1/cp/CP1');
  t.equal(rig.bus.send('ocpp/cs/CP1', call('u2')), 0, 'nobody listens there any more');
  rig.bus.send('tenant/1/cs/CP1', call('u3'));
  t.match(await raw.nextJson(), [2, 'u3']);
  await raw.send([3, 'u3', { status: 'Accepted' }]);
  await rig.bus.next('tenant/1/cp/CP1/Reply');
  t.equal(rig.gateway.client('CP1')?.downstreamTopic, 'tenant/1/cs/CP1');
});

t.test('upstream.topic, .reply_topic, .error_topic and overrides by action, with every placeholder', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('A%2FB');
  await rig.reconfigure({
    topics: {
      call: 'up/${clientid}/${username}/${version}',
      reply: 'reply/${cid}/${action}/${type}/${id}',
      error: 'error/${cid}/${action}',
      callOverrides: { StatusNotification: 'status/${cid}/${type}', Authorize: 'cp/${cid}/${action}' },
    },
  });
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  await rig.bus.next('ocpp/up/A%2FB/user/1.6');
  await raw.send([2, 'u2', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }]);
  await rig.bus.next('ocpp/status/A%2FB/2');
  await raw.send([2, 'u3', 'Authorize', { idTag: 'tag' }]);
  await rig.bus.next('ocpp/cp/A%2FB/Authorize');
  rig.bus.send('ocpp/cs/A%2FB', call('u/4'));
  await raw.next();
  await raw.send([3, 'u/4', { status: 'Accepted' }]);
  await rig.bus.next('ocpp/reply/A%2FB/ClearCache/3/u%2F4');
  rig.bus.send('ocpp/cs/A%2FB', { ...call('u5'), Action: 'Explode' });
  await rig.bus.next('ocpp/error/A%2FB/Explode');
  t.ok(rig.gateway.ownsTopic('ocpp/status/CP1/2'));
});

t.test('dnstream.topic: the new one is listened to, the old one is not', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.reconfigure({ topics: { downstream: 'to/${cid}/in' } });
  t.strictSame(rig.bus.filters, ['ocpp/to/+/in']);
  rig.bus.send('ocpp/to/CP1/in', call('u1'));
  t.match(await raw.nextJson(), [2, 'u1']);
  t.equal(rig.gateway.client('CP1')?.downstreamTopic, 'ocpp/to/CP1/in');
});

t.test('dnstream.max_mqueue_len: a shorter queue refuses, a longer one takes', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.connect('CP1');
  await rig.reconfigure({ session: { callQueueMax: 1 } });
  for (const id of ['u1', 'u2', 'u3']) rig.bus.send('ocpp/cs/CP1', call(id));
  t.match(await rig.bus.nextJson('ocpp/cp/CP1/Reply'), { UniqueId: 'u3', ErrorDetails: { Reason: 'queue_full' } });
  await rig.reconfigure({ session: { callQueueMax: 2 } });
  rig.bus.send('ocpp/cs/CP1', call('u4'));
  t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 2, refused: 1 });
});

t.test('enable: off closes everybody and takes nobody, on takes them again', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const before = rig.gateway.changedAt;
  rig.clock.advance(1_000);
  await rig.reconfigure({ topics: { reply: 'cp/${cid}/R' } });
  t.equal(rig.gateway.changedAt, before, 'any other change is not a switch');
  await rig.reconfigure({ enabled: false });
  t.equal(rig.gateway.enabled, false);
  t.equal(rig.gateway.changedAt, before + 1_000);
  t.strictSame(rig.gateway.clients(), [], 'at once');
  t.strictSame(await raw.closed, { code: 1001, reason: 'the gateway is switched off' });
  t.match(await rig.refusal('CP1'), { status: 503, headers: { 'retry-after': /^\d+$/ } });
  await eventually(() => rig.bus.all('ocpp/cp/CP1/Presence').length === 2);
  t.match(rig.bus.all('ocpp/cp/CP1/Presence').at(-1), { Connected: false, Reason: 'the gateway is switched off' });
  rig.bus.send('ocpp/cs/CP1', call('u1'));
  t.match(await rig.bus.nextJson('ocpp/cp/CP1/Reply'), { ErrorDetails: { Reason: 'not_connected' } });
  await rig.reconfigure({ enabled: true });
  const again = await rig.connect('CP1');
  await rig.beat(again, 'CP1', 'u2');
});

t.test('max_frame_size: holds for connections made from now on', async (t) => {
  const rig = await GatewayRig.start(t);
  const before = await rig.connect('CP1');
  await rig.reconfigure({ frameBytesMax: 1_000 });
  const after = await rig.connect('CP2');
  const frame = (id: string) => [2, id, 'DataTransfer', { vendorId: 'v', data: 'x'.repeat(1_000) }];
  await before.send(frame('u1'));
  await rig.bus.next('ocpp/cp/CP1');
  await after.send(frame('u2'));
  t.equal((await after.closed).code, 1009);
});

t.test('a subscription that the bus refuses fails the change, and the options can be put back', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  rig.bus.refusal = new Error('the broker is closed');
  await t.rejects(rig.reconfigure({ topics: { downstream: 'to/${cid}' } }), /the broker is closed/);
  await rig.reconfigure({});
  rig.bus.send('ocpp/cs/CP1', call('u1'));
  t.match(await raw.nextJson(), [2, 'u1']);
});
