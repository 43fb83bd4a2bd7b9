import t from 'tap';
import { ProcessFailed, type ProcessOptions, startProcess } from '../src/started-process.ts';
import { isRunning, surroundings } from './test-surroundings.ts';

const options = (script: string): ProcessOptions<string> => ({
  command: process.execPath,
  args: ['-e', script],
  environment: {},
  readyFrom: (line) => /^ready (.+)$/.exec(line)?.[1],
  readyTimeMaxMs: 20_000,
  signal: surroundings.signal,
});

const idle = 'setInterval(() => {}, 1000);';

t.test('a process is ready with what its line says, and is gone after its end', async (t) => {
  const started = await startProcess(options(`console.log("first\\nready 42"); ${idle}`));
  t.equal(started.ready, '42');
  t.ok(isRunning(started.pid));
  await started.end();
  t.notOk(isRunning(started.pid));
});

t.test('what a process says on standard error can tell as well that it is ready', async (t) => {
  const started = await startProcess(options(`console.error("ready 7"); ${idle}`));
  t.equal(started.ready, '7');
  await started.end();
});

t.test('nothing of the environment is handed down but what is asked for', async (t) => {
  const script = `console.log("ready " + Object.keys(process.env).sort().join()); ${idle}`;
  const started = await startProcess({ ...options(script), environment: { ONE: '1' } });
  await started.end();
  // The runner of these tests marks what its children spawn with variables of its own.
  const seen = started.ready.split(',').filter((name) => !/^(_?TAP|NODE_)/i.test(name));
  t.same(seen, ['ONE']);
});

t.test('one that ends before it is ready is told with its output', async (t) => {
  const starting = startProcess(options('console.error("port in use"); process.exit(3)'));
  await t.rejects(starting, ProcessFailed);
  await t.rejects(starting, /ended with 3 before it was ready\nport in use/);
});

t.test('one that is not ready in time is ended', async (t) => {
  const pids: number[] = [];
  const readyFrom = (line: string) => {
    pids.push(Number(line));
    return undefined;
  };
  const script = `console.log(process.pid); ${idle}`;
  const starting = startProcess({ ...options(script), readyFrom, readyTimeMaxMs: 1_500 });
  await t.rejects(starting, /was not ready in 1500 ms/);
  for (const pid of pids) t.notOk(isRunning(pid));
});

t.test('one that cannot be started is told', async (t) => {
  await t.rejects(
    startProcess({ ...options(''), command: '/nowhere/node' }),
    /nowhere.* (could not be started|ended with 127)/,
  );
});

t.test('one that died on the way is told at the end', async (t) => {
  const started = await startProcess(options(`console.log("ready 1"); setImmediate(() => process.exit(7))`));
  while (isRunning(started.pid)) await new Promise(setImmediate);
  await t.rejects(started.end(), /ended with 7 during the run/);
});

t.test('one that ends badly is told', async (t) => {
  const script = `process.on("SIGTERM", () => process.exit(5)); console.log("ready 1"); ${idle}`;
  const started = await startProcess(options(script));
  await t.rejects(started.end(), /ended with 5 during the run/);
});

t.test('one that does not end is ended, and told', async (t) => {
  const script = `process.on("SIGTERM", () => {}); console.log("ready 1"); ${idle}`;
  const started = await startProcess({ ...options(script), endTimeMaxMs: 100 });
  await t.rejects(started.end(), /did not end in 100 ms/);
  t.notOk(isRunning(started.pid));
});

t.test('a run that is broken off ends the process, and starts no other', async (t) => {
  const controller = new AbortController();
  const { signal } = controller;
  const started = await startProcess({ ...options(`console.log("ready 1"); ${idle}`), signal });
  controller.abort();
  await started.end();
  t.notOk(isRunning(started.pid));
  await t.rejects(startProcess({ ...options(''), signal }), { name: 'AbortError' });
});
