// Shows of issue 4: "shared subscriptions (`$share/<group>/<filter>` …: several CSMS workers share one stream; a worker that dies loses nothing
// at QoS 1)", with charge points on the other side.

import { ChargePoint } from '@ocpp-broker/simulator';
import t, { type Test } from 'tap';
import { connectMqtt, type Envelope, type TestMqttClient } from './fixtures/running-mqtt.ts';
import { chargePointUser, mqttUser, startTestServer, type TestServer } from './fixtures/running-server.ts';
import { within } from './fixtures/running-wait.ts';

const currentTime = '2026-01-01T00:00:00Z';
const filter = '$share/csms/ocpp/cp/+';

/** One of several that share the CALLs of all charge points; it answers each of them once. */
type Worker = { readonly client: TestMqttClient; readonly answered: string[]; die(): void };

async function startWorker(
  t: Test,
  running: TestServer,
  clientId: string,
  how: { readonly isDeaf?: () => boolean; readonly onCall?: () => void; readonly options?: object } = {},
): Promise<Worker> {
  const answered: string[] = [];
  const client = await connectMqtt(running.urls.tcp, 5, { ...mqttUser, clientId, ...how.options });
  t.teardown(() => client.client.endAsync(true));
  // A worker acknowledges a CALL behind its answer, and not when it came.
  client.client.handleMessage = (packet, done) => {
    how.onCall?.();
    if (how.isDeaf?.() === true) return;
    const { UniqueId, Action } = JSON.parse(packet.payload.toString()) as Envelope;
    const identity = packet.topic.slice('ocpp/cp/'.length);
    answered.push(`${identity} ${UniqueId}`);
    const booted = { currentTime, interval: 3_600, status: 'Accepted' };
    const Payload = Action === 'BootNotification' ? booted : Action === 'Heartbeat' ? { currentTime } : {};
    const answer = JSON.stringify({ MessageTypeId: 3, UniqueId, Payload });
    client.client.publish(`ocpp/cs/${identity}`, answer, { qos: 1 });
    done();
  };
  await client.subscribe(filter, 1);
  return { client, answered, die: () => client.client.stream.destroy() };
}

function simulated(t: Test, running: TestServer, identity: string, uniqueIds: () => string): ChargePoint {
  const chargePoint = new ChargePoint({
    url: running.urls.ocpp,
    identity,
    ...chargePointUser,
    newUniqueId: uniqueIds,
    reconnect: false,
    callTimeoutMs: 20_000,
  });
  t.teardown(() => chargePoint.close());
  return chargePoint;
}

/** Charge points that have booted, and send so many Heartbeats each; resolves when each was answered. */
async function heartbeats(chargePoints: readonly ChargePoint[], count: number): Promise<void> {
  await Promise.all(
    chargePoints.map(async (chargePoint) => {
      for (let index = 0; index < count; index += 1) await chargePoint.call('Heartbeat', {});
    }),
  );
}

function counter(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count}`;
  };
}

t.test('two workers share the CALLs of all charge points, each CALL going to one of them', async (t) => {
  const running = await startTestServer(t);
  const workers = [await startWorker(t, running, 'w1'), await startWorker(t, running, 'w2')];
  const watcher = await running.mqtt();
  await watcher.subscribe('ocpp/cp/+');
  const chargePoints = ['CP1', 'CP2', 'CP3', 'CP4'].map((identity) =>
    simulated(t, running, identity, counter(identity)),
  );
  await Promise.all(chargePoints.map((chargePoint) => chargePoint.connect()));
  await within('all answers', heartbeats(chargePoints, 20), 20_000);
  const answered = workers.flatMap((worker) => worker.answered);
  t.equal(new Set(answered).size, answered.length, 'none was answered twice');
  t.ok(answered.length >= 80, `${answered.length} CALLs`);
  for (const worker of workers) t.ok(worker.answered.length > 0, 'both had work');
  t.ok(watcher.inbox.unread.length >= 80, 'who subscribes alone hears all of them');
});

for (const session of ['that ends with it', 'that is kept'] as const) {
  t.test(`a worker dies with CALLs that it has not answered, and a session ${session}: each is answered`, async (t) => {
    const running = await startTestServer(t);
    let isDeaf = false;
    let unanswered = 0;
    let onEnough = () => {};
    const enough = new Promise<void>((resolve) => {
      onEnough = resolve;
    });
    const kept = { clean: false, properties: { sessionExpiryInterval: 3_600 } };
    const mortal = await startWorker(t, running, 'mortal', {
      isDeaf: () => isDeaf,
      onCall: () => {
        unanswered += isDeaf ? 1 : 0;
        if (unanswered === 1) onEnough();
      },
      options: session === 'that is kept' ? kept : {},
    });
    const survivor = await startWorker(t, running, 'survivor');
    const chargePoints = Array.from({ length: 8 }, (_, index) =>
      simulated(t, running, `CP${index}`, counter(`CP${index}`)),
    );
    await Promise.all(chargePoints.map((chargePoint) => chargePoint.connect()));
    await heartbeats(chargePoints, 2);
    t.ok(mortal.answered.length > 0, 'it had work');
    isDeaf = true;
    const all = within('all answers', heartbeats(chargePoints, 20), 30_000);
    await within('a CALL that the worker leaves unanswered', enough);
    mortal.die();
    await all;
    t.ok(survivor.answered.length > 0);
  });
}
