import t from 'tap';
import { ADMIN, type Answer, logIn, testApi } from '../fixtures/api.ts';

type Session = { readonly id: string; readonly current: boolean };
const sessionsOf = ({ json }: Answer) => json as readonly Session[];

t.test('a user sees the own logins and no others, without their tokens', async (t) => {
  const rig = await testApi({ tokenTtlMs: 60_000 });
  const first = await logIn(rig, 'guest', 'just looking');
  rig.memory.time.now += 1_000;
  const second = await logIn(rig, 'guest', 'just looking');
  await logIn(rig);
  const answer = await rig.ask('GET /sessions', { as: second });
  t.match(answer.json, [
    {
      ip_address: '127.0.0.1',
      created_at: '2024-06-01T12:00:00.000Z',
      expires_at: '2024-06-01T12:01:00.000Z',
      current: false,
    },
    { created_at: '2024-06-01T12:00:01.000Z', last_used_at: '2024-06-01T12:00:01.000Z', current: true },
  ]);
  t.equal(sessionsOf(answer).length, 2);
  for (const token of [first, second]) t.notOk(answer.text.includes(token.slice('Bearer '.length)));
});

t.test('a user ends one of the own logins, not one of somebody else', async (t) => {
  const rig = await testApi();
  const [first, second, other] = [await logIn(rig), await logIn(rig), await logIn(rig, 'guest', 'just looking')];
  const [session] = sessionsOf(await rig.ask('GET /sessions', { as: first }));
  const line = `DELETE /sessions/${sessionsOf(await rig.ask('GET /sessions', { as: other }))[0]?.id}`;
  t.match(await rig.ask(line, { as: first }), { status: 404, json: { code: 'NOT_FOUND' } });
  t.ok(session?.id);
  const own = sessionsOf(await rig.ask('GET /sessions', { as: first })).find(({ current }) => !current);
  t.equal((await rig.ask(`DELETE /sessions/${own?.id}`, { as: first })).status, 204);
  t.equal((await rig.ask('GET /nodes', { as: second })).status, 401);
  t.equal((await rig.ask('GET /nodes', { as: first })).status, 200);
  t.equal((await rig.ask('GET /nodes', { as: other })).status, 200);
  t.match(rig.memory.audit.at(-1), { action: 'end session', target: own?.id });
});

t.test('a user ends all of the own logins', async (t) => {
  const rig = await testApi();
  const [first, second, other] = [await logIn(rig), await logIn(rig), await logIn(rig, 'guest', 'just looking')];
  t.equal((await rig.ask('DELETE /sessions', { as: first })).status, 204);
  for (const as of [first, second]) t.equal((await rig.ask('GET /nodes', { as })).status, 401);
  t.equal((await rig.ask('GET /nodes', { as: other })).status, 200);
});

t.test('an API key has no logins', async (t) => {
  const { ask } = await testApi();
  for (const line of ['GET /sessions', 'DELETE /sessions', 'DELETE /sessions/x']) {
    t.match(await ask(line, { as: ADMIN }), { status: 400, json: { code: 'BAD_REQUEST' } }, line);
  }
});
