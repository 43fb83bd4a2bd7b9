import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import * as client from '../src/index.ts';

t.test('the package has a client, its error, and a way to read an answer in pieces', async (t) => {
  t.same(Object.keys(client).sort(), ['ApiError', 'chunksOf', 'createApiClient']);
});

t.test('it imports nothing but itself, so that a browser can use it', async (t) => {
  const folder = fileURLToPath(new URL('../src', import.meta.url));
  const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
  t.ok(files.length > 5);
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g))
      t.match(name, /^\.\//, `${file}: ${name}`);
    t.notMatch(text, /\bBuffer\b|\bprocess\b|\brequire\b/, file);
  }
});
