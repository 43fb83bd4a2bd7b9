import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { benchmarks } from '../src/benchmarks.ts';
import { candidates } from '../src/candidates.ts';
import type { Report } from '../src/report.ts';

const mainFile = fileURLToPath(new URL('../src/main.js', import.meta.url));

const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [mainFile, ...args], { env: environment });
  let output = '';
  let progress = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    progress += text.toString();
  });
  const closed = once(child, 'close').then(([code]) => ({ code: code as number | null, output, progress }));
  return { child, closed };
};

// Servers are started; on a busy machine that takes its time.
t.setTimeout(110_000);

t.test('--smoke runs everything for everybody who can be started here, and prints JSON', async (t) => {
  // What is the product without validation shows nothing here that the product itself does not.
  const asked = candidates.filter(({ name }) => name !== 'ocpp-broker-unvalidated');
  const available = asked.filter((candidate) => candidate.unavailable?.() === undefined);
  const names = asked.map(({ name }) => name).join();
  // Growth starts eight servers of its own, and has a test of its own for that.
  const others = benchmarks.map(({ name }) => name).filter((name) => name !== 'growth');
  const { code, output, progress } = await start([...others, '--smoke', '--json', '--candidates', names]).closed;
  t.equal(code, 0, progress);
  const { samples } = JSON.parse(output) as Report;
  for (const name of others)
    t.ok(
      samples.some(({ benchmark }) => benchmark === name),
      name,
    );
  const answeredIn = (name: string) =>
    samples.filter(({ benchmark, figures }) => benchmark === name && figures.answered !== undefined);
  for (const [name, cases] of [
    ['round-trip', available.length],
    // What has an API is asked over HTTP as well.
    ['command', available.length + 1],
    ['flood', available.length],
  ] as const) {
    t.equal(answeredIn(name).length, cases, name);
  }
  t.ok(answeredIn('round-trip').every(({ figures }) => figures.answered === 104));
  t.match(progress, /round-trip, N=3, 2 at rest, QoS 1, MQTT 5, round 1, floor/);
  for (const { name } of asked.filter((candidate) => !available.includes(candidate))) {
    t.match(progress, `bench: ${name} is left out: mosquitto is not installed`);
  }
});

t.test('tables are printed, and profiles are taken where they are asked for', async (t) => {
  const folder = t.testdir({});
  const args = ['round-trip', '--smoke', '--candidates', 'floor', '--profile', folder];
  const { code, output, progress } = await start(args).closed;
  t.equal(code, 0, progress);
  t.match(output, /\n {7}CPU µs\/trip {2}× floor/);
  t.equal(readdirSync(`${folder}/floor`).length, 1);
  t.match(progress, /floor: self time\nby owner\n/);
});

t.test('--help prints the usage, and a wrong argument ends with 2', async (t) => {
  const help = await start(['--help']).closed;
  t.equal(help.code, 0);
  t.match(help.output, /Usage: npm run bench/);
  const wrong = await start(['sprint']).closed;
  t.equal(wrong.code, 2);
  t.match(wrong.progress, /there is no benchmark "sprint"/);
});

t.test('an interrupt ends what is under way and leaves no files', { skip: process.platform === 'win32' }, async (t) => {
  const folder = t.testdir({});
  const args = ['round-trip', '--smoke', '--rounds', '100', '--candidates', 'ocpp-broker'];
  const { child, closed } = start(args, { TMPDIR: folder });
  await once(child.stderr, 'data');
  child.kill('SIGINT');
  const { code, progress } = await closed;
  t.equal(code, 1);
  t.match(progress, /bench: interrupted by SIGINT/);
  t.same(readdirSync(folder), []);
});
