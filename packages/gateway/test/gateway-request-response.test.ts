// MQTT 5 request/response (§4.10): whoever names a response topic hears of its CALL there, and everybody on the gateway's own.

import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { call, reason } from './fixtures/messages.ts';
import type { Changes } from './fixtures/options.ts';

const to = 'ocpp/cs/CP1';
const errors = 'ocpp/cp/CP1/Reply';
const responseTopic = 'csms/7/answers';
const correlationData = Buffer.from([0, 1, 254, 255]);
const properties = { responseTopic, correlationData };
const queue = { offline: { policy: 'queue', ttlMs: 60_000 } } as const;

/** Sends what comes to nothing, and checks that both topics are told the same. */
async function refused(
  t: Tap,
  rig: GatewayRig,
  message: unknown,
  expected: object,
  meanwhile: () => unknown = () => {},
): Promise<void> {
  rig.bus.send(to, message, properties);
  await meanwhile();
  await told(t, rig, expected);
}

async function told(t: Tap, rig: GatewayRig, expected: object, own = errors): Promise<void> {
  const answer = await rig.bus.next(responseTopic);
  t.match(answer, { qos: 2, retain: false, properties: { correlationData } });
  t.match(JSON.parse(answer.payload), expected);
  t.equal((await rig.bus.next(own)).payload, answer.payload, 'the topic of the gateway is told the same');
}

type Tap = Pick<typeof t, 'match' | 'equal'>;

t.test('a CALLRESULT arrives on the response topic with the correlation data, and on the reply topic', async (t) => {
  const rig = await GatewayRig.start(t, { options: { topics: { error: 'cp/${cid}/Error' } } });
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('u1'), properties);
  await raw.next();
  await raw.send('[3,"u1",{"status" : "Accepted"}]');
  const payload = '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"status" : "Accepted"},"Action":"ClearCache"}';
  t.strictSame(await rig.bus.next(responseTopic), {
    topic: responseTopic,
    payload,
    qos: 2,
    retain: false,
    properties: { correlationData },
  });
  t.strictSame(await rig.bus.next('ocpp/cp/CP1/Reply'), { topic: errors, payload, qos: 2, retain: false });
});

t.test('an error of the charge point arrives on the response topic and on the error topic', async (t) => {
  const rig = await GatewayRig.start(t, { options: { topics: { error: 'cp/${cid}/Error' } } });
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('u1'), properties);
  await raw.next();
  await raw.send('[4,"u1","InternalError","no memory",{"free":0}]');
  await told(
    t,
    rig,
    { ErrorCode: 'InternalError', ErrorDetails: { free: 0 }, Action: 'ClearCache' },
    'ocpp/cp/CP1/Error',
  );
});

t.test(
  'a response topic without correlation data gets none, and neither does a CALL without a response topic',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const raw = await rig.connect('CP1');
    rig.bus.send(to, call('u1'), { responseTopic });
    rig.bus.send(to, call('u2'), { correlationData });
    for (const id of ['u1', 'u2']) {
      await raw.next();
      await raw.send([3, id, { status: 'Accepted' }]);
      await rig.bus.next(errors);
    }
    t.strictSame(
      rig.bus.published.filter(({ topic }) => topic === responseTopic).map((message) => 'properties' in message),
      [false],
    );
  },
);

t.test('each CALL has its own requester, also when they cross', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { strictCallOrder: false } } });
  const raw = await rig.connect('CP1');
  for (const id of ['u1', 'u2', 'u3'])
    rig.bus.send(to, call(id), { responseTopic: `r/${id}`, correlationData: Buffer.from(id) });
  for (const id of ['u3', 'u1', 'u2']) {
    await raw.send([3, id, { status: 'Accepted' }]);
    const answer = await rig.bus.next(`r/${id}`);
    t.match(JSON.parse(answer.payload), { UniqueId: id });
    t.strictSame(answer.properties?.correlationData, Buffer.from(id));
  }
});

t.test('each refusal of a CALL is told there: schema, unknown action, duplicate, queue full', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { callQueueMax: 1 } } });
  await rig.connect('CP1');
  await refused(t, rig, call('u1', 'Reset', { type: 'Warm' }), { UniqueId: 'u1', ...reason('invalid_payload') });
  await refused(t, rig, call('u2', 'Explode'), { UniqueId: 'u2', Action: 'Explode', ...reason('not_allowed') });
  rig.bus.send(to, call('u3'));
  await refused(t, rig, call('u3'), { UniqueId: 'u3', ...reason('duplicate_unique_id') });
  rig.bus.send(to, call('u4'));
  await refused(t, rig, call('u5'), { UniqueId: 'u5', ...reason('queue_full') });
});

t.test('so is what is no message at all', async (t) => {
  const rig = await GatewayRig.start(t);
  const cases = [
    ['hello', { UniqueId: '', ...reason('not_json') }],
    [[2, 'u1', 'ClearCache', {}], { UniqueId: '', ...reason('not_a_message') }],
    [
      { MessageTypeId: 2, UniqueId: 'u1', Action: 'ClearCache' },
      { UniqueId: 'u1', ...reason('not_a_message') },
    ],
  ] as const;
  for (const [message, expected] of cases) await refused(t, rig, message, expected);
  await rig.connect('CP1');
  for (const [message, expected] of cases) await refused(t, rig, message, expected);
});

t.test('so is what comes of a CALL that was sent: time-out, bad answer, lost connection, takeover', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await refused(t, rig, call('u1'), { UniqueId: 'u1', ...reason('timed_out') }, () => rig.clock.advance(30_000));
  await raw.next();
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  await refused(t, rig, call('u2'), { UniqueId: 'u2', ...reason('invalid_answer') }, async () => {
    await raw.next();
    await raw.send([3, 'u2', { status: 'Perhaps' }]);
  });
  t.equal(rig.bus.published.filter(({ topic }) => topic === responseTopic).length, 2, 'and no late answer');
  await refused(t, rig, call('u3'), { UniqueId: 'u3', ...reason('superseded') }, () => rig.connect('CP1'));
  rig.bus.send(to, call('u4'), properties);
  await refused(t, rig, call('u5'), { UniqueId: 'u4', ...reason('connection_lost') }, () => rig.gateway.kick('CP1'));
  await told(t, rig, { UniqueId: 'u5', ErrorDescription: /before ClearCache was sent/, ...reason('connection_lost') });
});

t.test('so is what never found its charge point: not connected, waits twice, too many wait, expired', async (t) => {
  const rig = await GatewayRig.start(t);
  await refused(t, rig, call('u1'), { UniqueId: 'u1', ...reason('not_connected') });
  await rig.reconfigure({ ...queue, session: { callQueueMax: 1 } });
  rig.bus.send(to, call('u2'), properties);
  await refused(t, rig, call('u2'), { UniqueId: 'u2', ...reason('duplicate_unique_id') });
  await refused(t, rig, call('u3'), { UniqueId: 'u3', ...reason('queue_full') });
  rig.clock.advance(60_000);
  await told(t, rig, { UniqueId: 'u2', ...reason('expired') });
  await refused(t, rig, call('u4'), { UniqueId: 'u4', ...reason('not_connected') }, () =>
    rig.reconfigure({ offline: { policy: 'fail' } }),
  );
});

t.test('so is what the topic of no charge point was meant for', async (t) => {
  const rig = await GatewayRig.start(t);
  rig.bus.send('ocpp/cs/%43P1', call('u1'), properties);
  await told(t, rig, { UniqueId: 'u1', ...reason('not_connected') }, 'ocpp/cp/%2543P1/Reply');
});

t.test('a CALL that waited for its charge point is answered where it was asked', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  rig.bus.send(to, call('u1'), properties);
  const raw = await rig.connect('CP1');
  await raw.next();
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  await told(t, rig, { MessageTypeId: 3, UniqueId: 'u1' });
});

t.test(
  'a response topic of the gateway, of the broker or with a wildcard is refused, and the CALL with it',
  async (t) => {
    const topics = { callOverrides: { MeterValues: 'meter/${cid}' } };
    const bad = [
      'ocpp/cp/CP1',
      'ocpp/cp/CP9/Reply',
      'ocpp/cp/CP1/Presence',
      'ocpp/meter/CP1',
      'ocpp/cs/CP1',
      'ocpp/cs/CP2',
      '$SYS/broker/uptime',
      'answers/#',
      '+/answers',
      '',
    ];
    for (const offline of [{}, queue.offline]) {
      const options: Changes = { topics, offline };
      const rig = await GatewayRig.start(t, { options });
      for (const isConnected of [false, true]) {
        const raw = isConnected ? await rig.connect('CP1') : undefined;
        if (isConnected) await rig.bus.next('ocpp/cp/CP1/Presence');
        const before = rig.bus.published.length;
        for (const responseTopic of bad) {
          rig.bus.send(to, call('u1'), { responseTopic, correlationData });
          t.match(await rig.bus.next('#'), { topic: errors }, responseTopic);
        }
        t.equal(rig.bus.published.length, before + bad.length, 'and nothing is published but to the error topic');
        t.match(rig.bus.all(errors).at(-1), {
          UniqueId: 'u1',
          ErrorDescription: 'the response topic is empty',
          ...reason('not_allowed'),
        });
        t.strictSame(raw?.unread ?? [], []);
        t.match(rig.gateway.client('CP1')?.inFlight ?? 0, 0);
      }
    }
  },
);

t.test('a CALL without a UniqueId gets one, and every answer to it carries it', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const { UniqueId: _none, ...anonymous } = call('');
  rig.bus.send(to, anonymous, properties);
  const [type, id, action] = (await raw.nextJson()) as [number, string, string];
  t.strictSame([type, action], [2, 'ClearCache']);
  t.match(id, /^[0-9a-f-]{36}$/);
  await raw.send([3, id, { status: 'Accepted' }]);
  await told(t, rig, { MessageTypeId: 3, UniqueId: id });
  rig.bus.send(to, anonymous);
  const [, second] = (await raw.nextJson()) as [number, string];
  t.not(second, id, 'each its own');
  rig.clock.advance(30_000);
  t.match(await rig.bus.nextJson(errors), { UniqueId: second, ...reason('timed_out') });
  await refused(t, rig, { ...anonymous, Action: 'Explode' }, { UniqueId: /^[0-9a-f-]{36}$/, ...reason('not_allowed') });
});

t.test('an answer that cannot be published to a requester is told to the log', async (t) => {
  const rig = await GatewayRig.start(t);
  rig.bus.failure = new Error('the broker is closed');
  await refused(t, rig, call('u1'), { UniqueId: 'u1', ...reason('not_connected') });
  await Promise.resolve();
  t.equal(rig.log.messages('error').length, 2, 'both failures are told to the log');
});
