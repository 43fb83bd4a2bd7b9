import t from 'tap';
import { ADMIN, basic, logIn, testApi } from '../fixtures/api.ts';

const WRONG = { status: 401, json: { code: 'BAD_USERNAME_OR_PWD' } };

t.test('a login gives a token, the version, the licence and the role', async (t) => {
  const { ask, memory } = await testApi();
  const admin = await ask('POST /login', { as: null, body: { username: 'admin', password: 'correct horse' } });
  t.match(admin, {
    status: 200,
    json: { version: '1.2.3', license: { edition: 'opensource' }, role: 'administrator' },
  });
  t.match(admin.headers, { 'cache-control': 'no-store' });
  const guest = await ask('POST /login', { as: null, body: { username: 'guest', password: 'just looking' } });
  t.match(guest.json, { role: 'viewer' });
  t.match(memory.audit, [{ action: 'log in', actor: { kind: 'user', name: 'admin' } }, { action: 'log in' }]);
});

t.test('a wrong name and a wrong password are told alike', async (t) => {
  const { ask, memory } = await testApi();
  const unknown = await ask('POST /login', { as: null, body: { username: 'nobody', password: 'x' } });
  const wrong = await ask('POST /login', { as: null, body: { username: 'admin', password: 'x' } });
  t.match(unknown, WRONG);
  t.same(unknown.json, wrong.json);
  t.match(wrong.headers['www-authenticate'], /^Basic/);
  t.same(memory.audit, []);
  const logged = { level: 'warn', details: { from: '127.0.0.1' }, sentence: 'wrong user name or password' };
  t.same(memory.logged, [logged, logged], 'with neither name nor password');
});

t.test('a login without its fields is refused', async (t) => {
  const { ask } = await testApi();
  const missing = await ask('POST /login', { as: null, body: { username: 'admin' } });
  t.match(missing, { status: 400, json: { message: 'Missing required parameter: password' } });
  t.match(await ask('POST /login', { as: null, body: { username: 1, password: 'x' } }), { status: 400 });
  t.match(await ask('POST /login', { as: null }), { status: 400, json: { message: 'body: must be object' } });
});

t.test('too many failures of an address are 429, right password or not, until the window ends', async (t) => {
  const { ask, memory } = await testApi({ loginFailuresMax: 3, failureWindowMs: 60_000 });
  const attempt = (password: string, from = '10.0.0.9') =>
    ask('POST /login', { as: null, from, body: { username: 'admin', password } });
  for (let i = 0; i < 5; i += 1) t.equal((await attempt('correct horse')).status, 200, 'successes do not count');
  for (let i = 0; i < 3; i += 1) t.match(await attempt('guess'), WRONG);
  const blocked = await attempt('correct horse');
  t.match(blocked, { status: 429, json: { code: 'TOO_MANY_REQUESTS' }, headers: { 'retry-after': '60' } });
  t.equal((await attempt('correct horse', '10.0.0.8')).status, 200, 'another address may');
  memory.time.now += 60_000;
  t.equal((await attempt('correct horse')).status, 200);
});

t.test('guesses made at once are counted before they are answered', async (t) => {
  const { ask } = await testApi({ loginFailuresMax: 3 });
  const guesses = Array.from({ length: 10 }, (_, i) =>
    ask('POST /login', { as: null, body: { username: 'admin', password: `guess ${i}` } }),
  );
  const statuses = (await Promise.all(guesses)).map((answer) => answer.status);
  t.equal(statuses.filter((status) => status === 401).length, 3);
  t.equal(statuses.filter((status) => status === 429).length, 7);
});

t.test('when no password can be checked now the answer is 503, and no failure is counted', async (t) => {
  const { ask, memory } = await testApi({ loginFailuresMax: 1 });
  const body = { username: 'admin', password: 'correct horse' };
  memory.users.admin.isBusy = true;
  t.match(await ask('POST /login', { as: null, body }), { status: 503, json: { code: 'SERVICE_UNAVAILABLE' } });
  memory.users.admin.isBusy = false;
  t.equal((await ask('POST /login', { as: null, body })).status, 200);
});

t.test('a logout ends the token of its request and no other', async (t) => {
  const rig = await testApi();
  const [first, second] = [await logIn(rig), await logIn(rig)];
  t.equal((await rig.ask('POST /logout', { as: first })).status, 204);
  t.match(await rig.ask('GET /nodes', { as: first }), { status: 401, json: { code: 'BAD_TOKEN' } });
  t.equal((await rig.ask('GET /nodes', { as: second })).status, 200);
  t.match(rig.memory.audit.at(-1), { action: 'log out', target: 'admin' });
});

t.test('a viewer may log out; an API key has nothing to log out of', async (t) => {
  const rig = await testApi();
  const viewer = await logIn(rig, 'guest', 'just looking');
  t.equal((await rig.ask('POST /logout', { as: viewer, body: { username: 'guest' } })).status, 204);
  t.match(await rig.ask('POST /logout', { as: ADMIN }), { status: 400, json: { code: 'BAD_REQUEST' } });
  t.equal((await rig.ask('POST /logout', { as: basic('root-key:wrong') })).status, 401);
});

t.test('a changed password is in force at once and ends all tokens of the user', async (t) => {
  const rig = await testApi();
  const [first, second] = [await logIn(rig, 'guest', 'just looking'), await logIn(rig, 'guest', 'just looking')];
  const other = await logIn(rig);
  const body = { old_pwd: 'just looking', new_pwd: 'looking closer' };
  t.equal((await rig.ask('POST /users/guest/change_pwd', { as: first, body })).status, 204);
  for (const as of [first, second]) t.equal((await rig.ask('GET /nodes', { as })).status, 401);
  t.equal((await rig.ask('GET /nodes', { as: other })).status, 200);
  t.match(await logIn(rig, 'guest', 'looking closer'), /^Bearer ./);
  t.notMatch(JSON.stringify(rig.memory.audit), /looking/);
});

t.test('a password is changed by its owner alone, who knows the old one, and to one of some length', async (t) => {
  const rig = await testApi({ loginFailuresMax: 2 });
  const as = await logIn(rig);
  const change = (username: string, body: object, who = as) =>
    rig.ask(`POST /users/${username}/change_pwd`, { as: who, body });
  const body = { old_pwd: 'correct horse', new_pwd: 'battery staple' };
  t.match(await change('guest', body), { status: 403, json: { code: 'UNAUTHORIZED_ROLE' } });
  t.match(await change('admin', body, ADMIN), { status: 403 });
  t.match(await change('admin', { ...body, new_pwd: 'short' }), { status: 400, json: { message: /^new_pwd: / } });
  t.match(await change('admin', { ...body, old_pwd: 'wrong' }), { status: 400, json: { code: 'ERROR_PWD_NOT_MATCH' } });
  await change('admin', { ...body, old_pwd: 'wrong' });
  t.equal((await change('admin', body)).status, 429, 'guesses at the old one are throttled as logins are');
});

t.test('the password of a user who is gone cannot be changed', async (t) => {
  const rig = await testApi();
  const as = await logIn(rig);
  rig.memory.users.admin.update = async () => null;
  const body = { old_pwd: 'correct horse', new_pwd: 'battery staple' };
  t.match(await rig.ask('POST /users/admin/change_pwd', { as, body }), {
    status: 404,
    json: { code: 'USER_NOT_FOUND' },
  });
});

t.test(
  'a login that is under way when the password or the role changes gets no token for what was before',
  async (t) => {
    const rig = await testApi();
    const { admin } = rig.memory.users;
    const verify = admin.verify.bind(admin);
    const meanwhile = (change: object): void => {
      admin.verify = async (username, password) => {
        const found = await verify(username, password);
        admin.verify = verify;
        await rig.ask('PUT /users/guest', { body: change });
        return found;
      };
    };
    const body = { username: 'guest', password: 'just looking' };
    meanwhile({ role: 'operator' });
    t.match(await rig.ask('POST /login', { as: null, body }), { status: 200, json: { role: 'operator' } });
    meanwhile({ password: 'looking closer' });
    t.match(await rig.ask('POST /login', { as: null, body }), WRONG);
  },
);

t.test('a login gives up when users are changed all the time', async (t) => {
  const rig = await testApi();
  const { admin } = rig.memory.users;
  const verify = admin.verify.bind(admin);
  let checks = 0;
  admin.verify = async (username, password) => {
    checks += 1;
    await rig.ask('PUT /users/night', { body: { password: `night shift ${checks}` } });
    return verify(username, password);
  };
  const body = { username: 'guest', password: 'just looking' };
  t.match(await rig.ask('POST /login', { as: null, body }), { status: 503 });
  t.equal(checks, 3);
});

t.test('failures are counted by the network of an IPv6 address', async (t) => {
  const { ask } = await testApi({ loginFailuresMax: 2 });
  const attempt = (from: string) =>
    ask('POST /login', { as: null, from, body: { username: 'admin', password: 'guess' } });
  t.equal((await attempt('2001:db8::1')).status, 401);
  t.equal((await attempt('2001:db8::2')).status, 401);
  t.equal((await attempt('2001:db8::3')).status, 429);
  t.equal((await attempt('2001:db8:0:1::3')).status, 401);
});
