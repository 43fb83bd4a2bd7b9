import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runCommand, startCommand } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const file = fileURLToPath(new URL('../fixtures/start-main.js', import.meta.url));
const server = './fake-server-main.js';
const environment = { OCPP_BROKER_URL: 'http://h', OCPP_BROKER_API_KEY: 'a:b', OCPP_BROKER_DATA_DIR: 'data' };

t.test(
  'the server has its words and its variables, and none of this command’s; its exit code is handed on',
  async (t) => {
    const { code, stdout } = await runCommand(t, [server, '--config', 'x.yaml', '--ignore-stored'], {
      file,
      environment,
    });
    t.equal(code, 7);
    t.same(JSON.parse(stdout), { words: ['--config', 'x.yaml', '--ignore-stored'], OCPP_BROKER_DATA_DIR: 'data' });
  },
);

t.test('a signal reaches the server once, however often it comes at once', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, ended, wrote } = startCommand(t, [server], { file });
    await wrote('words');
    child.kill(signal);
    await wrote(signal);
    child.kill(signal);
    const { code, stdout } = await ended;
    t.equal(code, 0, signal);
    t.equal(stdout.split(signal).length, 2, 'once');
  }
});

t.test('a server that was not built is said so', async (t) => {
  t.match(await runCommand(t, ['./nowhere.js'], { file }), { code: 1, stderr: /not built.*nowhere\.js/ });
});

t.test('the command takes the options of the server, and refuses others', async (t) => {
  t.match(await runCommand(t, ['start', '--help']), { code: 0, stdout: /--ignore-stored/ });
  t.match(await runCommand(t, ['start', '--port', '1']), { code: 2, stderr: /unknown option --port/ });
});
