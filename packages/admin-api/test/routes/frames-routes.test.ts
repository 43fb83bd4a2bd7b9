import t, { type Test } from 'tap';
import type { AdminApiOptions } from '../../src/index.ts';
import { logIn, testApi, VIEWER } from '../fixtures/api.ts';
import { type EventReader, readEvents } from '../fixtures/event-reader.ts';
import { frame } from '../fixtures/memory-frames.ts';

const RECENT = '/gateways/ocpp/clients/CP1/frames';
const LIVE = '/api/v5/gateways/ocpp/frames';

type Shown = { readonly text: string };
const texts = (json: unknown) => (json as readonly Shown[]).map(({ text }) => text.slice(0, 7));

/** The API on a real socket. */
async function listening(t: Test, options: AdminApiOptions = {}) {
  const rig = await testApi(options);
  t.teardown(() => rig.api.close());
  const { port } = await rig.api.listen({ host: '127.0.0.1', port: 0 });
  return { ...rig, port };
}

const textOf = async (reader: EventReader) => (JSON.parse((await reader.next())?.data ?? 'null') as Shown | null)?.text;

t.test('the last frames of a charge point are shown, the oldest first', async (t) => {
  const { ask } = await testApi();
  t.same(texts((await ask(`GET ${RECENT}`)).json), ['[2,"u1"', '[3,"u1"', '[4,"u2"']);
  t.same(texts((await ask(`GET ${RECENT}?limit=1`)).json), ['[4,"u2"'], 'the newest');
  t.same(texts((await ask(`GET ${RECENT}?direction=downstream`)).json), ['[3,"u1"']);
  t.same(texts((await ask(`GET ${RECENT}?action=Heartbeat`)).json), ['[2,"u1"', '[3,"u1"']);
  t.same(texts((await ask(`GET ${RECENT}?errors=true`)).json), ['[4,"u2"']);
  t.equal((await ask(`GET ${RECENT}?errors=false&limit=2`, { as: VIEWER })).status, 200);
  for (const query of ['limit=0', 'limit=10001', 'direction=up', 'errors=1', 'format=xml', 'action=']) {
    t.equal((await ask(`GET ${RECENT}?${query}`)).status, 400, query);
  }
});

t.test('as ndjson there is one frame a line, to save', async (t) => {
  const { ask } = await testApi();
  const { text, headers } = await ask(`GET ${RECENT}?format=ndjson`);
  t.match(headers, { 'content-type': /^application\/x-ndjson/, 'content-disposition': /attachment/ });
  const lines = text.split('\n');
  t.equal(lines.pop(), '');
  t.same(
    lines.map((line) => JSON.parse(line)),
    (await ask(`GET ${RECENT}`)).json,
  );
});

t.test('of a charge point that is connected there may be no frames; of an unknown one there is nothing', async (t) => {
  const { ask } = await testApi();
  t.match(await ask('GET /gateways/ocpp/clients/CP2/frames'), { status: 200, json: [] });
  t.match(await ask('GET /gateways/ocpp/clients/CP9/frames'), { status: 404, json: { message: 'Client not found' } });
});

t.test('frames are followed as they come, those that are asked for', async (t) => {
  const { memory, port } = await listening(t);
  const all = await readEvents(port, LIVE);
  t.equal(all.status, 200);
  t.match(all.headers, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': /no-store/,
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  const some = await readEvents(port, `${LIVE}?identity=CP*&action=Reset&direction=upstream&errors=true`);
  await memory.frames.count(2);
  memory.frames.happen(frame({ text: 'one' }));
  memory.frames.happen(frame({ text: 'two', action: 'Reset', type: 4 }));
  memory.frames.happen(frame({ text: 'three', action: 'Reset', type: 4, identity: 'X1' }));
  memory.frames.happen(frame({ text: 'four', action: 'Reset', type: null }));
  t.same([await textOf(all), await textOf(all), await textOf(all)], ['one', 'two', 'three']);
  t.same([await textOf(some), await textOf(some)], ['two', 'four']);
  all.leave();
  some.leave();
  await memory.frames.count(0);
});

t.test('who leaves is followed no more, and the place is free', async (t) => {
  const { memory, port } = await listening(t, { frameStreamsMax: 1 });
  const first = await readEvents(port, LIVE);
  await memory.frames.count(1);
  const second = await readEvents(port, LIVE);
  t.equal(second.status, 503);
  t.match(await second.json(), { code: 'SERVICE_UNAVAILABLE' });
  first.leave();
  await memory.frames.count(0);
  const third = await readEvents(port, LIVE);
  t.equal(third.status, 200);
  third.leave();
});

t.test('a reader who does not read holds nobody up, and is told what was missed', async (t) => {
  const { memory, port } = await listening(t, { frameStreamEventsMax: 10, frameStreamBytesMax: 1_000_000 });
  const slow = await readEvents(port, LIVE);
  const quick = await readEvents(port, `${LIVE}?action=Last`);
  await memory.frames.count(2);
  const text = 'x'.repeat(50_000);
  // More than the sockets' own buffers take.
  for (let i = 0; i < 500; i += 1) memory.frames.happen(frame({ text }));
  memory.frames.happen(frame({ text: 'last', action: 'Last' }));
  t.equal(await textOf(quick), 'last');
  let frames = 0;
  let missed = 0;
  while (frames + missed < 501) {
    const read = await slow.next();
    if (read === undefined) break;
    if (read.event === 'dropped') missed += (JSON.parse(read.data) as { readonly count: number }).count;
    else frames += 1;
  }
  t.equal(frames + missed, 501, 'nothing is missed in silence');
  t.ok(missed > 0, `${missed} missed`);
  slow.leave();
  quick.leave();
});

t.test('a ticket lets a browser in, once', async (t) => {
  const { ask, memory, port } = await listening(t);
  const asked = await ask('POST /gateways/ocpp/frames/ticket', { as: VIEWER });
  t.match(asked, { status: 201, json: { ticket: String, expires_at: '2024-06-01T12:00:30.000Z' } });
  const { ticket } = asked.json as { readonly ticket: string };
  const path = `${LIVE}?ticket=${ticket}`;
  const reader = await readEvents(port, path, {});
  t.equal(reader.status, 200);
  await memory.frames.count(1);
  memory.frames.happen(frame({ text: 'seen' }));
  t.equal(await textOf(reader), 'seen');
  reader.leave();
  for (const again of [path, `${LIVE}?ticket=nonsense`, `${LIVE}?ticket=a&ticket=b`, `${LIVE}?ticket=`]) {
    const refused = await readEvents(port, again, {});
    t.equal(refused.status, 401, again.slice(0, 50));
    t.match(await refused.json(), { code: 'BAD_TOKEN' });
  }
  const stranger = await readEvents(port, LIVE, {});
  t.equal(stranger.status, 401);
  t.match(await stranger.json(), { code: 'AUTHORIZATION_HEADER_ERROR' });
});

t.test('a ticket opens nothing else', async (t) => {
  const { ask } = await testApi();
  const { ticket } = (await ask('POST /gateways/ocpp/frames/ticket')).json as { readonly ticket: string };
  t.equal((await ask(`GET /nodes?ticket=${ticket}`, { as: null })).status, 401);
  t.equal((await ask(`GET ${RECENT}?ticket=${ticket}`, { as: null })).status, 401);
});

t.test('the ticket of a login that has ended is worth nothing', async (t) => {
  const rig = await listening(t);
  const as = await logIn(rig);
  const { ticket } = (await rig.ask('POST /gateways/ocpp/frames/ticket', { as })).json as { readonly ticket: string };
  await rig.ask('POST /logout', { as, body: { username: 'admin' } });
  const refused = await readEvents(rig.port, `${LIVE}?ticket=${ticket}`, {});
  t.equal(refused.status, 401);
});

t.test('a stream ends when the login does, or when the key is disabled', async (t) => {
  const rig = await listening(t, { frameHeartbeatMs: 1 });
  const as = await logIn(rig);
  const [byToken, byKey] = await Promise.all([
    readEvents(rig.port, LIVE, { authorization: as }),
    readEvents(rig.port, LIVE, { authorization: VIEWER }),
  ]);
  t.match(await byToken.next(true), { event: null, data: 'retry: 5000' });
  t.match(await byToken.next(true), { event: null, data: /^: / });
  await rig.ask('POST /logout', { as, body: { username: 'admin' } });
  t.equal(await byToken.next(), undefined);
  rig.memory.apiKeys.update('view', { enabled: false });
  t.equal(await byKey.next(), undefined);
  await rig.memory.frames.count(0);
});

t.test('the server stops without waiting for the readers', async (t) => {
  const { api, port, memory } = await listening(t, { closeGraceMs: 60_000 });
  const reader = await readEvents(port, LIVE);
  await memory.frames.count(1);
  await api.close();
  t.equal(await reader.next(), undefined);
  t.equal(memory.frames.followers.size, 0);
});

t.test('HEAD takes no place', async (t) => {
  const { ask, memory } = await testApi();
  t.equal((await ask('HEAD /gateways/ocpp/frames')).status, 404);
  t.equal(memory.frames.followers.size, 0);
});
