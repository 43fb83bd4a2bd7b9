import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { loginFile, readLogin, removeLogin, writeLogin } from '../src/login-file.ts';
import { temporaryFolder } from './fixtures/run-command.ts';
import { surroundings } from './fixtures/surroundings.ts';

const login = { url: 'http://h:1', credentials: { token: 'a-token' } };

t.test('a login is kept, read by nobody else, and forgotten', async (t) => {
  const here = surroundings({ homeFolder: temporaryFolder(t) });
  t.equal(await readLogin(here), undefined);
  const file = await writeLogin(here, login);
  t.equal(file, join(here.homeFolder, '.config', 'ocpp-broker', 'cli.json'));
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.equal(statSync(dirname(file)).mode & 0o777, 0o700);
  t.same(await readLogin(here), login);
  const key = { url: 'http://h:2', credentials: { apiKey: 'k', secret: 's:1' } };
  await writeLogin(here, key);
  t.same(await readLogin(here), key);
  await removeLogin(here);
  await removeLogin(here);
  t.equal(await readLogin(here), undefined);
});

t.test('a file that others may read is refused, and is private again after the next login', async (t) => {
  const here = surroundings({ homeFolder: temporaryFolder(t) });
  const file = await writeLogin(here, login);
  chmodSync(file, 0o644);
  // What a login that broke off may have left behind.
  writeFileSync(`${file}.new`, '');
  chmodSync(`${file}.new`, 0o666);
  await t.rejects(readLogin(here), { code: 'LOGIN_UNSAFE', message: /chmod 600/ });
  await writeLogin(here, login);
  t.equal(statSync(file).mode & 0o777, 0o600);
});

t.test('a file that holds no login is said to, and not what it holds', async (t) => {
  const here = surroundings({ homeFolder: temporaryFolder(t) });
  const file = await writeLogin(here, login);
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"url":"http://h","token":1}',
    '{"token":"s3cret"}',
    '{"url":"h","api_key":"s3cret"}',
  ]) {
    writeFileSync(file, text);
    const error = await t.rejects(readLogin(here), { code: 'LOGIN_UNREADABLE' }, text);
    t.notMatch(String(error), /s3cret/);
  }
  t.ok(existsSync(file));
});

t.test('XDG_CONFIG_HOME names another folder, if it is an absolute path', async (t) => {
  const homeFolder = temporaryFolder(t);
  const other = temporaryFolder(t);
  const set = (XDG_CONFIG_HOME: string) => surroundings({ homeFolder, environment: { XDG_CONFIG_HOME } });
  await writeLogin(set(other), login);
  t.match(JSON.parse(readFileSync(join(other, 'ocpp-broker', 'cli.json'), 'utf8')), { token: 'a-token' });
  t.equal(loginFile(set('relative')), join(homeFolder, '.config', 'ocpp-broker', 'cli.json'));
});

t.test('a file that cannot be written is a problem with its name', async (t) => {
  const homeFolder = temporaryFolder(t);
  mkdirSync(join(homeFolder, '.config'));
  writeFileSync(join(homeFolder, '.config', 'ocpp-broker'), 'in the way');
  const here = surroundings({ homeFolder });
  await t.rejects(writeLogin(here, login), { code: 'LOGIN_UNWRITABLE', message: /cli\.json/ });
  t.equal(await readLogin(here), undefined);
});
