import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fakeApi } from '../fixtures/fake-api.ts';
import { runCommand, temporaryFolder } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const answer = { token: 'the-t0ken', version: '1.2.3', license: { edition: 'opensource' }, role: 'administrator' };

t.test('a login is kept privately, used by the next commands, and ended by logout', async (t) => {
  const home = temporaryFolder(t);
  const file = join(home, '.config', 'ocpp-broker', 'cli.json');
  const { url, seen } = await fakeApi(t, {
    'POST /login': [200, answer],
    'POST /logout': [204],
    'GET /webhooks': [200, []],
  });
  const login = await runCommand(t, ['login', '--url', `${url}/`, '--password-stdin'], { home, input: 'p4ssword\n' });
  t.same(login, { code: 0, stdout: `logged in to ${url} as admin; kept in ${file}\n`, stderr: '' });
  t.same(JSON.parse(seen[0]?.body ?? ''), { username: 'admin', password: 'p4ssword' });
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.notMatch(readFileSync(file, 'utf8'), /p4ssword/);

  t.match(await runCommand(t, ['webhooks', 'list'], { home }), { code: 0 });
  t.equal(seen[1]?.headers.authorization, 'Bearer the-t0ken');

  t.same(await runCommand(t, ['logout'], { home }), { code: 0, stdout: 'logged out\n', stderr: '' });
  t.match(seen[2], { line: 'POST /logout', headers: { authorization: 'Bearer the-t0ken' } });
  t.notOk(existsSync(file));
  t.match(await runCommand(t, ['webhooks', 'list', '--url', url], { home }), { code: 10, stderr: /login/ });
  t.match(await runCommand(t, ['logout', '--json'], { home }), { code: 0, stdout: '{"was_logged_in":false}\n' });
});

t.test('a key is kept once the server has taken it, and shown nowhere', async (t) => {
  const home = temporaryFolder(t);
  const { url, seen } = await fakeApi(t, { 'GET /nodes': [200, []], 'GET /webhooks': [200, []] });
  const login = await runCommand(t, ['login', '--url', url, '--key', 'my-key:my-s3cret', '--json'], { home });
  t.match(login, { code: 0, stderr: '' });
  t.match(JSON.parse(login.stdout), { url, name: 'my-key', file: /cli\.json$/ });
  t.notMatch(login.stdout, /s3cret/);
  await runCommand(t, ['webhooks', 'list'], { home });
  t.equal(seen[1]?.headers.authorization, `Basic ${Buffer.from('my-key:my-s3cret').toString('base64')}`);
  t.match(await runCommand(t, ['logout'], { home }), { code: 0 });
  t.equal(seen.length, 2, 'a key does not end');
});

t.test('a login that fails keeps nothing', async (t) => {
  const home = temporaryFolder(t);
  const { url } = await fakeApi(t, {
    'POST /login': [401, { code: 'BAD_USERNAME_OR_PWD', message: 'The user name or the password is wrong' }],
    'GET /nodes': [401, { code: 'BAD_TOKEN', message: 'The token is not valid, log in again' }],
  });
  const wrong = await runCommand(t, ['login', '--url', url, '--password-stdin'], { home, input: 'p4ssword' });
  t.same(wrong, { code: 10, stdout: '', stderr: 'ocpp-broker: The user name or the password is wrong\n' });
  t.match(await runCommand(t, ['login', '--url', url, '--token', 'x'], { home }), { code: 10 });
  t.match(
    await runCommand(t, ['login', '--url', url], { home }),
    { code: 2, stderr: /--password-stdin/ },
    'no terminal',
  );
  t.notOk(existsSync(join(home, '.config')));
});

t.test('logout forgets the login also when the server is gone', async (t) => {
  const home = temporaryFolder(t);
  const { url } = await fakeApi(t, { 'POST /login': [200, answer] });
  await runCommand(t, ['login', '--url', url, '--password-stdin'], { home, input: 'p' });
  const { code, stdout, stderr } = await runCommand(t, ['logout'], { home });
  t.match({ code, stdout }, { code: 0, stdout: 'logged out\n' });
  t.match(stderr, /the server was not told/);
  t.notOk(existsSync(join(home, '.config', 'ocpp-broker', 'cli.json')));
});
