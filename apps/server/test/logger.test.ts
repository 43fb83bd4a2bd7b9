import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';

const logger = new URL('../src/logger.js', import.meta.url).href;

/** What a process writes to its standard output that logs as `script` says and ends at once. */
function written(settings: { readonly level: string; readonly format: string }, isTerminal: boolean, script: string) {
  const code = `
    import { createLogger } from ${JSON.stringify(logger)};
    const log = createLogger(${JSON.stringify(settings)}, ${isTerminal});
    ${script};
    process.exit(0);`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
}

const hello = `log.info({ identity: 'CP1' }, 'charge point connected')`;

t.test('a line is one JSON object with level, time and sentence, and nothing about the machine', async (t) => {
  const lines = written({ level: 'info', format: 'json' }, true, hello).trim().split('\n');
  t.equal(lines.length, 1);
  const { time, ...line } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  t.strictSame(line, { level: 30, identity: 'CP1', msg: 'charge point connected' });
  t.match(time, /^\d{4}-\d\d-\d\dT.*Z$/);
});

t.test('auto writes JSON where no terminal is, and text for people where one is', async (t) => {
  t.match(written({ level: 'info', format: 'auto' }, false, hello), /^\{"level":30/);
  const forPeople = written({ level: 'info', format: 'auto' }, true, hello);
  t.match(forPeople, /INFO.*charge point connected.*CP1/);
  t.notMatch(forPeople, /^\{/);
  t.match(written({ level: 'info', format: 'pretty' }, false, hello), /INFO.*charge point connected/);
});

t.test('what is below the level is not written; at silent, nothing is', async (t) => {
  const all = `for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) log[level]({}, level + '!')`;
  t.strictSame(written({ level: 'warn', format: 'json' }, false, all).match(/\w+!/g), ['warn!', 'error!', 'fatal!']);
  t.equal(written({ level: 'silent', format: 'json' }, false, all), '');
  t.match(written({ level: 'trace', format: 'json' }, false, all), /trace!/);
});

t.test('the last of many lines before the process ends is not lost, in either format', async (t) => {
  const many = `for (let line = 1; line <= 2000; line++) log.info({ line }, 'x'.repeat(100))`;
  for (const format of ['json', 'pretty']) {
    const lines = written({ level: 'info', format }, false, many).trim().split('\n');
    t.equal(lines.length, 2_000, format);
    t.match(lines.at(-1), '2000', format);
  }
});

t.test('an error is written with its stack, a child with its binding', async (t) => {
  const script = `log.child({ room: 'gateway' }).error({ err: new Error('broken') }, 'it failed')`;
  const line = written({ level: 'info', format: 'json' }, false, script);
  t.match(JSON.parse(line), { room: 'gateway', err: { message: 'broken', stack: /broken/ }, msg: 'it failed' });
});

t.test('a line is written soon, without a next one', async (t) => {
  const code = `
    import { createLogger } from ${JSON.stringify(logger)};
    createLogger({ level: 'info', format: 'json' }, false).info({}, 'only one');
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill());
  const [line] = await once(child.stdout, 'data');
  t.match(JSON.parse(String(line)), { msg: 'only one' });
});
