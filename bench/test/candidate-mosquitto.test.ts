import { HandshakeRefused, openRaw } from '@ocpp-broker/simulator';
import { connectAsync, type MqttClient } from 'mqtt';
import t from 'tap';
import type { ChargePointAccount } from '../src/candidate.ts';
import { type GatewayKind, ocppRpcMosquitto, startGateway, wsMosquitto } from '../src/candidate-mosquitto.ts';
import { mosquittoMissing } from '../src/mosquitto.ts';
import { roundTrip } from '../src/round-trip.ts';
import { openBroker } from './test-broker.ts';
import { isRunning, smallScale, startOptions, surroundings } from './test-surroundings.ts';

type Test = Pick<typeof t, 'teardown'>;

/** A gateway in front of a broker of this process, since mosquitto may not be there. */
const openGateway = async (test: Test, kind: GatewayKind, folder: string) => {
  const broker = await openBroker();
  const gateway = await startGateway(kind, broker.port, folder, startOptions);
  const csms = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0 });
  await csms.subscribeAsync('ocpp/cp/#', { qos: 1 });
  test.teardown(async () => {
    await csms.endAsync();
    await gateway.end();
    await broker.close();
  });
  const { chargePointUrl, chargePoints } = gateway.ready;
  const open = ({ identity, login }: ChargePointAccount) => openRaw({ url: `${chargePointUrl}/${identity}`, ...login });
  const [account = { identity: '' }] = chargePoints;
  const chargePoint = await open(account);
  test.teardown(() => chargePoint.terminate());
  return { csms, chargePoint, account, open };
};

const nextPublish = (csms: MqttClient) =>
  new Promise<readonly string[]>((resolve) =>
    csms.once('message', (topic, payload) => resolve([topic, payload.toString()])),
  );

for (const kind of ['ocpp-rpc', 'ws'] as const) {
  t.test(`${kind} carries CALLs and their answers in both directions`, async (t) => {
    const { csms, chargePoint } = await openGateway(t, kind, t.testdir({}));
    const call = nextPublish(csms);
    await chargePoint.send([2, 'u1', 'Heartbeat', {}]);
    t.same(await call, ['ocpp/cp/CP1', '{"MessageTypeId":2,"UniqueId":"u1","Action":"Heartbeat","Payload":{}}']);
    const time = { currentTime: '2026-03-14T15:09:26.535Z' };
    await csms.publishAsync('ocpp/cs/CP1', JSON.stringify({ MessageTypeId: 3, UniqueId: 'u1', Payload: time }), {
      qos: 1,
    });
    t.same(await chargePoint.nextJson(), [3, 'u1', time]);

    const reset = { MessageTypeId: 2, UniqueId: 'u2', Action: 'Reset', Payload: { type: 'Soft' } };
    await csms.publishAsync('ocpp/cs/CP1', JSON.stringify(reset), { qos: 1 });
    const [type, id, ...rest] = (await chargePoint.nextJson()) as readonly unknown[];
    t.same([type, ...rest], [2, 'Reset', { type: 'Soft' }]);
    const answer = nextPublish(csms);
    await chargePoint.send([3, id, { status: 'Accepted' }]);
    t.same(await answer, ['ocpp/cp/CP1/Reply', '{"MessageTypeId":3,"UniqueId":"u2","Payload":{"status":"Accepted"}}']);
  });
}

t.test('ocpp-rpc asks for logins, validates both sides, and hands errors on', async (t) => {
  const { csms, chargePoint, account, open } = await openGateway(t, 'ocpp-rpc', t.testdir({}));
  const wrong = { username: account.identity, password: 'wrong' };
  await t.rejects(open({ identity: account.identity, login: wrong }), HandshakeRefused);
  await t.rejects(open({ ...account, identity: 'CP9' }), HandshakeRefused);

  await chargePoint.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
  t.match(await chargePoint.nextJson(), [4, 'u1', 'PropertyConstraintViolation']);

  const call = nextPublish(csms);
  await chargePoint.send([2, 'u2', 'Heartbeat', {}]);
  await call;
  const error = {
    MessageTypeId: 4,
    UniqueId: 'u2',
    ErrorCode: 'NotSupported',
    ErrorDescription: 'no',
    ErrorDetails: {},
  };
  await csms.publishAsync('ocpp/cs/CP1', JSON.stringify(error), { qos: 1 });
  t.match(await chargePoint.nextJson(), [4, 'u2', 'NotSupported', 'no']);

  const refused = nextPublish(csms);
  const reset = { MessageTypeId: 2, UniqueId: 'u3', Action: 'Reset', Payload: { type: 'Gentle' } };
  await csms.publishAsync('ocpp/cs/CP1', JSON.stringify(reset), { qos: 1 });
  const [topic, payload = ''] = await refused;
  t.equal(topic, 'ocpp/cp/CP1/Reply');
  t.match(JSON.parse(payload), { MessageTypeId: 4, UniqueId: 'u3' });
});

const skip = mosquittoMissing() ?? false;

for (const candidate of [ocppRpcMosquitto, wsMosquitto]) {
  t.test(`round trips through ${candidate.name} are all answered, and both processes are gone`, { skip }, async (t) => {
    let pids: readonly number[] = [];
    const watched = {
      ...candidate,
      start: async (options: typeof startOptions) => {
        const running = await candidate.start(options);
        pids = running.pids;
        return running;
      },
    };
    const measuring = await roundTrip.cases(smallScale)[0]?.open(watched, surroundings);
    t.equal((await measuring?.measure())?.answered, 306);
    t.equal(pids.length, 2);
    await measuring?.close();
    for (const pid of pids) t.notOk(isRunning(pid));
  });
}

t.test('where mosquitto is missing, both say so', async (t) => {
  for (const { unavailable } of [ocppRpcMosquitto, wsMosquitto]) t.equal(unavailable?.(), mosquittoMissing());
});
