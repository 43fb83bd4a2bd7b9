import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { testApi } from './fixtures/api.ts';

const INDEX = '<!doctype html><title>console</title>';

function consoleDirectory(parent: string): string {
  const directory = join(parent, 'console');
  mkdirSync(join(directory, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'index.html'), INDEX);
  writeFileSync(join(directory, 'main.js'), 'main');
  writeFileSync(join(directory, 'assets', 'app-3FQ2XKZL.js'), 'app');
  writeFileSync(join(directory, '.secret'), 'secret');
  writeFileSync(join(parent, 'outside.txt'), 'outside');
  return directory;
}

t.test('the console is served at the root, open to all', async (t) => {
  const { ask } = await testApi({ consoleDirectory: consoleDirectory(t.testdir()) });
  const index = await ask('GET //', { as: null });
  t.match(index, { status: 200, text: INDEX });
  t.match(index.headers, { 'content-type': /^text\/html/, 'cache-control': 'no-cache' });
  t.ok(index.headers.etag, 'so that asking each time is cheap');
  t.equal((await ask('GET //index.html', { as: null })).text, INDEX);
});

t.test('files named by their content are kept for ever, others are asked for each time', async (t) => {
  const { ask } = await testApi({ consoleDirectory: consoleDirectory(t.testdir()) });
  t.match((await ask('GET //assets/app-3FQ2XKZL.js')).headers, { 'cache-control': /immutable/ });
  const main = await ask('GET //main.js');
  t.match(main.headers, { 'cache-control': 'no-cache', 'content-type': /javascript/ });
  const again = await ask('GET //main.js', { headers: { 'if-none-match': String(main.headers.etag) } });
  t.equal(again.status, 304);
});

t.test('a page of the console’s own making is answered with the one page there is', async (t) => {
  const { ask } = await testApi({ consoleDirectory: consoleDirectory(t.testdir()) });
  for (const path of ['//charge-points', '//charge-points/CP1', '//login?next=x', '//apiary']) {
    const page = await ask(`GET ${path}`, { as: null });
    t.match(page, { status: 200, text: INDEX }, path);
    t.equal(page.headers['cache-control'], 'no-cache', path);
  }
});

t.test('a missing file, a missing route and another method stay errors', async (t) => {
  const { ask } = await testApi({ consoleDirectory: consoleDirectory(t.testdir()) });
  const missing = [
    'GET //assets/gone.js',
    'GET //api/v5/nowhere',
    'GET //api',
    'GET //api/v6/x',
    'GET //api-docs/nowhere',
    'POST //charge-points',
  ];
  for (const line of missing) t.match(await ask(line), { status: 404, json: { code: 'NOT_FOUND' } }, line);
});

t.test('nothing outside of the folder and no hidden file is served', async (t) => {
  const { ask } = await testApi({ consoleDirectory: consoleDirectory(t.testdir()) });
  for (const path of [
    '//..%2foutside.txt',
    '//%2e%2e/outside.txt',
    '//assets/..%2f..%2foutside.txt',
    '//.secret',
    '//..%5coutside.txt',
  ]) {
    const { status, text } = await ask(`GET ${path}`, { as: null });
    t.notMatch(text, /^(outside|secret)$/, path);
    t.ok(status === 404 || status === 400, `${path}: ${status}`);
  }
});

t.test('without a console the root tells where the API is', async (t) => {
  const empty = t.testdir();
  for (const options of [{}, { consoleDirectory: join(empty, 'absent') }, { consoleDirectory: empty }]) {
    const { ask } = await testApi(options);
    t.match(await ask('GET //', { as: null }), {
      status: 200,
      json: { name: 'ocpp-broker', version: '1.2.3', api: '/api/v5' },
    });
    t.equal((await ask('GET //charge-points')).status, 404);
  }
});
