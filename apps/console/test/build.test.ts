import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const script = fileURLToPath(new URL('../../build.mjs', import.meta.url));

function build(out: string): void {
  execFileSync(process.execPath, [script, '--out', out]);
}

t.test('the console is built to a page, a script, a style sheet and an icon that need no other host', async (t) => {
  const out = join(t.testdir(), 'public');
  build(out);
  const names = readdirSync(out).sort();
  // The hash decides which of the two comes first.
  const kinds = names.map((name) => name.replace(/^app-[A-Z0-9]{8}\./, 'app.')).sort();
  t.strictSame(kinds, ['app.css', 'app.js', 'favicon.svg', 'index.html']);
  const page = readFileSync(join(out, 'index.html'), 'utf8');
  for (const name of names) if (name !== 'index.html') t.match(page, `"/${name}"`, `the page names ${name}`);
  for (const name of names) {
    const hosts = readFileSync(join(out, name), 'utf8').match(/https?:\/\/[a-z0-9.-]+/g) ?? [];
    // Names of XML dialects, which nobody fetches.
    t.strictSame(
      hosts.filter((host) => host !== 'http://www.w3.org'),
      [],
      `${name} names no host`,
    );
  }
});

t.test('no text is ever taken for markup', async (t) => {
  const sources = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(sources, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  t.ok(files.length > 40);
  for (const { parentPath, name } of files) {
    const text = readFileSync(join(parentPath, name), 'utf8');
    t.notMatch(text, /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write/, name);
  }
});

t.test('nothing is built while nothing has changed', async (t) => {
  const out = join(t.testdir(), 'public');
  build(out);
  const page = join(out, 'index.html');
  const before = statSync(page).mtimeMs;
  build(out);
  t.equal(statSync(page).mtimeMs, before);
});

t.test('a file that is missing, or a stamp that cannot be read, is a reason to build', async (t) => {
  const out = join(t.testdir(), 'public');
  build(out);
  rmSync(join(out, 'favicon.svg'));
  build(out);
  t.ok(existsSync(join(out, 'favicon.svg')));
  writeFileSync(`${out}.stamp.json`, '{"hash":');
  rmSync(join(out, 'index.html'));
  build(out);
  t.ok(existsSync(join(out, 'index.html')));
});

t.test('what an older build left behind is removed', async (t) => {
  const out = join(t.testdir(), 'public');
  mkdirSync(out);
  writeFileSync(join(out, 'app-OLDOLDOL.js'), '');
  build(out);
  t.notOk(existsSync(join(out, 'app-OLDOLDOL.js')));
});
