// Shows of issue 4: "Sessions with their subscriptions and queued messages, retained messages, wills, session expiry … live through a
// restart. … Wills of a process that was killed are sent at the next start. `mqtt.persistence: memory` remains as an option."

import t from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import { startMain } from './fixtures/running-main.ts';
import { startTestServer, temporaryFolder } from './fixtures/running-server.ts';
import { until, within } from './fixtures/running-wait.ts';

const lasting = { clientId: 'lasting', clean: false, properties: { sessionExpiryInterval: 3_600 } };

t.test('a session, what waits in it, and retained messages are there after a restart', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startTestServer(t, { folder, persistence: 'sqlite' });
  const before = await first.mqtt({}, lasting);
  await before.subscribe('jobs/#', 2);
  await before.end();
  const publisher = await first.mqtt();
  for (const qos of [1, 2] as const) await publisher.publish(`jobs/${qos}`, `of QoS ${qos}`, { qos });
  await publisher.publish('state/now', 'kept', { retain: true });
  await within('the end of the server', first.close());

  const second = await startTestServer(t, { folder, persistence: 'sqlite' });
  await (await second.mqtt()).publish('jobs/3', 'after the restart');
  const after = await second.mqtt({}, lasting);
  for (const [topic, text, qos] of [
    ['jobs/1', 'of QoS 1', 1],
    ['jobs/2', 'of QoS 2', 2],
    ['jobs/3', 'after the restart', 1],
  ] as const) {
    t.match(await after.next(topic), { text, qos });
  }
  t.match((await second.api('GET /clients/lasting/subscriptions')).json, [{ topic: 'jobs/#', qos: 2 }]);
  await after.subscribe('state/#');
  t.match(await after.next('state/now'), { text: 'kept', retain: true });
  t.same(after.inbox.unread, [], 'and nothing twice');

  t.equal((await second.api('DELETE /clients/lasting')).status, 204);
});

t.test('in memory nothing outlives the process, and while it runs everything is as on disk', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startTestServer(t, { folder, persistence: 'memory' });
  const before = await first.mqtt({}, lasting);
  await before.subscribe('jobs/#');
  await before.end();
  const publisher = await first.mqtt();
  await publisher.publish('jobs/1', 'while away', { retain: true });
  const again = await first.mqtt({}, lasting);
  t.equal((await again.next('jobs/1')).text, 'while away');
  await first.close();
  const second = await startTestServer(t, { folder, persistence: 'memory' });
  const fresh = await second.mqtt({}, { ...lasting, clean: false });
  t.match((await second.api('GET /clients/lasting/subscriptions')).json, []);
  await fresh.subscribe('jobs/#');
  await fresh.publish('jobs/marker', 'x');
  await fresh.next('jobs/marker');
  t.same(fresh.inbox.unread, []);
});

t.test('after kill -9 wills are sent at the next start, and what was acknowledged is there', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startMain(t, folder);
  const watcher = await first.mqtt(5, lasting);
  await watcher.subscribe('last/#');
  await watcher.subscribe('jobs/#');
  const will = { topic: 'last/words', payload: Buffer.from('gone'), qos: 1, retain: true } as const;
  await first.mqtt(5, { clientId: 'mortal', will });
  await watcher.end();
  const publisher = await first.mqtt();
  for (let index = 0; index < 50; index += 1) await publisher.publish(`jobs/${index}`, 'acknowledged');
  first.child.kill('SIGKILL');
  t.match(await first.end(), { signal: 'SIGKILL' });

  const second = await startMain(t, folder);
  const after = await second.mqtt(5, lasting);
  for (let index = 0; index < 50; index += 1) t.equal((await after.next(`jobs/${index}`)).text, 'acknowledged');
  t.match(await after.next('last/words'), { text: 'gone', qos: 1 });
  const late = await second.mqtt();
  await late.subscribe('last/words');
  t.match(await late.next('last/words'), { text: 'gone', retain: true });
});

t.test('limits of sessions and retained messages follow the settings at once, with their reason codes', async (t) => {
  const running = await startTestServer(t, { persistence: 'sqlite' });
  const change = (body: object) => running.api('PUT /configs/mqtt', body);
  t.match(await change({ sessions: { max: 1 } }), { status: 200, json: { sessions: { max: 1 } } });
  await running.mqtt({}, lasting);
  await t.rejects(running.mqtt({}, { ...lasting, clientId: 'one-too-many' }), { code: 0x97 });
  await running.mqtt({}, { clientId: 'clean' });
  t.match(await change({ sessions: { queue: { max_messages: 2 } } }), { status: 200 });
  const session = await running.mqtt({}, lasting);
  await session.subscribe('jobs/#');
  await session.end();
  const publisher = await running.mqtt();
  for (const job of ['one', 'two', 'three']) await publisher.publish(`jobs/${job}`, job);
  const back = await running.mqtt({}, lasting);
  await back.next('jobs/two');
  await publisher.publish('jobs/last', 'x');
  await back.next('jobs/last');
  t.same(
    back.inbox.unread.map(({ topic }) => topic),
    ['jobs/one'],
    'what did not fit was dropped',
  );
  t.match(objectOf(await running.api('GET /clients/lasting')), { mqueue_max: 2 });
  t.match(await change({ max_inflight: 0 }), { status: 400, json: { message: /^max_inflight: / } });
});

t.test('a session is ended for good over the API', async (t) => {
  const running = await startTestServer(t);
  const client = await running.mqtt({}, lasting);
  await client.subscribe('jobs/#');
  await client.end();
  await until('the end of the connection', async () => (await running.api('GET /clients/lasting')).status === 404);
  t.equal((await running.api('DELETE /clients/lasting?session=true')).status, 204);
  await (await running.mqtt()).publish('jobs/1', 'nobody waits for it');
  const again = await running.mqtt({}, lasting);
  t.match((await running.api('GET /clients/lasting/subscriptions')).json, []);
  t.same(again.inbox.unread, []);
});
