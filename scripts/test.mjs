// Lints, runs every compiled test with tap, holds the coverage against the gate, and ends with the runner's own totals.
// Arguments are handed on to tap: `npm test -- packages/ocpp/dist/test/session.test.js`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coverageProblems } from './coverage-gate.mjs';
import { groupedTests } from './test-groups.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tap = join('node_modules', 'tap', 'dist', 'esm', 'run.mjs');
const summary = join(root, '.tap', 'report', 'coverage-summary.json');
const chosen = process.argv.slice(2);

const lint = node(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']);
if (!existsSync(join(root, '.tap', 'plugins'))) {
  const built = spawnSync(process.execPath, [tap, 'build'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) finish(1, `tap could not be set up\n${built.stdout}${built.stderr}`);
}
rmSync(summary, { force: true });
const coverage = chosen.length === 0 ? ['--coverage-report=json-summary'] : ['--disable-coverage'];
const { status, output } = await runTap([
  'run',
  '--reporter=terse',
  ...coverage,
  ...(chosen.length === 0 ? everything() : chosen),
]);
const problems = chosen.length === 0 ? coverageProblems(summary, root) : [];
for (const problem of problems) console.log(`coverage: ${problem}`);
if (lint !== 0) console.log('lint: Biome found something; npm run format mends most of it');
const totals = /# \{ ([^}]*) \}/.exec(output.slice(output.lastIndexOf('# { total')))?.[1] ?? '';
const count = (name) => Number(new RegExp(`${name}: (\\d+)`).exec(totals)?.[1] ?? 0);
const passed = count('pass');
const failed = count('fail');
const skipped = count('skip');
const bad = status !== 0 || failed > 0 || passed === 0 || problems.length > 0 || lint !== 0;
finish(bad ? 1 : 0, `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

/** Every compiled test whose source is still there: the compiler leaves behind what was renamed or removed. */
function everything() {
  const files = globSync('{packages,apps}/*/dist/test/**/*.test.js', { cwd: root })
    .concat(globSync('bench/dist/test/**/*.test.js', { cwd: root }))
    .filter((file) => existsSync(join(root, sourceOf(file))) || existsSync(join(root, `${sourceOf(file)}x`)));
  return groupedTests(root, join(root, 'dist', 'test-groups'), files.sort());
}

function sourceOf(file) {
  return file.replace(/([\\/])dist[\\/]/, '$1').replace(/\.js$/, '.ts');
}

function node(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status;
}

/** Shows what tap prints and keeps its end, where the totals are. */
function runTap(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [tap, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      output = `${output}${chunk}`.slice(-10_000);
    });
    child.on('close', (status) => resolve({ status, output }));
  });
}

function finish(code, line) {
  console.log(line);
  process.exit(code);
}
