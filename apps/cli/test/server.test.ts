import t from 'tap';
import { Given } from '../src/given.ts';
import { writeLogin } from '../src/login-file.ts';
import { apiOf, clientOf, credentialsOf, serverOf, shownUrl } from '../src/server.ts';
import { temporaryFolder } from './fixtures/run-command.ts';
import { surroundings } from './fixtures/surroundings.ts';

const given = (options: Readonly<Record<string, string>> = {}): Given =>
  new Given([], new Map(Object.entries(options).map(([name, value]) => [name, [value]])));
const environment = { OCPP_BROKER_URL: 'http://env', OCPP_BROKER_API_KEY: 'env:key' };

t.test('options come before the environment, that before the login, and that before the default', async (t) => {
  const homeFolder = temporaryFolder(t);
  const here = surroundings({ homeFolder });
  const inEnvironment = surroundings({ homeFolder, environment });
  t.same(await serverOf(given(), here), { url: 'http://127.0.0.1:18083', credentials: undefined });
  const login = { url: 'http://login', credentials: { token: 'kept' } };
  await writeLogin(here, login);
  t.same(await serverOf(given(), here), login);
  t.same(await serverOf(given(), inEnvironment), { url: 'http://env', credentials: { apiKey: 'env', secret: 'key' } });
  t.same(await serverOf(given({ url: 'http://o', token: 'T' }), inEnvironment), {
    url: 'http://o',
    credentials: { token: 'T' },
  });
  t.same(await serverOf(given({ key: 'k:a:b' }), here), {
    url: 'http://login',
    credentials: { apiKey: 'k', secret: 'a:b' },
  });
});

t.test('the credentials of a login go to no other server than its own', async (t) => {
  const here = surroundings({ homeFolder: temporaryFolder(t) });
  await writeLogin(here, { url: 'http://login:1', credentials: { token: 'kept' } });
  t.match(await serverOf(given({ url: 'http://login:1/' }), here), { credentials: { token: 'kept' } });
  for (const url of ['http://login:2', 'https://login:1', 'http://elsewhere', 'http://login:1.evil.example']) {
    t.equal((await serverOf(given({ url }), here)).credentials, undefined, url);
  }
});

t.test('an empty variable is none, as docker compose hands it on', async (t) => {
  const empty = { OCPP_BROKER_URL: '', OCPP_BROKER_API_KEY: '' };
  const here = surroundings({ homeFolder: temporaryFolder(t), environment: empty });
  t.same(await serverOf(given(), here), { url: 'http://127.0.0.1:18083', credentials: undefined });
});

t.test('what cannot be used is refused, and secrets are not repeated', async (t) => {
  const here = surroundings({ homeFolder: temporaryFolder(t) });
  const key = t.throws(() => credentialsOf(given({ key: 's3cret' })), {
    exitCode: 2,
    message: /--key must be key:secret/,
  });
  t.notMatch(String(key), /s3cret/);
  t.throws(() => credentialsOf(given({ key: 'a:b', token: 'c' })), { exitCode: 2, message: /exclude/ });
  const wrong = surroundings({ homeFolder: here.homeFolder, environment: { OCPP_BROKER_API_KEY: 's3cret' } });
  await t.rejects(serverOf(given(), wrong), { exitCode: 2, message: /OCPP_BROKER_API_KEY must be/ });
  await t.rejects(apiOf(given(), here), { exitCode: 10, code: 'NO_CREDENTIALS', message: /ocpp-broker login/ });
  for (const url of ['nonsense', 'ftp://h', 'http://me:s3cret@h']) {
    const error = t.throws(() => clientOf({ url, credentials: undefined }), { exitCode: 2, message: /^--url/ }, url);
    t.notMatch(String(error), /s3cret/);
  }
  t.equal(shownUrl('http://me:s3cret@h:1/x/?y'), 'http://h:1/x');
});
