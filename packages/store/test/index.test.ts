import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';

const packageUrl = new URL('../../', import.meta.url);

t.test('the example of the README runs and prints what it says', async (t) => {
  const readme = readFileSync(new URL('README.md', packageUrl), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const folder = t.testdir();
  const code = example
    .replace('@ocpp-broker/store', new URL('dist/src/index.js', packageUrl).href)
    .replace('./data/store.db', join(folder, 'store.db'));
  const file = join(t.testdir({ 'example.mjs': code }), 'example.mjs');
  const printed = t.capture(console, 'log');
  await import(pathToFileURL(file).href);
  t.same(
    printed().map((call) => call.args),
    [[['CP1']]],
  );
});
