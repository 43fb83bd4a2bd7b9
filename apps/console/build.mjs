// Bundles the console into dist/public: `node apps/console/build.mjs [--out FOLDER]`.
// Needs packages/api-client compiled. Runs before every start, so it costs nothing while the sources are what they were at the last build.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const sources = join(root, 'src');
const page = join(root, 'static', 'index.html');
const icon = join(root, 'static', 'favicon.svg');
const outFlag = process.argv.indexOf('--out');
const out = outFlag === -1 ? join(root, 'dist', 'public') : resolve(process.argv[outFlag + 1] ?? 'public');
// Beside the folder rather than in it: what lies in the folder is served.
const stampFile = `${out}.stamp.json`;

const hash = hashOfSources();
if (!isBuilt()) await build();

function isBuilt() {
  if (!existsSync(stampFile)) return false;
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
    return stamp.hash === hash && stamp.files.every((file) => existsSync(join(out, file)));
  } catch {
    // A build that was cut off half way leaves half a stamp: build again.
    return false;
  }
}

/** Over everything that the output depends on: the client of the API as it was compiled, and two packages by their versions. */
function hashOfSources() {
  const digest = createHash('sha256');
  const require = createRequire(import.meta.url);
  const client = filesBelow(dirname(require.resolve('@ocpp-broker/api-client'))).filter((file) => file.endsWith('.js'));
  for (const file of [...filesBelow(sources), ...client, page, icon, fileURLToPath(import.meta.url)]) {
    digest
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  for (const name of ['esbuild/package.json', 'preact/package.json']) {
    digest.update(JSON.parse(readFileSync(require.resolve(name), 'utf8')).version);
  }
  return digest.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function build() {
  const esbuild = await import('esbuild');
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { app: 'src/main.tsx', style: 'src/styles/index.css' },
    entryNames: 'app-[hash]',
    outdir: out,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'utf8',
    banner: { js: '/*! Contains Preact, MIT License, Copyright (c) 2015-present Jason Miller */' },
    logLevel: 'warning',
  });
  const bundles = result.outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  const index = readFileSync(page, 'utf8')
    .replace('app.js', nameOf(bundles, '.js'))
    .replace('app.css', nameOf(bundles, '.css'));
  const files = [
    ...bundles,
    { name: 'favicon.svg', contents: readFileSync(icon) },
    { name: 'index.html', contents: index },
  ];
  rmSync(stampFile, { force: true });
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const { name, contents } of files) writeFileSync(join(out, name), contents);
  writeFileSync(stampFile, JSON.stringify({ hash, files: files.map(({ name }) => name) }));
}

function nameOf(bundles, suffix) {
  const found = bundles.find(({ name }) => name.endsWith(suffix));
  if (!found) throw new Error(`the bundler made no ${suffix} file`);
  return found.name;
}
