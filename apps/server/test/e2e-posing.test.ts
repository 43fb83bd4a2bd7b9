// Shows of issue 2: "Upstream topics belong to the gateway: an MQTT client that publishes to one is refused, so that nobody can pose as
// a charge point"; and the `$SYS` guard.

import t, { type Test } from 'tap';
import { rowsOf } from './fixtures/running-api.ts';
import { type MqttVersion, type TestMqttClient, versionName } from './fixtures/running-mqtt.ts';
import { startTestServer, type TestServer } from './fixtures/running-server.ts';
import { until, within } from './fixtures/running-wait.ts';

const overrides = { StatusNotification: 'status/${cid}/now' };
const settings = { gateway: { ocpp: { upstream: { topic_override_mapping: overrides } } } };

const owned = [
  'ocpp/cp/CP1',
  'ocpp/cp/CP1/Reply',
  'ocpp/cp/CP1/Presence',
  'ocpp/cp/never-seen',
  'ocpp/cp/%2B',
  'ocpp/cp/',
  'ocpp/status/CP1/now',
];
const forgery = '{"MessageTypeId":2,"UniqueId":"forged","Action":"Heartbeat","Payload":{}}';

for (const version of [4, 5] as const) {
  const name = `MQTT ${versionName(version)}`;

  t.test(`a publish of ${name} to a topic of the gateway is refused in every quality of service`, async (t) => {
    const running = await startTestServer(t, { settings });
    const watcher = await watching(running);
    for (const topic of owned) {
      for (const qos of [0, 1, 2] as const) await refused(t, running, version, topic, { qos });
      await refused(t, running, version, topic, { qos: 1, retain: true });
    }
    await nothingForged(t, running, watcher);
    t.ok(
      running.log.some(({ msg }) => msg === 'publish refused'),
      'the log tells of it',
    );
  });

  t.test(`a client of ${name} whose will would be published there is not let in`, async (t) => {
    const running = await startTestServer(t, { settings });
    const watcher = await watching(running);
    for (const topic of owned) {
      const will = { topic, payload: Buffer.from(forgery), qos: 1, retain: true } as const;
      await t.rejects(running.mqtt({ version }, { will }), { code: version === 5 ? 0x87 : 5 }, topic);
    }
    const will = { topic: 'elsewhere/last', payload: Buffer.from('gone'), qos: 1, retain: false } as const;
    const mortal = await running.mqtt({ version }, { will });
    await watcher.subscribe('elsewhere/#');
    mortal.client.stream.destroy();
    t.equal((await watcher.next('elsewhere/last')).text, 'gone', 'any other will is published');
    await nothingForged(t, running, watcher);
  });
}

t.test('a topic alias of MQTT 5 is no way in', async (t) => {
  const running = await startTestServer(t, { settings });
  const watcher = await watching(running);
  const poser = await running.mqtt({ version: 5 });
  const properties = { topicAlias: 1 };
  await poser.client.publishAsync('elsewhere/a', 'first', { qos: 1, properties });
  await t.rejects(poser.client.publishAsync('ocpp/cp/CP1', forgery, { qos: 1, properties }));
  await poser.client.publishAsync('', forgery, { qos: 1, properties }).catch(() => undefined);
  await nothingForged(t, running, watcher);
});

t.test('an override given over the API owns its topic from then on, and one taken back does not', async (t) => {
  const running = await startTestServer(t, { settings });
  const change = (mapping: object) =>
    running.api('PUT /gateways/ocpp', { upstream: { topic_override_mapping: mapping } });
  const csms = await running.mqtt();
  await csms.publish('ocpp/beats/CP1', 'free as yet');
  t.equal((await change({ Heartbeat: 'beats/${cid}' })).status, 204);
  await refused(t, running, 5, 'ocpp/beats/CP1', { qos: 1 });
  await csms.publish('ocpp/status/CP1/now', 'free again');
});

t.test(
  "a will that was harmless at CONNECT is not published to a topic that has become the gateway's since",
  async (t) => {
    const running = await startTestServer(t, { settings });
    for (const version of [4, 5] as const) {
      const watcher = await watching(running);
      await watcher.subscribe('marker');
      const topic = `ocpp/later${version}/CP1`;
      const mortal = await running.mqtt(
        { version },
        { will: { topic, payload: Buffer.from(forgery), qos: 1, retain: true } },
      );
      const mapping = { Heartbeat: `later${version}/\${cid}` };
      await running.api('PUT /gateways/ocpp', { upstream: { topic_override_mapping: mapping } });
      mortal.client.stream.destroy();
      await until('the refusal of the will', () =>
        running.log.some(({ msg, topic: refusedTopic }) => msg === 'will refused' && refusedTopic === topic),
      );
      await nothingForged(t, running, watcher, topic);
    }
  },
);

t.test('what clients may publish goes on: downstream topics and everything else', async (t) => {
  const running = await startTestServer(t, { settings });
  const watcher = await watching(running);
  await watcher.subscribe('#');
  const csms = await running.mqtt({ version: 4 });
  for (const topic of ['ocpp/cp', 'ocpp/cp/CP1/Other', 'ocpp/status/CP1', 'ocppx/cp/CP1', 'cp/CP1', '/ocpp/cp/CP1']) {
    await csms.publish(topic, 'fine');
    t.equal((await watcher.next(topic)).text, 'fine', topic);
  }
});

t.test('$SYS cannot be published to, so that nobody disconnects another client', async (t) => {
  const running = await startTestServer(t);
  const victim = await running.mqtt({}, { clientId: 'victim' });
  for (const version of [4, 5] as const) {
    await refused(t, running, version, '$SYS/another-broker/new/clients', { qos: 1 }, 'victim');
    await refused(t, running, version, '$SYS/another-broker/new/clients', { qos: 0 }, 'victim');
  }
  await victim.subscribe('still/here');
  await victim.publish('still/here', 'yes');
  t.equal((await victim.next('still/here')).text, 'yes');
});

async function watching(running: TestServer): Promise<TestMqttClient> {
  const watcher = await running.mqtt();
  await watcher.subscribe('ocpp/#', 2);
  return watcher;
}

/** A new client publishes and is refused: MQTT 5 says so or closes, MQTT 3.1.1 can only close. */
async function refused(
  t: Test,
  running: TestServer,
  version: MqttVersion,
  topic: string,
  options: { readonly qos: 0 | 1 | 2; readonly retain?: boolean },
  payload = forgery,
): Promise<void> {
  const poser = await running.mqtt({ version });
  const what = `${topic}, QoS ${options.qos}${options.retain ? ', retained' : ''}`;
  const outcome = poser.publish(topic, payload, options).then(
    () => 'acknowledged' as const,
    (error: { readonly code?: unknown }) => error.code ?? 'failed',
  );
  if (version === 5 && options.qos > 0) {
    t.equal(await outcome, 0x87, `${what}: "not authorized"`);
    t.equal(poser.client.connected, true);
    await poser.end();
  } else {
    await within(`the close after ${what}`, poser.closed);
    t.equal(poser.client.connected, false, `${what}: closed`);
  }
}

/** What the gateway itself publishes is heard, and it is the only thing; nothing forged was retained either. */
async function nothingForged(
  t: Test,
  running: TestServer,
  watcher: TestMqttClient,
  callTopic = 'ocpp/cp/CP1',
): Promise<void> {
  const chargePoint = await running.chargePoint('CP1');
  await chargePoint.send([2, 'real', 'Heartbeat', {}]);
  t.equal((await watcher.nextEnvelope(callTopic)).UniqueId, 'real');
  await chargePoint.close();
  await until(
    'the end of the charge point',
    async () => rowsOf(await running.api('GET /gateways/ocpp/clients')).length === 0,
  );
  const late = await watching(running);
  await late.publish('ocpp/marker', 'end of what was retained');
  await late.next('ocpp/marker');
  for (const { inbox } of [watcher, late]) {
    t.same(
      inbox.unread.filter(({ text }) => text.includes('forged')),
      [],
      'no forged message was delivered',
    );
  }
}
