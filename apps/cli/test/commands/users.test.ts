import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@ocpp-broker/store';
import t from 'tap';
import { fakeApi, page } from '../fixtures/fake-api.ts';
import { runCommand, temporaryFolder } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const ocpp = '/gateways/ocpp/authentication/users';
const mqtt = '/authentication/password_based%3Abuilt_in_database/users';

t.test('over the API, users of each realm are added with what the realm has', async (t) => {
  const { options, seen } = await fakeApi(t, {
    [`POST ${ocpp}`]: [201, {}],
    [`POST ${mqtt}`]: [201, {}],
    'POST /users': [200, {}],
  });
  const add = (...words: readonly string[]) =>
    runCommand(t, ['users', 'add', ...words, '--password-stdin', ...options], { input: 'p4ssword\n' });
  t.same(await add('CP1', '--identity', 'CP1', '--identity', 'CP2'), {
    code: 0,
    stdout: 'added CP1 to the ocpp users\n',
    stderr: '',
  });
  t.match(await add('m', '--realm', 'mqtt', '--client-id', 'm-*', '--superuser'), { code: 0 });
  t.match(await add('me', '--realm', 'admin', '--role', 'operator', '--json'), {
    stdout: '{"added":"me","realm":"admin"}\n',
  });
  t.same(
    seen.map(({ body }) => JSON.parse(body)),
    [
      { user_id: 'CP1', password: 'p4ssword', is_superuser: false, identities: ['CP1', 'CP2'] },
      { user_id: 'm', password: 'p4ssword', is_superuser: true, client_ids: ['m-*'] },
      { username: 'me', password: 'p4ssword', role: 'operator' },
    ],
  );
});

t.test('over the API, users are listed and removed', async (t) => {
  const { options, seen } = await fakeApi(t, {
    [`GET ${ocpp}`]: page([{ user_id: 'CP1', is_superuser: false, identities: ['CP1'] }]),
    [`GET ${mqtt}`]: page([{ user_id: 'm', is_superuser: true }]),
    'GET /users': [
      200,
      [
        { username: 'admin', role: 'administrator', description: '' },
        { username: 'x', role: 'viewer' },
      ],
    ],
    [`DELETE ${ocpp}/CP1`]: [204],
    [`DELETE ${mqtt}/m`]: [204],
    'DELETE /users/x': [204],
    'DELETE /users/admin': [400, { code: 'NOT_ALLOWED', message: 'The last administrator has to stay one' }],
  });
  const run = (...words: readonly string[]) => runCommand(t, ['users', ...words, ...options]);
  t.match(await run('list'), { code: 0, stdout: 'USER  SUPERUSER  IDENTITIES\nCP1   no         CP1\n' });
  t.match(await run('list', '--realm', 'mqtt', '--like', 'm'), {
    stdout: 'USER  SUPERUSER  CLIENT IDS\nm     yes        any\n',
  });
  t.equal(seen[1]?.line, `GET ${mqtt}?limit=1000&like_user_id=m&page=1`);
  t.match(await run('list', '--realm', 'admin', '--like', 'adm', '--json'), {
    stdout: '[{"user_id":"admin","role":"administrator"}]\n',
  });
  t.match(await run('remove', 'CP1'), { code: 0, stdout: 'removed CP1 from the ocpp users\n' });
  t.match(await run('remove', 'm', '--realm', 'mqtt'), { code: 0 });
  t.match(await run('remove', 'x', '--realm', 'admin'), { code: 0 });
  t.match(await run('remove', 'admin', '--realm', 'admin'), { code: 1, stderr: /last administrator/ });
});

t.test('on the database of a server that is off, the first users are made, listed and removed', async (t) => {
  const folder = temporaryFolder(t);
  const input = 'p4ssword\n';
  const run = (...words: readonly string[]) => runCommand(t, ['users', ...words, '--database', folder], { input });
  t.match(await run('list'), { code: 1, stderr: /there is no database/ });
  t.match(await run('add', 'CP1', '--identity', 'CP1', '--password-stdin'), {
    code: 0,
    stdout: /added CP1/,
    stderr: '',
  });
  t.match(await run('add', 'CP1', '--password-stdin'), { code: 1, stderr: /already exists/ });
  t.match(await run('add', 'm', '--realm', 'mqtt', '--superuser', '--client-id', 'm', '--password-stdin'), { code: 0 });
  t.match(await run('add', 'root', '--realm', 'admin', '--role', 'viewer', '--password-stdin'), { code: 0 });
  t.match(await run('list', '--json'), { stdout: '[{"user_id":"CP1","is_superuser":false,"identities":["CP1"]}]\n' });
  t.match(await run('list', '--realm', 'mqtt', '--json'), { stdout: /"is_superuser":true,"client_ids":\["m"\]/ });
  t.match(await run('list', '--realm', 'admin'), { stdout: 'USER  ROLE\nroot  viewer\n' });
  t.match(await run('remove', 'm', '--realm', 'mqtt'), { code: 0 });
  t.match(await run('remove', 'm', '--realm', 'mqtt'), { code: 1, stderr: /User not found/ });

  const store = openStore({ path: join(folder, 'ocpp-broker.db') });
  t.teardown(() => store.close());
  t.match(await store.users('ocpp').verify('CP1', Buffer.from('p4ssword')), { outcome: 'accepted' });
  t.match(await store.users('admin').verify('root', Buffer.from('p4ssword')), { outcome: 'accepted' });
});

t.test('a database that a server has open is left alone', async (t) => {
  const folder = temporaryFolder(t);
  const store = openStore({ path: join(folder, 'ocpp-broker.db') });
  t.teardown(() => store.close());
  await store.users('ocpp').add({ userId: 'a', password: 'b', passwordOrigin: 'chosen' });
  for (const words of [['list'], ['add', 'x', '--password-stdin'], ['remove', 'a']]) {
    const refused = await runCommand(t, ['users', ...words, '--database', folder, '--json'], { input: 'p' });
    t.match(refused, { code: 1, stdout: '' });
    t.match(JSON.parse(refused.stderr), { code: 'DATABASE_IN_USE', message: /a server runs on it/ }, words.join(' '));
  }
  t.equal(await store.users('ocpp').count(), 1);
  t.match(await store.users('ocpp').find('a'), { userId: 'a' }, 'the server goes on');
  await store.users('ocpp').add({ userId: 'b', password: 'b' });
});

t.test('what is no database, and a folder that is not there, are said so', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'ocpp-broker.db'), 'not a database '.repeat(100));
  const run = (where: string) =>
    runCommand(t, ['users', 'add', 'x', '--password-stdin', '--database', where], { input: 'p' });
  t.match(await run(folder), { code: 1, stderr: /damaged or no SQLite database/ });
  t.match(await run(join(folder, 'nowhere')), { code: 1, stderr: /there is no folder/ });
  t.notOk(existsSync(join(folder, 'nowhere')));
  mkdirSync(join(folder, 'b', 'ocpp-broker.db'), { recursive: true });
  t.match(await run(join(folder, 'b')), { code: 1, stderr: /is a folder/ });
});

t.test('options that do not go together are refused before anything is asked', async (t) => {
  for (const [words, message] of [
    [['add', 'x', '--realm', 'mqtt', '--identity', 'CP1'], /--identity goes with --realm ocpp/],
    [['add', 'x', '--client-id', 'a'], /--client-id goes with --realm mqtt/],
    [['add', 'x', '--role', 'viewer'], /--role goes with --realm admin/],
    [['add', 'x', '--realm', 'admin', '--superuser'], /--superuser goes with --realm ocpp or mqtt/],
    [['list', '--database', '.', '--url', 'http://h'], /--database and --url exclude/],
    [['add', 'x'], /--password-stdin/],
    [['list', '--realm', 'people'], /--realm must be ocpp, mqtt, admin/],
  ] as const) {
    t.match(await runCommand(t, ['users', ...words]), { code: 2, stderr: message }, words.join(' '));
  }
});
