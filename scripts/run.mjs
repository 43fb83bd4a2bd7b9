// Sets up whatever is missing, then runs one task: `node scripts/run.mjs <task> [arguments]`.
// Depends on nothing but Node 18 and npm. What it fetches lies in .tools/ and node_modules/, both in the project.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 22;
const NODE_MAJOR_FETCHED = 24;
const PNPM_VERSION = '12.20.0';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = join(root, '.tools');
const windows = process.platform === 'win32';

const tasks = {
  build: { build: true, command: null },
  start: {
    build: true,
    // V8 lets what is young in its heap grow to 64 MB and never shrink (docs/performance.md).
    command: [
      'node',
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=24',
      'apps/server/dist/src/main.js',
    ],
  },
  demo: { build: true, command: ['node', 'apps/server/dist/src/demo-main.js'] },
  simulate: { build: true, command: ['node', 'packages/simulator/dist/src/main.js'] },
  bench: { build: true, command: ['node', 'bench/dist/src/main.js'] },
  // Asks for passwords, and so keeps the terminal.
  cli: { build: true, command: ['node', 'apps/cli/dist/src/main.js'], isInteractive: true },
  docs: {
    build: true,
    before: [
      ['node', 'packages/api-client/dist/generator/main.js'],
      ['node', 'apps/cli/dist/src/docs-main.js'],
    ],
    command: ['node', 'apps/server/dist/src/docs-main.js'],
  },
  test: { build: true, command: ['node', 'scripts/test.mjs'] },
  lint: { build: true, command: ['node', 'node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  format: { build: false, command: ['node', 'node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.'] },
};

const [taskName = '', ...taskArguments] = process.argv.slice(2);
const task = Object.hasOwn(tasks, taskName) ? tasks[taskName] : undefined;
if (!task) fail(`unknown task "${taskName}"; one of: ${Object.keys(tasks).join(', ')}`);
if (major(process.versions.node) < 18) fail(`Node ${process.versions.node} is too old; 18 is the least`);

const node = major(process.versions.node) >= NODE_MAJOR_MIN ? process.execPath : fetchedNode();
const environment = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) };
install();
if (task.build) build();
for (const command of task.before ?? []) inherit(command, 'it could not be written');
if (task.command) run(task.command);

function major(version) {
  return Number(version.split('.')[0]);
}

function fail(message) {
  process.stderr.write(`ocpp-broker: ${message}\n`);
  process.exit(1);
}

function say(message) {
  process.stderr.write(`ocpp-broker: ${message}\n`);
}

/** The Node that the project brings for a machine whose own is too old: a package without an install script. */
function fetchedNode() {
  const platform = windows ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const binary = join(tools, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  if (!existsSync(binary)) {
    say(
      `Node ${process.versions.node} is older than ${NODE_MAJOR_MIN}; fetching Node ${NODE_MAJOR_FETCHED} into .tools/`,
    );
    npmInstall(
      `${name}@${NODE_MAJOR_FETCHED}`,
      `Node ${NODE_MAJOR_FETCHED} could not be fetched; install Node ${NODE_MAJOR_MIN} or newer`,
    );
    if (!existsSync(binary))
      fail(`no Node for ${platform}-${process.arch} is published; install Node ${NODE_MAJOR_MIN} or newer`);
  }
  return binary;
}

function npmInstall(packageName, complaint) {
  mkdirSync(tools, { recursive: true });
  const manifest = join(tools, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const done = spawnSync(
    'npm',
    ['install', '--prefix', tools, '--no-audit', '--no-fund', '--loglevel=error', packageName],
    {
      cwd: tools,
      shell: windows,
      encoding: 'utf8',
    },
  );
  if (done.status !== 0) fail(`${complaint}\n${done.stderr ?? done.error?.message ?? ''}`);
}

function pnpm() {
  const binary = join(tools, 'node_modules', '.bin', windows ? 'pnpm.cmd' : 'pnpm');
  const manifest = join(tools, 'node_modules', 'pnpm', 'package.json');
  if (!existsSync(binary) || JSON.parse(readFileSync(manifest, 'utf8')).version !== PNPM_VERSION) {
    say(`fetching pnpm ${PNPM_VERSION} into .tools/`);
    npmInstall(`pnpm@${PNPM_VERSION}`, `pnpm ${PNPM_VERSION} could not be fetched`);
  }
  return binary;
}

/** Installs from the frozen lockfile, unless the lockfile is the one that was installed last. */
function install() {
  const stamp = join(root, 'node_modules', '.ocpp-broker-installed');
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const binary = pnpm();
  say('installing packages');
  const done = spawnSync(binary, ['install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    env: { ...environment, CI: 'true' },
    shell: windows,
    encoding: 'utf8',
  });
  if (done.status !== 0) fail(`the packages could not be installed\n${done.stdout ?? ''}${done.stderr ?? ''}`);
  rmSync(join(root, '.tap'), { recursive: true, force: true });
  writeFileSync(stamp, hash);
}

/** Compiles, unless nothing changed since the last time: TypeScript by project references, then the console's static files. */
function build() {
  const stamp = join(root, 'node_modules', '.ocpp-broker-built');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === stateOfSources()) return;
  inherit(['node', 'node_modules/typescript/bin/tsc', '-b'], 'the build failed');
  inherit(['node', 'apps/console/build.mjs'], 'the console could not be built');
  writeFileSync(stamp, stateOfSources());
}

/** Changes when a source file, or something that was built from one, comes, goes or is written. */
function stateOfSources() {
  const hash = createHash('sha256');
  const look = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name === 'dist') hash.update(`${path} ${existsSync(join(path, '.tsbuildinfo'))}\n`);
        else if (entry.name !== 'node_modules') look(path);
      } else {
        const { mtimeMs, size } = statSync(path);
        hash.update(`${path} ${mtimeMs} ${size}\n`);
      }
    }
  };
  for (const folder of ['packages', 'apps', 'bench']) look(join(root, folder));
  for (const file of ['tsconfig.json', 'tsconfig.base.json', 'pnpm-lock.yaml']) {
    hash.update(`${file} ${statSync(join(root, file)).mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function inherit([, ...args], complaint) {
  const done = spawnSync(node, args, { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) fail(complaint);
}

/**
 * Hands the terminal over: signals reach the child, its exit code becomes ours. The child has a process group of its
 * own, because one Ctrl-C reaches us up to twice (from the terminal and from npm) and must count once; what reads from the terminal
 * stays in ours.
 */
function run([, ...args]) {
  const child = spawn(node, [...args, ...taskArguments], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
    detached: !windows && task.isInteractive !== true,
  });
  let forwardedAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (Date.now() - forwardedAt < 300) return;
      forwardedAt = Date.now();
      child.kill(signal);
    });
  }
  stopWithNpm(child);
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1);
  });
}

/** A SIGTERM to npm ends npm and its shell, and is not handed on to us: their end is the sign to stop. */
function stopWithNpm(child) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250).unref();
}
