import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AedesPublishPacket } from 'aedes';
import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { loadCommand } from '../src/load-command.ts';
import type { CommandJob } from '../src/load-job.ts';
import { openBroker } from './test-broker.ts';
import { startOptions } from './test-surroundings.ts';

const startFloor = async (test: Pick<typeof t, 'teardown'>): Promise<CommandJob> => {
  const running = await floor.start(startOptions);
  test.teardown(() => running.close());
  const { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin } = running;
  return {
    kind: 'command',
    ...{ pids, chargePointUrl, mqttPort, chargePoints, csmsLogin },
    qos: 1,
    mqttVersion: 5,
    api: undefined,
    warmUp: 10,
    measured: 100,
    standstillMs: 30_000,
    timeMaxMs: 60_000,
  };
};

t.test('every CALL over MQTT is answered once', async (t) => {
  const job = await startFloor(t);
  t.match(await loadCommand(job), { kind: 'command', sent: 112, answered: 112, strange: 0, measured: 100 });
});

t.test('commands that never come to the charge points are told', async (t) => {
  const job = await startFloor(t);
  const elsewhere = await openBroker();
  t.teardown(() => elsewhere.close());
  await t.rejects(loadCommand({ ...job, mqttPort: elsewhere.port, standstillMs: 30 }), /stands still: 0 of 112/);
});

t.test('CALLs are posted with the key, and a refusal of one is told', async (t) => {
  const job = await startFloor(t);
  const seen = new Set<string>();
  let answers = 0;
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      seen.add(`${request.method} ${request.url} ${request.headers.authorization}`);
      answers += 1;
      const body = JSON.stringify({ status: 'result', payload: { status: 'Accepted' } });
      response.writeHead(answers <= 112 ? 200 : 404, { 'content-length': body.length }).end(body);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = { url, key: { username: 'k', password: 's' } };
  t.match(await loadCommand({ ...job, api }), { sent: 112, answered: 112, strange: 0 });
  t.same(
    [...seen].sort(),
    ['CP1', 'CP2'].map((id) => `POST /api/v5/gateways/ocpp/clients/${id}/calls Basic azpz`),
  );
  await t.rejects(loadCommand({ ...job, api }), /a CALL was answered 404/);
});

t.test('an answer that comes twice, or to another CALL, is strange', async (t) => {
  const job = await startFloor(t);
  const broker = await openBroker();
  t.teardown(() => broker.close());
  const ids = (id: string) => [id, id, id.replace(/\d{8}$/, '99999999')];
  const answerThrice = (packet: AedesPublishPacket, done: () => void) => {
    done();
    const { UniqueId } = JSON.parse(packet.payload.toString()) as { readonly UniqueId: string };
    for (const id of ids(UniqueId)) {
      const payload = `{"MessageTypeId":3,"UniqueId":"${id}","Payload":{}}`;
      const topic = `${packet.topic.replace('/cs/', '/cp/')}/Reply`;
      broker.aedes.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, () => {});
    }
  };
  await new Promise<void>((resolve) => broker.aedes.subscribe('ocpp/cs/+', answerThrice, resolve));
  const result = await loadCommand({ ...job, mqttPort: broker.port });
  t.equal(result.answered, 112);
  // Of the last answers some come when the load is over.
  t.ok(result.strange >= 2 * 110, `${result.strange} were strange`);
});
