import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { HandshakeRefused, openRaw } from '@ocpp-broker/simulator';
import { connectAsync } from 'mqtt';
import t from 'tap';
import { endpointReader, ocppBroker, ocppBrokerUnvalidated } from '../src/candidate-ocpp-broker.ts';
import { temporaryFolderPrefix } from '../src/temporary-folder.ts';
import { isRunning, startOptions } from './test-surroundings.ts';

const dataFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith(temporaryFolderPrefix)).length;

// Servers are started; on a busy machine that takes its time.
t.setTimeout(110_000);

t.test('the server runs with logins on, and nothing is left of it when it is closed', async (t) => {
  const before = dataFolders();
  const running = await ocppBroker.start(startOptions);
  const { chargePoints, chargePointUrl, csmsLogin, mqttPort, pids } = running;
  const [first] = chargePoints;
  t.same(
    chargePoints.map(({ identity }) => identity),
    ['CP1', 'CP2'],
  );
  const open = (password: string) =>
    openRaw({ url: `${chargePointUrl}/CP1`, username: first?.login?.username, password });
  await t.rejects(open('wrong'), HandshakeRefused);
  const socket = await open(first?.login?.password ?? '');

  await socket.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
  t.match(await socket.nextJson(), [4, 'u1', 'FormationViolation'], 'frames are validated');
  const mqttUrl = `mqtt://127.0.0.1:${mqttPort}`;
  await t.rejects(connectAsync(mqttUrl, { reconnectPeriod: 0 }, false), /[Nn]ot authorized/);
  const csms = await connectAsync(mqttUrl, { reconnectPeriod: 0, ...csmsLogin });
  await csms.endAsync();
  socket.terminate();
  await running.close();
  for (const pid of pids) t.notOk(isRunning(pid));
  t.equal(dataFolders(), before);
});

t.test('the other one runs without validation', async (t) => {
  const running = await ocppBrokerUnvalidated.start(startOptions);
  t.teardown(() => running.close());
  const login = running.chargePoints[0]?.login;
  const socket = await openRaw({ url: `${running.chargePointUrl}/CP1`, ...login });
  t.teardown(() => socket.terminate());
  const csms = await connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { reconnectPeriod: 0, ...running.csmsLogin });
  t.teardown(() => csms.endAsync());
  await csms.subscribeAsync('ocpp/cp/CP1', { qos: 0 });
  const arrived = Promise.withResolvers<string>();
  csms.on('message', (_topic, payload) => arrived.resolve(payload.toString()));
  await socket.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
  t.match(JSON.parse(await arrived.promise), { UniqueId: 'u1', Payload: { extra: 1 } });
});

t.test('where the server listens is read from its log, whatever else is in it', async (t) => {
  const read = endpointReader();
  const listening = (path: string, url: string) => read(JSON.stringify({ msg: `listening: ${path}`, url }));
  t.equal(read('║  a box  ║'), undefined);
  t.equal(read('null'), undefined);
  t.equal(listening('gateway.ocpp.listeners.ws.default', 'ws://127.0.0.1:1/ocpp'), undefined);
  t.equal(listening('mqtt.listeners.tcp.default', 'mqtt://127.0.0.1:2'), undefined);
  t.same(listening('api', 'http://127.0.0.1:3'), {
    apiUrl: 'http://127.0.0.1:3',
    ocppUrl: 'ws://127.0.0.1:1/ocpp',
    mqttPort: 2,
  });
});
