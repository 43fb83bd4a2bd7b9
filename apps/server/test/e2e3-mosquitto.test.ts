// Shows of issue 3: "MQTT 5 request/response", with a requester that we did not write: Debian's mosquitto_rr where installed.

import { spawnSync } from 'node:child_process';
import t from 'tap';
import { startProgram } from './fixtures/running-process.ts';
import { mqttUser, startTestServer } from './fixtures/running-server.ts';

const isInstalled = spawnSync('mosquitto_rr', ['--help']).error === undefined;
const skip = isInstalled ? false : 'mosquitto_rr is not installed (Debian: mosquitto-clients)';

t.test('mosquitto_rr asks a charge point, and is told when there is none', { skip }, async (t) => {
  const running = await startTestServer(t);
  const { hostname, port } = new URL(running.urls.tcp);
  const ask = (identity: string) =>
    startProgram(t, 'mosquitto_rr', [
      ...['-V', 'mqttv5', '-h', hostname, '-p', port, '-u', mqttUser.username, '-P', mqttUser.password, '-q', '1'],
      ...['-t', `ocpp/cs/${identity}`, '-e', 'answers/csms-1', '-D', 'publish', 'correlation-data', 'c-1'],
      ...['-m', '{"MessageTypeId":2,"Action":"ClearCache","Payload":{}}', '-F', '%D %p', '-W', '8'],
    ]);
  const chargePoint = await running.chargePoint('CP1');
  const asked = ask('CP1');
  const [, id] = (await chargePoint.nextJson()) as readonly [number, string];
  await chargePoint.send([3, id, { status: 'Accepted' }]);
  t.same(await asked.end(), { code: 0, signal: null }, asked.stderr());
  const answer = `{"MessageTypeId":3,"UniqueId":"${id}","Payload":{"status":"Accepted"},"Action":"ClearCache"}`;
  t.equal(asked.stdout(), `c-1 ${answer}\n`);

  const inVain = ask('CP9');
  t.equal((await inVain.end()).code, 0);
  t.match(inVain.stdout(), /^c-1 .*"ErrorDetails":\{"Reason":"not_connected"\}/);
});
