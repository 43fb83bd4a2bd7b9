import t from 'tap';
import { ADMIN, logIn, testApi } from '../fixtures/api.ts';

const NOT_FOUND = { status: 404, json: { code: 'USER_NOT_FOUND', message: 'User not found' } };
const NOT_ALLOWED = { status: 400, json: { code: 'NOT_ALLOWED' } };

t.test('users of the console are listed in EMQX’s shape, without passwords', async (t) => {
  const { ask } = await testApi();
  const { status, json, text } = await ask('GET /users');
  t.equal(status, 200);
  t.same(json, [
    { username: 'admin', role: 'administrator', description: 'the first', backend: 'local' },
    { username: 'guest', role: 'viewer', description: '', backend: 'local' },
    { username: 'night', role: 'operator', description: 'at night', backend: 'local' },
  ]);
  t.notMatch(text, /horse|looking|shift/);
});

t.test('an added user may log in, with the role that was given', async (t) => {
  const rig = await testApi();
  const body = { username: 'eve', password: 'battery staple', role: 'operator', description: 'by day' };
  const added = { username: 'eve', role: 'operator', description: 'by day', backend: 'local' };
  t.same((await rig.ask('POST /users', { body })).json, added);
  const as = await logIn(rig, 'eve', 'battery staple');
  t.equal((await rig.ask('DELETE /clients/mqtt-3', { as })).status, 204);
  t.equal((await rig.ask('GET /users', { as })).status, 403);
  t.match(rig.memory.audit[0], { action: 'add admin user', target: 'eve', detail: { after: added } });
  t.notMatch(JSON.stringify(rig.memory.audit), /staple/);
  const plain = { username: 'root', password: 'battery staple' };
  t.match((await rig.ask('POST /users', { body: plain })).json, { role: 'administrator', description: '' });
  t.match(await rig.ask('POST /users', { body }), { status: 409, json: { code: 'ALREADY_EXISTS' } });
});

t.test('a user without a name, or with a short password or an unknown role, is refused', async (t) => {
  const { ask, memory } = await testApi();
  const body = { username: 'eve', password: 'battery staple' };
  for (const wrong of [
    { username: '' },
    { username: 'a\u0000' },
    { password: 'short' },
    { role: 'king' },
    { description: 7 },
  ]) {
    t.match(await ask('POST /users', { body: { ...body, ...wrong } }), { status: 400 }, JSON.stringify(wrong));
  }
  t.same(memory.audit, []);
});

t.test('a change leaves what it does not name, and is told before and after', async (t) => {
  const { ask, memory } = await testApi();
  const answer = await ask('PUT /users/night', { body: { description: 'on weekends' } });
  t.match(answer, { status: 200, json: { username: 'night', role: 'operator', description: 'on weekends' } });
  t.match(memory.audit, [
    {
      action: 'update admin user',
      detail: { before: { description: 'at night' }, after: { description: 'on weekends' } },
    },
  ]);
  t.match(await ask('PUT /users/nobody', { body: { role: 'viewer' } }), NOT_FOUND);
});

t.test('another role ends all tokens of the user, another description none', async (t) => {
  const rig = await testApi();
  const as = await logIn(rig, 'night', 'night shift');
  await rig.ask('PUT /users/night', { body: { description: 'x', role: 'operator' } });
  t.equal((await rig.ask('GET /nodes', { as })).status, 200);
  await rig.ask('PUT /users/night', { body: { role: 'viewer' } });
  t.match(await rig.ask('GET /nodes', { as }), { status: 401, json: { code: 'BAD_TOKEN' } });
});

t.test('a password that an administrator sets holds at once, ends all tokens, and is nowhere to be read', async (t) => {
  const rig = await testApi();
  const as = await logIn(rig, 'guest', 'just looking');
  t.equal((await rig.ask('PUT /users/guest', { body: { password: 'battery staple' } })).status, 200);
  t.equal((await rig.ask('GET /nodes', { as })).status, 401);
  t.match(await logIn(rig, 'guest', 'battery staple'), /^Bearer ./);
  t.match(rig.memory.audit[1], { action: 'update admin user', detail: { after: { password_is_new: true } } });
  t.notMatch(JSON.stringify([rig.memory.audit, rig.memory.logged]), /staple/);
});

t.test('a removed user is out at once', async (t) => {
  const rig = await testApi();
  const as = await logIn(rig, 'guest', 'just looking');
  t.equal((await rig.ask('DELETE /users/guest')).status, 204);
  t.equal((await rig.ask('GET /nodes', { as })).status, 401);
  t.match(rig.memory.audit[1], {
    action: 'remove admin user',
    target: 'guest',
    detail: { before: { role: 'viewer' } },
  });
  t.match(await rig.ask('DELETE /users/guest'), NOT_FOUND);
});

t.test('nobody removes himself, and the last administrator stays one', async (t) => {
  const rig = await testApi();
  const as = await logIn(rig);
  t.match(await rig.ask('DELETE /users/admin', { as }), NOT_ALLOWED);
  t.match(await rig.ask('DELETE /users/admin', { as: ADMIN }), NOT_ALLOWED);
  t.match(await rig.ask('PUT /users/admin', { body: { role: 'viewer' } }), NOT_ALLOWED);
  await rig.ask('PUT /users/guest', { body: { role: 'administrator' } });
  t.equal((await rig.ask('DELETE /users/admin', { as: ADMIN })).status, 204);
});

t.test('two administrators who demote each other at once leave one of them', async (t) => {
  const { ask, memory } = await testApi();
  await ask('PUT /users/guest', { body: { role: 'administrator' } });
  const update = memory.users.admin.update.bind(memory.users.admin);
  memory.users.admin.update = async (name, change) => {
    // Long enough for the other request to come to where it would look for another administrator.
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return update(name, change);
  };
  const demote = (name: string) => ask(`PUT /users/${name}`, { body: { role: 'viewer' } });
  const statuses = (await Promise.all(['admin', 'guest'].map(demote))).map(({ status }) => status);
  t.same(statuses.toSorted(), [200, 400]);
  t.equal([...memory.users.admin.stored.values()].filter(({ role }) => role === 'administrator').length, 1);
});
